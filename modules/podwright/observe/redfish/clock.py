"""How far the clock of a BMC is off, by what its manager tells."""

from collections.abc import Mapping
from datetime import datetime

DAY_S = 86_400
"""A clock that is off by less may only be of another time zone; with more, events and certificates of the BMC are dated wrong."""


def off_s(documents: Mapping[str, object], now_s: float) -> int | None:
    """Return how many seconds the clock of a BMC is ahead, less than 0 where it is behind; None where none is told. `now_s` is ours, when the documents came.

    Source: Manager's `DateTime` with its offset (DMTF DSP8010).
    """
    for document in documents.values():
        told = document.get("DateTime") if isinstance(document, dict) and "#Manager." in str(document.get("@odata.type")) else None
        if isinstance(told, str):
            try:
                found = datetime.fromisoformat(told)
            except ValueError:
                return None
            return int(found.timestamp() - now_s) if found.tzinfo else None
    return None


def said(seconds: int) -> str:
    """Return how far a clock is off, in words."""
    days = abs(seconds) // DAY_S
    return f"{days:,} day{'s' * (days != 1)} {'ahead' if seconds > 0 else 'behind'}"
