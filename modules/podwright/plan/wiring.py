"""Which end joins which: every row is a function of the ordinals at its two ends."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from podwright.catalog.architecture import FabricRule, Layout
from podwright.catalog.load import Catalog
from podwright.catalog.products import HostPort, SwitchKind, SystemKind
from podwright.plan.finding import Finding, Infeasible
from podwright.plan.names import PortName
from podwright.plan.sizing import Sizing, seat
from podwright.plan.types import Device, Physical, Role, Tier

PortTable = tuple[tuple[PortName, str, int], ...]
"""Name, connector and rate (Gb/s) of each port of a switch."""


class End(NamedTuple):
    """One end of a cable before it has a name: device, port, connector, rate, lane."""

    device: Device
    port: PortName
    connector: str
    rate_gbps: int
    lane: int


Row = tuple[Tier, End, End, int]
"""Tier, A end, B end, leg."""


@dataclass(frozen=True, slots=True)
class Stand:
    """The devices of a pod by what a seat calls them (`gpu_node`, `compute/leaf`, `pdu/unit`), each by ordinal, in order."""

    by_holds: Mapping[str, Mapping[int, Device]]

    def of(self, holds: str) -> Mapping[int, Device]:
        """Return every such device by its ordinal."""
        return self.by_holds.get(holds, {})


def stand_of(physical: Physical, layout: Layout) -> Stand:
    """Return the devices by what a seat calls them."""
    found: dict[str, dict[int, Device]] = {}
    for device in sorted(physical.devices, key=lambda device: device.ordinal):
        found.setdefault(_holds(device, layout), {})[device.ordinal] = device
    return Stand(found)


def rows_of(fabric: FabricRule, catalog: Catalog, stand: Stand, sizing: Sizing) -> Iterator[Row]:
    """Yield the cables of one fabric: from seats to leaves, from leaves to spines and to each other, from spines to cores, to its managers, and into another
    fabric.

    Raises: Infeasible when a port does not exist.
    """
    wiring = Wiring(fabric, catalog, stand, sizing)
    yield from wiring.attached()
    yield from wiring.to_spines()
    yield from wiring.to_peers()
    yield from wiring.to_cores()
    yield from wiring.to_managers()
    yield from wiring.into_another()


def operating_name(port: HostPort, technology: str) -> PortName:
    """Return what the operating system calls a port: a port that can be either has a second name on Ethernet."""
    return PortName(port.ethernet_name or port.name if technology == "ethernet" else port.name)


def host_ports(kind: SystemKind, fabric: FabricRule) -> dict[int, HostPort]:
    """Return the ports of a system on a fabric, by lane."""
    return {port.lane: port for port in kind.ports if port.fabric == fabric.name and port.technology in (None, fabric.technology)}


class Wiring:
    """The rules of one fabric over the devices that stand."""

    def __init__(self, fabric: FabricRule, catalog: Catalog, stand: Stand, sizing: Sizing) -> None:
        self.fabric, self.catalog, self.stand, self.sizing = fabric, catalog, stand, sizing
        self.tiers = sizing.fabrics[fabric.name].tiers
        self.holder = fabric.shares or fabric.name
        self.leaves = stand.of(f"{self.holder}/leaf")
        self.leaf_ports = _ports(catalog.switches[fabric.leaf], fabric.leaf_profile)
        self.down_count = fabric.hosts_per_block * fabric.lane_count // fabric.leaves_per_block
        self.lanes_per_leaf = -(-fabric.lane_count // fabric.leaves_per_block)
        self.landing = [self._landing(lane) for lane in range(max(fabric.lane_count, fabric.ufm.link_count if fabric.ufm else 0))]
        self.ends_of_kind = cache(self._ends_of_kind)

    def attached(self) -> Iterator[Row]:
        """Yield the cables from seats to leaves: lane l of a seat lands on leaf l x leaves / lanes of its block."""
        fabric = self.fabric
        for row in fabric.seats:
            for ordinal, device in self.stand.of(row.holds).items():
                at = seat(row, ordinal)
                for seat_lane, port, connector, rate_gbps, lane, leg in self.ends_of_kind(device.kind, row.lane):
                    yield Tier.NODE_LEAF, End(device, port, connector, rate_gbps, lane), self._leaf_end(at, seat_lane, row.holds), leg

    def to_spines(self) -> Iterator[Row]:
        """Yield the cables from leaves to spines: uplink t of a leaf goes to spine t mod spines of its group, so that all are met evenly."""
        fabric, tiers = self.fabric, self.tiers
        if not tiers.spine_count or not fabric.spine:
            return
        spines, ports = self.stand.of(f"{fabric.name}/spine"), _ports(self.catalog.switches[fabric.spine], fabric.spine_profile)
        first_up = fabric.first_uplink_port or fabric.first_port + self.down_count
        width = [sum(up for index, up in enumerate(fabric.uplinks) if fabric.column(index) == column) for column in range(fabric.column_count)]
        before = [
            sum(up for other, up in enumerate(fabric.uplinks[:index]) if fabric.column(other) == fabric.column(index)) for index in range(len(fabric.uplinks))
        ]
        for ordinal, leaf in self.leaves.items():
            block, index = divmod(ordinal, fabric.leaves_in_block)
            row, in_group = divmod(block, tiers.group_blocks)
            column = fabric.column(index)
            first = (in_group * width[column] + before[index]) // tiers.spines_per_group
            for uplink in range(fabric.uplinks[index]):
                spine = spines[tiers.spine(row, column, uplink % tiers.spines_per_group)]
                leg = uplink % fabric.legs_per_uplink + 1 if fabric.legs_per_uplink > 1 else 0
                yield (
                    Tier.LEAF_SPINE,
                    _end(leaf, self.leaf_ports, first_up + uplink, 0),
                    _end(spine, ports, first + uplink // tiers.spines_per_group + 1, 0),
                    leg,
                )

    def to_peers(self) -> Iterator[Row]:
        """Yield the cables between the two leaves of a pair: link k joins the k-th peer port of both."""
        fabric = self.fabric
        count = 0 if fabric.shares else fabric.peer_links + fabric.peer_links_per_unit * self.sizing.units
        for ordinal, leaf in self.leaves.items():
            if ordinal % fabric.leaves_in_block % 2:
                continue
            for port in range(fabric.first_peer_port, fabric.first_peer_port + count):
                yield Tier.PEER, _end(leaf, self.leaf_ports, port, 0), _end(self.leaves[ordinal + 1], self.leaf_ports, port, 0), 0

    def to_cores(self) -> Iterator[Row]:
        """Yield the cables from spines to cores: uplink t of spine s goes to core t of the set that serves s, at the port of its group."""
        fabric, tiers = self.fabric, self.tiers
        if not tiers.core_count or not fabric.core or not fabric.spine:
            return
        cores, ports = self.stand.of(f"{fabric.name}/core"), _ports(self.catalog.switches[fabric.core], fabric.core_profile)
        spine_ports = _ports(self.catalog.switches[fabric.spine], fabric.spine_profile)
        first_up = self.catalog.switches[fabric.spine].port_count(fabric.spine_profile) // 2 + 1
        for ordinal, spine in self.stand.of(f"{fabric.name}/spine").items():
            for uplink in range(tiers.spine_uplinks):
                core, port = tiers.core(ordinal, uplink)
                leg = uplink % fabric.legs_per_uplink + 1 if fabric.legs_per_uplink > 1 else 0
                yield Tier.SPINE_CORE, _end(spine, spine_ports, first_up + uplink, 0), _end(cores[core], ports, port, 0), leg

    def to_managers(self) -> Iterator[Row]:
        """Yield the cables from UFM appliances to the leaves of the first block, at the seat of the node that made room."""
        fabric, rule = self.fabric, self.catalog.architecture.ufm
        if not fabric.ufm or not rule or not self.sizing.has_ufm:
            return
        per_appliance = fabric.ufm.link_count // fabric.ufm.appliance_count
        ports = [port for port in self.catalog.systems[rule.kind].ports if port.fabric == "managed"]
        for link in range(fabric.ufm.link_count):
            appliance, port = self.stand.of(f"{fabric.name}/ufm")[link // per_appliance], ports[link % per_appliance]
            yield (
                Tier.UFM_LEAF,
                End(appliance, PortName(port.name), port.connector, port.rate_gbps, link % per_appliance),
                self._leaf_end(rule.node_seat, link, "ufm"),
                0,
            )

    def into_another(self) -> Iterator[Row]:
        """Yield the uplinks of a fabric that hangs on another one, from the last port down of its top layer or of the leaves that it names."""
        fabric = self.fabric
        if not fabric.uplinks_into:
            return
        other = next(rule for rule in self.catalog.fabrics if rule.name == fabric.uplinks_into)
        if fabric.blocks_per_uplink_block is None:
            yield from self._into_top(other)
        else:
            yield from self._into_leaves(other, fabric.blocks_per_uplink_block)

    def _into_top(self, other: FabricRule) -> Iterator[Row]:
        spines = self.stand.of(f"{other.name}/spine")
        tops = spines or self.stand.of(f"{other.shares or other.name}/leaf")
        kind, profile = (other.spine, other.spine_profile) if spines else (other.leaf, other.leaf_profile)
        assert kind is not None, "a fabric with spines names its spine switch"
        ports, count = _ports(self.catalog.switches[kind], profile), min(self.fabric.uplinks_per_leaf, len(tops))
        last, per_top = self.fabric.uplinks_from_port or self.catalog.switches[kind].port_count(profile), -(-self.fabric.uplinks_per_leaf // count)
        for ordinal, leaf in self.leaves.items():
            for uplink in range(self.fabric.uplinks_per_leaf):
                there = _end(tops[uplink % count], ports, last - ordinal * per_top - uplink // count, 0)
                yield Tier.UPLINK, _end(leaf, self.leaf_ports, self.fabric.hosts_per_block + uplink + 1, 0), there, 0

    def _into_leaves(self, other: FabricRule, blocks: int) -> Iterator[Row]:
        tops, kind = self.stand.of(f"{other.shares or other.name}/leaf"), self.catalog.switches[other.leaf]
        ports, last = _ports(kind, other.leaf_profile), self.fabric.uplinks_from_port or kind.port_count(other.leaf_profile)
        count = min(self.fabric.uplinks_per_leaf, other.leaves_per_block)
        per_top = -(-self.fabric.uplinks_per_leaf // count)
        for ordinal, leaf in self.leaves.items():
            block, within = divmod(ordinal // self.fabric.leaves_in_block, blocks)
            position = within * self.fabric.leaves_in_block + ordinal % self.fabric.leaves_in_block
            for uplink in range(self.fabric.uplinks_per_leaf):
                there = _end(tops[block * other.leaves_in_block + uplink % count], ports, last - position * per_top - uplink // count, 0)
                yield Tier.UPLINK, _end(leaf, self.leaf_ports, self.fabric.hosts_per_block + uplink + 1, 0), there, 0

    def _landing(self, lane: int) -> tuple[int, int]:
        """Return which leaf of its block a lane lands on, and which of the seat's ports there it takes."""
        if self.fabric.lanes_alternate:
            turn, leaf = divmod(lane, self.fabric.leaves_per_block)
            return leaf, turn
        return divmod(lane, self.lanes_per_leaf)

    def _ends_of_kind(self, kind: str, first_lane: int) -> tuple[tuple[int, PortName, str, int, int, int], ...]:
        """Return lane of the seat, port, connector, rate, lane and leg of each port of a kind on this fabric."""
        system = self.catalog.systems.get(kind)
        if system is None:
            port = self.catalog.switches[kind].management_port
            return ((0, PortName(port.name), port.connector, port.rate_gbps, first_lane, 0),)
        return tuple(
            (lane - first_lane, operating_name(own, self.fabric.technology), own.connector, own.rate_gbps, lane, own.leg)
            for lane, own in host_ports(system, self.fabric).items()
            if 0 <= lane - first_lane < self.fabric.lane_count
        )

    def _leaf_end(self, at: int, lane: int, holds: str) -> End:
        fabric = self.fabric
        block, index = divmod(at, fabric.hosts_per_block)
        leaf_index, turn = self.landing[lane]
        leaf = self.leaves.get(block * fabric.leaves_in_block + leaf_index)
        if leaf is None:
            what = f"seat {at + 1} of {holds} is on a leaf that does not stand"
            raise Infeasible((Finding("P401", f"fabric {fabric.name}", what, "Ask for fewer of them"),))
        return _end(leaf, self.leaf_ports, fabric.first_port + index * self.lanes_per_leaf + turn, lane)


def _ports(kind: SwitchKind, profile: str | None) -> PortTable:
    return tuple((PortName(name), connector, rate_gbps) for name, connector, rate_gbps in kind.ports(profile))


def _end(device: Device, ports: PortTable, index: int, lane: int) -> End:
    """Return the end at a switch's port with this index, counted from 1.

    Raises: Infeasible when the switch has no such port.
    """
    if not 0 < index <= len(ports):
        what = f"port {index} is needed, {device.kind} has {len(ports)}"
        raise Infeasible((Finding("P401", device.name, what, "Lower scalable_units, or ask for fewer hosts"),))
    return End(device, *ports[index - 1], lane)


def _holds(device: Device, layout: Layout) -> str:
    if device.role in BY_SCOPE:
        return f"{device.role}/{layout.scope_of(device.place.unit)}"
    return f"{device.fabric}/{device.role}" if device.fabric else str(device.role)


BY_SCOPE = (Role.PDU, Role.POWER_SHELF, Role.NVLINK_SWITCH, Role.CDU)
"""Roles of what racks have whatever else stands in them: counted for the units, the pod and its zones apart."""
