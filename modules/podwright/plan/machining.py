"""What is expected of the machines at the plan's places: the published parts of each kind of host, and the ports that the plan plugs."""

from collections.abc import Iterable, Mapping, Sequence

from podwright.catalog.figure import Figure
from podwright.catalog.load import Catalog
from podwright.catalog.machine import Drives, MachineParts
from podwright.catalog.products import SystemKind
from podwright.plan.finding import Finding, Infeasible
from podwright.plan.hosting import HOST_ROLES
from podwright.plan.names import DeviceName, PortName, SecretName
from podwright.plan.pci_names import pci_place
from podwright.plan.types import BiosAttribute, BmcAccess, DriveSet, MachineKind, MachinePort, Machines, Physical, Port, SecretRef
from podwright.spec.machines import BiosRule
from podwright.spec.pod import PodSpec

BMC_PORTS = ("bmc", "bf-bmc")
"""Ports of controllers: what they tell of a machine's network is told beside its ports."""
ESTIMATE = "estimate"


def machines_section(spec: PodSpec, catalog: Catalog, physical: Physical, ports: Mapping[DeviceName, Sequence[Port]]) -> Machines:
    """Return how BMCs are spoken to, and what is expected of each kind of host that stands. Raises: Infeasible when BIOS attributes are declared for another kind."""
    first = {device.kind: device.name for device in reversed(physical.devices) if device.role in HOST_ROLES}
    _insist_on_kinds(spec.machines.bios, sorted(first))
    kinds = tuple(
        _kind(catalog.systems[kind], [port.name for port in ports[name] if port.name not in BMC_PORTS], _bios(spec.machines.bios, kind))
        for kind, name in sorted(first.items())
    )
    access = spec.access
    seed = SecretRef(SecretName(access.ssh_seed))
    return Machines(bmc=BmcAccess(access.bmc_user, SecretRef(SecretName(access.bmc_password)), access.bmc_account, seed, access.generation), kinds=kinds)


def _kind(product: SystemKind, ports: Iterable[PortName], bios: tuple[BiosAttribute, ...]) -> MachineKind:
    parts = product.machine or MachineParts()
    return MachineKind(
        kind=product.name,
        title=product.title,
        manufacturer=parts.manufacturer.value if parts.manufacturer else None,
        model=parts.model.value if parts.model else None,
        socket_count=_known(parts.sockets),
        memory_gib=_known(product.memory),
        drives=tuple(_set(drives) for drives in parts.drives),
        gpu_count=product.gpus.count.value if product.gpus else 0,
        gpu_model=parts.gpu_model.value if parts.gpu_model else None,
        ports=tuple(MachinePort(name, _pci(name) if product.ports_source.evidence != ESTIMATE else "") for name in ports),
        bios=bios,
    )


def _bios(rules: Iterable[BiosRule], kind: str) -> tuple[BiosAttribute, ...]:
    return tuple(sorted(BiosAttribute(rule.attribute, rule.value) for rule in rules if rule.kind == kind))


def _insist_on_kinds(rules: Iterable[BiosRule], kinds: Sequence[str]) -> None:
    strange = sorted({rule.kind for rule in rules} - {*kinds})
    if strange:
        remedy = f"Hosts of this pod are {', '.join(kinds)}"
        raise Infeasible(tuple(Finding("P547", "machines.bios", f"{kind} is no kind of host that stands here", remedy) for kind in strange))


def _known(figure: Figure | None) -> int | None:
    """Return a figure that can be held against a machine: one that somebody published, never an estimate."""
    return figure.value if figure and figure.evidence != ESTIMATE else None


def _set(drives: Drives) -> DriveSet:
    return DriveSet(drives.use, drives.protocol, drives.count.value, drives.capacity.value if drives.capacity else None)


def _pci(name: str) -> str:
    place = pci_place(name)
    return f"{place.domain:04x}:{place.bus:02x}:{place.slot:02x}.{place.function:x}" if place else ""
