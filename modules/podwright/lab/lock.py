"""One verb at a time on one lab: who comes second is told who holds it."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from podwright.lab.state import LabState
from podwright.refusal import Refused

FILE = "lock"
CLEAN_UP = "clean-up"
"""The verb of the guard that takes down what a dead `up` left: it ends by itself within seconds, so others wait for it, and for nobody else."""

CLEAN_UP_WAIT_S = 30.0
POLL_S = 0.1


@contextmanager
def held(state: LabState, verb: str) -> Iterator[None]:
    """Return with the lab's lock held for the `with` block; the kernel drops it with the process, however that ends.

    Raises: Refused with the holder's name when somebody else is at work; a clean-up after a crash is waited for.
    """
    try:
        state.folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(state.folder / FILE, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Refused(
            str(state.folder), f"the lab cannot keep its state there ({error.strerror})", "Make the folder writable, or run from a folder that is"
        ) from error
    try:
        take(descriptor, state, until_s=time.monotonic() + CLEAN_UP_WAIT_S, waits_for_all=verb == CLEAN_UP)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps({"pid": os.getpid(), "verb": verb, "since": time.strftime("%H:%M:%S")}).encode(), 0)
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def take(descriptor: int, state: LabState, *, until_s: float, waits_for_all: bool = False) -> None:
    """Return nothing; the lock is ours.

    A clean-up waits for everybody: right after the death of an `up` a child of it that has not become its program yet still holds the lock.
    Raises: Refused when somebody else holds it, or whom we wait for does until the end of the wait.
    """
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            told = holder(descriptor)
            if not (waits_for_all or told.get("verb") == CLEAN_UP) or time.monotonic() >= until_s:
                words = f"process {told['pid']} (podwright lab {told['verb']}, since {told['since']})" if told else "another process"
                raise Refused(f"lab {state.pod}", f"it is held by {words}", "Wait until that has ended, or end it, and run again") from None
            time.sleep(POLL_S)


def holder(descriptor: int) -> dict[str, str]:
    """Return who holds the lock: `pid`, `verb`, `since`; empty if that cannot be read."""
    try:
        told = json.loads(os.pread(descriptor, 4096, 0))
        return {name: str(told[name]) for name in ("pid", "verb", "since")}
    except (ValueError, KeyError, TypeError):
        return {}
