"""What was paid month by month, way by way, as lines over the months, with the months marked in which an owned pod has paid for itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from podwright.outputs.report.money import CurveRow, EvenRow, Money
from podwright.outputs.report.scale import Scale, round_top, short_money

LETTER_PX = 6.3
BOTTOM_PX = 40
LEAST_TOP_PX, NUMBERS_TOP_PX = 10, 34  # room for the numbers of break-evens, where there are any
LABEL_SPACE_PX = 15
BADGE_SPACE_PX = 24
MOST_TICKS = 6
LETTERS = 26
MONTHS_IN_YEAR = 12
STYLES = 8
"""So many colours and patterns of dashes; the ninth line looks like the first and is told by the letter at its end."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How large the drawing is, and how much of a way's name stands at the end of its line: none on a phone, where the letter before it must do."""

    identifier: str
    width: int
    height: int
    left: int
    name_length: int


DESK = Shape("curves", 760, 372, 60, 26)
PHONE = Shape("curves-phone", 340, 300, 46, 0)


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis and its words."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One way: its letter, its path, where it ends, and where its name stands."""

    letter: str
    way: str
    style: int
    path: str
    label: str
    total: float
    end_y: float
    label_y: float


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where an owned pod has paid for itself: the point where two lines meet, and its number above the drawing."""

    number: int
    x: float
    y: float
    badge_x: float
    title: str


@dataclass(frozen=True, slots=True)
class CurveDrawing:
    """The drawing, and the break-evens in the order of their numbers, then those that have none."""

    identifier: str
    description: str
    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    months: int
    amounts: tuple[Tick, ...]
    times: tuple[Tick, ...]
    lines: tuple[Line, ...]
    crossings: tuple[Crossing, ...]
    crossed: tuple[EvenRow, ...]
    never: tuple[EvenRow, ...]


def draw(money: Money, shape: Shape) -> CurveDrawing | None:
    """Return the drawing of all curves, None where there is none."""
    if not money.curves:
        return None
    months = max(len(row.paid) for row in money.curves) - 1
    crossed = tuple(sorted((row for row in money.evens if row.month is not None), key=lambda row: (row.month or 0, row.own, row.cloud)))
    labels = [label(index, row.way, shape.name_length) for index, row in enumerate(money.curves)]
    right, bottom = shape.width - 18 - round(LETTER_PX * max(map(len, labels))), shape.height - BOTTOM_PX
    top = NUMBERS_TOP_PX if crossed else LEAST_TOP_PX
    most, step = round_top(max(max(row.paid) for row in money.curves), MOST_TICKS)
    across, up = Scale(0, max(months, 1), shape.left, right), Scale(0, most, bottom, top)
    every = MONTHS_IN_YEAR if months > 3 * MONTHS_IN_YEAR else MONTHS_IN_YEAR // 2
    return CurveDrawing(
        identifier=shape.identifier,
        description=description(money.curves, crossed, months, money.currency),
        width=shape.width,
        height=shape.height,
        left=shape.left,
        right=right,
        top=top,
        bottom=bottom,
        months=months,
        amounts=tuple(Tick(round(up.at(step * number), 1), short_money(step * number)) for number in range(round(most / step) + 1)),
        times=tuple(Tick(round(across.at(month), 1), str(month)) for month in range(0, months + 1, every)),
        lines=lines(money.curves, labels, across, up),
        crossings=crossings(crossed, {row.way: row.paid for row in money.curves}, across, up),
        crossed=crossed,
        never=tuple(row for row in money.evens if row.month is None),
    )


def letter(index: int) -> str:
    """Return the letter of a line: A to Z, then AA."""
    return chr(ord("A") + index) if index < LETTERS else letter(index // LETTERS - 1) + letter(index % LETTERS)


def label(index: int, way: str, name_length: int) -> str:
    """Return what stands at the end of a line: its letter, and as much of its name as there is room for; the legend has it whole."""
    if not name_length:
        return letter(index)
    name = way if len(way) <= name_length else f"{way[: name_length - 1]}\N{HORIZONTAL ELLIPSIS}"
    return f"{letter(index)} {name}"


def lines(curves: Sequence[CurveRow], labels: Sequence[str], across: Scale, up: Scale) -> tuple[Line, ...]:
    """Return a line a way; names stand at the ends of their lines, moved apart where these meet."""
    ends = [up.at(row.paid[-1]) for row in curves]
    label_ys = apart(ends, LABEL_SPACE_PX, lowest=up.last, highest=up.first)
    return tuple(
        Line(letter(index), row.way, index % STYLES, _path(row.paid, across, up), words, row.paid[-1], round(end, 1), round(label_y, 1))
        for index, (row, words, end, label_y) in enumerate(zip(curves, labels, ends, label_ys, strict=True))
    )


def crossings(rows: Sequence[EvenRow], paid_of: dict[str, tuple[float, ...]], across: Scale, up: Scale) -> tuple[Crossing, ...]:
    """Return the points where lines meet, the earliest first; their numbers stand above, moved apart where they meet."""
    xs = [across.at(row.month or 0) for row in rows]
    badges = apart(xs, BADGE_SPACE_PX, lowest=across.first, highest=across.last)
    return tuple(
        Crossing(
            number, round(x, 1), round(up.at(paid_at(paid_of[row.own], row.month or 0)), 1), round(badge, 1), f"{row.own} against {row.cloud}: {row.words}"
        )
        for number, (row, x, badge) in enumerate(zip(rows, xs, badges, strict=True), 1)
    )


def paid_at(paid: Sequence[float], month: float) -> float:
    """Return what was paid by a moment within a month, along a straight line between its ends."""
    whole = min(int(month), len(paid) - 2)
    return paid[whole] + (paid[whole + 1] - paid[whole]) * (month - whole)


def apart(places: Sequence[float], space: float, *, lowest: float, highest: float) -> list[float]:
    """Return places in the same order, each at least so far from the next, moved as little as a sweep up and a sweep down move them."""
    order = sorted(range(len(places)), key=lambda index: (places[index], index))
    moved = [*places]
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + space)
    limit = max(highest, lowest + space * (len(places) - 1))
    for index in reversed(order):
        moved[index] = min(moved[index], limit)
        limit = moved[index] - space
    return moved


def description(curves: Sequence[CurveRow], crossed: Sequence[EvenRow], months: int, currency: str) -> str:
    """Return the drawing in words."""
    ends = ", ".join(f"{row.way} {row.paid[0]:,.0f} at the start and {row.paid[-1]:,.0f} after {months} months" for row in curves)
    meets = " ".join(f"{row.own} has paid for itself against {row.cloud} after {row.month:.1f} months." for row in crossed)
    return f"Paid in {currency}: {ends}. {meets}".rstrip()


def _path(paid: Sequence[float], across: Scale, up: Scale) -> str:
    return "M" + "L".join(f"{across.at(month):.1f} {up.at(amount):.1f}" for month, amount in enumerate(paid))
