"""What Ethernet switches are told: networks with their VLANs, virtual routers, one row a switch, one row a cabled port."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from podwright.plan.names import DeviceName, PortName
from podwright.plan.types.mlag import MlagSwitch
from podwright.plan.types.physical import DeviceClass
from podwright.plan.types.switching import Edge, Relay, SwitchCage, SwitchManagement, SwitchPanel, SwitchVrf


class PortUse(StrEnum):
    """What a port of a switch is for.

    `access` carries one network untagged, `trunk` more than one, `routed` meets a switch of another tier, `peer` the other switch of a pair; `edge` meets the
    site's own routers.
    """

    ACCESS = "access"
    TRUNK = "trunk"
    ROUTED = "routed"
    PEER = "peer"
    EDGE = "edge"


@dataclass(frozen=True, slots=True)
class EthernetFabric:
    """One Ethernet fabric. `holder` is the fabric whose switches carry it; `is_overlay` says whether its networks reach beyond one leaf, by VXLAN and EVPN."""

    name: str
    holder: str
    mtu_bytes: int
    is_lossless: bool
    is_overlay: bool


@dataclass(frozen=True, slots=True)
class SwitchSystem:
    """The operating system of the Ethernet switches, and its release, which decides the form of their configuration."""

    name: str
    release: str


@dataclass(frozen=True, slots=True)
class Vrf:
    """A virtual router of a fabric's networks: nothing is routed between two of them. `vlan_id` and `vni` carry it between switches; both are 0 without overlay.

    `loopback_v4` is the address of the first switch of a pair in it, the next ones follow; empty for none.
    """

    name: str
    vlan_id: int
    vni: int
    loopback_v4: str


class Network(NamedTuple):
    """The network of one class of device on one lane of one fabric in one unit, as a switch knows it; a network that a person declares stands for many.

    `vni` is 0 where no other leaf carries it. `is_tagged` says whether hosts send its VLAN's tag.
    """

    fabric: str
    device_class: DeviceClass
    lane: int
    unit: int
    name: str
    vlan_id: int
    vni: int
    vrf: str
    is_tagged: bool
    v4: str
    v6: str
    gateway_v4: str
    gateway_v6: str


class EthernetSwitch(NamedTuple):
    """One Ethernet switch: its numbers follow from its place. `segment_mac` begins the segment ids of hosts that are on two switches; empty where none are.

    `panel` says how its cages are broken out. `is_lossless`: it carries RDMA; `is_adaptive`: it spreads that over its ways up by their load; `is_overlay`: it
    speaks EVPN; `is_tunnel_end`: VXLAN begins and ends at it; `knows_segments`: they also lead to hosts that are on two switches.
    """

    device: DeviceName
    asn: int
    router_id: str
    loopback_v6: str
    management_v4: str
    management_v6: str
    segment_mac: str
    panel: str = ""
    is_lossless: bool = False
    is_adaptive: bool = False
    is_overlay: bool = False
    is_tunnel_end: bool = False
    knows_segments: bool = False


class SwitchInterface(NamedTuple):
    """The address of a switch in a VLAN, with prefix length; it is the gateway itself where no second switch answers for it."""

    device: DeviceName
    vlan_id: int
    v4: str
    v6: str


class SwitchPort(NamedTuple):
    """One cabled port of an Ethernet switch.

    `untagged` is a VLAN or 0. Ports of a switch with one `bond` work as one; where hosts' bonds end at two switches, `segment_id` is the same on both, else 0: the
    number of an EVPN segment, or of the bond where the two are a pair of MLAG. Between the switches of such a pair, ports are one bond with the VLANs of both.
    """

    device: DeviceName
    port: PortName
    use: PortUse
    fabric: str
    untagged: int
    tagged: tuple[int, ...]
    bond: str
    segment_id: int
    peer: DeviceName
    peer_port: PortName


@dataclass(frozen=True, slots=True)
class Ethernet:
    """Fabrics in the architecture's order, networks by VLAN, switches, interfaces and ports by device. All is empty in a pod without Ethernet.

    Cages and panels are by panel, management and virtual routers by device. `mlag` are the switches that hosts take for one with another, by name.
    `anycast_mac` is what gateways answer with that several switches hold (SONiC), or what tunnels are routed by (Cumulus Linux, without MLAG).
    `lossless_memory_percent` of a switch's buffer belongs to RDMA. `link_mtu_bytes` is what links of fabrics with large frames carry, VXLAN included.
    """

    system: SwitchSystem
    fabrics: tuple[EthernetFabric, ...]
    vrfs: tuple[Vrf, ...]
    networks: tuple[Network, ...]
    switches: tuple[EthernetSwitch, ...]
    interfaces: tuple[SwitchInterface, ...]
    ports: tuple[SwitchPort, ...]
    cages: tuple[SwitchCage, ...] = ()
    panels: tuple[SwitchPanel, ...] = ()
    management: tuple[SwitchManagement, ...] = ()
    switch_vrfs: tuple[SwitchVrf, ...] = ()
    edge: Edge | None = None
    relays: tuple[Relay, ...] = ()
    time_servers: tuple[str, ...] = ()
    mlag: tuple[MlagSwitch, ...] = ()
    anycast_mac: str = ""
    lossless_memory_percent: int = 0
    link_mtu_bytes: int = 0
