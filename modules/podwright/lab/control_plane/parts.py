"""The parts of the control plane: each a process that stays as it is while it is as it should be."""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from podwright.event import Event, Listener, State
from podwright.lab.processes import process_of, spawn, stop
from podwright.lab.state import LabState
from podwright.refusal import Refused

STEP = "control plane"
PARTS = ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kueue", "kwok")
"""The processes of a control plane, in the order in which they start."""
CLIENT_PARTS = PARTS[2:]
GRACE_S = 5.0
POLL_S = 0.1
LINES, LETTERS = 20, 300
"""How much of a dead part's log is looked at, and how much of it goes into one line."""
SCARCE = "Raise the machine's limit: sysctl -w fs.inotify.max_user_instances=1024"
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
"""All that a part learns of the environment: no proxy, no credential, no locale of the person who starts the lab."""


@dataclass(frozen=True, slots=True)
class Part:
    """One process: its command line, its environment, and the files that it reads when it starts."""

    name: str
    argv: tuple[str, ...]
    environment: tuple[tuple[str, str], ...] = ()
    files: tuple[Path, ...] = ()


def digest(part: Part) -> str:
    """Return what tells one way to run a part from another: 16 hex digits."""
    parts = [repr((part.argv, part.environment)).encode(), *(file.read_bytes() for file in part.files)]
    return hashlib.sha256(b"".join(hashlib.sha256(piece).digest() for piece in parts)).hexdigest()[:16]


def log_of(state: LabState, name: str) -> Path:
    """Return the file that keeps what a part says."""
    return state.logs / f"{name}.log"


def keep_running(state: LabState, part: Part, *, on_event: Listener) -> bool:
    """Return whether the part was started now; one that runs as it should is left alone, one that runs otherwise is started again."""
    running = process_of(state, part.name)
    if running is not None and running.note == digest(part):
        return False
    stop(state, part.name, grace_s=GRACE_S)
    environment = ENVIRONMENT | {"HOME": str(state.control_plane)} | dict(part.environment)
    spawn(state, part.name, part.argv, enter=state.enter, log=log_of(state, part.name), env=environment, cwd=state.control_plane, note=digest(part))
    on_event(Event(STEP, part.name, State.STARTED))
    return True


def wait_until(state: LabState, is_so: Callable[[], str], *, what: str, needs: tuple[str, ...], limit_s: float) -> None:
    """Return when `is_so` gives no reason why not.

    Raises: Refused when it still gives one after the limit, or one of the parts that it needs has ended.
    """
    deadline = time.monotonic() + limit_s
    while why_not := is_so():
        ended = next((name for name in needs if process_of(state, name) is None), None)
        if ended is not None:
            words = last_words(log_of(state, ended))
            raise Refused(f"lab {state.pod}", f"{ended} ended: {words}", SCARCE if "inotify" in words else f"Read {log_of(state, ended)}")
        if time.monotonic() > deadline:
            raise Refused(f"lab {state.pod}", f"{what} after {limit_s:.0f} s: {why_not}", f"Read {', '.join(str(log_of(state, name)) for name in needs)}")
        time.sleep(POLL_S)


def last_words(log: Path) -> str:
    """Return the last complaint in a log, or its last line: of a line of JSON only the message and the error, without the stack behind them."""
    try:
        lines = [line.strip() for line in log.read_text(errors="replace").splitlines()[-LINES:] if line.strip()]
    except OSError:
        lines = []
    said = [spoken(line) for line in lines]
    complaints = [words for line, words in zip(lines, said, strict=True) if line.startswith(("E", "F")) or '"error"' in line]
    return (complaints or said or ["it said nothing"])[-1][:LETTERS]


def spoken(line: str) -> str:
    """Return what a line of a log says to a person."""
    try:
        found = json.loads(line)
    except ValueError:
        return line
    words = [str(found[key]) for key in ("msg", "error") if key in found] if isinstance(found, dict) else []
    return ": ".join(words) or line
