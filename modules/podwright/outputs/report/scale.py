"""A straight scale with ticks at round values."""

from dataclasses import dataclass
from math import floor, log10

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
SHORT = ((1e12, "T"), (1e9, "bn"), (1e6, "M"), (1e3, "k"))


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from `low` to `high` on pixels from `first` to `last`."""

    low: float
    high: float
    first: float
    last: float

    def at(self, value: float) -> float:
        """Return the pixel of a value."""
        return self.first + (value - self.low) / (self.high - self.low) * (self.last - self.first)


def round_step(span: float, most: int) -> float:
    """Return the smallest step of 1, 2, 2.5 or 5 times a power of ten that parts a span into at most so many."""
    least = span / most
    power = 10.0 ** floor(log10(least))
    return next(step * power for step in STEPS if step * power >= least * (1 - 1e-9))


def round_top(high: float, most: int) -> tuple[float, float]:
    """Return the first multiple of a round step that is not below a value, and the step; 1 for a value of nothing."""
    if high <= 0:
        return 1.0, 1.0
    step = round_step(high, most)
    count = int(-(-high * (1 - 1e-9) // step))
    return step * count, step


def short_money(amount: float) -> str:
    """Return an amount as an axis has it: `2.5 M`."""
    for size, letter in SHORT:
        if abs(amount) >= size:
            return f"{amount / size:g} {letter}"
    return f"{amount:g}"
