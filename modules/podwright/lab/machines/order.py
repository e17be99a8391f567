"""What a blank machine is made of; pure. An order is what the machine's own process is started with."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import TypeAdapter

from podwright.lab.bmc.documents import Shape
from podwright.lab.bmc.machine import EmulatedMachine

FILE = "order.json"


class Firmware(StrEnum):
    """What runs first: SeaBIOS, OVMF, or OVMF with Secure Boot on and the keys of Microsoft."""

    BIOS = "bios"
    UEFI = "uefi"
    SECURE_BOOT = "secure-boot"


@dataclass(frozen=True, slots=True)
class Disk:
    """One disk, empty at first; its serial number has 20 characters at most (NVMe and virtio-blk)."""

    serial: str
    capacity_gib: int
    is_nvme: bool = True


@dataclass(frozen=True, slots=True)
class Nic:
    """One network port: its MAC, the bridge it is plugged into, the name of its far end. It may boot, with iPXE in its ROM or by the firmware's own network stack."""

    name: str
    mac: str
    bridge: str
    far_end: str
    mtu_bytes: int = 1500
    may_boot: bool = False
    has_ipxe: bool = False


@dataclass(frozen=True, slots=True)
class BmcPlace:
    """Where the BMC answers, and who may log in at first; the password stands in a file. `host` is what its certificate says."""

    address: str
    prefix_length: int
    bridge: str
    user: str
    password_file: str
    port: int = 443
    shape: Shape = "ami"


@dataclass(frozen=True, slots=True)
class MachineOrder:
    """One machine: its parts, its BMC, what the BMC tells, and the folder where its disks, TPM, console and firmware variables are kept."""

    name: str
    folder: str
    firmware: Firmware
    has_tpm: bool
    accelerator: str
    cpu_count: int
    memory_mib: int
    disks: tuple[Disk, ...]
    nics: tuple[Nic, ...]
    bmc: BmcPlace
    told: EmulatedMachine

    def at(self, name: str) -> Path:
        """Return the path of a file of this machine."""
        return Path(self.folder) / name


def write(order: MachineOrder) -> Path:
    """Return the file of an order, written now, whole or not at all."""
    file = order.at(FILE)
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_bytes(TypeAdapter(MachineOrder).dump_json(order, indent=1))
    fresh.replace(file)
    return file


def read(file: Path) -> MachineOrder:
    """Return the order of a file."""
    return TypeAdapter(MachineOrder).validate_json(file.read_bytes())
