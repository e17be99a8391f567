"""Control groups as the lab's ledger: a process of the lab is in the lab's group, whatever became of its parents."""

import os
import signal
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from podwright.refusal import Refused

POLL_S = 0.02
SELF = Path("/proc/self/mountinfo")


def trees(mountinfo: str) -> tuple[Path, ...]:
    """Return the mount points of the hierarchies that track processes: systemd's own of version 1 first, then version 2; either may be missing."""
    named, unified = [], []
    for line in mountinfo.splitlines():
        place, _, kind = line.partition(" - ")
        mount_point = Path(place.split()[4])
        file_system, _, options = kind.split(" ", 2)
        if file_system == "cgroup2":
            unified.append(mount_point)
        elif file_system == "cgroup" and "name=systemd" in options.split()[-1].split(","):
            named.append(mount_point)
    return (*named[:1], *unified[:1])


@cache
def tracked() -> tuple[Path, ...]:
    """Return this machine's tracking hierarchies.

    Raises: Refused when there is none.
    """
    found = trees(SELF.read_text())
    if not found:
        raise Refused(
            "/sys/fs/cgroup",
            "no control group hierarchy that tracks processes is mounted",
            "Mount cgroup2 at /sys/fs/cgroup, or run the lab on a machine that has it",
        )
    return found


def folders(lab: str, name: str = "") -> tuple[Path, ...]:
    """Return the group folders of one process of a lab, or of the whole lab; they need not exist."""
    return tuple(tree / lab / name if name else tree / lab for tree in tracked())


def make(lab: str, name: str) -> tuple[Path, ...]:
    """Return the group folders of one process, made now if they were missing.

    Raises: Refused when this machine does not let us make them.
    """
    made = folders(lab, name)
    for folder in made:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Refused(str(folder), f"the control group cannot be made ({error.strerror})", "Run as root, with /sys/fs/cgroup mounted read-write") from error
    return made


def pids(lab: str, name: str = "") -> frozenset[int]:
    """Return the processes in a group and in all groups below it."""
    return frozenset(int(line) for folder in folders(lab, name) for group in groups_below(folder) for line in lines_of(group / "cgroup.procs"))


def groups_below(folder: Path) -> tuple[Path, ...]:
    """Return a group and all groups below it, each after the one that holds it; groups come and go while we look."""
    return tuple(Path(where) for where, _, _ in os.walk(folder))


def lines_of(file: Path) -> tuple[str, ...]:
    """Return the lines of a file that may vanish while it is read; `0` (a process of another pid namespace) is left out."""
    try:
        return tuple(line for line in file.read_text().split() if line != "0")
    except OSError:
        return ()


def names(lab: str) -> tuple[str, ...]:
    """Return the names of all groups that a lab has, in order."""
    return tuple(sorted({child.name for folder in folders(lab) if folder.is_dir() for child in folder.iterdir() if child.is_dir()}))


def living(lab: str) -> tuple[str, ...]:
    """Return the names of all groups that hold a process, in order."""
    return tuple(name for name in names(lab) if pids(lab, name))


def kill(lab: str, name: str = "", *, limit_s: float = 10.0, spare: frozenset[int] = frozenset()) -> frozenset[int]:
    """Return the processes that outlived SIGKILL and the limit; empty is the rule. `spare` are never touched.

    We look twice before we believe that none is left: a process that moves from one group to another may be missed once.
    """
    deadline = time.monotonic() + limit_s
    while (left := (pids(lab, name) or pids(lab, name)) - spare) and time.monotonic() < deadline:
        send(left, signal.SIGKILL)
        time.sleep(POLL_S)
        reap(left)
    return left


def send(targets: Iterable[int], number: signal.Signals) -> None:
    """Return nothing; every target that still lives gets the signal."""
    for pid in targets:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def reap(candidates: Iterable[int]) -> None:
    """Return nothing; those of the candidates that are our own children and have ended no longer wait for us."""
    for pid in candidates:
        try:
            os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            continue


def remove(lab: str, name: str = "") -> None:
    """Return nothing; the empty groups at and below a name are gone, groups that still hold a process stay."""
    for folder in folders(lab, name):
        for group in reversed(groups_below(folder)):
            drop(group)


def drop(group: Path) -> None:
    """Return nothing; the group is gone unless it is in use."""
    try:
        group.rmdir()
    except OSError:
        return
