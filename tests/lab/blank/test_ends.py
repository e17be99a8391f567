"""Whatever ends a blank machine's owner, nothing of it is left."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lab.blank.harness import leftovers, until
from podwright.lab import cgroups
from podwright.lab.down import take_down
from podwright.lab.state import LabState

pytestmark = pytest.mark.lab

TESTS = Path(__file__).resolve().parents[2]
SEARCH = os.pathsep.join((str(TESTS.parent / "modules"), str(TESTS)))
ENDS_S = 60.0
OWNER = """
import sys
from pathlib import Path
from lab.blank.harness import standing
from podwright.lab.machines.order import Firmware
with standing(Path(sys.argv[1])) as room:
    one = room.machine("one", Firmware.BIOS, has_tpm=True)
    one.on()
    print("on", flush=True)
    sys.stdin.read()
"""


def test_a_test_that_is_killed_leaves_neither_process_nor_namespace(folder: Path) -> None:
    with owner_of(folder) as (owner, state):
        assert {_name(pid) for pid in cgroups.pids(state.id)} >= {"qemu-system-x86_64", "swtpm"}
        owner.kill()
        owner.wait()
        assert until(lambda: leftovers(state) == (), limit_s=ENDS_S), leftovers(state)


def test_a_bmc_that_is_killed_takes_its_machine_along(folder: Path) -> None:
    with owner_of(folder) as (owner, state):
        record = json.loads((state.processes / "machine-one.json").read_text(encoding="utf-8"))
        os.kill(record["pid"], signal.SIGKILL)
        assert until(lambda: not cgroups.pids(state.id, "machine-one"), limit_s=ENDS_S), cgroups.pids(state.id, "machine-one")
        owner.communicate("\n", timeout=ENDS_S)
        assert leftovers(state) == ()


@contextmanager
def owner_of(folder: Path) -> Iterator[tuple["subprocess.Popen[str]", LabState]]:
    """Yield a program that owns a room with a machine that has power, and the room's lab."""
    state = LabState(folder.resolve(), "blank")
    command = [sys.executable, "-c", OWNER, str(folder)]
    owner = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": SEARCH}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "on\n"
        yield owner, state
    finally:
        owner.kill()
        owner.wait()
        take_down(state, on_event=lambda _: None)


def _name(pid: int) -> str:
    """Return the name of a process's program, empty where it has just ended."""
    try:
        return Path(f"/proc/{pid}/exe").readlink().name
    except OSError:
        return ""
