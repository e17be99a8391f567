"""Entries of the catalogue as they are listed and looked up."""

from collections.abc import Iterator

from podwright.catalog.architecture import Architecture
from podwright.catalog.card import Facts, architecture_card, architecture_line, medium_card, medium_line, node_card, node_line, switch_card, switch_line
from podwright.catalog.load import catalog_of
from podwright.catalog.media import MediaFile
from podwright.catalog.products import SwitchKind, SystemKind
from podwright.catalog.reader import MEDIA, Reader

KINDS = ("architectures", "nodes", "switches", "media")


def names(reader: Reader, kind: str) -> tuple[str, ...]:
    """Return the names of one kind, sorted."""
    return tuple(sorted(row.name for row in reader.media().media)) if kind == "media" else reader.names(kind)


def lines(reader: Reader, kind: str) -> list[Facts]:
    """Return a line for each entry of one kind, by name; why others are wrong is kept by the reader."""
    if kind == "media":
        built_in = {row.name for row in reader.whole(MediaFile, MEDIA).media}
        return [medium_line(row) | {"is_own": row.name not in built_in} for row in sorted(reader.media().media, key=lambda row: row.name)]
    found = ((name, _line(reader, kind, name)) for name in reader.names(kind))
    return [line | {"is_own": reader.is_own(kind, name)} for name, line in found if line is not None]


def cards(reader: Reader, name: str) -> Iterator[Facts]:
    """Yield all that there is to say of each entry with this name.

    Raises: CatalogError when one of them is wrong.
    """
    if name in reader.names("architectures"):
        catalog = catalog_of(name, reader)
        yield architecture_card(catalog.architecture, catalog.systems) | {"is_own": reader.is_own("architectures", name)}
    if name in reader.names("nodes") and (node := reader.named(SystemKind, "nodes", name)):
        yield node_card(node) | {"is_own": reader.is_own("nodes", name)}
    if name in reader.names("switches") and (switch := reader.named(SwitchKind, "switches", name)):
        yield switch_card(switch) | {"is_own": reader.is_own("switches", name)}
    media, built_in = reader.media(), reader.whole(MediaFile, MEDIA)
    reader.settle()
    for row in media.media:
        if row.name == name:
            yield medium_card(row, media) | {"is_own": row not in built_in.media}


def _line(reader: Reader, kind: str, name: str) -> Facts | None:
    if kind == "architectures":
        rule = reader.named(Architecture, kind, name)
        return architecture_line(rule) if rule else None
    if kind == "nodes":
        node = reader.named(SystemKind, kind, name)
        return node_line(node) if node else None
    switch = reader.named(SwitchKind, kind, name)
    return switch_line(switch) if switch else None
