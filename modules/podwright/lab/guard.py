"""A lab's safety net while `up` works: if `up` dies before it is done, however that is, what it started is taken down.

usage: python -m podwright.lab.guard ROOT POD BEFORE...; BEFORE are the parts that ran before. Its stdin is a pipe that `up` holds open. A line means all is well; its end without one means that `up` is dead.
"""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from podwright.lab.down import take_back
from podwright.lab.lock import CLEAN_UP, held
from podwright.lab.state import LabState

ALL_IS_WELL = b"done\n"


@contextmanager
def guarded(state: LabState, *, before: Sequence[str]) -> Iterator[None]:
    """Return with a guard that watches over the `with` block; an exception is the caller's to answer, only a sudden death is the guard's."""
    state.logs.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "podwright.lab.guard", str(state.root), state.pod, *before]
    with (state.logs / "guard.log").open("ab") as log:
        guard = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True)
    try:
        yield
    finally:
        guard.communicate(ALL_IS_WELL)


def main(root: str, pod: str, *before: str) -> None:
    """Return when `up` is done, or when what a dead one left is gone."""
    if sys.stdin.buffer.read() == ALL_IS_WELL:
        return
    state = LabState(Path(root), pod)
    with held(state, CLEAN_UP):
        take_back(state, before, on_event=print)


if __name__ == "__main__":
    main(*sys.argv[1:])
