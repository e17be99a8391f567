"""A pod in its lab, seen from outside: commands on its hosts and in its network, and what the proof says of it."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from podwright.catalog.load import load_catalog
from podwright.outputs.proof import Outcome, Proof, from_json
from podwright.plan.compile import compile_pod
from podwright.plan.types import Host, Plan, Role
from podwright.spec.load import load

REPOSITORY = Path(__file__).resolve().parents[3]
COMMAND = (sys.executable, "-c", "from podwright.cli import main; main()")
LIMIT_S = 300.0

Failure = tuple[str, str]
"""Place and law of a check that failed."""


@dataclass(frozen=True, slots=True)
class Pod:
    """A stack folder and its plan."""

    folder: Path
    plan: Plan

    def host(self, role: Role, *, ordinal: int = 0) -> Host:
        """Return a host of the plan by its role."""
        return [host for host in self.plan.hosts.hosts if host.role is role][ordinal]

    def line(self, *words: str) -> list[str]:
        """Return the command line that runs a command in the lab."""
        return [*COMMAND, "lab", "exec", "--pod", str(self.folder), "--", *words]

    def inside(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Return how a command in the lab ended."""
        return subprocess.run(self.line(*words), cwd=self.folder, env=environment(), capture_output=True, text=True, timeout=LIMIT_S, check=False)

    def do(self, *words: str) -> None:
        """Run a command in the lab that must succeed."""
        done = self.inside(*words)
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"

    def on(self, host: Host, script: str) -> None:
        """Run a script as root on a host; it must succeed."""
        self.do("ssh", host.name, f"sudo sh -ec '{script}'")

    def set_network(self, host: Host, setting: str) -> None:
        """Set a value of a host's own network; from outside, since a container may not do it itself."""
        pid = next(one["pid"] for one in self.status()["hosts"] if one["name"] == host.name)
        subprocess.run(["nsenter", f"--target={pid}", "--net", "sysctl", "-qw", setting], check=True)

    def status(self) -> dict[str, list[dict[str, str]]]:
        """Return what `podwright lab status` says; no hosts when the lab does not stand."""
        line = [*COMMAND, "lab", "status", str(self.folder), "--json"]
        done = subprocess.run(line, cwd=self.folder, env=environment(), capture_output=True, text=True, check=False)
        return dict(json.loads(done.stdout)) if done.returncode == 0 else {"hosts": []}

    def prove(self, out: Path, *options: str) -> tuple[int, Proof]:
        """Return the exit code of `podwright validate`, and the proof that it wrote."""
        done = self.inside(*COMMAND, "validate", str(self.folder), "--out", str(out), *options)
        assert (out / "proof.json").is_file(), done.stdout + done.stderr
        return done.returncode, from_json((out / "proof.json").read_bytes())


def pod_of(folder: Path) -> Pod:
    """Return the pod of a stack folder."""
    spec = load(folder)
    return Pod(folder.resolve(), compile_pod(spec, load_catalog(spec.architecture)))


def is_whole(pod: Pod) -> bool:
    """Return whether the pod's lab stands with every host, each with the plan's people on it, and its cluster with every tenant."""
    if len(pod.status()["hosts"]) != len(pod.plan.hosts.hosts):
        return False
    people = " ".join(user.name for user in pod.plan.hosts.profiles[0].users)
    if any(pod.inside("ssh", host.name, f"id {people}").returncode for host in pod.plan.hosts.hosts):
        return False
    return all(pod.inside("kubectl", "get", "clusterqueue", tenant.name).returncode == 0 for tenant in pod.plan.cluster.tenants)


def failures(proof: Proof) -> set[Failure]:
    """Return place and law of every check that failed."""
    return {(check.place, check.name) for check in proof.checks if check.outcome is Outcome.FAILED}


def texts(proof: Proof, failed: Sequence[Failure]) -> str:
    """Return what the proof says of some failures."""
    return "\n".join(check.text for check in proof.checks if (check.place, check.name) in failed)


def environment() -> dict[str, str]:
    """Return our environment with the package to be found."""
    return os.environ | {"PYTHONPATH": str(REPOSITORY / "modules")}
