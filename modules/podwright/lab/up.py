"""`lab up`: the pod of a plan on this machine. What runs stays, what is missing starts."""

from collections.abc import Sequence
from pathlib import Path

from podwright.event import Event, Listener, State
from podwright.lab import answers, cgroups, credentials, hosts, namespace, record, ssh
from podwright.lab.control_plane import start as start_control_plane
from podwright.lab.down import take_back
from podwright.lab.guard import guarded
from podwright.lab.lock import held
from podwright.lab.machines.rack import racked
from podwright.lab.network import bridges, links
from podwright.lab.processes import processes, stop, stop_some
from podwright.lab.requirements import IMAGE_ALONE, PROGRAMS, need_outside, need_programs, need_root
from podwright.lab.room import need_room
from podwright.lab.roots import root_image
from podwright.lab.seed import seed
from podwright.lab.state import LabState
from podwright.plan.types import Plan
from podwright.refusal import Refused
from podwright.secrets.ssh import PodKeys, pod_keys

ALL_HOSTS_LIMIT = 8
"""Most hosts that a lab starts unasked: a host takes about 40 MiB and half a second of two cores, so 8 start in under 10 s on a small machine."""

ANSWER_LIMIT_S = 60.0
"""How long hosts have to answer; on two cores four take 5 s, so at twelve times that something is wrong."""


def up(plan: Plan, *, state: LabState, with_hosts: bool, on_event: Listener, with_control_plane: bool = True, mirror: str | None = None) -> None:
    """Return nothing; the lab is up: its root image, its network, its hosts answering ssh strictly, its control plane.

    Raises: Refused when not root, when a program or a mirror is missing, when another verb holds the lab, when a host does not answer.
    """
    need_outside("up")
    need_root("up")
    need_programs(tuple(program for program in PROGRAMS if program.name not in IMAGE_ALONE))
    root = root_image(on_event=on_event, mirror=mirror) if with_hosts else None
    with held(state, "up"):
        before = cgroups.living(state.id)
        with guarded(state, before=before):
            try:
                build(plan, state=state, root=root, with_control_plane=with_control_plane, on_event=on_event)
            except KeyboardInterrupt:
                take_back(state, before, on_event=on_event)
                raise


def build(plan: Plan, *, state: LabState, root: Path | None, with_control_plane: bool, on_event: Listener) -> None:
    """Return nothing; every part of the lab runs."""
    credentials.prepare(state)
    remembered = record.record_of(plan, with_hosts=root is not None)
    keys = pod_keys(credentials.ssh_seed(state), pod=remembered.pod, generation=remembered.ssh_generation)
    record.write(state, remembered)
    ssh.write_client(state, remembered, keys=keys)
    namespace.ensure(state, bridges(plan))
    lost = [process.name for process in processes(state) if not process.name.startswith(hosts.PREFIX) and not namespace.holds(state, process.pid)]
    stop_some(state, lost, grace_s=hosts.GRACE_S)
    on_event(Event("network", state.id, State.DONE, f"{len(bridges(plan))} bridges"))
    away = racked(state)
    start_hosts(state, [order for order in (orders(plan, root, keys=keys) if root else ()) if order.name not in away], remembered, on_event=on_event)
    if with_control_plane:
        start_control_plane(plan, state=state, on_event=on_event)


def orders(plan: Plan, root: Path, *, keys: PodKeys) -> tuple[hosts.HostOrder, ...]:
    """Return what starting each host of the plan takes, in the plan's order."""
    accounts = hosts.accounts(root)
    return tuple(hosts.HostOrder(host.name, root, seed(plan, host, keys=keys, accounts=accounts), links((host,))) for host in plan.hosts.hosts)


def start_hosts(state: LabState, wanted: Sequence[hosts.HostOrder], remembered: record.LabRecord, *, on_event: Listener) -> None:
    """Return nothing; exactly the wanted hosts run as containers, and every one answers. A host whose blank machine is racked is not among them.

    Raises: Refused when one does not answer in time.
    """
    for name in hosts.strays(state, [order.name for order in wanted]):
        stop(state, name, grace_s=hosts.GRACE_S)
    mark = namespace.mark(state)
    absent = [order for order in wanted if hosts.running(state, order, network=mark) is None]
    stop_some(state, [hosts.process_name(order.name) for order in absent], grace_s=hosts.GRACE_S)
    need_room(len(absent))
    namespace.replug(state, [link for order in wanted if order not in absent for link in order.links])
    namespace.unplug(state, [link for order in absent for link in order.links])
    for order in absent:
        on_event(
            Event(
                "host",
                order.name,
                State.STARTED,
                f"{len(order.links)} links, {'its disk kept' if hosts.has_its_disk(state.hosts / order.name, order) else 'a new disk'}",
            )
        )
        hosts.start(state, order, network=mark)
    names = {order.name for order in wanted}
    silent = answers.wait_all(state, [host for host in remembered.hosts if host.name in names], limit_s=ANSWER_LIMIT_S, on_event=on_event)
    for name, word in silent.items():
        log = state.logs / f"{hosts.process_name(name)}.log"
        raise Refused(f"host {name}", word, f"Read {log}; podwright lab down, then up, starts it afresh")
