"""Settings of a switch as flat rows, spans of interfaces expanded: what two files can be compared by."""

import re
from collections.abc import Iterator
from functools import cache

from nvue_judge import read

Flat = dict[tuple[str, ...], str]
"""A value, or nothing, by the path to it."""
SPANNED = {("interface",), ("interface", "*", "bond", "member"), ("vrf", "*", "router", "bgp", "neighbor")}
"""Where a name may stand for many."""
PART = re.compile(r"^(?P<kind>.*?)(?P<first>\d+)(?:-(?P<last>\d+))?$")


def flat(text: str) -> Flat:
    """Return the settings of a file by their paths; what is only there has no value."""
    return dict(_rows(read(text), (), ()))


@cache
def expanded(names: str) -> tuple[str, ...]:
    """Return the names that a span stands for: `swp1-2,5s0-1` has four."""
    found, kind = [], ""
    for part in names.split(","):
        match = PART.match(part)
        if match is None:
            found.append(part)
            continue
        kind = match["kind"] or kind
        first = int(match["first"])
        found += [f"{kind}{number}" for number in range(first, int(match["last"] or first) + 1)]
    return tuple(found)


def _rows(value: object, path: tuple[str, ...], place: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if not isinstance(value, dict):
        yield path, str(value)
    elif not value:
        yield path, ""
    else:
        for key, inner in value.items():
            names = expanded(key) if place in SPANNED else (key,)
            for name in names:
                yield from _rows(inner, (*path, name), (*place, "*" if place in SPANNED or place == ("vrf",) else key))
