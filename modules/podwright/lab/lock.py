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
POLL_S = 0.1


@contextmanager
def held(state: LabState, verb: str, *, wait_s: float = 0.0) -> Iterator[None]:
    """Return with the lab's lock held for the `with` block; the kernel drops it with the process, however that ends.

    Raises: Refused with the holder's name when it is not free within `wait_s`.
    """
    try:
        state.folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(state.folder / FILE, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Refused(
            str(state.folder), f"the lab cannot keep its state there ({error.strerror})", "Make the folder writable, or run from a folder that is"
        ) from error
    try:
        take(descriptor, state, until_s=time.monotonic() + wait_s)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps({"pid": os.getpid(), "verb": verb, "since": time.strftime("%H:%M:%S")}).encode(), 0)
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def take(descriptor: int, state: LabState, *, until_s: float) -> None:
    """Return nothing; the lock is ours.

    Raises: Refused when somebody else holds it until the end of the wait.
    """
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= until_s:
                raise Refused(f"lab {state.pod}", f"it is held by {holder(descriptor)}", "Wait until that has ended, or end it, and run again") from None
            time.sleep(POLL_S)


def holder(descriptor: int) -> str:
    """Return who holds the lock, in words."""
    try:
        told = json.loads(os.pread(descriptor, 4096, 0))
        return f"process {told['pid']} (podwright lab {told['verb']}, since {told['since']})"
    except (ValueError, KeyError, TypeError):
        return "another process"
