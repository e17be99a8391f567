"""What stands where: places, devices, racks."""

from dataclasses import dataclass
from enum import StrEnum

from podwright.plan.names import DeviceName, RackName


class DeviceClass(StrEnum):
    """The letter of a slot: the class of hardware that its numbers count, never what the thing is used for."""

    NODE = "n"
    SWITCH = "s"
    APPLIANCE = "a"
    PDU = "p"
    CDU = "c"


class Role(StrEnum):
    """What a device is used for."""

    GPU_NODE = "gpu_node"
    MANAGEMENT_NODE = "management_node"
    STORAGE_HOST = "storage_host"
    LEAF = "leaf"
    SPINE = "spine"
    CORE = "core"
    NVLINK_SWITCH = "nvlink_switch"
    UFM = "ufm"
    PDU = "pdu"
    POWER_SHELF = "power_shelf"
    CDU = "cdu"
    STORAGE_APPLIANCE = "storage_appliance"
    STORAGE_SWITCH = "storage_switch"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a thing stands: unit (0 is the pod's own racks), rack in unit, slot in rack; unit and rack and slot count from 1."""

    unit: int
    rack: int
    slot: int

    @property
    def spot(self) -> tuple[int, int]:
        """Return unit and rack number: where on the floor."""
        return self.unit, self.rack


@dataclass(frozen=True, slots=True)
class Device:
    """One thing in a rack. `fabric` is set for switches alone; `ordinal` counts things of one role and fabric by place, from 0."""

    name: DeviceName
    device_class: DeviceClass
    role: Role
    fabric: str | None
    ordinal: int
    kind: str
    place: Place
    rack: RackName
    lowest_u: int
    height_u: int
    power_w: int


@dataclass(frozen=True, slots=True)
class Rack:
    """One rack: what it may hold (from the site) and what its devices draw at most."""

    name: RackName
    kind: str
    unit: int
    number: int
    height_u: int
    feed_w: int
    power_w: int


@dataclass(frozen=True, slots=True)
class Licence:
    """A right to use software that a product asks for: so many for each device of the kind."""

    name: str
    title: str
    count_per_device: int


@dataclass(frozen=True, slots=True)
class Product:
    """A kind of device that stands in the pod: its name for people, and the licences that it asks for."""

    kind: str
    title: str
    licences: tuple[Licence, ...]


@dataclass(frozen=True, slots=True)
class Physical:
    """Racks in name order, devices in name order, the products that they are by kind. A PDU has height 0 and stands beside the units."""

    racks: tuple[Rack, ...]
    devices: tuple[Device, ...]
    products: tuple[Product, ...] = ()
