"""The description of an emulated machine: what its BMC will tell."""

import hashlib
from dataclasses import dataclass

from podwright.plan.types import MachineKind, MachinePort

DIMM_GIB = 64
LEAST_DRIVE_GB = 960
PLACES_WITHOUT_PCI = 16
"""Bus from which adapters sit of which the plan does not say where: lower ones are bridges on many boards."""


@dataclass(frozen=True, slots=True)
class EmulatedDrive:
    """One drive."""

    capacity_bytes: int
    protocol: str
    model: str
    serial: str


@dataclass(frozen=True, slots=True)
class EmulatedPort:
    """One port of an adapter: its address, a MAC on Ethernet and a GUID on InfiniBand; a BMC may know neither."""

    technology: str
    mac: str | None = None
    guid: str | None = None


@dataclass(frozen=True, slots=True)
class EmulatedNic:
    """One adapter and where it sits on PCI: domain, bus and slot, such as `0000:29:00`."""

    pci: str
    ports: tuple[EmulatedPort, ...]


@dataclass(frozen=True, slots=True)
class EmulatedMachine:
    """One machine with its BMC."""

    address: str
    manufacturer: str
    model: str
    sku: str
    serial: str
    chassis_serial: str
    socket_count: int
    dimms_gib: tuple[int, ...]
    drives: tuple[EmulatedDrive, ...]
    gpu_serials: tuple[str, ...]
    gpu_model: str
    nics: tuple[EmulatedNic, ...]
    bmc_mac: str
    bmc_name: str
    bmc_version: str = "23.11.20"
    bios_version: str = "1.0.7"
    cpld_version: str = "0.2.1.6"
    power: str = "On"
    is_ipmi_on: bool = True


def machine_of(kind: MachineKind, *, host: str, address: str) -> EmulatedMachine:
    """Return a machine that is as a kind is expected to be; its numbers follow from the host's name, so that no two are alike.

    Where nothing is expected, it has the least of what every server has.
    """
    mark = hashlib.sha256(host.encode()).hexdigest()
    sockets, memory_gib = kind.socket_count or 1, kind.memory_gib or 2 * DIMM_GIB
    sets = [(row.protocol, row.capacity_gb or LEAST_DRIVE_GB) for row in kind.drives for _ in range(row.drive_count)] or [("NVMe", LEAST_DRIVE_GB)]
    return EmulatedMachine(
        address=address,
        manufacturer=kind.manufacturer or "Maker",
        model=kind.model or "Server",
        sku=f"920-{int(mark[:4], 16):05d}-0000-000",
        serial=f"16{int(mark[:10], 16):013d}",
        chassis_serial=f"17{int(mark[:10], 16):013d}",
        socket_count=sockets,
        dimms_gib=_dimms(memory_gib),
        drives=tuple(EmulatedDrive(gb * 10**9 + 383_410_176, protocol, f"DRIVE-{gb}", f"S{mark[:8].upper()}{n:02d}") for n, (protocol, gb) in enumerate(sets)),
        gpu_serials=tuple(f"165{int(mark[:8], 16):010d}{number}" for number in range(kind.gpu_count)),
        gpu_model=kind.gpu_model or "GPU",
        nics=_nics(kind.ports, mark),
        bmc_mac=_mac(mark, 0),
        bmc_name=f"BMC{mark[:12].upper()}",
    )


def _dimms(memory_gib: int) -> tuple[int, ...]:
    whole, rest = divmod(memory_gib, DIMM_GIB)
    return (DIMM_GIB,) * whole + ((rest,) if rest else ())


def _nics(ports: tuple[MachinePort, ...], mark: str) -> tuple[EmulatedNic, ...]:
    """Return the adapters of these ports: those on one PCI device are one; InfiniBand ports have a GUID, all others a MAC."""
    of_device: dict[str, list[EmulatedPort]] = {}
    for number, port in enumerate(sorted(ports, key=lambda port: (port.pci, port.name)), start=1):
        device = port.pci.rpartition(".")[0] or f"0000:{PLACES_WITHOUT_PCI + number:02x}:00"
        is_infiniband = port.name.startswith("ib")
        one = EmulatedPort("InfiniBand", None, _guid(mark, number)) if is_infiniband else EmulatedPort("Ethernet", _mac(mark, number))
        of_device.setdefault(device, []).append(one)
    return tuple(EmulatedNic(pci, tuple(rows)) for pci, rows in of_device.items())


def _mac(mark: str, number: int) -> str:
    return ":".join(("02", *(mark[at : at + 2] for at in range(0, 8, 2)), f"{number:02x}"))


def _guid(mark: str, number: int) -> str:
    return f"0x02{mark[:12]}{number:02x}"
