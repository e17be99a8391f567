"""When the world refuses: an engine that is missing, a host that does not answer, an API that says no."""


class Refused(Exception):
    """The world refused: where, what it said, what to do; shown as one line, exit code 3."""

    def __init__(self, where: str, what: str, remedy: str) -> None:
        super().__init__(f"{where}: {what}. {remedy}.")
        self.where, self.what, self.remedy = where, what, remedy

    def __reduce__(self) -> tuple[type["Refused"], tuple[str, str, str]]:
        """Return what says the same in another process; a kind of refusal is a plain one there."""
        return Refused, (self.where, self.what, self.remedy)
