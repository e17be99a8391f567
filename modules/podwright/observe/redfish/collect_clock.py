"""How far the clock of a BMC is off, by what its manager tells."""

from collections.abc import Mapping
from datetime import datetime


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
