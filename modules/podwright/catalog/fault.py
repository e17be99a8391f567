"""What is wrong with a catalogue file: data first, words last."""

from collections.abc import Iterable
from dataclasses import dataclass

Location = tuple[str | int, ...]
"""A place in a file: names of fields, and positions in lists from 0."""

Breach = tuple[Location, str, str]
"""Where in an entry, what is wrong, what to do: a fault that is yet to be found in its file."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One mistake in one place; the line counts from 1, and is 0 when the file as a whole is meant."""

    path: str
    line: int
    where: str
    what: str
    remedy: str


class CatalogError(Exception):
    """Files of the catalogue that are missing or wrong; holds every fault of the phase that found it out, in the order of path and line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        assert self.faults, "a refusal holds at least one fault"
        super().__init__("\n".join(map(sentence, self.faults)))


def sentence(fault: Fault) -> str:
    """Return the fault as the one line that people read, `path:line where: what. remedy.`"""
    place = f"{fault.path}:{fault.line}" if fault.line else fault.path
    remedy = fault.remedy if fault.remedy.endswith("?") else f"{fault.remedy}."
    return f"{place}{f' {fault.where}' if fault.where else ''}: {fault.what}. {remedy}"


def dotted(location: Location) -> str:
    """Return the place as people write it, `layouts[0].fabrics[2].leaf`; empty for the whole file."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).removeprefix(".")
