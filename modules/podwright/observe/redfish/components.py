"""Pieces of firmware by the ids that a person declares, and which of two versions is the older."""

import re
from collections.abc import Iterable

INSTALLED = "Installed-"
"""A Dell names what runs `Installed-<component>-<version>__<place>`, and beside it what could run (`Previous-`, `Available-`): the place is what stays
(github:chet-nvidia/libredfish, tests/mockups/dell, UpdateService/FirmwareInventory)."""
PIECES = re.compile(r"[0-9]+|[A-Za-z]+")
EARLY = ("alpha", "beta", "rc")
"""What stands behind a version that is not out yet."""


def component(wanted: str, names: Iterable[str]) -> str | None:
    """Return the name of the piece that a person means: the very name, or the place of what runs; None where there is none, or several are."""
    known = tuple(dict.fromkeys(names))
    if wanted in known:
        return wanted
    running = [name for name in known if name.startswith(INSTALLED) and name.rpartition("__")[2] == wanted]
    return running[0] if len(running) == 1 else None


def is_older(one: str, other: str) -> bool | None:
    """Return whether a version is older than another; None where that cannot be told: numbers against letters, or letters that have no order."""
    pairs = zip(*_longest(_pieces(one), _pieces(other)), strict=True)
    for left, right in pairs:
        if left == right:
            continue
        if left.isdecimal() and right.isdecimal():
            if int(left) != int(right):
                return int(left) < int(right)
            continue
        ranks = [_rank(word) for word in (left, right)]
        if None in ranks or ranks[0] == ranks[1]:
            return None
        return bool(ranks[0] < ranks[1])  # type: ignore[operator]
    return None


def _pieces(text: str) -> list[str]:
    return PIECES.findall(text.lower())


def _longest(one: list[str], other: list[str]) -> tuple[list[str], list[str]]:
    count = max(len(one), len(other))
    return one + [""] * (count - len(one)), other + [""] * (count - len(other))


def _rank(word: str) -> int | None:
    """Return where a piece stands among those that are no number: before the end of a version, at it, or, for a number, behind it."""
    if word in EARLY:
        return EARLY.index(word)
    return len(EARLY) if not word else len(EARLY) + 1 if word.isdecimal() else None
