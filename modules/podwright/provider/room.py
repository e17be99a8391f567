"""A private folder in memory for the time of one run: what lies in it never reaches a disk, and nothing of it stays."""

import errno
import fcntl
import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from podwright.refusal import Refused

PREFIX = "podwright-run-"
LOCK = "lock"
FULL = (errno.ENOSPC, errno.EDQUOT)
END_S = 3.0
"""How long processes that still use a room may take to end by themselves before they are killed."""
READS, READ_AGAIN_S = 20, 0.001
"""How often, and how soon, a process without a command line is asked again: between the start of an exec and its end lie microseconds."""


@contextmanager
def private_room() -> Iterator[Path]:
    """Yield an empty folder in memory that only this user may enter; it goes at the end, with every process that still uses it.

    Raises: Refused when this machine has no memory file system that may be written, or when it is full.
    """
    parent = memory_folder()
    sweep(parent)
    try:
        room = Path(mkdtemp(prefix=PREFIX, dir=parent))
        with (room / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            try:
                yield room
            finally:
                close(room)
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise Refused(str(parent), "is full, and a run keeps its secrets and what Ansible writes there", "Free space on it, then run it again") from None


def is_full(folder: Path) -> bool:
    """Return whether not a page more can be written where the folder lies."""
    return os.statvfs(folder).f_bavail == 0


def memory_folder() -> Path:
    """Return a folder on a tmpfs that this user may write: the user's runtime folder, else shared memory."""
    lines = [line.split() for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()]
    kind_of_mount = {Path(fields[1]): fields[2] for fields in lines}
    for folder in (Path(name) for name in (os.environ.get("XDG_RUNTIME_DIR"), "/dev/shm") if name):  # noqa: S108 (taken only where it is a tmpfs)
        mount = next((place for place in (folder, *folder.parents) if place in kind_of_mount), folder)
        if kind_of_mount.get(mount) in ("tmpfs", "ramfs") and os.access(folder, os.W_OK | os.X_OK):
            return folder
    raise Refused("secrets", "no folder in memory (tmpfs) can be written; looked at $XDG_RUNTIME_DIR and /dev/shm", "Mount a tmpfs on /dev/shm")


def sweep(parent: Path) -> None:
    """Close every room of this user that nobody holds: what a killed run left behind."""
    for room in parent.glob(f"{PREFIX}*"):
        if room.is_dir() and not room.is_symlink() and room.stat().st_uid == os.getuid() and not is_held(room):
            close(room)


def is_held(room: Path) -> bool:
    """Return whether a run still works in the room; one whose lock is not there yet is just being made."""
    try:
        with (room / LOCK).open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, FileNotFoundError):
        return True
    return False


def close(room: Path) -> None:
    """End every process that has the room in its command line, then remove the room."""
    for ending in (signal.SIGTERM, signal.SIGKILL):
        for pid in users_of(room):
            try:
                os.kill(pid, ending)
            except (ProcessLookupError, PermissionError):
                continue
        limit_s = time.monotonic() + END_S
        while users_of(room) and time.monotonic() < limit_s:
            time.sleep(0.05)
    shutil.rmtree(room, ignore_errors=True)


def users_of(room: Path) -> tuple[int, ...]:
    """Return the processes, other than this one, that name the room in their command line."""
    mark, found = f"{room}/".encode(), []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            found += [int(entry.name)] if mark in _command_line(entry) else []
    return tuple(found)


def _command_line(process: Path) -> bytes:
    """Return the command line of a process; empty for what has none. One that is just becoming its program has none yet, and is asked again."""
    for _ in range(READS):
        try:
            line = (process / "cmdline").read_bytes()
            if line:
                return line
            (process / "exe").readlink()  # fails for what has ended, and for threads of the kernel
        except OSError:
            return b""
        time.sleep(READ_AGAIN_S)
    return b""
