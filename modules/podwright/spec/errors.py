"""What a person wrote that cannot be read as a pod: data first, words last."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

Location = tuple[str | int, ...]
"""A place in the document: field names, and positions in lists from 0."""

SHOWN_LIMIT = 80
"""The longest text that a message repeats whole: one line of a terminal."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with what was written, before it is known where it was written."""

    location: Location
    what: str
    remedy: str


@dataclass(frozen=True, slots=True, order=True)
class SpecError:
    """One mistake in one place; line and column count from 1, and are 0 when the file as a whole is meant (or there is no file)."""

    path: str
    line: int
    column: int
    where: str
    what: str
    remedy: str


class SpecErrors(Exception):
    """The pod as written cannot be read; holds every error of the phase that found it out, in the order of the file."""

    def __init__(self, errors: Iterable[SpecError]) -> None:
        self.errors = tuple(sorted(errors))
        assert self.errors, "a refusal holds at least one error"
        super().__init__(render(self.errors))


def dotted(location: Location) -> str:
    """Return the place as people write it, `tenants[0].name`; empty for the whole document."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{shown(part)}" for part in location).removeprefix(".")


def shown(text: str) -> str:
    """Return the text as it can stand in one line of a message: as typed if it is plain, quoted and cut otherwise."""
    if text.isprintable() and text == text.strip() and 0 < len(text) <= SHOWN_LIMIT:
        return text
    cut = text if len(text) <= SHOWN_LIMIT else f"{text[: SHOWN_LIMIT - 1]}…"
    return json.dumps(cut, ensure_ascii=not cut.isprintable())


def sentence(error: SpecError) -> str:
    """Return the error as the one line that people read, `path:line:column where: what. remedy.`"""
    place = f"{error.path}:{error.line}:{error.column}" if error.line else error.path
    where = f"{place} {error.where}" if error.where else place
    return f"{where}: {error.what}. {error.remedy}{'' if error.remedy.endswith('?') else '.'}"


def render(errors: Iterable[SpecError]) -> str:
    """Return all errors, one line each."""
    return "\n".join(map(sentence, errors))
