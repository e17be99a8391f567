"""What the pod's administrators ask of a boot server, over ssh: arm hosts, forget them, tell what became of them, take an image. Secrets come by standard input."""

import base64
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

from podwright.install.service.settings import HOST_NAME, Settings
from podwright.install.service.state import PIECES, Armed, State, StateRefused

LOOK_S = 0.3
BEAT_S = 10.0


def arm(settings: Settings, lines: TextIO, out: TextIO) -> int:
    """Keep every arming that comes in, a JSON object a line, and say so, a line each; return the exit code."""
    state, code = State(settings.state), 0
    for line in lines:
        host = ""
        try:
            told = json.loads(line)
            host = _known(settings, told["host"])
            if "elsewhere" in told:
                state.send_elsewhere(host, str(told["elsewhere"]))
                answer = {"host": host, "elsewhere": told["elsewhere"]}
            else:
                pieces = {name: base64.b64decode(told[name], validate=True) for name in PIECES}
                number, expires_at_s = str(told["number"]), int(time.time()) + int(told["valid_s"])
                state.arm(Armed(host, number, str(told["token"]), expires_at_s, str(told["kernel"]), str(told["initramfs"])), pieces)
                state.record(host, number, "armed", f"its order and seed wait at {settings.server}")
                answer = {"host": host, "armed": number}
        except (ValueError, KeyError, TypeError, StateRefused, OSError) as error:
            answer, code = {"host": host, "refused": f"{type(error).__name__}: {error}"}, 1
        out.write(json.dumps(answer) + "\n")
        out.flush()
    return code


def disarm(settings: Settings, lines: TextIO, out: TextIO) -> int:
    """Forget the hosts that come in, a name a line, and say which were waited for."""
    state = State(settings.state)
    for line in lines:
        host = _known(settings, line.strip())
        armed = state.armed(host, time.time())
        if state.disarm(host) and armed is not None:
            state.record(host, armed.number, "disarmed", "forgotten on request")
        out.write(json.dumps({"host": host, "disarmed": armed is not None}) + "\n")
    return 0


def status(settings: Settings, out: TextIO) -> int:
    """Tell who is waited for, the last event of every host, and which images are here; no token."""
    state = State(settings.state)
    waiting = {host: row for host in settings.hosts if (row := state.armed(host, time.time())) is not None}
    hosts = {
        host: {
            "number": waiting[host].number if host in waiting else "",
            "has_seed": host in waiting and waiting[host].has_seed,
            "expires_at_s": waiting[host].expires_at_s if host in waiting else 0,
            "last": last,
        }
        for host in settings.hosts
        if (last := last_event(state, host)) is not None or host in waiting
    }
    images = {path.name: path.stat().st_size for path in sorted((settings.state / "images").glob("[0-9a-f]*"))}
    out.write(json.dumps({"server": settings.server, "url": settings.url, "now_s": int(time.time()), "hosts": hosts, "images": images}) + "\n")
    return 0


def last_event(state: State, host: str) -> "dict[str, object] | None":
    """Return the last event of a host, None where it never had one."""
    try:
        lines = (state.folder / "events" / f"{host}.jsonl").read_text(encoding="utf-8").splitlines()
        return dict(json.loads(lines[-1])) if lines else None
    except (OSError, ValueError):
        return None


def follow(settings: Settings, lines: TextIO, out: TextIO) -> int:
    """Tell the events of armings as they come, a JSON object a line; the armings come in first, `HOST NUMBER` a line, then an empty line. Ends when nobody reads."""
    wanted: dict[str, str] = {}
    for line in iter(lines.readline, ""):
        host, _, number = line.strip().partition(" ")
        if not host:
            break
        wanted[_known(settings, host)] = number
    readers = {host: _events(settings.state / "events" / f"{host}.jsonl") for host in wanted}
    beat_s = time.monotonic()
    while True:
        for host, reader in readers.items():
            for line in next(reader):
                if f'"{wanted[host]}"' in line:
                    out.write(line)
                    beat_s = time.monotonic()
        if time.monotonic() - beat_s > BEAT_S:
            out.write("\n")
            beat_s = time.monotonic()
        try:
            out.flush()
        except OSError:
            return 0
        time.sleep(LOOK_S)


def take_image(settings: Settings, digest: str, stream: BinaryIO, out: TextIO) -> int:
    """Keep the image that comes in, if its bytes are what its name says."""
    try:
        size = State(settings.state).take_image(digest, stream)
    except StateRefused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    out.write(json.dumps({"image": digest, "image_bytes": size}) + "\n")
    return 0


def _events(path: Path) -> Iterator["list[str]"]:
    """Yield, every time it is asked, the whole lines that came since; a log that was put aside is read to its end first."""
    handle, rest = None, ""
    while True:
        found: list[str] = []
        if handle is None:
            handle = path.open(encoding="utf-8") if path.exists() else None
        if handle is not None:
            rest += handle.read()
            if path.exists() and path.stat().st_size < handle.tell():
                handle.close()
                handle = None
            *whole, rest = rest.split("\n")
            found = [f"{line}\n" for line in whole if line]
        yield found


def _known(settings: Settings, host: str) -> str:
    if not HOST_NAME.fullmatch(host) or host not in settings.hosts:
        raise StateRefused(f"{host[:80]!r} is no host of this boot server")
    return host
