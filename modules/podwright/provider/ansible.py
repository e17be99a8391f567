"""One run of the playbook through ansible-runner, in a private room, told event by event."""

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE
from threading import Event, Thread

import podwright
from podwright.provider.outcome import CANCELLED, Note, Outcome, outcome_of, read_note
from podwright.provider.room import is_full

WORKER = "podwright.provider.worker"

CANCEL_LIMIT_S = 0.5
"""How often a run looks whether it was cancelled."""

FORK_COUNT = 32
"""Hosts at once. A fork costs about 60 MB and a quarter of a core; pods for which 32 are too few pull instead of being pushed to."""


OWN_CONNECTION = {"ansible_ssh_common_args": ""}
"""What the inventory's group variables say of ssh is for a person at work; here the room's ssh configuration says all of it."""


@dataclass(frozen=True, slots=True)
class Run:
    """What to run and where: program folder, pod folder, private room, complete but for Ansible's own files; `extra` are variables above all others."""

    folder: Path
    pod: Path
    room: Path
    tags: tuple[str, ...]
    limit: str
    is_check: bool
    extra: tuple[tuple[str, str], ...] = ()


def run_playbook(run: Run, *, listen: Callable[[Note], None], cancelled: Event) -> Outcome:
    """Return what the run did, or would do when it is a check; `listen` hears of every task on every host as it ends.

    Ansible works in a process of its own: it forks, and this one holds gRPC's threads, which do not survive a fork.
    """
    order = {
        "private_data_dir": str(run.room / "runner"),
        "project_dir": str(run.folder),
        "playbook": str(run.folder / "site.yml"),
        "inventory": str(run.room / "inventory"),
        "cmdline": command_line(run),
        "extravars": {**OWN_CONNECTION, **dict(run.extra)},
        "envvars": dict(environment(run)),
    }
    log = run.room / "worker.log"
    line = [sys.executable, "-m", WORKER, f"{run.room}/"]
    with log.open("w") as errors, subprocess.Popen(line, stdin=PIPE, stdout=PIPE, stderr=errors, text=True, start_new_session=True) as worker:
        assert worker.stdin is not None, "the worker has a standard input"
        assert worker.stdout is not None, "the worker has a standard output"
        Thread(target=end_when, args=(cancelled, worker), daemon=True).start()
        worker.stdin.write(json.dumps(order))
        worker.stdin.close()
        notes: list[Note] = []
        end: dict[str, object] = {}
        for told in map(json.loads, worker.stdout):
            if "note" in told:
                notes.append(read_note(told["note"]))
                listen(notes[-1])
            else:
                end = told
    if not end:
        return outcome_of(notes, lost=None, rc=1, said=CANCELLED if cancelled.is_set() else why_lost(run.room, log, status=worker.returncode))
    lost, rc, said = end["lost"], end["rc"], end["said"]
    assert isinstance(rc, int), "the worker tells a status"
    return outcome_of(notes, lost=frozenset(lost) if isinstance(lost, list) else None, rc=rc, said=str(said))


def why_lost(room: Path, log: Path, *, status: int) -> str:
    """Return why a worker ended without a word of how the run ended."""
    if is_full(room):
        return f"no space is left in {room.parent}, where a run keeps its secrets and what Ansible writes"
    words = log.read_text(encoding="utf-8").strip().splitlines()
    return f"it was ended from outside ({words[-1] if words else status})"


def end_when(cancelled: Event, worker: "subprocess.Popen[str]") -> None:
    """Ask the worker to end once the run is cancelled; return when it has ended."""
    while worker.poll() is None:
        if cancelled.wait(CANCEL_LIMIT_S):
            worker.terminate()
            return


def command_line(run: Run) -> str:
    """Return the options of ansible-playbook."""
    tags = ("--tags", ",".join(run.tags)) if run.tags else ()
    check = ("--check", "--diff") if run.is_check else ()
    return shlex.join([*tags, "--limit", run.limit, "--forks", str(FORK_COUNT), *check])


def environment(run: Run) -> Mapping[str, str]:
    """Return what Ansible is told by its environment: every file it writes lies in the room, and it finds this Python and this package."""
    programs, package = Path(sys.executable).parent, Path(podwright.__file__).parent.parent
    config = run.folder / "ansible.cfg"
    return {
        "PATH": os.pathsep.join([str(programs), os.environ.get("PATH", os.defpath)]),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(package), os.environ.get("PYTHONPATH")])),
        "PODWRIGHT_POD": str(run.pod),
        "CREDENTIALS_DIRECTORY": str(run.room / "credentials"),
        "ANSIBLE_HOME": str(run.room / "home"),
        "ANSIBLE_LOCAL_TEMP": str(run.room / "temp"),
        "ANSIBLE_SSH_CONTROL_PATH_DIR": str(run.room / "control"),
        "ANSIBLE_SSH_ARGS": f"-F {run.room / 'ssh_config'} -o ControlMaster=auto -o ControlPersist=60s",
        "ANSIBLE_HOST_KEY_CHECKING": "True",
        "ANSIBLE_RETRY_FILES_ENABLED": "False",
        "ANSIBLE_CACHE_PLUGIN": "memory",
        "ANSIBLE_NOCOLOR": "True",
        **({"ANSIBLE_CONFIG": str(config)} if config.is_file() else {}),
    }
