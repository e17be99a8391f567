"""What one machine tells of itself through its BMC. None is "not told"; an empty row is "told that there is none"."""

from dataclasses import dataclass
from typing import NamedTuple

from podwright.observe.redfish.boot_options import BootEntry


class Dimm(NamedTuple):
    """One module of memory."""

    name: str
    capacity_gib: int
    serial: str | None
    part: str | None


class Drive(NamedTuple):
    """One drive; `protocol` as Redfish names it (`NVMe`, `SATA`, `SAS`), the capacity in bytes."""

    name: str
    protocol: str | None
    capacity_bytes: int | None
    model: str | None
    serial: str | None


class Gpu(NamedTuple):
    """One GPU."""

    name: str
    model: str | None
    serial: str | None


class NicPort(NamedTuple):
    """One port of a network adapter; `pci` is where it sits (`0000:29:00.1`), where the BMC tells it. A MAC or GUID reads as in hardware.csv."""

    name: str
    technology: str | None
    mac: str | None
    guid: str | None
    pci: str | None


class Firmware(NamedTuple):
    """The version of one piece of firmware."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Bmc:
    """The controller itself: its version, its own MAC and name, whether IPMI over LAN is on."""

    version: str | None = None
    mac: str | None = None
    host_name: str | None = None
    is_ipmi_on: bool | None = None


@dataclass(frozen=True, slots=True)
class ObservedMachine:
    """One machine, met at the BMC address of a host's place. `remarks` say what could not be read, a line each.

    `serial` is the system's, `chassis_serial` that of its chassis: some makers give both, and they differ.
    """

    host: str
    address: str
    manufacturer: str | None = None
    model: str | None = None
    sku: str | None = None
    serial: str | None = None
    chassis_serial: str | None = None
    power: str | None = None
    socket_count: int | None = None
    cpu_model: str | None = None
    memory_gib: int | None = None
    dimms: tuple[Dimm, ...] | None = None
    drives: tuple[Drive, ...] | None = None
    gpus: tuple[Gpu, ...] | None = None
    ports: tuple[NicPort, ...] | None = None
    bios_version: str | None = None
    bmc: Bmc = Bmc()
    firmware: tuple[Firmware, ...] | None = None
    boot_order: tuple[BootEntry, ...] | None = None
    certificate_sha256: str | None = None
    clock_off_s: int | None = None
    remarks: tuple[str, ...] = ()

    @property
    def macs(self) -> tuple[str, ...]:
        """Return every MAC of the machine: those of its ports and its BMC's."""
        own = (self.bmc.mac,) if self.bmc.mac else ()
        return tuple(dict.fromkeys((*own, *(port.mac for port in self.ports or () if port.mac))))

    @property
    def serials(self) -> tuple[str, ...]:
        """Return the serial numbers by which the machine as a whole is known."""
        return tuple(dict.fromkeys(serial for serial in (self.serial, self.chassis_serial) if serial))
