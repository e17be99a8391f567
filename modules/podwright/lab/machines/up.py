"""`lab machine up` and `down`: blank machines of a plan's hosts, in the network that the plan has."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from podwright.event import Event, Listener, State
from podwright.lab import cgroups, credentials, hosts, namespace, record
from podwright.lab.down import take_back
from podwright.lab.guard import guarded
from podwright.lab.lock import held
from podwright.lab.machines import firmware
from podwright.lab.machines.planned import Build, order_of
from podwright.lab.machines.rack import home, rack, racked, unrack
from podwright.lab.network import bridges
from podwright.lab.processes import process_of, stop_some
from podwright.lab.requirements import PROGRAMS, need_outside, need_programs, need_root
from podwright.lab.state import LabState
from podwright.plan.types import Plan
from podwright.refusal import Refused
from podwright.secrets.resolver import SecretMissing, resolve

NETWORK_ALONE = frozenset({"ip", "nsenter"})


def up(
    plan: Plan, names: Sequence[str], *, state: LabState, build: Build, macs: Mapping[tuple[str, str], str], pod_folder: Path | None, on_event: Listener
) -> None:
    """Return nothing; the BMC of each of these hosts answers at its planned address, and behind it stands a blank machine without power.

    The lab's network is made where it does not stand. A host that runs as a container is shut down first: its machine takes its place.
    Raises: Refused when not root, when a program is missing, when there is no such host, when another verb holds the lab.
    """
    need_outside("machine up")
    chosen = [host for host in plan.hosts.hosts if host.name in names]
    strange = sorted({*names} - {host.name for host in chosen})
    if strange:
        raise Refused(
            f"host {strange[0]}", f"no host of pod {plan.header.pod} has this name", f"Use one of podwright plan's, such as {plan.hosts.hosts[0].name}"
        )
    need_root("machine up")
    need_programs(tuple(program for program in PROGRAMS if program.name in NETWORK_ALONE))
    firmware.need(build.firmware, has_tpm=build.has_tpm)
    with held(state, "machine up"):
        before = cgroups.living(state.id)
        with guarded(state, before=before):
            try:
                credentials.prepare(state)
                if record.read(state) is None:
                    record.write(state, record.record_of(plan, with_hosts=False))
                namespace.ensure(state, bridges(plan))
                password = _password(state, plan, pod_folder)
                for host in chosen:
                    order = order_of(plan, host, build=build, folder=home(state, host.name), password_file=password, macs=macs)
                    _stop_container(state, host.name, on_event=on_event)
                    rack(state, order, on_event=on_event)
            except KeyboardInterrupt:
                take_back(state, before, on_event=on_event)
                raise


def down(state: LabState, names: Sequence[str], *, wipe: bool, on_event: Listener) -> None:
    """Return nothing; these machines are out of the lab, all of them where none is named. Its network stays: `lab down` ends it.

    Raises: Refused when not root, or when another verb holds the lab.
    """
    need_outside("machine down")
    need_root("machine down")
    with held(state, "machine down"):
        every = sorted({*racked(state), *(folder.name for folder in (state.folder / "machines").glob("*"))})
        unrack(state, names or every, wipe=wipe, on_event=on_event)


def _password(state: LabState, plan: Plan, pod_folder: Path | None) -> Path:
    """Return the file of the password that BMCs come with: the pod's, or where it has none, one that the lab makes and `lab exec` knows."""
    access = plan.machines.bmc
    if access is None:
        raise Refused(f"pod {plan.header.pod}", "the plan does not say who asks its BMCs", "Compile it again with podwright plan")
    file = state.credentials / access.password.name
    if not file.is_file():
        try:
            value = resolve(access.password.name, pod_folder=pod_folder)
        except SecretMissing:
            credentials.fill(file)
        else:
            file.touch(mode=0o600)
            file.write_text(value, encoding="utf-8")
    return file


def _stop_container(state: LabState, host: str, *, on_event: Listener) -> None:
    name = hosts.process_name(host)
    if process_of(state, name) is not None:
        on_event(Event("host", host, State.INFO, "shut down: a blank machine takes its place"))
        stop_some(state, [name], grace_s=hosts.GRACE_S)
