"""Ports, cables, addresses. Of these a large pod has a million, so that their rows are named tuples."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from podwright.plan.names import CableLabel, DeviceName, PortName
from podwright.plan.types.physical import DeviceClass


class Tier(StrEnum):
    """Between which layers a cable runs."""

    NODE_LEAF = "node_leaf"
    LEAF_SPINE = "leaf_spine"
    SPINE_CORE = "spine_core"
    PEER = "peer"
    UFM_LEAF = "ufm_leaf"
    UPLINK = "uplink"


class Port(NamedTuple):
    """One cabled port. `lane` is the rail (compute), path (storage) or bond member (in-band) on a host; 0 elsewhere."""

    device: DeviceName
    name: PortName
    fabric: str
    lane: int
    rate_gbps: int
    connector: str


class Cable(NamedTuple):
    """One cable; the A end is the lower tier's. The label is the A end without the pod's name.

    `leg` is 0 for a whole cable; where one cable splits, each leg is a row of its own and the first is leg 1. `length_m` is the length to buy.
    """

    label: CableLabel
    fabric: str
    tier: Tier
    a_device: DeviceName
    a_port: PortName
    b_device: DeviceName
    b_port: PortName
    rate_gbps: int
    medium: str
    leg: int
    length_m: float


@dataclass(frozen=True, slots=True)
class Medium:
    """A cable kind that the pod uses: the connectors it joins, A end first, and its rate."""

    name: str
    a_connector: str
    b_connector: str
    rate_gbps: int


@dataclass(frozen=True, slots=True)
class CablePart:
    """What is bought for the cables of one medium and length on one tier, whose A ends are of one class.

    `part` is None where nothing on sale fits; `reach_m` is how far the part, or the longest of all, reaches. A fibre has a module at either end.
    """

    fabric: str
    tier: Tier
    medium: str
    a_class: DeviceClass
    length_m: float
    part: str | None
    title: str
    kind: str
    a_module: str | None
    b_module: str | None
    reach_m: float
    source: str


@dataclass(frozen=True, slots=True)
class Module:
    """A transceiver that cables of the pod need."""

    name: str
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class Cage:
    """A port that shares a plug with others of the same device: the cage is named as its first port. A port without a row has a plug of its own."""

    kind: str
    port: PortName
    cage: PortName


@dataclass(frozen=True, slots=True)
class AddressBlock:
    """The stride that one class of device has for ever on one lane of one fabric, at the architecture's largest size; reserved even while unused.

    `v4_pool_last` is the last address of the pool that the spec gives; a block that ends behind it ends the pod's growth.
    """

    fabric: str
    device_class: DeviceClass
    lane: int
    v4_first: str
    v4_last: str
    v4_pool_last: str
    v6_first: str
    v6_last: str
    v6_pool_last: str


@dataclass(frozen=True, slots=True)
class Subnet:
    """The addresses of one class of device on one lane of one fabric in one unit; `gateway` is held by the fabric's leaves."""

    fabric: str
    device_class: DeviceClass
    lane: int
    unit: int
    v4: str
    v6: str
    gateway_v4: str
    gateway_v6: str


class Address(NamedTuple):
    """One address pair of one device, without prefix length; `interface` is the port, the bond or `lo`."""

    device: DeviceName
    interface: str
    fabric: str
    lane: int
    unit: int
    v4: str
    v6: str


@dataclass(frozen=True, slots=True)
class Fabric:
    """One fabric. `rail_count` is the number of lanes of a host; spines and cores follow `built_for_units`. `shares` names the fabric whose leaves it lands on."""

    name: str
    technology: str
    plane_count: int
    rail_count: int
    built_for_units: int
    leaf_count: int
    spine_count: int
    core_count: int
    shares: str | None


@dataclass(frozen=True, slots=True)
class Fabrics:
    """Fabrics in the architecture's order; ports by device and name, cables by label, addresses by device, fabric, lane; what is bought for the cables."""

    fabrics: tuple[Fabric, ...]
    media: tuple[Medium, ...]
    blocks: tuple[AddressBlock, ...]
    ports: tuple[Port, ...]
    cables: tuple[Cable, ...]
    subnets: tuple[Subnet, ...]
    addresses: tuple[Address, ...]
    parts: tuple[CablePart, ...] = ()
    modules: tuple[Module, ...] = ()
    cages: tuple[Cage, ...] = ()
