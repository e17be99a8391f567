"""A control plane in a scratch lab, kubectl inside it, and the real Pulumi engine with the stand-ins on PATH."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from podwright import engines
from podwright.catalog.load import load_catalog
from podwright.lab import namespace, processes
from podwright.lab.control_plane import start
from podwright.lab.standins.install import install
from podwright.lab.state import LabState
from podwright.plan.canonical import to_json
from podwright.plan.compile import compile_pod
from podwright.plan.types import Plan
from podwright.spec.load import load

REPOSITORY = Path(__file__).resolve().parents[3]
PROGRAM = Path(__file__).with_name("program")
LIMIT_S, PAUSE_S = 30.0, 0.1
Found = TypeVar("Found")


def plan_of(stack: str) -> Plan:
    """Return the plan of one of the repository's own stacks."""
    spec = load(REPOSITORY / "stacks" / stack)
    return compile_pod(spec, load_catalog(spec.architecture))


def wait_for(ask: Callable[[], Found]) -> Found:
    """Return the first answer that says something, or the last one when the time is up."""
    deadline = time.monotonic() + LIMIT_S
    while not (answer := ask()) and time.monotonic() < deadline:
        time.sleep(PAUSE_S)
    return answer


@dataclass(frozen=True)
class Cluster:
    """One lab with nothing in it but a control plane."""

    plan: Plan
    state: LabState

    def start(self, plan: Plan | None = None) -> None:
        """Bring the control plane up, or bring it to another plan."""
        namespace.ensure(self.state, ())
        start(plan or self.plan, state=self.state, on_event=lambda _: None)

    def remove(self) -> None:
        """Leave no process and no namespace."""
        processes.stop_all(self.state)
        namespace.drop(self.state)

    def kill(self, name: str) -> None:
        """End one part as a crash would."""
        process = processes.process_of(self.state, name)
        assert process is not None, f"{name} runs"
        os.kill(process.pid, 9)
        wait_for(lambda: processes.process_of(self.state, name) is None)

    def pids(self) -> dict[str, int]:
        """Return the process of every part."""
        return {process.name: process.pid for process in processes.processes(self.state)}

    def run(self, *words: str, env: Mapping[str, str] | None = None, text: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Return what a command inside the lab said."""
        return subprocess.run([*self.state.enter, *words], env=env, input=text, cwd=cwd, capture_output=True, text=True, timeout=180, check=False)

    def kubectl(self, *words: str, text: str = "") -> str:
        """Return what kubectl said; it has to succeed."""
        program = engines.find("kubectl")
        assert program is not None, "the control plane has found kubectl before"
        done = self.run(str(program.path), f"--kubeconfig={self.state.credentials / 'kubeconfig'}", *words, text=text)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def get(self, *words: str) -> Any:
        """Return one object, or the items of a list, as the API server has them."""
        found = json.loads(self.kubectl("get", *words, "-o", "json"))
        return found["items"] if found["kind"] == "List" else found

    def names(self, *words: str) -> set[str]:
        """Return the names of objects."""
        return {item["metadata"]["name"] for item in self.get(*words)}


@dataclass(frozen=True)
class Stack:
    """A Pulumi stack of the test program, in a folder of its own, run by the real engine inside a cluster's lab."""

    cluster: Cluster
    folder: Path
    environment: dict[str, str]

    def pulumi(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Return what the engine said."""
        return self.cluster.run("pulumi", *words, "--non-interactive", env=self.environment, cwd=self.folder)

    def done(self, *words: str) -> str:
        """Return what the engine said; it has to succeed."""
        said = self.pulumi(*words)
        assert said.returncode == 0, said.stdout + said.stderr
        return said.stdout

    def config(self, key: str, value: object, *, is_secret: bool = False) -> None:
        """Set one word of the stack's configuration."""
        text = value if isinstance(value, str) else json.dumps(value)
        self.done("config", "set", *(("--secret",) if is_secret else ()), f"podwright:{key}", text)

    def up(self, *words: str) -> str:
        """Return what a successful `up` said."""
        return self.done("up", "--yes", "--skip-preview", *words)

    def changes(self, *words: str) -> dict[str, set[str]]:
        """Return what a preview would do: names of resources by operation, those that stay as they are left out."""
        found: dict[str, set[str]] = {}
        for step in json.loads(self.done("preview", "--json", *words))["steps"]:
            if step["op"] not in ("same", "refresh"):
                found.setdefault(step["op"], set()).add(step["urn"].rpartition("::")[2])
        return found

    def begin_up(self) -> subprocess.Popen[str]:
        """Return an `up` under way."""
        command = [*self.cluster.state.enter, "pulumi", "up", "--yes", "--skip-preview", "--non-interactive"]
        return subprocess.Popen(command, env=self.environment, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def exported(self, *words: str) -> str:
        """Return the stack's state as it lies on disk, or with its secrets in plain text on request."""
        return self.done("stack", "export", *words)


def new_stack(cluster: Cluster, folder: Path) -> Stack:
    """Return a stack that has not been up yet."""
    shutil.copytree(PROGRAM, folder / "program")
    install(folder / "bin", Path(sys.executable))
    found = engines.ensure(("pulumi", "kubectl"), on_event=lambda _: None)
    path = ":".join([str(folder / "bin"), *(str(engine.path.parent) for engine in found.values()), "/usr/bin", "/bin"])
    for name in ("state", "home"):
        (folder / name).mkdir()
    environment = {
        "PATH": path,
        "HOME": str(folder / "home"),
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": "a passphrase of the test",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "TMPDIR": str(folder / "home"),
        "KUBECONFIG": str(cluster.state.credentials / "kubeconfig"),
    }
    (folder / "plan.json").write_text(to_json(cluster.plan))
    stack = Stack(cluster, folder / "program", environment)
    stack.done("stack", "init", "test")
    stack.config("plan", str(folder / "plan.json"))
    stack.config("kubeconfig", (cluster.state.credentials / "kubeconfig").read_text(), is_secret=True)
    return stack
