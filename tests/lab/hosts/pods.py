"""The pod that the hosts' tests start: the starter pod under another name; two of them have the same addresses on purpose, since two labs never meet."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from podwright.catalog.load import load_catalog
from podwright.engines.mounts import mounts_below
from podwright.lab import cgroups
from podwright.lab.state import LabState
from podwright.lab.status import status
from podwright.plan.compile import compile_pod
from podwright.plan.types import Host, Plan, Role
from podwright.spec.load import load

STACK = Path(__file__).parents[3] / "stacks" / "lab" / "pod.yaml"
MODULES = Path(__file__).parents[3] / "modules"
COMMAND = (sys.executable, "-c", "from podwright.cli import main; main()")


@dataclass(frozen=True, slots=True)
class Lab:
    """One lab of the tests: its repository's stack folder, its plan, its state."""

    stack: Path
    plan: Plan
    state: LabState

    def host(self, role: Role, *, ordinal: int = 0) -> Host:
        """Return a host of the plan by its role."""
        return [host for host in self.plan.hosts.hosts if host.role is role][ordinal]

    def verb(self, *words: str) -> tuple[str, ...]:
        """Return the command line of `podwright lab ...`."""
        return (*COMMAND, "lab", *words)

    def run(self, *words: str, limit_s: float = 120.0) -> subprocess.CompletedProcess[str]:
        """Return how `podwright lab ...` ended, run from the repository."""
        return subprocess.run(self.verb(*words), cwd=self.state.root, env=environment(), capture_output=True, text=True, check=False, timeout=limit_s)

    def ask(self, host: Host, command: str) -> subprocess.CompletedProcess[str]:
        """Return what a command on a host says, over the lab's own ssh."""
        return subprocess.run([*self.state.enter, "ssh", "-F", str(self.state.ssh / "config"), host.name, command], capture_output=True, text=True, check=False)

    def give(self, host: Host, file: Path, path: str) -> None:
        """Lay a program of this machine on a host."""
        words = [*self.state.enter, "ssh", "-F", str(self.state.ssh / "config"), host.name, f"sudo sh -c 'cat > {path} && chmod 755 {path}'"]
        with file.open("rb") as content:
            subprocess.run(words, stdin=content, check=True)

    def pids(self) -> dict[str, int | None]:
        """Return the pid of every host's container, by host."""
        return {host.name: host.pid for host in status(self.state).hosts}


def environment() -> dict[str, str]:
    """Return our environment with the package to be found."""
    return os.environ | {"PYTHONPATH": str(MODULES)}


def make_lab(root: Path, pod: str, *, words: str = "") -> Lab:
    """Return a lab in a repository of its own, not up yet: two GPU nodes, a storage host, a management node; `words` are further lines of its pod file."""
    stack = root / "stacks" / pod
    stack.mkdir(parents=True)
    (root / "Pulumi.yaml").write_text(f"name: {pod}\nruntime: python\n")
    lines = [f"name: {pod}" if line.startswith("name:") else line for line in STACK.read_text().splitlines()]
    (stack / "pod.yaml").write_text("\n".join([*lines, words]))
    spec = load(stack)
    return Lab(stack, compile_pod(spec, load_catalog(spec.architecture)), LabState(root=root.resolve(), pod=pod))


def traces(lab: Lab) -> tuple[str, ...]:
    """Return all that a lab which is down must not have left: processes, control groups, its namespace, mounts in anybody's mount table."""
    groups = [str(folder) for folder in cgroups.folders(lab.state.id) if folder.exists()]
    space = [str(path) for path in (lab.state.namespace, lab.state.control_path) if path.exists()]
    return (*groups, *space, *map(str, mounts_below(lab.state.folder)), *(entry for entry in users_of(str(lab.state.folder))))


def users_of(folder: str) -> tuple[str, ...]:
    """Return the processes that name a folder in their command line or have something of it mounted."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told = (process / "cmdline").read_text(errors="replace") + (process / "mountinfo").read_text(errors="replace")
        except OSError:
            continue
        if folder in told and int(process.name) != os.getpid():
            found.append(f"process {process.name}: {told[:80]}")
    return tuple(found)


def until(holds: Callable[[], bool], *, limit_s: float) -> bool:
    """Return whether a condition came true within the limit."""
    deadline = time.monotonic() + limit_s
    while not holds():
        if time.monotonic() > deadline:
            return False
        threading.Event().wait(0.1)
    return True
