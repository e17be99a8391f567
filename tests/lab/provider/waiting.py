"""Waiting for a condition, and not a moment longer."""

import time
from collections.abc import Callable

LIMIT_S = 180.0


def wait_for(condition: Callable[[], object], what: str) -> None:
    """Return once the condition holds. Raises: AssertionError with what was waited for, when it never does."""
    limit_s = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < limit_s, what
        time.sleep(0.1)
