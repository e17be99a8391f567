"""Whether this kernel has room for more systemd hosts; asked before they start, since one that starts without is dead in ways that name no cause."""

import ctypes
import os
from contextlib import ExitStack

from podwright.refusal import Refused

INSTANCES_PER_HOST = 8
"""File watchers (inotify instances) of one lab host: 7 counted on Debian 12 after a login, and one for what roles install."""

KNOB = "fs.inotify.max_user_instances"
WANTED = 1024


def need_room(host_count: int) -> None:
    """Return nothing if that many more hosts find what the kernel gives each user only so many of.

    Raises: Refused with both numbers and the command that raises the limit.
    """
    needed = host_count * INSTANCES_PER_HOST
    free = free_instances(needed)
    if free < needed:
        raise Refused(
            "this machine",
            f"{host_count} more hosts need {needed} file watchers, and the kernel's limit {KNOB} leaves {free}",
            f"Raise it with sysctl --write {KNOB}={WANTED}, or take another lab down",
        )


def free_instances(up_to_count: int) -> int:
    """Return how many inotify instances our user may still open, counted by opening them; no more than `up_to_count` are tried."""
    libc = ctypes.CDLL(None, use_errno=True)
    with ExitStack() as opened:
        for count in range(up_to_count):
            descriptor = libc.inotify_init1(os.O_CLOEXEC)
            if descriptor < 0:
                return count
            opened.callback(os.close, descriptor)
    return up_to_count
