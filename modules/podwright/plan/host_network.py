"""How hosts use their interfaces: what each is, which routes and rules go with its addresses. A function of the sections that say what is cabled and addressed.

A host has one way out, its in-band interface. On every other fabric it answers by the interface that was asked: traffic from an address of rail r leaves by rail r, by a
rule that leads to a table of the rail's own; and what is sent to another host's rail r, from no address yet, leaves by rail r too.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from netaddr import cidr_merge, iprange_to_cidrs

from podwright.plan.names import DeviceName, PortName
from podwright.plan.pci_names import pci_place
from podwright.plan.types import AddressBlock, DeviceClass, Ethernet, Fabrics, HostInterface, Hosts, Physical

MAIN_TABLE = 254
"""The kernel's own table for what has no rule, rt_tables(5)."""
FIRST_TABLE = {"compute": 300, "storage": 400, "out_of_band": 500}
"""Table of lane 0 of a fabric; lane l has the l-th behind it. Above what Calico takes by default (1 to 250) and the kernel's 253 to 255, below what Cilium (2004) and VRFs of
ifupdown2 (1001 to 5000) take."""
FIRST_PRIORITY = 10_000
"""Added to the table's number, it is the place of its rule: behind the kernel's local table (0) and the rules of CNI plugins (below 1000), before main (32766)."""
DEFAULT_METRIC = 100
"""What netplan's and NetworkManager's documents use for a wired way out: a second one, made by hand at a higher metric, stays second."""
LANE_METRIC = 200
WORDS_OF_FABRIC = {"compute": "rail", "storage": "path", "in_band": "band", "out_of_band": "oob"}
"""What a VLAN interface is called: the word, lane and VLAN, at most 12 characters of the 15 that Linux takes."""
WAY_OUT = "in_band"
ANYWHERE_V4, ANYWHERE_V6 = "0.0.0.0/0", "::/0"


class LinkKind(StrEnum):
    """What an interface is."""

    ETHERNET = "ethernet"
    INFINIBAND = "infiniband"
    BOND = "bond"
    VLAN = "vlan"


class Route(NamedTuple):
    """One route. Without `via` what it leads to is on the link itself; `is_refusal` says that there is no way, and that none is to be looked for elsewhere."""

    to: str
    via: str
    table: int
    metric: int
    is_refusal: bool


class Rule(NamedTuple):
    """What is sent from this address (with prefix length) is led by this table."""

    source: str
    table: int
    priority: int


class Link(NamedTuple):
    """One interface with addresses. `parent` and `vlan_id` are a VLAN's, else empty and 0; a rail or path `is_lane`: the pod boots without it."""

    name: str
    kind: LinkKind
    fabric: str
    lane: int
    parent: str
    vlan_id: int
    mtu_bytes: int
    addresses: tuple[str, ...]
    routes: tuple[Route, ...]
    rules: tuple[Rule, ...]
    is_lane: bool


class Port(NamedTuple):
    """One physical port: `bond` is the bond that it is a member of, `path` the PCI place that its name tells (udev's ID_PATH); both may be empty.

    `is_carrier` says that it has no address of its own, since it carries VLANs alone. `lane_link` is the interface of a rail, a path or the out-of-band port on it, as
    a pattern where its VLAN differs from unit to unit; empty on the way out.
    """

    name: PortName
    kind: LinkKind
    mtu_bytes: int
    bond: str
    path: str
    is_lossless: bool
    is_carrier: bool
    lane_link: str


class Bond(NamedTuple):
    """One bond, by LACP (IEEE 802.1AX).

    Both ends must say who they are, so that a port on the wrong switch carries nothing; the fast rate (a packet a second) finds a dead partner after 3 s, where the slow one
    takes 90; traffic is divided by addresses and ports, since a host speaks to few others and often through one gateway, whose one MAC would all be one member's. The bond is up
    while one member is; a link is looked at every 100 ms, as the kernel's document on bonding advises. `is_carrier`, `lane_link`: as for a port.
    """

    name: str
    members: tuple[PortName, ...]
    mtu_bytes: int
    is_carrier: bool
    lane_link: str
    mode: str = "802.3ad"
    lacp_rate: str = "fast"
    hash_policy: str = "layer3+4"
    monitor_ms: int = 100
    least_links: int = 1


@dataclass(frozen=True, slots=True)
class KindNetwork:
    """What hosts of one kind share: their ports in name order, and their bonds."""

    kind: str
    ports: tuple[Port, ...]
    bonds: tuple[Bond, ...]


@dataclass(frozen=True, slots=True)
class HostNetwork:
    """What one host has alone: its interfaces with addresses, in the plan's order. Hosts of one kind and unit differ in nothing but these addresses."""

    host: DeviceName
    kind: str
    unit: int
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class _Lane:
    """What hosts of one unit share on one lane: kind of link, its VLAN where it is tagged (else 0), gateways (empty where none routes), and destinations."""

    kind: LinkKind
    vlan_id: int
    gateways: tuple[str, str]
    reach: tuple[str, ...]
    plane_reach: tuple[str, ...]
    subnets: tuple[str, str]


def kind_networks(physical: Physical, fabrics: Fabrics, hosts: Hosts, ethernet: Ethernet) -> tuple[KindNetwork, ...]:
    """Return what hosts of each kind share, by kind."""
    devices, lanes = {device.name: device for device in physical.devices}, _lanes(fabrics, ethernet)
    lossless = {fabric.name for fabric in ethernet.fabrics if fabric.is_lossless}
    first = {devices[host.name].kind: host for host in reversed(hosts.hosts)}
    return tuple(_kind(kind, host.interfaces, lanes, devices[host.name].place.unit, lossless) for kind, host in sorted(first.items()))


def host_networks(physical: Physical, fabrics: Fabrics, hosts: Hosts, ethernet: Ethernet) -> Iterator[HostNetwork]:
    """Yield each host's interfaces, in the order of the hosts.

    Laws: tables and priorities follow from fabric and lane alone; an address has one rule, or is the way out's.
    """
    devices, lanes = {device.name: device for device in physical.devices}, _lanes(fabrics, ethernet)
    shapes: dict[tuple[str, int], tuple[Link, ...]] = {}
    for host in hosts.hosts:
        device = devices[host.name]
        key = device.kind, device.place.unit
        if key not in shapes:
            shapes[key] = tuple(_link(interface, lanes[interface.fabric, interface.lane, device.place.unit]) for interface in host.interfaces)
        yield HostNetwork(host.name, *key, tuple(addressed(link, row.v4, row.v6) for link, row in zip(shapes[key], host.interfaces, strict=True)))


def addressed(link: Link, v4: str, v6: str) -> Link:
    """Return the link with these addresses, and its rules with them."""
    sources = f"{v4.partition('/')[0]}/32", f"{v6.partition('/')[0]}/128"
    rules = tuple(Rule(source, rule.table, rule.priority) for source, rule in zip(sources, link.rules, strict=False))
    return link._replace(addresses=(v4, v6), rules=rules)


def _kind(kind: str, interfaces: Iterable[HostInterface], lanes: Mapping[tuple[str, int, int], _Lane], unit: int, lossless: set[str]) -> KindNetwork:
    ports: list[Port] = []
    bonds: list[Bond] = []
    for row in interfaces:
        lane = lanes[row.fabric, row.lane, unit]
        is_carrier = bool(lane.vlan_id)
        technology = LinkKind.INFINIBAND if lane.kind is LinkKind.INFINIBAND else LinkKind.ETHERNET
        is_lossless = row.fabric in lossless
        lane_link = "" if row.fabric == WAY_OUT else f"{WORDS_OF_FABRIC[row.fabric]}{row.lane}.*" if is_carrier else row.name
        if row.members:
            bonds.append(Bond(row.name, row.members, row.mtu_bytes, is_carrier, lane_link))
            ports += [Port(name, technology, row.mtu_bytes, row.name, _path(name), is_lossless, is_carrier=False, lane_link="") for name in row.members]
        else:
            ports.append(Port(PortName(row.name), technology, row.mtu_bytes, "", _path(row.name), is_lossless, is_carrier, lane_link))
    return KindNetwork(kind, tuple(sorted(ports)), tuple(bonds))


def _path(name: str) -> str:
    place = pci_place(name)
    return place.path if place else ""


def _link(row: HostInterface, lane: _Lane) -> Link:
    name, kind, parent = row.name, LinkKind.BOND if row.members else lane.kind, ""
    if lane.vlan_id:
        name, kind, parent = f"{WORDS_OF_FABRIC[row.fabric]}{row.lane}.{lane.vlan_id}", LinkKind.VLAN, row.name
    routes = tuple(_way_out(lane) if row.fabric == WAY_OUT else _lane_routes(row, lane))
    rules = () if row.fabric == WAY_OUT else tuple(_rules(row))
    return Link(name, kind, row.fabric, row.lane, parent, lane.vlan_id, row.mtu_bytes, (row.v4, row.v6), routes, rules, row.fabric != WAY_OUT)


def _way_out(lane: _Lane) -> Iterator[Route]:
    for to, via in zip((ANYWHERE_V4, ANYWHERE_V6), lane.gateways, strict=True):
        yield Route(to, via, MAIN_TABLE, DEFAULT_METRIC, is_refusal=False)


def _rules(row: HostInterface) -> Iterator[Rule]:
    table = FIRST_TABLE[row.fabric] + row.lane
    for address, bits in ((row.v4, 32), (row.v6, 128)):
        yield Rule(f"{address.partition('/')[0]}/{bits}", table, FIRST_PRIORITY + table)


def _lane_routes(row: HostInterface, lane: _Lane) -> Iterator[Route]:
    """Yield the routes of a rail, a path or the out-of-band port.

    On Ethernet its leaf routes: all that has its address goes there. An InfiniBand subnet has no router: all rails of a plane are on the link, and there is no way beyond.
    """
    table = FIRST_TABLE[row.fabric] + row.lane
    yield from (Route(to, _via(to, lane.gateways), MAIN_TABLE, LANE_METRIC, is_refusal=False) for to in lane.reach)
    yield from (Route(to, "", table, LANE_METRIC, is_refusal=False) for to in lane.subnets)
    if any(lane.gateways):
        yield from (Route(to, via, table, LANE_METRIC, is_refusal=False) for to, via in zip((ANYWHERE_V4, ANYWHERE_V6), lane.gateways, strict=True))
        return
    yield from (Route(to, "", table, LANE_METRIC, is_refusal=False) for to in lane.plane_reach)
    yield from (Route(to, "", table, LANE_METRIC, is_refusal=True) for to in (ANYWHERE_V4, ANYWHERE_V6))


def _via(to: str, gateways: tuple[str, str]) -> str:
    return gateways[":" in to]


def _lanes(fabrics: Fabrics, ethernet: Ethernet) -> Mapping[tuple[str, int, int], _Lane]:
    """Return what hosts share, by fabric, lane and unit."""
    tags = {(row.fabric, row.lane, row.unit): row.vlan_id for row in ethernet.networks if row.device_class is DeviceClass.NODE and row.is_tagged}
    fabric_of = {fabric.name: fabric for fabric in fabrics.fabrics}
    rows = [row for row in fabrics.subnets if row.device_class is DeviceClass.NODE]
    reach = {key: _reach(fabrics.blocks, *key, fabric_of[key[0]].rail_count) for key in sorted({(row.fabric, row.lane) for row in rows})}
    found = dict[tuple[str, int, int], _Lane]()
    for row in rows:
        is_ethernet = fabric_of[row.fabric].technology == "ethernet"
        found[row.fabric, row.lane, row.unit] = _Lane(
            kind=LinkKind.ETHERNET if is_ethernet else LinkKind.INFINIBAND,
            vlan_id=tags.get((row.fabric, row.lane, row.unit), 0),
            gateways=(row.gateway_v4, row.gateway_v6) if is_ethernet else ("", ""),
            reach=reach[row.fabric, row.lane][0],
            plane_reach=reach[row.fabric, row.lane][1],
            subnets=(row.v4, row.v6),
        )
    return found


def _reach(blocks: tuple[AddressBlock, ...], fabric: str, lane: int, rail_count: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what a lane leads to: the hosts of this lane, of the out-of-band fabric everything; and all hosts of its plane."""
    first = lane // rail_count * rail_count
    own = [block for block in blocks if block.fabric == fabric and (fabric == "out_of_band" or _is_lane(block, lane))]
    plane = [block for block in blocks if block.fabric == fabric and any(_is_lane(block, other) for other in range(first, first + rail_count))]
    return _networks(own), _networks(plane)


def _is_lane(block: AddressBlock, lane: int) -> bool:
    return block.device_class is DeviceClass.NODE and block.lane == lane


def _networks(blocks: Iterable[AddressBlock]) -> tuple[str, ...]:
    """Return the fewest networks that are these blocks, IPv4 first."""
    rows = list(blocks)
    v4 = cidr_merge([network for row in rows for network in iprange_to_cidrs(row.v4_first, row.v4_last)])
    v6 = cidr_merge([network for row in rows for network in iprange_to_cidrs(row.v6_first, row.v6_last)])
    return tuple(str(network) for network in (*v4, *v6))
