"""What long work tells while it runs; rooms yield events, only the command line shows them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a step is."""

    STARTED = "started"
    DONE = "done"
    FAILED = "failed"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: which step, on what, in which state, and a line for people. `elapsed_s` is set when a step ends."""

    step: str
    subject: str
    state: State
    text: str = ""
    elapsed_s: float | None = None


Listener = Callable[[Event], None]
