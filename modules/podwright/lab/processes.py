"""Processes of a lab: each is started into the lab's own control group, so that `down` finds and ends it after any crash."""

import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from signal import SIGKILL, SIGTERM

from podwright.lab import cgroups
from podwright.lab.state import LabState
from podwright.refusal import Refused

LAUNCHER = Path(__file__).with_name("launch.py")
REPORT_FD = 3


@dataclass(frozen=True, slots=True)
class Process:
    """One process of a lab; `start_ticks` tells it from a later process that got the same pid. `note` is the starter's own word."""

    name: str
    pid: int
    start_ticks: int
    started_s: float
    argv: tuple[str, ...]
    log: str
    note: str = ""


def spawn(
    state: LabState,
    name: str,
    argv: Sequence[str],
    *,
    enter: Sequence[str],
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    note: str = "",
) -> Process:
    """Return the process, started as `enter` + `argv` in a session and a control group of its own; stdout and stderr go to the end of `log`.

    `env` is the whole environment, None is ours. It outlives its parent; only `stop`, `stop_all` or its own end end it.
    Raises: Refused when a process of that name still lives, or the command cannot be started.
    """
    if cgroups.pids(state.id, name):
        raise Refused(f"lab {state.pod}", f"{name} already runs", "Look with podwright lab status, stop it with podwright lab down")
    groups = cgroups.make(state.id, name)
    state.processes.mkdir(parents=True, exist_ok=True)
    log.parent.mkdir(parents=True, exist_ok=True)
    words = [*enter, *argv]
    pid, complaint = launch(words, groups=groups, log=log, env=os.environ if env is None else env, cwd=cwd or Path("/"))
    ticks = start_ticks(pid)
    if complaint or ticks is None:
        os.waitpid(pid, 0)
        cgroups.remove(state.id, name)
        raise Refused(f"lab {state.pod}", f"{name} did not start ({complaint or 'it ended at once'})", f"Read {log}")
    process = Process(name, pid, ticks, time.time(), tuple(words), str(log), note)
    write_record(state.processes / f"{name}.json", process)
    return process


def launch(words: Sequence[str], *, groups: Sequence[Path], log: Path, env: Mapping[str, str], cwd: Path) -> tuple[int, str]:
    """Return the pid of the command that has just replaced the launcher, and what the launcher complained about, empty if nothing."""
    read_fd, write_fd = os.pipe()
    launcher = [sys.executable, "-I", "-S", str(LAUNCHER), str(os.getpid()), str(cwd), *(str(group / "cgroup.procs") for group in groups), "--", *words]
    files = [
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644),
        (os.POSIX_SPAWN_DUP2, 1, 2),
        (os.POSIX_SPAWN_DUP2, write_fd, REPORT_FD),
    ]
    try:
        pid = os.posix_spawn(sys.executable, launcher, env, file_actions=files, setsid=True)
    finally:
        os.close(write_fd)
    try:
        with os.fdopen(read_fd, "rb") as report:
            return pid, report.read().decode()
    except BaseException:
        os.kill(pid, SIGKILL)
        raise


def write_record(file: Path, process: Process) -> None:
    """Return nothing; the record is on disk, whole or not at all."""
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(process), indent=1))
    fresh.replace(file)


def read_record(file: Path) -> Process | None:
    """Return the process of a record, None if there is no readable one."""
    try:
        fields = json.loads(file.read_text())
        return Process(**(fields | {"argv": tuple(fields["argv"])}))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def start_ticks(pid: int) -> int | None:
    """Return when a process started, in clock ticks since boot; None if it is gone or only waits to be reaped."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else int(fields[19])


def process_of(state: LabState, name: str) -> Process | None:
    """Return the living process of that name, None if it does not live."""
    process = read_record(state.processes / f"{name}.json")
    return process if process is not None and start_ticks(process.pid) == process.start_ticks else None


def processes(state: LabState) -> tuple[Process, ...]:
    """Return the living processes of a lab, by name."""
    found = (process_of(state, file.stem) for file in sorted(state.processes.glob("*.json")))
    return tuple(process for process in found if process is not None)


def stop(state: LabState, name: str, *, grace_s: float = 5.0) -> None:
    """Return nothing; the process of that name and all it started are gone: SIGTERM, then SIGKILL after `grace_s`.

    Raises: Refused when something outlives SIGKILL.
    """
    stop_some(state, (name,), grace_s=grace_s)


def stop_some(state: LabState, names: Sequence[str], *, grace_s: float) -> None:
    """Return nothing; the named processes and all they started are gone. They share one period of grace.

    Raises: Refused when something outlives SIGKILL.
    """
    spare = own_line()
    living = [process for name in names if (process := process_of(state, name)) is not None and process.pid not in spare]
    cgroups.send((process.pid for process in living), SIGTERM)
    deadline = time.monotonic() + grace_s
    while living and time.monotonic() < deadline:
        time.sleep(cgroups.POLL_S)
        cgroups.reap(process.pid for process in living)
        living = [process for process in living if start_ticks(process.pid) == process.start_ticks]
    for name in names:
        left = cgroups.kill(state.id, name, spare=spare)
        if left:
            raise Refused(
                f"lab {state.pod}",
                f"{name} outlives SIGKILL (processes {', '.join(map(str, sorted(left)))})",
                "Look at them with ps; a process in state D waits for the kernel",
            )
        cgroups.remove(state.id, name)
        (state.processes / f"{name}.json").unlink(missing_ok=True)


def stop_all(state: LabState, *, grace_s: float = 5.0) -> None:
    """Return nothing; no process of the lab lives, and its control groups are gone. The caller and its parents are spared.

    Raises: Refused when something outlives SIGKILL.
    """
    spare = own_line()
    while True:
        recorded = {file.stem for file in state.processes.glob("*.json")}
        stop_some(state, sorted(recorded | set(cgroups.names(state.id))), grace_s=grace_s)
        cgroups.remove(state.id)
        # One that was between fork and its group when we looked has joined by now.
        if not cgroups.pids(state.id) - spare:
            return


def own_line() -> frozenset[int]:
    """Return our own pid and those of all our parents: a command inside the lab may stop the lab without killing itself."""
    line, pid = set(), os.getpid()
    while pid > 1:
        line.add(pid)
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            break
    return frozenset(line)
