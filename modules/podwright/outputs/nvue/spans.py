"""Interfaces that have settings in common, under one name, as NVUE prints them: `swp1-3,swp7s0-1`."""

import re
from collections.abc import Iterable
from functools import lru_cache

NAME = re.compile(r"^(.*?)(\d+)$")


def span(names: Iterable[str]) -> str:
    """Return the names in one: numbers in a row as first and last, each kind of name once.

    Shape: names of one kind stand together, in the order of their numbers; kinds in the order in which they come.
    """
    numbers: dict[str, list[int]] = {}
    for name in names:
        kind, number = parted(name)
        numbers.setdefault(kind, []).append(number)
    return ",".join(kind + ",".join(_runs(sorted(rows))) if rows[0] >= 0 else kind for kind, rows in numbers.items())


@lru_cache(maxsize=65_536)
def parted(name: str) -> tuple[str, int]:
    """Return a name without its number, and the number; -1 where it has none."""
    match = NAME.match(name)
    return (match[1], int(match[2])) if match else (name, -1)


def _runs(numbers: list[int]) -> Iterable[str]:
    first = last = numbers[0]
    for number in numbers[1:]:
        if number != last + 1:
            yield f"{first}-{last}" if first != last else str(first)
            first = number
        last = number
    yield f"{first}-{last}" if first != last else str(first)
