"""What the exit code says."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of every verb."""

    FINE = 0
    FINDINGS = 1
    WRONG_INPUT = 2
    REFUSED = 3
    BUG = 70
    INTERRUPTED = 130
