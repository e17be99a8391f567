"""`lab down`: ends exactly what this lab started, from whatever state it is in."""

import shutil
import time
from collections.abc import Sequence

from podwright.engines.mounts import unmount_below
from podwright.event import Event, Listener, State
from podwright.lab import cgroups, namespace
from podwright.lab.hosts import GRACE_S
from podwright.lab.lock import held
from podwright.lab.processes import stop_all, stop_some
from podwright.lab.requirements import need_outside, need_root
from podwright.lab.state import LabState

STEP = "lab"


def down(state: LabState, *, wipe: bool = False, on_event: Listener) -> None:
    """Return nothing; no process, namespace or mount of the lab is left. Its secrets, its hosts' disks and Pulumi's state stay unless `wipe`.

    What stays belongs together: Pulumi's state says what was done to those disks, so they go together or not at all.
    Raises: Refused when not root, when another verb holds the lab, or when a process outlives SIGKILL.
    """
    need_outside("down")
    need_root("down")
    if not state.folder.is_dir():
        take_down(state, on_event=on_event)
        return
    with held(state, "down"):
        take_down(state, on_event=on_event)
        if wipe:
            shutil.rmtree(state.folder)
            on_event(Event(STEP, state.pod, State.INFO, f"{state.folder} is gone, with its secrets, disks and state"))


def take_down(state: LabState, *, on_event: Listener) -> None:
    """Return nothing; no process, namespace or mount of the lab is left. The caller holds the lab's lock."""
    started_s = time.monotonic()
    count = len(cgroups.living(state.id))
    on_event(Event(STEP, state.pod, State.STARTED, f"stopping {count} processes and all they started" if count else "nothing runs"))
    stop_all(state, grace_s=GRACE_S)
    unmount_below(state.folder)
    namespace.drop(state)
    if state.control_path.is_dir():
        shutil.rmtree(state.control_path)
    on_event(Event(STEP, state.pod, State.DONE, "down", time.monotonic() - started_s))


def take_back(state: LabState, before: Sequence[str], *, on_event: Listener) -> None:
    """Return nothing; what an unfinished `up` started is gone: all of it if nothing ran `before`, else only what it added. The caller holds the lab's lock."""
    if not before:
        take_down(state, on_event=on_event)
        return
    added = [name for name in cgroups.living(state.id) if name not in before]
    stop_some(state, added, grace_s=GRACE_S)
    on_event(Event(STEP, state.pod, State.DONE, f"{len(added)} parts that were being started are stopped; {len(before)} that ran before still run"))
