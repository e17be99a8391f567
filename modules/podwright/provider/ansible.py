"""One run of the playbook through ansible-runner, in a private room, told event by event."""

import os
import shlex
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import ansible_runner

import podwright
from podwright.provider.outcome import Json, Note, Outcome, lost_hosts, note_of, outcome_of

CANCEL_LIMIT_S = 1
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


def run_playbook(run: Run, *, listen: Callable[[Note], None], is_cancelled: Callable[[], bool]) -> Outcome:
    """Return what the run did, or would do when it is a check; `listen` hears of every task on every host as it ends."""
    notes: list[Note] = []
    ends: list[frozenset[str]] = []
    said: list[str] = []

    def heard(event: Json) -> bool:
        note, lost = note_of(event), lost_hosts(event)
        if note is not None:
            notes.append(note)
            listen(note)
        if lost is not None:
            ends.append(lost)
        said.extend(line for line in str(event.get("stdout") or "").splitlines() if "ERROR" in line)
        return False

    finished = ansible_runner.run(
        private_data_dir=str(run.room / "runner"),
        project_dir=str(run.folder),
        playbook=str(run.folder / "site.yml"),
        inventory=str(run.room / "inventory"),
        cmdline=command_line(run),
        extravars={**OWN_CONNECTION, **dict(run.extra)},
        envvars=environment(run),
        settings={"pexpect_timeout": CANCEL_LIMIT_S, "suppress_output_file": True, "fact_cache_type": "memory"},
        event_handler=heard,
        cancel_callback=is_cancelled,
        quiet=True,
    )
    last_words = "it was cancelled" if finished.status == "canceled" else "; ".join(dict.fromkeys(said))
    return outcome_of(notes, lost=ends[-1] if ends else None, rc=int(finished.rc or 0), said=last_words)


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
