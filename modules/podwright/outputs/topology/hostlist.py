"""Names as Slurm writes many of them: `pod-u001-r[01-08]-n[01-04]`."""

import re
from collections.abc import Iterable
from typing import NamedTuple

NUMBERS = re.compile(r"(\d+)")


class _Part(NamedTuple):
    """What stands between two numbers is text; a number is a range of values of one width."""

    texts: tuple[str, ...]
    ranges: tuple[tuple[tuple[int, int], ...], ...]
    widths: tuple[int, ...]


def host_list(names: Iterable[str]) -> str:
    """Return the names as one expression that Slurm's host list parser expands to the same names in the same order.

    Laws: a bracket stands only where numbers differ, so that a name alone reads as itself.
    """
    parts = [_part(name) for name in names]
    depth = max((len(part.widths) for part in parts), default=0)
    for column in reversed(range(depth)):
        parts = _folded(parts, column)
    return ",".join(_text(part) for part in parts)


def _part(name: str) -> _Part:
    pieces = NUMBERS.split(name)
    numbers = pieces[1::2]
    return _Part(tuple(pieces[::2]), tuple(((int(number), int(number)),) for number in numbers), tuple(map(len, numbers)))


def _folded(parts: Iterable[_Part], column: int) -> list[_Part]:
    """Return the parts with neighbours joined that differ in this number alone, where it ascends and no number before it is a range yet."""
    found: list[_Part] = []
    for part in parts:
        if found and _joins(found[-1], part, column):
            found[-1] = _joined(found[-1], part, column)
        else:
            found.append(part)
    return found


def _joins(one: _Part, other: _Part, column: int) -> bool:
    if (one.texts, one.widths) != (other.texts, other.widths) or column >= len(one.ranges):
        return False
    rest = one.ranges[:column] + one.ranges[column + 1 :]
    return rest == other.ranges[:column] + other.ranges[column + 1 :] and one.ranges[column][-1][1] < other.ranges[column][0][0]


def _joined(one: _Part, other: _Part, column: int) -> _Part:
    *before, (first, last) = one.ranges[column]
    (start, end), *after = other.ranges[column]
    joint = ((first, end),) if start == last + 1 else ((first, last), (start, end))
    return one._replace(ranges=(*one.ranges[:column], (*before, *joint, *after), *one.ranges[column + 1 :]))


def _text(part: _Part) -> str:
    pieces = [part.texts[0]]
    for ranges, width, text in zip(part.ranges, part.widths, part.texts[1:], strict=True):
        told = ",".join(f"{first:0{width}d}" if first == last else f"{first:0{width}d}-{last:0{width}d}" for first, last in ranges)
        pieces += [told if told.isdigit() else f"[{told}]", text]
    return "".join(pieces)
