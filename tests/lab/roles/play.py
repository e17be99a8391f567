"""Runs of the playbook on a lab's hosts, and what came of every task."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lab.hosts.pods import Lab
from podwright.outputs.hosts_file import hosts_file

ROOT = Path(__file__).resolve().parents[3]
LIMIT_S = 600


@dataclass(frozen=True, slots=True)
class Result:
    """How one task ended on one host."""

    host: str
    task: str
    status: str
    message: str


@dataclass(frozen=True, slots=True)
class Play:
    """One run of the playbook: its exit status, what it printed, and every result in order."""

    status: int
    text: str
    results: tuple[Result, ...]

    def changed(self) -> set[tuple[str, str]]:
        """Return who changed what."""
        return {(result.host, result.task) for result in self.results if result.status == "changed"}

    def troubles(self) -> list[Result]:
        """Return what failed or did not answer, unless a rescue mended it."""
        return [result for result in self.results if result.status in {"failed", "unreachable"}] if self.status else []


def play(lab: Lab, *words: str, playbook: Path = ROOT / "site.yml", **extra: object) -> Play:
    """Return a run of the playbook on the lab's hosts through the lab's ssh configuration; `extra` are variables above all others."""
    own = {"PODWRIGHT_SSH_CONFIG": str(lab.state.ssh / "config"), "ANSIBLE_SSH_CONTROL_PATH_DIR": str(lab.state.control_path)}
    return run(lab, [*command(extra, playbook=playbook), *words], own)


def play_by_seed(lab: Lab, *words: str, generation: int = 1, **extra: object) -> Play:
    """Return a run of the playbook by somebody who has the pod's seed and its hosts file, logged in with keys of that generation."""
    with tempfile.TemporaryDirectory(prefix="run") as folder:
        hosts = Path(folder) / "hosts"
        hosts.write_text(hosts_file(lab.plan.hosts))
        own = {"XDG_RUNTIME_DIR": folder, "PODWRIGHT_SSH_GENERATION": str(generation)}
        bind = ["unshare", "--mount", "sh", "-c", 'mount --bind "$0" /etc/hosts && exec "$@"', str(hosts)]
        return run(lab, [*bind, *command(extra), *words], own)


def command(extra: Mapping[str, object], *, playbook: Path = ROOT / "site.yml") -> list[str]:
    """Return the command line of a whole playbook, left out the pod's own."""
    return [str(Path(sys.executable).with_name("ansible-playbook")), str(playbook), "-e", json.dumps(extra)]


def run(lab: Lab, words: Sequence[str], own: Mapping[str, str]) -> Play:
    """Return how a command that is a run of the playbook ended, inside the lab's network."""
    record = lab.state.folder / "recorded.jsonl"
    record.unlink(missing_ok=True)
    common = {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": str(ROOT / "modules"),
        "PODWRIGHT_POD": str(lab.stack),
        "CREDENTIALS_DIRECTORY": str(lab.state.credentials),
        "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"),
        "ANSIBLE_CALLBACK_PLUGINS": str(Path(__file__).parent),
        "ANSIBLE_CALLBACKS_ENABLED": "recorder",
        "RECORDER_FILE": str(record),
    }
    environment = os.environ | common | own
    ended = subprocess.run([*lab.state.enter, *words], cwd=lab.state.root, env=environment, capture_output=True, text=True, check=False, timeout=LIMIT_S)
    lines = record.read_text().splitlines() if record.exists() else []
    return Play(ended.returncode, ended.stdout + ended.stderr, tuple(Result(**json.loads(line)) for line in lines))
