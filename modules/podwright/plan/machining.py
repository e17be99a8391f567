"""What is expected of the machines at the plan's places: the published parts of each kind of host, and the ports that the plan plugs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from podwright.catalog.figure import Figure
from podwright.catalog.load import Catalog
from podwright.catalog.machine import Drives, MachineParts
from podwright.catalog.products import SystemKind
from podwright.plan.finding import Finding, Infeasible
from podwright.plan.hosting import HOST_ROLES
from podwright.plan.names import DeviceName, PortName, SecretName
from podwright.plan.pci_names import pci_place
from podwright.plan.types import (
    BiosAttribute,
    BmcAccess,
    BootOrder,
    DriveSet,
    FirmwareWish,
    MachineKind,
    MachinePort,
    Machines,
    Physical,
    Port,
    SecretRef,
)
from podwright.spec.machines import BiosRule, BootRule, FirmwareRule, MachineWishes
from podwright.spec.pod import PodSpec

BMC_PORTS = ("bmc", "bf-bmc")
"""Ports of controllers: what they tell of a machine's network is told beside its ports."""
ESTIMATE = "estimate"
IN_BAND = "in_band"


def machines_section(spec: PodSpec, catalog: Catalog, physical: Physical, ports: Mapping[DeviceName, Sequence[Port]]) -> Machines:
    """Return how BMCs are spoken to, and what is expected and wished of each kind of host that stands. Raises: Infeasible for a wish about another kind."""
    first = {device.kind: device.name for device in reversed(physical.devices) if device.role in HOST_ROLES}
    wishes = spec.machines
    _insist_on_kinds(wishes, sorted(first))
    kinds = tuple(
        replace(
            _kind(catalog.systems[kind], [port.name for port in ports[name] if port.name not in BMC_PORTS]),
            bios=_bios(wishes.bios, kind),
            firmware=_firmware(wishes.firmware, kind),
            boot_order=_boot_order(wishes.boot_order, kind, ports[name]),
        )
        for kind, name in sorted(first.items())
    )
    access = spec.access
    seed = SecretRef(SecretName(access.ssh_seed))
    return Machines(bmc=BmcAccess(access.bmc_user, SecretRef(SecretName(access.bmc_password)), access.bmc_account, seed, access.generation), kinds=kinds)


def _kind(product: SystemKind, ports: Iterable[PortName]) -> MachineKind:
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
    )


def _bios(rules: Iterable[BiosRule], kind: str) -> tuple[BiosAttribute, ...]:
    return tuple(sorted(BiosAttribute(rule.attribute, rule.value) for rule in rules if rule.kind == kind))


def _firmware(rules: Iterable[FirmwareRule], kind: str) -> tuple[FirmwareWish, ...]:
    """Return what is declared for a kind, in the order of the file: it is the order in which it is set."""
    return tuple(
        FirmwareWish(rule.component, rule.version, rule.image, rule.sha256, rule.takes_effect.value, rule.while_on) for rule in rules if rule.kind == kind
    )


def _boot_order(rules: Iterable[BootRule], kind: str, ports: Iterable[Port]) -> BootOrder | None:
    """Return what comes first on a kind, and its in-band ports by lane: over these it is installed and met."""
    rule = next((rule for rule in rules if rule.kind == kind), None)
    in_band = sorted((port.lane, port.name) for port in ports if port.fabric == IN_BAND and port.name not in BMC_PORTS)
    return BootOrder(rule.first.value, tuple(name for _, name in in_band)) if rule else None


def _insist_on_kinds(wishes: MachineWishes, kinds: Sequence[str]) -> None:
    remedy = f"Hosts of this pod are {', '.join(kinds)}"
    named = (("bios", wishes.bios), ("firmware", wishes.firmware), ("boot_order", wishes.boot_order))
    strange = [(word, kind) for word, rules in named for kind in sorted({rule.kind for rule in rules} - {*kinds})]
    if strange:
        raise Infeasible(tuple(Finding("P547", f"machines.{word}", f"{kind} is no kind of host that stands here", remedy) for word, kind in strange))


def _known(figure: Figure | None) -> int | None:
    """Return a figure that can be held against a machine: one that somebody published, never an estimate."""
    return figure.value if figure and figure.evidence != ESTIMATE else None


def _set(drives: Drives) -> DriveSet:
    return DriveSet(drives.use, drives.protocol, drives.count.value, drives.capacity.value if drives.capacity else None)


def _pci(name: str) -> str:
    place = pci_place(name)
    return f"{place.domain:04x}:{place.bus:02x}:{place.slot:02x}.{place.function:x}" if place else ""
