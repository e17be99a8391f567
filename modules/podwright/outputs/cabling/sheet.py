"""The installer's sheets: a row a cable in pulling order, a row a bundle, a row a label."""

from collections.abc import Iterable, Iterator, Mapping

from podwright.outputs.cabling.rows import CableRow
from podwright.outputs.cabling.serials import Serial
from podwright.outputs.cabling.text import Cell, csv_text
from podwright.plan.types import Pulling

COLUMNS = (
    "PULLED_AT",
    "ORDER",
    "BUNDLE",
    "SEQ",
    "LABEL",
    "FABRIC",
    "PLANE",
    "RAIL",
    "COLOUR",
    "RATE_GBPS",
    "MEDIUM",
    "KIND",
    "PART",
    "LENGTH_M",
    "LEG",
    *(f"{end}_{word}" for end in ("A", "B") for word in ("RACK", "U", "DEVICE", "PORT", "CONNECTOR", "TRANSCEIVER")),
    "SERIAL",
    "DATE",
)
"""Names of the columns; the last two come back filled."""
BUNDLE_COLUMNS = ("PULLED_AT", "ORDER", "BUNDLE", "FABRIC", "TIER", "A_RACK", "B_RACK", "CABLES", "LENGTH_M")
LABEL_COLUMNS = ("LABEL", "END", "HERE", "THERE", "FABRIC", "COLOUR", "LENGTH_M", "BUNDLE", "RACK")


def sheet_rows(rows: Iterable[CableRow], serials: Mapping[str, Serial]) -> Iterator[tuple[Cell, ...]]:
    """Yield the lines of the sheet, in the order of the rows, ports as the front of a switch has them; serial numbers that are known stand in it, by label."""
    for row in rows:
        cable, part, known = row.cable, row.part, serials.get(row.cable.label)
        a_module, b_module = part.a_module or part.part, part.b_module or part.part
        yield (
            row.bundle.pulled_at,
            row.bundle.order,
            row.bundle.name,
            row.number,
            cable.label,
            cable.fabric,
            row.plane,
            row.rail,
            row.colour,
            cable.rate_gbps,
            cable.medium,
            part.kind,
            part.part,
            f"{cable.length_m:g}",
            cable.leg or None,
            *(row.a.rack, row.a_u, cable.a_device, row.a_called.front, row.a_connector, a_module),
            *(row.b.rack, row.b_u, cable.b_device, row.b_called.front, row.b_connector, b_module),
            known.serial if known else None,
            known.date if known else None,
        )


def installer_sheet(rows: Iterable[CableRow], serials: Mapping[str, Serial]) -> str:
    """Return the sheet that people pull cables by, as CSV text: one line a cable, in pulling order.

    Units: rates in Gb/s, the length to buy in m. A copper or active cable has its plugs moulded on: then the part stands as its transceiver.
    """
    return csv_text(COLUMNS, sheet_rows(rows, serials))


def bundle_lines(pulling: Pulling) -> Iterator[tuple[Cell, ...]]:
    """Yield a line a bundle, in pulling order."""
    for row in pulling.bundles:
        yield row.pulled_at, row.order, row.name, row.fabric, row.tier, row.a_rack, row.b_rack, row.cable_count, f"{row.length_m:g}"


def bundle_sheet(pulling: Pulling) -> str:
    """Return the bundles as CSV text, in pulling order."""
    return csv_text(BUNDLE_COLUMNS, bundle_lines(pulling))


def label_sheet(rows: Iterable[CableRow]) -> str:
    """Return a line a label as CSV text, for label printers: both ends of each cable, in pulling order."""
    return csv_text(LABEL_COLUMNS, (line for row in rows for line in _labels(row)))


def place_words(rack: str, unit: int | str, port: str) -> str:
    """Return where a port is: rack, rack unit, port; what stands beside the units has none."""
    return f"{rack} U{unit} {port}" if unit else f"{rack} {port}"


def _labels(row: CableRow) -> Iterator[tuple[Cell, ...]]:
    cable = row.cable
    a, b = place_words(row.a.rack, row.a_u, cable.a_port), place_words(row.b.rack, row.b_u, cable.b_port)
    for end, here, there, rack in (("A", a, b, row.a.rack), ("B", b, a, row.b.rack)):
        yield cable.label, end, here, there, cable.fabric, row.colour, f"{cable.length_m:g}", row.bundle.name, rack
