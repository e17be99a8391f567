"""Cables as NetBox imports them, behind its devices and interfaces."""

from collections.abc import Iterable, Iterator

from podwright.outputs.cabling.rows import CableRow
from podwright.outputs.cabling.text import Cell, csv_text
from podwright.plan.types.fabric import CablePart

# NetBox 4, CableImportForm (netbox/dcim/forms/bulk_import.py); read 2026-11-21.
COLUMNS = (
    "side_a_device",
    "side_a_type",
    "side_a_name",
    "side_b_device",
    "side_b_type",
    "side_b_name",
    "type",
    "status",
    "label",
    "color",
    "length",
    "length_unit",
    "description",
)
INTERFACE = "dcim.interface"
TYPES = {"cat6": "cat6", "dac": "dac-passive", "active_copper": "dac-active", "aoc": "aoc"}
"""What NetBox calls a kind of cable; the kind of a fibre follows from its module and is left to the site."""
HEX = {
    "blue": "2196f3",
    "orange": "ff9800",
    "green": "4caf50",
    "brown": "795548",
    "slate": "9e9e9e",
    "white": "ffffff",
    "red": "f44336",
    "black": "111111",
    "yellow": "ffeb3b",
    "violet": "9c27b0",
    "rose": "e91e63",
    "aqua": "00bcd4",
}
"""The twelve colours among those that NetBox offers (netbox/choices.py, ColorChoices)."""


def netbox_cables(rows: Iterable[CableRow]) -> str:
    """Return the cables as NetBox's bulk import takes them; they are planned until someone says that they are connected."""
    return csv_text(COLUMNS, _lines(rows))


def _lines(rows: Iterable[CableRow]) -> Iterator[tuple[Cell, ...]]:
    for row in rows:
        cable = row.cable
        a, b = (cable.a_device, INTERFACE, row.a_called.own), (cable.b_device, INTERFACE, row.b_called.own)
        yield *a, *b, _type(cable.medium, row.part), "planned", cable.label, HEX[row.colour], f"{cable.length_m:g}", "m", row.bundle.name


def _type(medium: str, part: CablePart) -> str:
    return TYPES.get(medium) or TYPES.get(part.kind, "")
