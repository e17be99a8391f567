"""A stand-in ends when the program that started it is gone, however that program ended."""

import os
import threading
import time

POLL_S = 0.5


def end_with_parent() -> None:
    """Return at once; the process ends soon after its parent has. (A death signal would be tied to one thread of the parent, and Pulumi's threads come and go.)"""
    threading.Thread(target=watch, args=(os.getppid(),), daemon=True).start()


def watch(parent_pid: int) -> None:
    """Return never: end the process once it has been handed to another parent."""
    while os.getppid() == parent_pid:
        time.sleep(POLL_S)
    os._exit(1)
