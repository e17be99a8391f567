"""Labels for both ends of each cable, on sheets that any printer takes."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple
from xml.sax.saxutils import escape

from podwright.outputs.cabling.rows import CableRow
from podwright.outputs.cabling.sheet import place_words
from podwright.outputs.cabling.svg import FONT, INK, box, text

PAGE_MM = (210, 297)
COLUMNS, ROWS = 3, 7
LABEL_MM = (63.5, 38.1)
PITCH_MM = (66.0, 38.1)
MARGIN_MM = (7.25, 15.15)
"""A4 sheets of 21 labels in the most common layout (Avery L7160: 63.5 x 38.1 mm); the label is folded round the cable."""
BAR_MM = 4.0
PAD_MM = 1.5


class Label(NamedTuple):
    """One label: the cable it hangs on, at which end, where that end and the other one are, what the cable is."""

    label: str
    end: str
    here: str
    there: str
    about: str
    colour: str


def labels_of(rows: Iterable[CableRow], rack: str | None = None) -> Iterator[Label]:
    """Yield the labels of both ends of each cable in pulling order; of the ends in one rack alone, if one is named."""
    for row in rows:
        cable = row.cable
        a, b = place_words(row.a.rack, row.a_u, cable.a_port), place_words(row.b.rack, row.b_u, cable.b_port)
        about = f"{cable.fabric}  {cable.length_m:g} m  {row.colour}  {cable.rate_gbps}G"
        for end, here, there, at in (("A", a, b, row.a.rack), ("B", b, a, row.b.rack)):
            if rack in (None, at):
                yield Label(cable.label, end, here, there, about, row.colour)


def label_sheets(labels: Iterable[Label]) -> Iterator[str]:
    """Yield SVG drawings, one a sheet of 21 labels; each stands by itself."""
    left = iter(labels)
    while page := list(islice(left, COLUMNS * ROWS)):
        yield _sheet(page)


def label_document(sheets: Iterable[str], title: str) -> str:
    """Return all sheets as one HTML page, a sheet of paper each, which a browser prints or saves as PDF without margins or scaling."""
    style = f"@page{{size:{PAGE_MM[0]}mm {PAGE_MM[1]}mm;margin:0}}html,body{{margin:0}}svg{{display:block;break-after:page}}svg:last-child{{break-after:auto}}"
    head = f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title><style>{style}</style></head><body>\n'
    return "".join((head, *sheets, "</body></html>\n"))


def _sheet(labels: list[Label]) -> str:
    width, height = PAGE_MM
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}" font-family="{FONT}">\n'
    drawn = (_drawn(label, index) for index, label in enumerate(labels))
    return "".join((head, *drawn, "</svg>\n"))


def _drawn(label: Label, index: int) -> str:
    row, column = divmod(index, COLUMNS)
    x, y = MARGIN_MM[0] + column * PITCH_MM[0], MARGIN_MM[1] + row * PITCH_MM[1]
    width, left = LABEL_MM[0] - BAR_MM - 2 * PAD_MM, x + BAR_MM + PAD_MM
    lines = (
        text(left, y + 7, label.label, height=4.2, width=width - 6, weight="bold"),
        text(x + LABEL_MM[0] - PAD_MM, y + 7, label.end, height=5, weight="bold", anchor="end"),
        text(left, y + 14, "here", height=2.2),
        text(left, y + 17.5, label.here, height=3.2, width=width),
        text(left, y + 22.5, "there", height=2.2),
        text(left, y + 26, label.there, height=3.2, width=width),
        text(left, y + 33, label.about, height=2.8, width=width),
    )
    return "".join((box(x, y + 1, BAR_MM, LABEL_MM[1] - 2, fill=INK[label.colour]), *lines, "\n"))
