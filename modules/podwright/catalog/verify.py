"""The proof of a catalogue: every file loads, every figure has its source, and what architectures say holds, at their largest size too."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from podwright.catalog.architecture import Architecture
from podwright.catalog.document import Document
from podwright.catalog.fault import Breach, CatalogError, Fault
from podwright.catalog.figure import Row, Source
from podwright.catalog.laws import faults_of, of_kinds
from podwright.catalog.load import Catalog, catalog_of
from podwright.catalog.media import MediaFile
from podwright.catalog.occupancy import Standing, of_layout
from podwright.catalog.own_media import twice
from podwright.catalog.product_laws import of_switch, of_system
from podwright.catalog.products import SwitchKind, SystemKind
from podwright.catalog.reader import MEDIA, OWN_SECTIONS, Reader
from podwright.catalog.subject import Subject

Kind = TypeVar("Kind", Architecture, SystemKind, SwitchKind)
Stand = Callable[[Catalog], Standing | Breach]
"""What gives what stands in a layout at its largest size, or says why it cannot stand."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was looked at, and every fault of it, by path and line."""

    file_count: int
    sourced_count: int
    faults: tuple[Fault, ...]


def verify(reader: Reader, stand: Stand) -> Verdict:
    """Return the verdict on a stack's own catalogue where the reader has one, else on the built-in one."""
    architectures = _entries(reader, Architecture, "architectures")
    systems, switches = _entries(reader, SystemKind, "nodes"), _entries(reader, SwitchKind, "switches")
    media = reader.media()
    built_in = reader.folder / MEDIA
    faults = {*reader.faults, *_strangers(reader), *_kinds_named_alike(reader)}
    faults |= {Document({}, (built_in,)).fault(at, what=what, remedy=remedy) for at, what, remedy in twice(media) if reader.own is None}
    faults |= {*of_kinds("nodes", systems, of_system, reader), *of_kinds("switches", switches, of_switch, reader)}
    for name in architectures:
        faults |= set(_of_architecture(name, reader, stand))
    file_count = sum(len(_names(reader, section)) for section in OWN_SECTIONS) + ((reader.own or reader.folder) / MEDIA).is_file()
    sourced = sum(_sourced(entry) for entries in (architectures, systems, switches) for entry in entries.values()) + _sourced(media)
    others = _sourced(reader.whole(MediaFile, MEDIA)) if reader.own else 0
    return Verdict(file_count, sourced - others, tuple(sorted(faults)))


def sources(value: object, *, at: str = "") -> Iterator[tuple[str, Source]]:
    """Yield everything in an entry that has a source, figures among it, with its dotted place."""
    if isinstance(value, Source):
        yield at, value
    if isinstance(value, Row):
        for name in type(value).model_fields:
            yield from sources(getattr(value, name), at=f"{at}.{name}".removeprefix("."))
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from sources(inner, at=f"{at}.{name}")
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from sources(inner, at=f"{at}.{getattr(inner, 'name', index)}")


def _sourced(entry: Row) -> int:
    return sum(1 for _ in sources(entry))


def _names(reader: Reader, section: str) -> tuple[str, ...]:
    """Return the names that are looked at: a stack's own where it has a catalogue, else all."""
    return tuple(name for name in reader.names(section) if reader.own is None or reader.is_own(section, name))


def _entries(reader: Reader, model: type[Kind], section: str) -> dict[str, Kind]:
    return {name: entry for name in _names(reader, section) if (entry := reader.named(model, section, name))}


def _of_architecture(name: str, reader: Reader, stand: Stand) -> Iterator[Fault]:
    """Yield the faults of one architecture, of the first phase that has any: what it names, what it says, what stands at its largest size."""
    reader.faults.clear()
    try:
        catalog = catalog_of(name, reader)
    except CatalogError as error:
        yield from error.faults
        return
    told = tuple(faults_of(Subject(catalog.architecture, catalog.systems, catalog.switches, catalog.media), reader))
    yield from told or _at_largest_size(catalog, reader, stand)


def _at_largest_size(catalog: Catalog, reader: Reader, stand: Stand) -> Iterator[Fault]:
    for index, layout in enumerate(catalog.architecture.layouts):
        largest = layout.largest or catalog.architecture.largest
        standing = stand(replace(catalog, layout=layout, largest=largest))
        breaches = of_layout(layout, largest, standing, switches=catalog.switches) if isinstance(standing, Standing) else (standing,)
        for at, what, remedy in breaches:
            of_all_layouts = at[:1] == ("largest",) and layout.largest is None
            place = at if of_all_layouts else ("layouts", index, *at)
            yield reader.fault(
                "architectures",
                catalog.architecture.name,
                place,
                what=f"{what} (at {layout.most_units} {'unit' if layout.most_units == 1 else 'units'})",
                remedy=remedy,
            )


def _kinds_named_alike(reader: Reader) -> Iterator[Fault]:
    """Yield switches that are named like a system, so that nobody could tell which of them stands in a rack."""
    for name in set(reader.names("nodes")) & set(reader.names("switches")):
        folder = reader.own if reader.own is not None and reader.is_own("switches", name) else reader.folder
        yield Fault(str(folder / "switches" / f"{name}.yaml"), 0, "name", f"{name} is the name of a system too, in nodes/", "Rename one of them")


def _strangers(reader: Reader) -> Iterator[Fault]:
    """Yield files of a stack's own catalogue that nothing reads."""
    if reader.own is None:
        return
    for path in sorted(reader.own.rglob("*")):
        read = (path.name == MEDIA and path.parent == reader.own) or (
            path.parent.parent == reader.own and path.parent.name in OWN_SECTIONS and path.suffix == ".yaml"
        )
        if path.is_file() and not read and path.suffix != ".md" and not path.name.startswith("."):
            remedy = f"Name it NAME.yaml in one of {', '.join(OWN_SECTIONS)}, or {MEDIA}"
            yield Fault(str(path), 0, "", "nothing reads this file", remedy)
