"""What a source says that is not what its program says: where, what, what was expected."""


class Unreadable(Exception):
    """One answer that cannot be read: its source, the line (0 where the whole is meant), what stands there, what was expected, what to do."""

    def __init__(self, source: str, line: int, what: str, expected: str, remedy: str = "Take it again") -> None:
        place = f"{source}:{line}" if line else source
        super().__init__(f"{place}: {what}; {expected} was expected. {remedy}.")
        self.source, self.line, self.what, self.expected, self.remedy = source, line, what, expected, remedy


SHOWN_CHARACTERS = 60


def shown(text: str) -> str:
    """Return a piece of an answer as it can stand in a message: quoted, and cut where it is long."""
    cut = text if len(text) <= SHOWN_CHARACTERS else f"{text[: SHOWN_CHARACTERS - 1]}…"
    return repr(cut)
