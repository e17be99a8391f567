"""What is expected of the machines that stand at the plan's places, by kind, and how their BMCs are spoken to."""

from dataclasses import dataclass
from typing import NamedTuple

from podwright.plan.names import PortName
from podwright.plan.types.hosts import SecretRef


@dataclass(frozen=True, slots=True)
class BmcAccess:
    """As whom the BMCs of the pod are asked: the user they come with, and the pod's own, whose password on each follows from the seed; a plan that is older has none."""

    user: str
    password: SecretRef
    own_user: str = ""
    seed: SecretRef | None = None
    generation: int = 1


class DriveSet(NamedTuple):
    """Drives that are alike: what for, how they are spoken to, how many, and the capacity of each (GB of 10^9 bytes), where it is published."""

    use: str
    protocol: str
    drive_count: int
    capacity_gb: int | None


class MachinePort(NamedTuple):
    """A network port that is cabled, and where on PCI it sits (`0000:29:00.1`), empty where its name is an estimate or says no place."""

    name: PortName
    pci: str


class BiosAttribute(NamedTuple):
    """A BIOS attribute and the value that it has to have, as the person wrote it."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class FirmwareWish:
    """The version that a component has to have, and the image that holds it, None where it is compared alone.

    `takes_effect` is when what was written runs: `at_once`, or after a `bmc_reset`, a `host_reset`, a `power_cycle`. `is_while_on`: its maker lets it be written while the host
    is on.
    """

    component: str
    version: str
    image: str | None = None
    sha256: str | None = None
    takes_effect: str = "at_once"
    is_while_on: bool = False


class BootOrder(NamedTuple):
    """What comes first when a machine starts, `network` or `disk`, and the ports whose network that is, the first one first."""

    first: str
    ports: tuple[PortName, ...]


@dataclass(frozen=True, slots=True)
class MachineKind:
    """What is expected of every machine of a kind; None, or no drives, where no source says so; `firmware` in the order in which it is set."""

    kind: str
    title: str
    manufacturer: str | None
    model: str | None
    socket_count: int | None
    memory_gib: int | None
    drives: tuple[DriveSet, ...]
    gpu_count: int
    gpu_model: str | None
    ports: tuple[MachinePort, ...]
    bios: tuple[BiosAttribute, ...] = ()
    firmware: tuple[FirmwareWish, ...] = ()
    boot_order: BootOrder | None = None


@dataclass(frozen=True, slots=True)
class Machines:
    """How BMCs are spoken to, None in a plan that is older than this section, and what is expected by kind, in the order of their names."""

    bmc: BmcAccess | None = None
    kinds: tuple[MachineKind, ...] = ()
