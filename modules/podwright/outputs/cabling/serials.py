"""What was built in, as it is kept beside the pod: `cables.csv`, one line a cable, sorted, so that two people's changes merge."""

import csv
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from podwright.outputs.cabling.text import csv_text

COLUMNS = ("label", "serial", "date")


class Serial(NamedTuple):
    """The serial number of the cable with a label, and the day it was built in, `yyyy-mm-dd`, or nothing."""

    label: str
    serial: str
    date: str


class Unkept(Exception):
    """The text is no list of serial numbers; says the line and what is wrong with it."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line, self.what = line, what


def read_serials(text: str) -> dict[str, Serial]:
    """Return the serial numbers that a kept file holds, by label.

    Raises: Unkept when a line is none, or a label stands twice, as after a merge that nobody looked at.
    """
    lines = list(csv.reader(text.splitlines()))
    if not lines or tuple(lines[0]) != COLUMNS:
        raise Unkept(1, f"the columns are not {', '.join(COLUMNS)}")
    found: dict[str, Serial] = {}
    for number, cells in enumerate(lines[1:], start=2):
        if len(cells) != len(COLUMNS) or not cells[0] or not cells[1]:
            raise Unkept(number, "this is no label, serial number and date")
        row = Serial(*cells)
        if row.label in found:
            raise Unkept(number, f"{row.label} stands twice")
        found[row.label] = row
    return found


def serials_csv(serials: Iterable[Serial]) -> str:
    """Return the kept file, sorted by label."""
    return csv_text(COLUMNS, sorted(serials))


def merged(kept: Mapping[str, Serial], returned: Iterable[Serial]) -> dict[str, Serial]:
    """Return the serial numbers of both; one that comes back anew takes the place of the older."""
    return {**kept, **{row.label: row for row in returned}}
