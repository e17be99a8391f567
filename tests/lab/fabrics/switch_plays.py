"""Runs of the playbook's part for switches, on an inventory of the test's own."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
LIMIT_S = 300
Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Run:
    """One run: its exit status, what it printed, and how many tasks changed something on each switch."""

    status: int
    text: str
    changes: Mapping[str, int]


def lay(folder: Path, switches: Mapping[str, Values]) -> Path:
    """Return the inventory of these switches, with their values, in their order."""
    own = {"ansible_connection": "ansible.builtin.local", "ansible_python_interpreter": sys.executable, "ansible_become": False}
    path = folder / "inventory.json"
    path.write_text(json.dumps({"all": {"children": {"switches": {"hosts": switches, "vars": own}}}}))
    return path


def command(inventory: Path, *words: str) -> list[str]:
    """Return the command line of a run on an inventory."""
    return [str(Path(sys.executable).with_name("ansible-playbook")), str(ROOT / "site.yml"), "-i", str(inventory), "--tags", "switch_config", *words]


def environment(folder: Path) -> dict[str, str]:
    """Return what a run is told by its environment: everything it writes lies in the folder."""
    own = {"ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"), "ANSIBLE_HOME": str(folder / "home"), "ANSIBLE_LOCAL_TEMP": str(folder / "temp")}
    return os.environ | own | {"ANSIBLE_ASYNC_DIR": str(folder / "async"), "ANSIBLE_NOCOLOR": "1", "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"}


def run(inventory: Path, *words: str) -> Run:
    """Return how a run on an inventory ended."""
    folder = inventory.parent
    done = subprocess.run(command(inventory, *words), cwd=ROOT, env=environment(folder), capture_output=True, text=True, check=False, timeout=LIMIT_S)
    recap = done.stdout.partition("PLAY RECAP")[2].splitlines()[1:]
    rows = {line.split()[0]: dict(word.split("=") for word in line.partition(":")[2].split()) for line in recap if "changed=" in line}
    return Run(done.returncode, done.stdout + done.stderr, {name: int(row["changed"]) for name, row in rows.items()})
