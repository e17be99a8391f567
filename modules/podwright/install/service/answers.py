"""What is answered to one request over HTTP, from whom it comes and what is waited for; what is refused is told in the log.

Laws: an address that is reserved for nobody gets nothing; what is one host's goes to its reserved address with its token alone; a seed is given once.
"""

import hmac
import json
import re
import time
from dataclasses import dataclass
from pathlib import Path

from podwright.install.service import scripts
from podwright.install.service.settings import HOST_NAME, Settings
from podwright.install.service.state import DIGEST, Armed, State

OF_HOST = re.compile(r"/v1/hosts/([^/]+)/(order|order\.sig|seed\.tar|seed\.tar\.sig|events)")
IMAGE = re.compile(r"/v1/images/([0-9a-f]{64})")
FILE = re.compile(r"/boot/([A-Za-z0-9][A-Za-z0-9._-]{0,63})")
STAGES = frozenset({"started", "checked", "writing", "written", "seeded", "done", "failed"})
ENDS = frozenset({"done", "failed"})
EVENT_BYTES = 16 * 1024
BEARER = "Bearer "


@dataclass(frozen=True)
class Request:
    """One request: its method and path, the address it comes from, its token, its body."""

    method: str
    path: str
    source: str
    authorization: str = ""
    body: bytes = b""


@dataclass(frozen=True)
class Answer:
    """A status with a body or a file; `trouble` is what the log is told, nothing where all is as it should be."""

    status: int
    body: bytes = b""
    file: Path | None = None
    trouble: str = ""


def answer(settings: Settings, request: Request) -> Answer:
    """Return the answer to one request."""
    state = State(settings.state)
    if request.path == "/v1/health" and request.source in ("127.0.0.1", settings.address):
        return Answer(200, b"ok\n")
    host = settings.host_at.get(request.source)
    if host is None:
        return Answer(403, trouble=f"{request.source} is reserved for no host")
    if request.path == "/v1/boot.ipxe" and request.method == "GET":
        return Answer(200, boot_script(settings, state, host).encode())
    found = FILE.fullmatch(request.path)
    if found and request.method == "GET":
        return _file(boot_file(settings, found[1]), found[1])
    found = IMAGE.fullmatch(request.path)
    if found and request.method == "GET":
        armed = state.armed(host, time.time())
        refused = _refused(request, armed, host)
        return refused or _file(state.image(found[1]), f"image {found[1]}")
    found = OF_HOST.fullmatch(request.path)
    if found is None:
        return Answer(404, trouble=f"{host} asked for {request.method} {request.path[:80]!r}")
    return _of_host(state, request, host, found[1], found[2])


def boot_file(settings: Settings, name: str) -> Path:
    """Return where a file that machines start from is: an installer's by its digest, a loader by its name."""
    return State(settings.state).image(name) if DIGEST.fullmatch(name) else settings.boot / name


def boot_script(settings: Settings, state: State, host: str, *, is_grub: bool = False) -> str:
    """Return what a host is told to start: the installer while its seed waits here, another boot server where that has it, else what comes next."""
    armed = state.armed(host, time.time())
    if armed is not None and armed.has_seed:
        state.record(host, armed.number, "booting", f"asked {settings.server} what to start")
        return (scripts.grub_script if is_grub else scripts.ipxe_script)(settings, armed)
    other = state.elsewhere(host)
    if other is not None:
        return (scripts.grub_elsewhere if is_grub else scripts.ipxe_elsewhere)(other)
    return scripts.GRUB_GO_ON if is_grub else scripts.IPXE_GO_ON


def _of_host(state: State, request: Request, source_host: str, host: str, what: str) -> Answer:
    if not HOST_NAME.fullmatch(host):
        return Answer(404, trouble=f"{source_host} asked for a host {host[:80]!r}")
    armed = state.armed(host, time.time())
    refused = _refused(request, armed, source_host if source_host == host else "")
    if refused is not None:
        return refused
    assert armed is not None, "nobody is let in who is not waited for"
    if what == "events":
        return _event(state, armed, request) if request.method == "POST" else Answer(405)
    if request.method != "GET":
        return Answer(405)
    if what != "seed.tar":
        content = state.piece(host, what)
        return Answer(200, content) if content is not None else Answer(404, trouble=f"{host} asked for {what}, and it is gone")
    seed = state.take_seed(host)
    if seed is None:
        state.record(host, armed.number, "refused", "its seed was asked for a second time")
        return Answer(410, trouble=f"SEED ASKED FOR TWICE: {host} at {request.source}; look who has it, and raise access.generation if nobody can say")
    state.record(host, armed.number, "seed", "given, and deleted here")
    return Answer(200, seed)


def _refused(request: Request, armed: Armed | None, host: str) -> Answer | None:
    """Return why a request is refused, None where it is not: a token fits one host, and that host has one address."""
    given = request.authorization[len(BEARER) :] if request.authorization.startswith(BEARER) else ""
    if armed is None or not given or not hmac.compare_digest(given.encode(), armed.token.encode()):
        return Answer(403, trouble=f"{request.source} asked for {request.path[:80]!r} without a token that fits")
    if armed.host != host:
        return Answer(403, trouble=f"{request.source} asked for {request.path[:80]!r} with the token of {armed.host}, whose address is another")
    return None


def _event(state: State, armed: Armed, request: Request) -> Answer:
    try:
        told = json.loads(request.body)
        stage, message, percent = told["stage"], str(told.get("message", "")), told.get("percent")
    except (ValueError, KeyError, TypeError, AttributeError):
        return Answer(400, trouble=f"{armed.host} told an event that nobody can read")
    if not isinstance(stage, str) or stage not in STAGES or not (percent is None or (isinstance(percent, int) and 0 <= percent <= 100)):
        return Answer(400, trouble=f"{armed.host} told an event that nobody knows")
    state.record(armed.host, armed.number, stage, message, percent)
    if stage in ENDS:
        state.disarm(armed.host)
    return Answer(204)


def _file(path: Path, name: str) -> Answer:
    return Answer(200, file=path) if path.is_file() else Answer(404, trouble=f"{name} was asked for, and is not here")
