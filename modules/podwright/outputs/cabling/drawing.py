"""A bundle drawn: the ports of both racks from top to bottom, and the cables between them."""

import re
from collections.abc import Sequence

from podwright.outputs.cabling.rows import CableRow
from podwright.outputs.cabling.sheet import place_words
from podwright.outputs.cabling.svg import FONT, INK, text

STEP, TOP, WIDE, MIDDLE = 16, 72, 340, 260
HEIGHT = 11
DIGITS = re.compile(r"(\d+)")


def bundle_drawing(rows: Sequence[CableRow]) -> str:
    """Return one bundle as an SVG drawing: a line a cable, in its colour, from its port at the left (A) to that at the right (B).

    Shape: `rows` are all cables of one bundle. Ports stand as they do in the rack: the highest unit at the top, then by number.
    """
    assert rows, "a bundle holds a cable"
    bundle = rows[0].bundle
    lefts = sorted(range(len(rows)), key=lambda index: _from_top(rows[index].a_u, rows[index].a.name, rows[index].cable.a_port))
    rights = sorted(range(len(rows)), key=lambda index: _from_top(rows[index].b_u, rows[index].b.name, rows[index].cable.b_port))
    place_of = {index: place for place, index in enumerate(rights)}
    width, height = 2 * WIDE + MIDDLE, TOP + STEP * len(rows) + STEP
    metres = f"{bundle.cable_count} cables of {bundle.length_m:g} m"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="{FONT}">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        text(12, 22, bundle.name, height=15, weight="bold"),
        text(12, 42, f"{metres}; bundle {bundle.order} at rack {bundle.pulled_at}", height=HEIGHT),
        text(WIDE - 8, 62, bundle.a_rack, height=HEIGHT, weight="bold", anchor="end"),
        text(WIDE + MIDDLE + 8, 62, bundle.b_rack, height=HEIGHT, weight="bold"),
    ]
    for place, index in enumerate(lefts):
        row = rows[index]
        y, far_y = TOP + STEP * (place + 0.5), TOP + STEP * (place_of[index] + 0.5)
        near, far = (
            place_words(f"{device.name}", unit, port) for device, unit, port in ((row.a, row.a_u, row.a_called.front), (row.b, row.b_u, row.b_called.front))
        )
        line = f'x1="{WIDE}" y1="{y:g}" x2="{WIDE + MIDDLE}" y2="{far_y:g}"'
        parts.append(
            f'<line {line} stroke="#333" stroke-width="3"/><line {line} stroke="{INK[row.colour]}" stroke-width="2"><title>{row.cable.label}</title></line>'
        )
        parts.append(text(WIDE - 8, y + 4, near, height=HEIGHT, width=WIDE - 20, anchor="end"))
        parts.append(text(WIDE + MIDDLE + 8, far_y + 4, far, height=HEIGHT, width=WIDE - 20))
    return "\n".join((*parts, "</svg>", ""))


def _from_top(unit: int | str, device: str, port: str) -> tuple[int, str, list[tuple[int, str]]]:
    """Return what ports sort by: highest unit first, then device, then port with its numbers as numbers."""
    return -int(unit or 0), device, [(int(word), "") if word.isdecimal() else (-1, word) for word in DIGITS.split(port)]
