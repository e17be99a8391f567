"""The blank machine of a plan's host: its ports and BMC where the plan has them, its parts as the BMC tells them; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from netaddr import IPNetwork

from podwright.lab.bmc.machine import EmulatedMachine, EmulatedNic, EmulatedPort, machine_of
from podwright.lab.machines.order import BmcPlace, Disk, Firmware, MachineOrder, Nic
from podwright.lab.network import bridge_name, digest, in_band, mac
from podwright.plan.types import Host, MachineKind, Plan
from podwright.refusal import Refused

DISKS_AT_MOST = 2
"""A machine gets the drives that it boots from: a pair on large nodes. Data drives would cost a controller each at every start."""
SERIAL_LETTERS = 20


@dataclass(frozen=True, slots=True)
class Build:
    """What a machine is given that no plan decides."""

    accelerator: str
    firmware: Firmware = Firmware.UEFI
    has_tpm: bool = True
    cpu_count: int = 2
    memory_mib: int = 1024
    disk_gib: int = 8


def order_of(plan: Plan, host: Host, *, build: Build, folder: Path, password_file: Path, macs: Mapping[tuple[str, str], str]) -> MachineOrder:
    """Return the machine of a host. `macs` are those that hardware.csv knows, by device and port; a port without one has a MAC that follows from its name.

    Laws: the BMC tells the MACs and serial numbers that the machine really has. Ports on InfiniBand are told and not there: QEMU has none.
    Raises: Refused when the plan is older than its section of machines.
    """
    kind, access = kind_of(plan, host), plan.machines.bmc
    if access is None or kind is None:
        raise Refused(f"host {host.name}", "the plan does not say what machine stands there, nor who asks its BMC", "Compile it again with podwright plan")
    own = {str(port.name): macs.get((host.name, port.name)) or mac(f"{host.name}/{port.name}") for port in kind.ports}
    told = with_macs(
        machine_of(kind, host=host.name, address=host.bmc_v4), [own[port.name] for port in sorted(kind.ports, key=lambda port: (port.pci, port.name))]
    )
    disks = tuple(Disk(drive.serial[:SERIAL_LETTERS], build.disk_gib) for drive in told.drives[:DISKS_AT_MOST])
    subnet = next(subnet for subnet in plan.fabric.subnets if IPNetwork(f"{host.bmc_v4}/32") in IPNetwork(subnet.v4))
    return MachineOrder(
        name=host.name,
        folder=str(folder),
        firmware=build.firmware,
        has_tpm=build.has_tpm,
        accelerator=build.accelerator,
        cpu_count=build.cpu_count,
        memory_mib=build.memory_mib,
        disks=disks,
        nics=tuple(nics_of(plan, host, own, has_ipxe=build.firmware is not Firmware.SECURE_BOOT)),
        bmc=BmcPlace(host.bmc_v4, IPNetwork(subnet.v4).prefixlen, bridge_name(subnet.fabric, subnet.lane), access.user, str(password_file)),
        told=told,
    )


def kind_of(plan: Plan, host: Host) -> MachineKind | None:
    """Return what is expected of the machine at a host's place."""
    kinds = {kind.kind: kind for kind in plan.machines.kinds}
    return next((kinds.get(device.kind) for device in plan.physical.devices if device.name == host.name), None)


def nics_of(plan: Plan, host: Host, macs: Mapping[str, str], *, has_ipxe: bool) -> list[Nic]:
    """Return the ports of a host that a machine has: one a member of a bond; the first of the in-band network boots."""
    technology = {fabric.name: fabric.technology for fabric in plan.fabric.fabrics}
    boots = [port for interface in in_band(host) for port in (interface.members or (interface.name,))][:1]
    return [
        Nic(
            port,
            macs.get(port) or mac(f"{host.name}/{port}"),
            bridge_name(interface.fabric, interface.lane),
            f"m{digest(f'{host.name}/{port}')[:12]}",
            interface.mtu_bytes,
            may_boot=port in boots,
            has_ipxe=has_ipxe,
        )
        for interface in host.interfaces
        if technology.get(interface.fabric) != "infiniband"
        for port in (interface.members or (interface.name,))
    ]


def with_macs(machine: EmulatedMachine, macs: Sequence[str]) -> EmulatedMachine:
    """Return a machine whose ports have these MACs, one a port in their order; those on InfiniBand keep their GUIDs."""
    left = iter(macs)
    nics = [EmulatedNic(nic.pci, tuple(_with_mac(port, next(left)) for port in nic.ports)) for nic in machine.nics]
    return replace(machine, nics=tuple(nics))


def _with_mac(port: EmulatedPort, own: str) -> EmulatedPort:
    return EmulatedPort(port.technology, own, port.guid) if port.mac else port
