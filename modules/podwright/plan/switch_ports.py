"""What every cabled port of an Ethernet switch is for: whom it meets, which VLANs it carries, which bond it is in."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from ipaddress import IPv4Address, IPv4Network
from operator import attrgetter

from podwright.catalog.load import Catalog
from podwright.plan.cabling import Wired
from podwright.plan.finding import Finding, Infeasible
from podwright.plan.names import DeviceName, PortName
from podwright.plan.pace import new_row
from podwright.plan.site_ports import site_ports
from podwright.plan.switching import only_bridges, rules_of, vlans_carried
from podwright.plan.types import Cable, Device, Fabrics, Network, Physical, PortUse, SwitchPort, Tier
from podwright.plan.types.switching import SwitchCage
from podwright.spec.ethernet import Ethernet as Words

UPLINK_BOND = "uplink"
"""The bond by which a switch that only bridges hangs on others."""
SEGMENTS_OF_LEAF = 1_000
"""A cage has at most eight ports and a switch fewer than a hundred cages; a segment's number has 24 bits, so that 16,777 leaves have room (RFC 7432, section 5)."""
PORT = re.compile(r"^([a-zA-Z]+)(\d+)(?:s(\d+))?$")
"""A port of a switch: its cage, and its number in it where the cage is broken out."""


def switch_ports(
    words: Words,
    catalog: Catalog,
    physical: Physical,
    fabric: Fabrics,
    wired: Mapping[str, Wired],
    networks: Iterable[Network],
    managed: Mapping[DeviceName, Network],
    panels: Iterable[SwitchCage],
) -> tuple[SwitchPort, ...]:
    """Return every cabled port of every Ethernet switch, and those that are the site's, by device and port; `managed` are the networks of switches themselves.

    Raises: Infeasible when the site names ports that are not there, or are taken.
    """
    rules, device_of = rules_of(catalog), {device.name: device for device in physical.devices}
    attached = Attached(words, catalog, fabric, networks, device_of)
    found, uplinks = list[SwitchPort](), list[Cable]()
    for name in rules:
        for cable in wired[name].cables:
            if cable.tier is Tier.NODE_LEAF:
                attached.learn(cable, device_of[cable.a_device])
    for name, rule in rules.items():
        is_bridge = only_bridges(rule, rules)
        for cable, end in zip(wired[name].cables, wired[name].a_ends, strict=True):
            if cable.tier is Tier.NODE_LEAF:
                found.append(attached.port(cable, device_of[cable.a_device], end.lane))
            elif cable.tier is Tier.UPLINK and is_bridge:
                uplinks.append(cable)
            elif cable.tier is not Tier.UFM_LEAF:
                found += _joined(cable, PortUse.PEER if cable.tier is Tier.PEER else PortUse.ROUTED)
    found += _bridged(uplinks, found, device_of, managed)
    found += site_ports(words, physical, rules, found, panels, bond_name=bond_name, segment=segment)
    found.sort(key=_ranks(found))
    found.sort(key=attrgetter("device"))
    return tuple(found)


def _ranks(ports: Iterable[SwitchPort]) -> Callable[[SwitchPort], int]:
    """Return a function that gives where a port stands among all by its position: a number compares faster."""
    names = sorted({port.port for port in ports}, key=position)
    rank_of = {name: rank for rank, name in enumerate(names)}
    return lambda port: rank_of[port.port]


@cache
def position(port: str) -> tuple[str, int, int]:
    """Return what ports of a switch are sorted by: kind, cage, number in the cage."""
    match = PORT.match(port)
    return (match[1], int(match[2]), int(match[3] or 0)) if match else (port, 0, 0)


NetworkKey = tuple[str, str, int, int]
"""Fabric, class of device, lane, unit."""
Carried = tuple[PortUse, int, tuple[int, ...]]
"""What a port is for, the VLAN that it carries untagged, those that it carries tagged."""


class Attached:
    """The ports that hosts, and what is managed, are plugged into."""

    def __init__(self, words: Words, catalog: Catalog, fabric: Fabrics, networks: Iterable[Network], device_of: Mapping[DeviceName, Device]) -> None:
        self.device_of = device_of
        self.vlan_of_name = {row.name: row.vlan for row in words.networks}
        self.untagged = {row.vlan: self._known(row.untagged, row.name) for row in words.networks if row.untagged}
        self.bond_of = {
            (kind.name, name): port.bond for kind in catalog.systems.values() for port in kind.ports if port.bond for name in (port.name, port.ethernet_name)
        }
        self.rows: dict[NetworkKey, list[Network]] = {}
        for row in networks:
            self.rows.setdefault((row.fabric, row.device_class, row.lane, row.unit), []).append(row)
        self.carried = {key: self._carried(rows[0]) for key, rows in self.rows.items() if len(rows) == 1}
        is_crowded = len(self.carried) < len(self.rows)
        self.address = {(row.device, row.fabric, row.lane): row.v4 for row in fabric.addresses} if is_crowded else {}
        self.bonded = cache(self._bonded)
        self.members: dict[tuple[DeviceName, str], dict[DeviceName, list[PortName]]] = {}

    def learn(self, cable: Cable, device: Device) -> None:
        """Keep which ports of which leaves a host's bond ends at."""
        bond = self.bond_of.get((device.kind, cable.a_port))
        if bond:
            self.members.setdefault((device.name, bond), {}).setdefault(cable.b_device, []).append(cable.b_port)

    def port(self, cable: Cable, device: Device, lane: int) -> SwitchPort:
        """Return the switch's end of a cable to a device."""
        bond = self.bond_of.get((device.kind, cable.a_port))
        key = cable.fabric, device.device_class, 0 if bond else lane, device.place.unit
        use, untagged, tagged = self.carried.get(key) or self._carried(self._network(key, device))
        name, segment_id = self._bond(device, bond, cable.b_device) if bond else ("", 0)
        return new_row(SwitchPort, (cable.b_device, cable.b_port, use, cable.fabric, untagged, tagged, name, segment_id, cable.a_device, cable.a_port))

    def _bond(self, device: Device, bond: str, leaf: DeviceName) -> tuple[str, int]:
        """Return name and segment of a host's bond on a leaf: the name is of its first port there, the segment of that on its first leaf; one leaf is no segment."""
        return bond_name(min(self.members[device.name, bond][leaf], key=position)), self.bonded(device.name, bond)

    def _bonded(self, device: DeviceName, bond: str) -> int:
        leaves = self.members[device, bond]
        first = min(leaves)
        return segment(self.device_of[first], min(leaves[first], key=position)) if len(leaves) > 1 else 0

    def _carried(self, network: Network) -> Carried:
        """Return what a port of this network carries."""
        untagged = self.untagged.get(network.vlan_id, network.vlan_id)
        return (PortUse.ACCESS, untagged, ()) if untagged == network.vlan_id else (PortUse.TRUNK, untagged, (network.vlan_id,))

    def _network(self, key: NetworkKey, device: Device) -> Network:
        """Return the network that holds the device's own address, of several with one key."""
        own = IPv4Address(self.address[device.name, key[0], key[2]])
        return next(row for row in self.rows[key] if own in IPv4Network(row.v4))

    def _known(self, name: str | None, of: str) -> int:
        if name not in self.vlan_of_name:
            what = f"its ports carry {name} untagged, which is none of fabrics.ethernet.networks"
            raise Infeasible((Finding("P209", f"network {of}", what, "Declare that network too, or correct the name"),))
        return self.vlan_of_name[name]


def bond_name(port: str) -> str:
    """Return the name of the bond that a port is in by itself."""
    return f"bond{port.removeprefix('swp')}"


def segment(leaf: Device, port: str) -> int:
    """Return the number of the segment whose first port this is."""
    _, cage, number = position(port)
    return leaf.ordinal * SEGMENTS_OF_LEAF + cage * 10 + number


def _joined(cable: Cable, use: PortUse) -> Iterator[SwitchPort]:
    _, fabric, _, a_device, a_port, b_device, b_port, _, _, _, _ = cable
    yield new_row(SwitchPort, (a_device, a_port, use, fabric, 0, (), "", 0, b_device, b_port))
    yield new_row(SwitchPort, (b_device, b_port, use, fabric, 0, (), "", 0, a_device, a_port))


def _bridged(
    uplinks: Iterable[Cable], found: Iterable[SwitchPort], device_of: Mapping[DeviceName, Device], managed: Mapping[DeviceName, Network]
) -> Iterator[SwitchPort]:
    """Yield both ends of the uplinks of switches that only bridge: one bond below, one a switch above, with every VLAN that the lower switch carries, its own too."""
    carried = vlans_carried(found)
    for name, network in managed.items():
        carried.setdefault(name, set()).add(network.vlan_id)
    first: dict[tuple[DeviceName, DeviceName], PortName] = {}
    above_of: dict[DeviceName, set[DeviceName]] = {}
    ordered = sorted(uplinks, key=lambda cable: (cable.a_device, position(cable.b_port)))
    for cable in ordered:
        above_of.setdefault(cable.a_device, set()).add(cable.b_device)
        first.setdefault((cable.a_device, cable.b_device), cable.b_port)
    for cable in ordered:
        vlan_ids = tuple(sorted(carried.get(cable.a_device, ())))
        above = first[cable.a_device, cable.b_device]
        lowest = min(above_of[cable.a_device])
        number = segment(device_of[lowest], first[cable.a_device, lowest]) if len(above_of[cable.a_device]) > 1 else 0
        use, untagged, tagged = (PortUse.ACCESS, vlan_ids[0], ()) if len(vlan_ids) == 1 else (PortUse.TRUNK, 0, vlan_ids)
        yield SwitchPort(cable.a_device, cable.a_port, use, cable.fabric, untagged, tagged, UPLINK_BOND, 0, cable.b_device, cable.b_port)
        yield SwitchPort(cable.b_device, cable.b_port, use, cable.fabric, untagged, tagged, bond_name(above), number, cable.a_device, cable.a_port)
