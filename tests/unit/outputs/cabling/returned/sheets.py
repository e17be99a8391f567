"""Sheets as they come back: ours, with cells changed."""

import csv
import io
from collections.abc import Callable

from podwright.outputs.cabling.returned.compare import Returned, compare
from podwright.outputs.cabling.returned.fault import Weight
from podwright.outputs.cabling.returned.table import read_table
from podwright.outputs.cabling.serials import Serial
from podwright.outputs.cabling.sheet import installer_sheet
from podwright.outputs.cabling.text import csv_text
from unit.outputs.cabling.cables import rows
from unit.pods import STARTER

Lines = list[dict[str, str]]


def lines(architecture: str = STARTER) -> Lines:
    """Return the lines of our sheet, each with a serial number."""
    found = list(csv.DictReader(io.StringIO(installer_sheet(rows(architecture), {}))))
    for number, line in enumerate(found):
        line["SERIAL"], line["DATE"] = f"MT{number:05}", "2026-11-02"
    return found


def written(found: Lines) -> bytes:
    """Return lines as CSV."""
    return csv_text(found[0], (line.values() for line in found)).encode()


def returned(change: Callable[[Lines], object] = len, *, kept: dict[str, Serial] | None = None, architecture: str = STARTER) -> Returned:
    """Return what comes of our sheet when someone has changed its lines."""
    found = lines(architecture)
    change(found)
    return compare(read_table(written(found)), rows(architecture), kept or {}, {})


def told(result: Returned, weight: Weight = Weight.ERROR) -> list[tuple[str, int, int, str, str, str]]:
    """Return the faults of a weight, field by field."""
    return [(row.code, row.line, row.column, row.where, row.what, row.remedy) for row in result.faults if row.weight is weight]
