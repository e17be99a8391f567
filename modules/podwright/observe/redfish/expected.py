"""The parts of a machine against those that are expected of its kind."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from podwright.observe.redfish.machine import Drive, NicPort, ObservedMachine
from podwright.plan.finding import Finding
from podwright.plan.types import DriveSet, MachineKind, MachinePort

ENOUGH = 0.98
"""Of a nominal capacity: a drive of 1.92 TB has 1.9204 TB (recorded answers of a DGX H100); makers round, and the next smaller size is half. Of a sum of memory
too, where a BMC tells no modules: some leave out what the firmware keeps for itself."""
NO_SOURCE, NOT_TOLD = "no source says what to expect", "the BMC does not tell it"


class NotCompared(NamedTuple):
    """What of a machine was held against nothing, and why."""

    host: str
    aspect: str
    reason: str


def faults(where: str, kind: MachineKind, machine: ObservedMachine) -> Iterator[Finding]:
    """Yield what differs from what is expected; of a machine of another model that alone, since all else follows from it."""
    wrong = model_fault(kind, machine)
    if wrong:
        yield Finding("P522", where, wrong, f"Rack a {kind.title} here, or correct the architecture or the catalogue")
        return
    if kind.socket_count and machine.socket_count is not None and machine.socket_count < kind.socket_count:
        what = f"{machine.socket_count} of {kind.socket_count} processors answer"
        yield Finding("P523", where, what, "Look whether the others are seated; the BMC's own log says why one is not")
    least_gib = (kind.memory_gib or 0) * (1 if machine.dimms else ENOUGH)
    if kind.memory_gib and machine.memory_gib is not None and machine.memory_gib < least_gib:
        yield Finding("P524", where, f"{machine.memory_gib:,} of {kind.memory_gib:,} GiB of memory{_modules(machine)}", "Seat or add the missing modules")
    lacking = missing_drives(kind.drives, machine.drives) if machine.drives is not None else []
    if lacking:
        yield Finding("P525", where, "; ".join(lacking), "Seat or exchange the drives")
    missing = missing_ports(kind.ports, machine.ports) if machine.ports is not None else ""
    if missing:
        yield Finding("P526", where, missing, "Seat the adapter, or look whether it is switched off in the BIOS")
    gpu = gpu_fault(kind, machine) if machine.gpus is not None else ""
    if gpu:
        yield Finding("P527", where, gpu, "Look at the baseboard of the GPUs and its log, or ask its maker for the right ones")


def not_compared(kind: MachineKind, machine: ObservedMachine) -> Iterator[NotCompared]:
    """Yield what could not be held against anything: for lack of a published figure, or since the machine does not tell it."""
    rows: tuple[tuple[str, object, object], ...] = (
        ("model", kind.model, machine.model),
        ("processors", kind.socket_count, machine.socket_count),
        ("memory", kind.memory_gib, machine.memory_gib),
        ("drives", kind.drives or None, machine.drives),
        ("network ports", kind.ports or None, machine.ports),
    )
    for aspect, wanted, told in rows:
        if wanted is None or told is None:
            yield NotCompared(machine.host, aspect, NO_SOURCE if wanted is None else NOT_TOLD)
    if kind.gpu_count and machine.gpus is None:
        yield NotCompared(machine.host, "GPUs", NOT_TOLD)
    elif kind.gpu_count and kind.gpu_model is None:
        yield NotCompared(machine.host, "model of the GPUs", NO_SOURCE)


def model_fault(kind: MachineKind, machine: ObservedMachine) -> str:
    """Return in which way a machine is of another make or model, nothing where it is not or where nobody says."""
    if kind.manufacturer and machine.manufacturer and _plain(kind.manufacturer) not in _plain(machine.manufacturer):
        return f"a machine of {machine.manufacturer} ({machine.model or 'no model told'}) stands here, and one of {kind.manufacturer} is expected"
    if kind.model and machine.model:
        told = _plain(machine.model).removeprefix(_plain(kind.manufacturer or ""))
        if not told.startswith(_plain(kind.model)):
            return f"a machine of model {machine.model} stands here, and {kind.model} is expected"
    return ""


def missing_drives(sets: Sequence[DriveSet], drives: Sequence[Drive]) -> list[str]:
    """Return what is missing of each set of drives, the largest first; a larger drive stands in for a smaller one."""
    left = sorted(drives, key=lambda drive: drive.capacity_bytes or 0)
    lines = []
    for wanted in sorted(sets, key=lambda one: -(one.capacity_gb or 0)):
        fits = [drive for drive in left if _fits(drive, wanted)][: wanted.drive_count]
        for drive in fits:
            left.remove(drive)
        if len(fits) < wanted.drive_count:
            size = f" of {wanted.capacity_gb:,} GB" if wanted.capacity_gb else ""
            lines.append(f"{len(fits)} of {wanted.drive_count} {wanted.use} drives ({wanted.protocol}){size}")
    rest = Counter(f"{(drive.capacity_bytes or 0) // 10**9:,} GB ({drive.protocol or 'no protocol told'})" for drive in left)
    return [*lines, "beside them " + ", ".join(f"{count} of {size}" for size, count in rest.items())] if lines and rest else lines


def missing_ports(planned: Sequence[MachinePort], ports: Sequence[NicPort]) -> str:
    """Return which planned ports are not there: by their places on PCI where both sides tell them, else how many."""
    told = {port.pci for port in ports if port.pci}
    named = [port for port in planned if port.pci and told and port.pci not in told]
    if named and any(port.pci in told for port in planned):
        return f"{len(planned) - len(named)} of {len(planned)} network ports answer; missing {', '.join(port.name for port in named)}"
    return f"{len(ports)} of {len(planned)} network ports answer" if len(ports) < len(planned) else ""


def gpu_fault(kind: MachineKind, machine: ObservedMachine) -> str:
    """Return which GPUs are missing or of another model, nothing where none is."""
    gpus = machine.gpus or ()
    if len(gpus) < kind.gpu_count:
        names = ", ".join(gpu.name for gpu in gpus)
        return f"{len(gpus)} of {kind.gpu_count} GPUs answer{f' ({names})' if names else ''}"
    others = Counter(gpu.model for gpu in gpus if kind.gpu_model and gpu.model and _plain(kind.gpu_model) not in _plain(gpu.model))
    return ", ".join(f"{count} GPUs are {model}" for model, count in others.items()) + f", and {kind.gpu_model} is expected" if others else ""


def _fits(drive: Drive, wanted: DriveSet) -> bool:
    is_spoken = drive.protocol in (None, wanted.protocol) or (wanted.protocol == "NVMe" and drive.protocol == "PCIe")
    return is_spoken and (wanted.capacity_gb is None or drive.capacity_bytes is None or drive.capacity_bytes >= ENOUGH * wanted.capacity_gb * 10**9)


def _modules(machine: ObservedMachine) -> str:
    if not machine.dimms:
        return ""
    sizes = Counter(dimm.capacity_gib for dimm in machine.dimms)
    return ", in " + " and ".join(f"{count} module{'s' * (count != 1)} of {size} GiB" for size, count in sorted(sizes.items(), reverse=True))


def _plain(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())
