"""One builder at a time: who comes second waits, and hears who is first."""

import fcntl
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from podwright.event import Event, Listener, State

LOOK_AGAIN_S = 0.5
SAY_AGAIN_S = 15.0


@contextmanager
def held(path: Path, *, on_event: Listener) -> Iterator[None]:
    """Return with the lock held for the length of the `with` block; the kernel drops it with the process, however that ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        wait(descriptor, path, on_event=on_event)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps({"pid": os.getpid(), "command": " ".join((Path(sys.argv[0]).name, *sys.argv[1:]))}).encode(), 0)
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def wait(descriptor: int, path: Path, *, on_event: Listener) -> None:
    """Return when the lock is ours; until then tell who holds it."""
    started_s = time.monotonic()
    next_word_s = started_s
    while not taken(descriptor):
        now_s = time.monotonic()
        if now_s >= next_word_s:
            next_word_s = now_s + SAY_AGAIN_S
            on_event(Event(path.parent.name, "lock", State.INFO, f"waiting {now_s - started_s:.0f} s for {holder(path)}"))
        time.sleep(LOOK_AGAIN_S)


def taken(descriptor: int) -> bool:
    """Return whether the lock could be taken now."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def holder(path: Path) -> str:
    """Return who holds the lock, in words."""
    try:
        stored = json.loads(path.read_text())
        return f"process {stored['pid']} ({stored['command']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
