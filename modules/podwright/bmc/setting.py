"""One thing to set on one BMC: what is changed, from what to what, why, and the request that does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from podwright.plan.finding import Finding

AT_ONCE = "at once"
AT_RESET = "at the next reset"


class Hidden(NamedTuple):
    """Stands in a request where the password of a user goes; the value is put in when it is sent, and stands nowhere else."""

    user: str

    def __str__(self) -> str:
        return "(derived)"


class Upload(NamedTuple):
    """An image that goes with a request, by the digest of its content: `multipart` beside the body, which is its parameters, else alone."""

    sha256: str
    is_multipart: bool


class Change(NamedTuple):
    """One value that changes, as people read it."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Request:
    """A Redfish request. `etag` is the mark of the document's state (If-Match), where it has one; `upload` the image that goes with it."""

    method: str
    path: str
    body: Mapping[str, object]
    etag: str | None = None
    upload: Upload | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What one request sets on the BMC of a host. `name` is what it is called, the same on every run.

    `proves`: the pod's own user must be able to log in after it, and `needs_own` that it has before it. `until` is the power state that it ends in, and `forced` what is
    sent when the machine is not there in its time. `task` is an update that the BMC is busy with already: it is waited for first.
    """

    host: str
    name: str
    changes: tuple[Change, ...]
    why: str
    request: Request
    effect: str = AT_ONCE
    proves: bool = False
    needs_own: bool = False
    until: str | None = None
    forced: Request | None = None
    task: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be set on one BMC, in this order; what cannot be; and what is set already and waits for a reset."""

    host: str
    settings: tuple[Setting, ...] = ()
    findings: tuple[Finding, ...] = ()
    waiting: tuple[str, ...] = ()


def shown_request(request: Request) -> dict[str, object]:
    """Return a request as it may be shown: without any password."""
    told = {"method": request.method, "path": request.path, "body": _shown(request.body), "etag": request.etag}
    return {**told, "image_sha256": request.upload.sha256} if request.upload else told


def _shown(value: object) -> object:
    if isinstance(value, Hidden):
        return str(value)
    return {name: _shown(inner) for name, inner in value.items()} if isinstance(value, Mapping) else value
