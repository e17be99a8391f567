"""JSON answers taken apart strictly: every step says where it is and what it expected."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from podwright.observe.unreadable import Unreadable, shown


class Piece(NamedTuple):
    """One piece of a JSON answer, and the way to it."""

    value: object
    path: str
    text: str
    source: str

    def entries(self) -> Iterator[tuple[str, "Piece"]]:
        """Yield name and piece of every member of an object. Raises: Unreadable when it is none."""
        if not isinstance(self.value, dict):
            raise self.wrong("an object")
        for name, value in self.value.items():
            yield name, Piece(value, f"{self.path}.{name}" if self.path else name, self.text, self.source)

    def items(self) -> Iterator["Piece"]:
        """Yield the members of a list; a piece that is no list is its only member, as programs write it where there is but one."""
        if not isinstance(self.value, list):
            yield self
            return
        for index, value in enumerate(self.value):
            yield Piece(value, f"{self.path}[{index}]", self.text, self.source)

    def at(self, name: str) -> "Piece":
        """Return a member of an object. Raises: Unreadable when it is not there."""
        found = self.maybe(name)
        if found is None:
            raise Unreadable(self.source, self.line, f"{self.path or 'the answer'} has no {name}", f"{name} in it")
        return found

    def maybe(self, name: str) -> "Piece | None":
        """Return a member of an object, None where it is not there. Raises: Unreadable when it is no object."""
        if not isinstance(self.value, dict):
            raise self.wrong("an object")
        return Piece(self.value[name], f"{self.path}.{name}" if self.path else name, self.text, self.source) if name in self.value else None

    def word(self) -> str:
        """Return a text. Raises: Unreadable when it is none, or an empty one."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.wrong("a text")
        return self.value.strip()

    def wrong(self, expected: str) -> Unreadable:
        """Return the refusal of what stands here."""
        return Unreadable(self.source, self.line, f"{self.path or 'the answer'} is {shown(json.dumps(self.value))}", expected)

    @property
    def line(self) -> int:
        """Return the line on which the last name of the path first stands; 0 where it does not, or stands on the only line."""
        name = self.path.rpartition(".")[2].partition("[")[0]
        at = self.text.find(f'"{name}"') if name else -1
        return self.text.count("\n", 0, at) + 1 if at >= 0 and "\n" in self.text.strip() else 0


def document(text: str, source: str) -> Piece:
    """Return the whole of a JSON answer. Raises: Unreadable when it is none, with the line where it ends to be one."""
    try:
        return Piece(json.loads(text), "", text, source)
    except json.JSONDecodeError as error:
        lines = text.splitlines()
        stands = lines[error.lineno - 1] if error.lineno <= len(lines) else ""
        what = (
            f"column {error.colno} ends the JSON ({error.msg.lower()}): {shown(stands[max(0, error.colno - 20) :])}"
            if stands
            else "the answer is empty or ends too early"
        )
        raise Unreadable(source, error.lineno, what, "whole JSON") from None
    except RecursionError:
        raise Unreadable(source, 0, "the JSON is nested too deep", "an answer of the program") from None
