"""Where racks stand on the floor, and how long a cable between two of them has to be. A rack's spot follows from its place, so it never moves."""

from bisect import bisect_left
from collections.abc import Callable
from functools import cache
from math import ceil

from podwright.catalog.media import Floor

Spot = tuple[int, int]
"""Row and number in the row of one rack: unit and rack number of its name."""


def lengths(floor: Floor) -> Callable[[Spot, Spot], float]:
    """Return a function that gives the length to buy (m) for a cable between two racks: across and along the rows, up and down, with slack."""
    steps = floor.lengths_m

    @cache
    def length_m(one: Spot, other: Spot) -> float:
        if one == other:
            return _bought(steps, floor.within_rack_m.value)
        along = abs(one[1] - other[1]) * floor.rack_width_m.value
        across = abs(one[0] - other[0]) * floor.row_pitch_m.value
        return _bought(steps, along + across + floor.up_and_down_m.value)

    return length_m


def _bought(steps: tuple[float, ...], need_m: float) -> float:
    """Return the shortest length on sale that reaches; beyond the longest, whole multiples of 10 m, for the judge to look at."""
    index = bisect_left(steps, need_m)
    return steps[index] if index < len(steps) else ceil(need_m / 10) * 10.0
