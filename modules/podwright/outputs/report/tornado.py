"""How much each input matters to the cost of a GPU-hour, as bars to both sides of what it costs."""

from dataclasses import dataclass

from podwright.outputs.report.money import Money
from podwright.outputs.report.scale import Scale

MOST_ROWS = 8
WIDTH_PX = 360  # a phone shows it whole
VALUE_PX = 50  # room for a value beyond the end of a bar
TOP_PX, ROW_PX, LABEL_PX, BAR_PX = 24, 46, 18, 10
CHARACTERS = 48


@dataclass(frozen=True, slots=True)
class Swing:
    """One bar: from the middle line to what the hour then costs."""

    side: str
    title: str
    x: float
    y: int
    width: float
    text: str
    text_x: float
    anchor: str


@dataclass(frozen=True, slots=True)
class SwingLabel:
    """What an input is called, above its bars."""

    text: str
    y: int


@dataclass(frozen=True, slots=True)
class Tornado:
    """The drawing; the input that matters most stands first."""

    description: str
    width: int
    height: int
    middle_x: float
    middle_text: str
    bar_height: int
    labels: tuple[SwingLabel, ...]
    swings: tuple[Swing, ...]


def draw(money: Money) -> Tornado | None:
    """Return the drawing of the inputs that matter most; None where the cost of an hour is not known or nothing changes it."""
    rows = sorted(money.swings, key=lambda row: (-row.reach, row.what))[:MOST_ROWS]
    if not rows or money.base is None:
        return None
    values = [money.base, *(value for row in rows for value in (row.lower_20, row.higher_20))]
    low, high = min(values), max(values)
    along = Scale(low, high if high > low else low + 1, VALUE_PX, WIDTH_PX - VALUE_PX)
    return Tornado(
        description=f"A GPU-hour, {money.swung}, costs {money.base:,.3f} {money.currency}. "
        + " ".join(f"{row.what} 20 % lower: {row.lower_20:,.3f}, 20 % higher: {row.higher_20:,.3f}." for row in rows),
        width=WIDTH_PX,
        height=TOP_PX + len(rows) * ROW_PX + 4,
        middle_x=round(along.at(money.base), 1),
        middle_text=f"{money.base:,.3f}",
        bar_height=BAR_PX,
        labels=tuple(SwingLabel(_short(row.what), TOP_PX + index * ROW_PX + LABEL_PX - 5) for index, row in enumerate(rows)),
        swings=tuple(
            _swing(f"{row.what} {words}", side, value, money.base, along, TOP_PX + index * ROW_PX + LABEL_PX + turn * (BAR_PX + 1))
            for index, row in enumerate(rows)
            for turn, (side, words, value) in enumerate((("less", "20 % lower", row.lower_20), ("more", "20 % higher", row.higher_20)))
        ),
    )


def _swing(title: str, side: str, value: float, base: float, along: Scale, y: int) -> Swing:
    here, there = along.at(base), along.at(value)
    is_right = there > here or (there == here and side == "more")
    return Swing(
        side=side,
        title=f"{title}: {value:,.3f}",
        x=round(min(here, there), 1),
        y=y,
        width=round(max(abs(there - here), 0.5), 1),
        text=f"{value:,.3f}",
        text_x=round(there + (4 if is_right else -4), 1),
        anchor="start" if is_right else "end",
    )


def _short(name: str) -> str:
    return name if len(name) <= CHARACTERS else f"{name[: CHARACTERS - 1]}\N{HORIZONTAL ELLIPSIS}"
