"""Runs of the playbook on a lab's hosts, and what came of every task."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from lab.hosts.pods import Lab

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


def play(lab: Lab, *words: str, ssh_config: Path | None = None, **extra: object) -> Play:
    """Return a run of the whole playbook on the lab's hosts; `extra` are variables above all others."""
    record = lab.state.folder / "recorded.jsonl"
    record.unlink(missing_ok=True)
    command = [str(Path(sys.executable).with_name("ansible-playbook")), str(ROOT / "site.yml"), "-e", json.dumps(extra), *words]
    own = {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": str(ROOT / "modules"),
        "PODWRIGHT_POD": str(lab.stack),
        "PODWRIGHT_SSH_CONFIG": str(ssh_config or lab.state.ssh / "config"),
        "CREDENTIALS_DIRECTORY": str(lab.state.credentials),
        "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"),
        "ANSIBLE_SSH_CONTROL_PATH_DIR": str(lab.state.control_path),
        "ANSIBLE_CALLBACK_PLUGINS": str(Path(__file__).parent),
        "ANSIBLE_CALLBACKS_ENABLED": "recorder",
        "RECORDER_FILE": str(record),
    }
    ended = subprocess.run([*lab.state.enter, *command], cwd=lab.state.root, env=os.environ | own, capture_output=True, text=True, check=False, timeout=LIMIT_S)
    lines = record.read_text().splitlines() if record.exists() else []
    return Play(ended.returncode, ended.stdout + ended.stderr, tuple(Result(**json.loads(line)) for line in lines))
