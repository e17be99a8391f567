"""Media of a stack's own, beside the built-in ones."""

from collections.abc import Iterator

from podwright.catalog.document import Document
from podwright.catalog.fault import Breach, Fault
from podwright.catalog.figure import Row, Source
from podwright.catalog.media import MediaFile, MediumKind, Module, PartRule


class OwnMedia(Row):
    """What a stack's own file of media may hold; how the floor stands is the built-in one's."""

    media: tuple[MediumKind, ...] = ()
    modules: tuple[Module, ...] = ()
    parts: tuple[PartRule, ...] = ()
    source: Source


def joined(built_in: MediaFile, own: OwnMedia) -> MediaFile:
    """Return the built-in media with one's own behind them; one's own parts first, since the first part that fits is bought."""
    rows = {"media": (*built_in.media, *own.media), "modules": (*built_in.modules, *own.modules), "parts": (*own.parts, *built_in.parts)}
    return built_in.model_copy(update=rows)


def faults(built_in: MediaFile, own: OwnMedia, document: Document) -> Iterator[Fault]:
    """Yield what is wrong between one's own media and the built-in ones: a name, or a pair of connectors at one rate, that is taken; a name that nobody has.

    A second medium for a pair of connectors is one at another rate: the plan takes the fastest that both ports carry, and of one rate there is then no choice.
    """
    for at, what, remedy in (*twice(own, after=built_in), *_unknown(built_in, own)):
        yield document.fault(at, what=what, remedy=remedy)


def twice(file: MediaFile | OwnMedia, *, after: MediaFile | None = None) -> Iterator[Breach]:
    """Yield each name, and each pair of connectors at one rate, that stands before it, in the file or in the other one."""
    for group in ("media", "modules", "parts"):
        names = {row.name for row in getattr(after, group, ())}
        for index, row in enumerate(getattr(file, group)):
            if row.name in names:
                yield (group, index, "name"), f"{row.name} is a name of the {group} already", "Rename one of them"
            names.add(row.name)
    pairs = {(row.technology, row.connectors, row.rate_gbps): row.name for row in (after.media if after else ())}
    for index, row in enumerate(file.media):
        holder = pairs.setdefault((row.technology, row.connectors, row.rate_gbps), row.name)
        if holder != row.name:
            what = f"{holder} already joins {row.connectors[0]} with {row.connectors[1]} at {row.rate_gbps} Gb/s on {row.technology}"
            yield ("media", index, "connectors"), what, "Drop one of them, or give the ports another connector"


def _unknown(built_in: MediaFile, own: OwnMedia) -> Iterator[Breach]:
    media, modules = {row.name for row in (*built_in.media, *own.media)}, {row.name for row in (*built_in.modules, *own.modules)}
    for index, part in enumerate(own.parts):
        for name in sorted(set(part.media) - media):
            yield ("parts", index, "media"), f"there is no medium {name}", "Add it under media, or name another"
        for name in sorted(part.modules - modules):
            yield ("parts", index), f"there is no module {name}", "Add it under modules, or name another"
