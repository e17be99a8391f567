"""Tasks of a BMC: what is under way on it, and how one came to its end.

Words: TaskService, Task with `TaskState`, `TaskStatus`, `PercentComplete`, `Messages`, `Payload.TargetUri` (DMTF DSP8010); 202 while a task monitor waits, then what the operation
came to (DSP0266, clause on asynchronous operations).
"""

from typing import NamedTuple

from podwright.observe.redfish.shelf import Resource, Shelf
from podwright.observe.redfish.values import whole

ENDED_WELL = "Completed"
ENDED_BADLY = ("Exception", "Killed", "Cancelled", "Cancelling")
LONGEST_NAME = 80


class Course(NamedTuple):
    """Where a task is: over or not, how it failed where it did, and how much of it is done (percent), where that is told."""

    is_over: bool
    failure: str = ""
    percent: int | None = None


def busy_task(shelf: Shelf, root: Resource, service: str) -> str | None:
    """Return the path of an update that is under way; a task that does not say what it is about is taken for one."""
    tasks = shelf.at(root.link("Tasks"))
    members, _ = shelf.members(tasks.link("Tasks") if tasks else None)
    for one in members:
        target = one.get("Payload", "TargetUri")
        is_about_it = not isinstance(target, str) or target.startswith(service)
        if is_about_it and not course(one).is_over:
            return one.path
    return None


def course(task: Resource) -> Course:
    """Return where a task is."""
    state, percent = task.get("TaskState"), whole(task.get("PercentComplete"))
    if state in ENDED_BADLY:
        return Course(is_over=True, failure=f"ended as {str(state).lower()}{_said(task)}", percent=percent)
    if state != ENDED_WELL:
        return Course(is_over=False, percent=percent)
    is_critical = task.get("TaskStatus") == "Critical"
    return Course(is_over=True, failure=f"ended as critical{_said(task)}" if is_critical else "", percent=100)


def _said(task: Resource) -> str:
    """Return the name of the last message that a task has, in brackets; never its words, which may repeat what was sent."""
    names = [str(row.get("MessageId") or "") for row in task.rows("Messages")]
    last = next((name for name in reversed(names) if 0 < len(name) < LONGEST_NAME and name.isascii() and name.isprintable() and " " not in name), "")
    return f" ({last})" if last else ""
