"""Blank machines in a lab: racked (their BMCs answer), looked at, taken out."""

import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from podwright.event import Event, Listener, State
from podwright.lab import cgroups, namespace
from podwright.lab.exec import PROXIES
from podwright.lab.machines import serve
from podwright.lab.machines.firmware import QEMU
from podwright.lab.machines.order import FILE, MachineOrder, read, write
from podwright.lab.processes import Process, process_of, spawn, stop_some
from podwright.lab.state import LabState
from podwright.refusal import Refused

PREFIX = "machine-"
GRACE_S = 10.0
READY_LIMIT_S = 60.0
POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class MachineStatus:
    """One machine: where its BMC answers, whether it has power, where its console is kept."""

    name: str
    bmc: str
    firmware: str
    has_bmc: bool
    has_power: bool
    console: str


def home(state: LabState, name: str) -> Path:
    """Return the folder of a machine."""
    return state.folder / "machines" / name


def rack(state: LabState, order: MachineOrder, *, on_event: Listener) -> None:
    """Return nothing; the machine's BMC answers, its power is off. One that is racked already stays as it is.

    Raises: Refused when it stands there as another machine, or its BMC does not come.
    """
    name, note = PREFIX + order.name, hashlib.sha256(repr(order).encode()).hexdigest()[:16]
    process = process_of(state, name)
    if process is not None and process.note == note:
        on_event(Event("machine", order.name, State.DONE, f"was there, BMC at {order.bmc.address}"))
        return
    if process is not None:
        raise Refused(f"machine {order.name}", "it stands there with other parts", f"Take it out first: podwright lab machine down DIR {order.name}")
    stop_some(state, [name], grace_s=GRACE_S)
    file = write(order)
    order.at(serve.READY).unlink(missing_ok=True)
    place = order.bmc
    namespace.batch(state, [f"address replace {place.address}/{place.prefix_length} dev {place.bridge}"])
    env = {word: value for word, value in os.environ.items() if word.lower() not in PROXIES}
    words = [sys.executable, "-m", serve.__name__, str(file)]
    log = state.logs / f"{name}.log"
    started_s = time.monotonic()
    process = spawn(state, name, words, enter=state.enter, log=log, env=env, note=note)
    while not _is_ready(order, process):
        if process_of(state, name) is None or time.monotonic() - started_s > READY_LIMIT_S:
            stop_some(state, [name], grace_s=GRACE_S)
            raise Refused(f"machine {order.name}", "its BMC did not come", f"Read {log}")
        time.sleep(POLL_S)
    on_event(Event("machine", order.name, State.DONE, f"BMC answers at {place.address}, power off", time.monotonic() - started_s))


def unrack(state: LabState, names: Sequence[str], *, wipe: bool, on_event: Listener) -> None:
    """Return nothing; these machines have no power and no BMC. Disks, TPM and firmware variables stay unless `wipe`."""
    stop_some(state, [PREFIX + name for name in names], grace_s=GRACE_S)
    for name in names:
        order = _order(home(state, name))
        if order is not None and namespace.stands(state):
            place = order.bmc
            have = json.loads(namespace.ip("-netns", state.id, "-json", "address", "show") or "[]")
            if any(one.get("ifname") == place.bridge and any(row.get("local") == place.address for row in one["addr_info"]) for one in have):
                namespace.batch(state, [f"address delete {place.address}/{place.prefix_length} dev {place.bridge}"])
        if wipe:
            shutil.rmtree(home(state, name), ignore_errors=True)
        on_event(Event("machine", name, State.DONE, "out, with its disks and TPM" if wipe else "out; its disks and TPM are kept"))


def racked(state: LabState) -> tuple[str, ...]:
    """Return the names of the machines whose process lives, in order."""
    return tuple(name.removeprefix(PREFIX) for name in cgroups.living(state.id) if name.startswith(PREFIX))


def status(state: LabState) -> tuple[MachineStatus, ...]:
    """Return every machine that the lab has a folder of, by name, told from the kernel's own tables."""
    folders = sorted((state.folder / "machines").glob(f"*/{FILE}"))
    return tuple(_status(state, order) for file in folders if (order := _order(file.parent)) is not None)


def _status(state: LabState, order: MachineOrder) -> MachineStatus:
    name = PREFIX + order.name
    has_power = any(_runs_qemu(pid) for pid in cgroups.pids(state.id, name))
    return MachineStatus(order.name, order.bmc.address, order.firmware, process_of(state, name) is not None, has_power, str(order.at("console.log")))


def _runs_qemu(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace").partition("\0")[0] == QEMU
    except OSError:
        return False


def _is_ready(order: MachineOrder, process: Process) -> bool:
    try:
        return order.at(serve.READY).read_text(encoding="utf-8") == str(process.pid)
    except OSError:
        return False


def _order(folder: Path) -> MachineOrder | None:
    try:
        return read(folder / FILE)
    except (OSError, ValueError):
        return None
