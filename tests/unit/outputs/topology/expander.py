"""Slurm's host list grammar, read by itself: what the text says, name by name, in order."""

import itertools
import re


def expanded(text: str) -> list[str]:
    """Return the names of a host list expression."""
    names: list[str] = []
    for item in re.findall(r"(?:[^,\[]|\[[^\]]*\])+", text):
        pieces = re.split(r"\[([^\]]*)\]", item)
        choices = [[piece] if index % 2 == 0 else numbers(piece) for index, piece in enumerate(pieces)]
        names += ["".join(choice) for choice in itertools.product(*choices)]
    return names


def numbers(text: str) -> list[str]:
    """Return the numbers of one bracket, as wide as they are written."""
    found: list[str] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found += [str(number).zfill(len(first)) for number in range(int(first), int(last or first) + 1)]
    return found


def switch_lines(text: str) -> dict[str, tuple[list[str], list[str]]]:
    """Return the switches of a topology.conf: switches and nodes below each."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for line in text.splitlines():
        words = dict(word.split("=", 1) for word in line.split())
        found[words["SwitchName"]] = expanded(words.get("Switches", "")), expanded(words.get("Nodes", ""))
    return found
