"""Where published documents say two things: what each says, and which of them podwright takes."""

from podwright.catalog.figure import Row, Source


class Conflict(Row):
    """One contradiction. It concerns pods of the architectures, and pods that hold one of the kinds (systems, switches, storage systems)."""

    name: str
    architectures: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    where: str
    one: str
    other: str
    taken: str
    source: Source


class ConflictFile(Row):
    """The contradictions, whole."""

    conflicts: tuple[Conflict, ...]
