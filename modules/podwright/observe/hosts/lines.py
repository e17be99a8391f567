"""Answers of a line a thing, taken apart strictly."""

from collections.abc import Iterator

from podwright.observe.unreadable import Unreadable, shown


def rows(text: str, source: str, *, separator: str | None, count: int, expected: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each line that is not empty as its number and its fields; spaces separate them where no other mark does.

    Raises: Unreadable when a line has fewer fields.
    """
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        fields = [field.strip() for field in line.split(separator)]
        if len(fields) < count:
            raise Unreadable(source, number, shown(line), expected)
        yield number, fields


def number_of(text: str, source: str, line: int, *, expected: str) -> float:
    """Return a number. Raises: Unreadable when it is none."""
    try:
        return float(text)
    except ValueError:
        raise Unreadable(source, line, shown(text), expected) from None
