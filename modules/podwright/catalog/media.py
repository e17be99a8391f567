"""Cables: which joins which connectors, and how the floor makes them as long as they are."""

from podwright.catalog.figure import Length, Row, Source
from podwright.catalog.products import Technology


class MediumKind(Row):
    """A cable that joins two connectors, A end first, at one rate."""

    name: str
    technology: Technology
    connectors: tuple[str, str]
    rate_gbps: int


class Floor(Row):
    """How racks stand, one unit a row, and the lengths that cables are sold in (m)."""

    rack_width_m: Length
    row_pitch_m: Length
    up_and_down_m: Length
    within_rack_m: Length
    lengths_m: tuple[float, ...]


class MediaFile(Row):
    """The media rules, whole."""

    media: tuple[MediumKind, ...]
    floor: Floor
    source: Source
