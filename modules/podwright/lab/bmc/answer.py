"""What an emulated BMC says to a request that changes something."""

from typing import NamedTuple

Document = dict[str, object]


class Written(NamedTuple):
    """What became of a request: the status, a document, and where a new resource is."""

    status: int
    document: Document | None = None
    location: str | None = None


def refusal(status: int, message: str) -> Written:
    """Return a refusal with the message of DMTF's registry Base."""
    return Written(
        status, {"error": {"code": f"Base.1.8.{message}", "message": "see the log", "@Message.ExtendedInfo": [{"MessageId": f"Base.1.8.{message}"}]}}
    )
