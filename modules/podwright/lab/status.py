"""`lab status`: what of a lab runs, told from the kernel's own tables."""

import os
import time
from dataclasses import dataclass

from podwright.lab import answers, cgroups, namespace, record
from podwright.lab.hosts import PAYLOAD, PREFIX, process_name
from podwright.lab.machines.rack import racked
from podwright.lab.processes import Process, process_of, processes
from podwright.lab.state import LabState


@dataclass(frozen=True, slots=True)
class HostStatus:
    """One host: the pid of its container, how long it has run, and whether it answers ssh (None: not asked, since only root may)."""

    name: str
    v4: str
    v6: str
    pid: int | None
    uptime_s: float | None
    is_running: bool
    answers: bool | None


@dataclass(frozen=True, slots=True)
class PartStatus:
    """One other process of the lab."""

    name: str
    pid: int
    uptime_s: float
    log: str


@dataclass(frozen=True, slots=True)
class LabStatus:
    """One lab: its name, its folder, whether its network stands, its hosts and its other processes by name."""

    pod: str
    id: str
    folder: str
    has_network: bool
    hosts: tuple[HostStatus, ...]
    parts: tuple[PartStatus, ...]

    @property
    def is_whole(self) -> bool:
        """Return whether the network and every host that the lab was started with are as they should be."""
        return self.has_network and all(host.is_running and host.answers is not False for host in self.hosts)


def status(state: LabState) -> LabStatus:
    """Return what of the lab runs now; a lab that was never up has nothing. A host whose blank machine is racked is among the other parts."""
    remembered = record.read(state)
    stands = namespace.stands(state)
    away = racked(state)
    hosts = tuple(host for host in remembered.hosts if host.name not in away) if remembered is not None else ()
    running = {host.name: bool(cgroups.pids(state.id, f"{process_name(host.name)}/{PAYLOAD}")) for host in hosts}
    can_ask = stands and os.geteuid() == 0
    said = answers.ask_all(state, [host for host in hosts if running[host.name]]) if can_ask else {}
    return LabStatus(
        pod=state.pod,
        id=state.id,
        folder=str(state.folder),
        has_network=stands,
        hosts=tuple(host_status(state, host, is_running=running[host.name], said=said.get(host.name, False if can_ask else None)) for host in hosts),
        parts=tuple(
            PartStatus(process.name, process.pid, uptime_s(process), process.log) for process in processes(state) if not process.name.startswith(PREFIX)
        ),
    )


def host_status(state: LabState, host: record.RecordedHost, *, is_running: bool, said: bool | None) -> HostStatus:
    """Return the state of one host."""
    process = process_of(state, process_name(host.name))
    return HostStatus(host.name, host.v4, host.v6, process.pid if process else None, uptime_s(process) if process else None, is_running, said)


def uptime_s(process: Process) -> float:
    """Return how long a process has lived."""
    return time.time() - process.started_s
