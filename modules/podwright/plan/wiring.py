"""Which end joins which: every row is a function of the ordinals at its two ends."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from podwright.catalog.architecture import FabricRule
from podwright.catalog.load import Catalog
from podwright.plan.finding import Finding, Infeasible
from podwright.plan.names import PortName
from podwright.plan.pace import new_row
from podwright.plan.ports import SwitchPorts, host_ports, operating_name
from podwright.plan.sizing import Sizing, seat
from podwright.plan.standing import Stand
from podwright.plan.types import Device, Port, Tier

Joint = tuple[Port, Device, Port, int]
"""A port, B device and port, leg."""
Run = tuple[Tier, Device, Iterable[Joint]]
"""Tier, A device, and its cables of that tier."""


def runs_of(fabric: FabricRule, catalog: Catalog, stand: Stand, sizing: Sizing) -> Iterator[Run]:
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


class Wiring:
    """The rules of one fabric over the devices that stand."""

    def __init__(self, fabric: FabricRule, catalog: Catalog, stand: Stand, sizing: Sizing) -> None:
        self.fabric, self.catalog, self.stand, self.sizing = fabric, catalog, stand, sizing
        self.tiers = sizing.fabrics[fabric.name].tiers
        self.leaves = stand.of(f"{fabric.shares or fabric.name}/leaf")
        self.leaf_ports = self._ports(fabric.leaf, fabric.leaf_profile)
        self.hosts_per_block, self.leaves_in_block, self.first_port = fabric.hosts_per_block, fabric.leaves_in_block, fabric.first_port
        self.lanes_per_leaf = -(-fabric.lane_count // fabric.leaves_per_block)
        self.landing = [self._landing(lane) for lane in range(max(fabric.lane_count, fabric.ufm.link_count if fabric.ufm else 0))]
        self.ends_of_kind = cache(self._ends_of_kind)

    def attached(self) -> Iterator[Run]:
        """Yield the cables from seats to leaves: lane l of a seat lands on leaf l x leaves / lanes of its block."""
        name = self.fabric.name
        for seats in self.fabric.seats:
            for ordinal, device in self.stand.of(seats.holds).items():
                device_name, at = device.name, seat(seats, ordinal)
                yield (
                    Tier.NODE_LEAF,
                    device,
                    [
                        (new_row(Port, (device_name, port, name, lane, rate_gbps, connector)), *self._landed(at, seat_lane, seats.holds), leg)
                        for seat_lane, port, rate_gbps, connector, lane, leg in self.ends_of_kind(device.kind, seats.lane)
                    ],
                )

    def to_spines(self) -> Iterator[Run]:
        """Yield the cables from leaves to spines: uplink t of a leaf goes to spine t mod spines of its group, so that all are met evenly."""
        fabric, tiers = self.fabric, self.tiers
        if not tiers.spine_count or not fabric.spine:
            return
        spines, ports = self.stand.of(f"{fabric.name}/spine"), self._ports(fabric.spine, fabric.spine_profile)
        down_count = fabric.hosts_per_block * fabric.lane_count // fabric.leaves_per_block
        first_up = fabric.first_uplink_port or fabric.first_port + down_count
        columns = [fabric.column(index) for index in range(fabric.leaves_in_block)]
        width = [sum(up for own, up in zip(columns, fabric.uplinks, strict=True) if own == column) for column in range(fabric.column_count)]
        before = [sum(up for own, up in zip(columns[:index], fabric.uplinks, strict=False) if own == column) for index, column in enumerate(columns)]
        for ordinal, leaf in self.leaves.items():
            block, index = divmod(ordinal, len(columns))
            group_row, in_group = divmod(block, tiers.group_blocks)
            column, uplinks = columns[index], fabric.uplinks[index]
            group = [spines[tiers.spine(group_row, column, number)] for number in range(min(uplinks, tiers.spines_per_group))]
            first = (in_group * width[column] + before[index]) // tiers.spines_per_group + 1
            yield Tier.LEAF_SPINE, leaf, _in_turn(self.leaf_ports.run(leaf, first_up, uplinks), group, ports, first, legs=fabric.legs_per_uplink)

    def to_peers(self) -> Iterator[Run]:
        """Yield the cables between the two leaves of a pair: link k joins the k-th peer port of both."""
        fabric = self.fabric
        count = 0 if fabric.shares else fabric.peer_links + fabric.peer_links_per_unit * self.sizing.units
        for ordinal, leaf in self.leaves.items():
            if not count or ordinal % fabric.leaves_in_block % 2:
                continue
            other = self.leaves[ordinal + 1]
            yield Tier.PEER, leaf, _in_turn(self.leaf_ports.run(leaf, fabric.first_peer_port, count), [other], self.leaf_ports, fabric.first_peer_port)

    def to_cores(self) -> Iterator[Run]:
        """Yield the cables from spines to cores: uplink t of spine s goes to core t of the set that serves s, at the port of its group."""
        fabric, tiers = self.fabric, self.tiers
        if not tiers.core_count or not fabric.core or not fabric.spine:
            return
        cores, ports = self.stand.of(f"{fabric.name}/core"), self._ports(fabric.core, fabric.core_profile)
        spine_ports = self._ports(fabric.spine, fabric.spine_profile)
        first_up = spine_ports.radix // 2 + 1
        for ordinal, spine in self.stand.of(f"{fabric.name}/spine").items():
            first_core, index = tiers.core(ordinal, 0)
            own = [cores[first_core + number] for number in range(tiers.cores_per_set)]
            yield Tier.SPINE_CORE, spine, _in_turn(spine_ports.run(spine, first_up, tiers.spine_uplinks), own, ports, index, legs=fabric.legs_per_uplink)

    def to_managers(self) -> Iterator[Run]:
        """Yield the cables from UFM appliances to the leaves of the first block, at the seat of the node that made room."""
        fabric, rule = self.fabric, self.catalog.architecture.ufm
        if not fabric.ufm or not rule or not self.sizing.has_ufm:
            return
        per_appliance = fabric.ufm.link_count // fabric.ufm.appliance_count
        ports = [port for port in self.catalog.systems[rule.kind].ports if port.fabric == "managed"]
        for link in range(fabric.ufm.link_count):
            number, lane = divmod(link, per_appliance)
            appliance, port = self.stand.of(f"{fabric.name}/ufm")[number], ports[lane]
            leaf, leaf_port = self._landed(rule.node_seat, fabric.manager_lane(link), "ufm")
            own = Port(appliance.name, PortName(port.name), fabric.name, lane, port.rate_gbps, port.connector)
            yield Tier.UFM_LEAF, appliance, [(own, leaf, leaf_port, 0)]

    def into_another(self) -> Iterator[Run]:
        """Yield the uplinks of a fabric that hangs on another one, from the last port down of its top layer or of the leaves that it names."""
        fabric = self.fabric
        if not fabric.uplinks_into or not fabric.uplinks_per_leaf:
            return
        other = next(rule for rule in self.catalog.fabrics if rule.name == fabric.uplinks_into)
        leaves, spines = self.stand.of(f"{other.shares or other.name}/leaf"), self.stand.of(f"{other.name}/spine")
        if fabric.blocks_per_uplink_block is not None:
            yield from self._into_leaves(other, leaves, fabric.blocks_per_uplink_block)
        elif spines and other.spine:
            yield from self._into_top(spines, self._ports(other.spine, other.spine_profile))
        else:
            yield from self._into_top(leaves, self._ports(other.leaf, other.leaf_profile))

    def _into_top(self, tops: Mapping[int, Device], ports: SwitchPorts) -> Iterator[Run]:
        taken = [tops[index] for index in range(min(self.fabric.uplinks_per_leaf, len(tops)))]
        for ordinal, leaf in self.leaves.items():
            yield Tier.UPLINK, leaf, self._hung(leaf, ordinal, taken, ports)

    def _into_leaves(self, other: FabricRule, tops: Mapping[int, Device], blocks: int) -> Iterator[Run]:
        own, ports = self.leaves_in_block, self._ports(other.leaf, other.leaf_profile)
        for ordinal, leaf in self.leaves.items():
            block, within = divmod(ordinal // own, blocks)
            first = block * other.leaves_in_block
            taken = [tops[first + index] for index in range(min(self.fabric.uplinks_per_leaf, other.leaves_per_block))]
            yield Tier.UPLINK, leaf, self._hung(leaf, within * own + ordinal % own, taken, ports)

    def _hung(self, leaf: Device, position: int, tops: Sequence[Device], ports: SwitchPorts) -> list[Joint]:
        """Return the uplinks of one leaf to switches of another fabric; the leaf's position says which ports there are its own."""
        fabric = self.fabric
        last, per_top = fabric.uplinks_from_port or ports.radix, -(-fabric.uplinks_per_leaf // len(tops))
        return _in_turn(self.leaf_ports.run(leaf, fabric.hosts_per_block + 1, fabric.uplinks_per_leaf), tops, ports, last - position * per_top, step=-1)

    def _ports(self, kind: str, profile: str | None) -> SwitchPorts:
        return SwitchPorts(self.catalog.switches[kind], profile, fabric=self.fabric)

    def _landing(self, lane: int) -> tuple[int, int]:
        """Return which leaf of its block a lane lands on, and which of the seat's ports there it takes."""
        if self.fabric.lanes_alternate:
            turn, leaf = divmod(lane, self.fabric.leaves_per_block)
            return leaf, turn
        return divmod(lane, self.lanes_per_leaf)

    def _ends_of_kind(self, kind: str, first_lane: int) -> tuple[tuple[int, PortName, int, str, int, int], ...]:
        """Return lane of the seat, port, rate, connector, lane and leg of each port of a kind on this fabric."""
        system = self.catalog.systems.get(kind)
        if system is None:
            port = self.catalog.switches[kind].management_port
            return ((0, PortName(port.name), port.rate_gbps, port.connector, first_lane, 0),) if port else ()
        return tuple(
            (lane - first_lane, operating_name(own, self.fabric.technology), own.rate_gbps, own.connector, lane, own.leg)
            for lane, own in host_ports(system, self.fabric).items()
            if 0 <= lane - first_lane < self.fabric.lane_count
        )

    def _landed(self, at: int, lane: int, holds: str) -> tuple[Device, Port]:
        """Return leaf and port on which a lane of a seat lands.

        Raises: Infeasible when they do not stand.
        """
        block, index = divmod(at, self.hosts_per_block)
        leaf_index, turn = self.landing[lane]
        leaf = self.leaves.get(block * self.leaves_in_block + leaf_index)
        if leaf is None:
            what = f"seat {at + 1} of {holds} is on a leaf that does not stand"
            raise Infeasible((Finding("P401", f"fabric {self.fabric.name}", what, "Ask for fewer of them"),))
        return leaf, self.leaf_ports.one(leaf, self.first_port + index * self.lanes_per_leaf + turn, lane)


def _in_turn(here: Iterable[Port], tops: Sequence[Device], there: SwitchPorts, first: int, *, step: int = 1, legs: int = 1) -> list[Joint]:
    """Return the cables from these ports, in turn to each of these switches: at each from its port `first` on, a step further every turn.

    `legs` of them are one cable that splits.
    """
    joints, theirs = list[Joint](), [(top, there.of(top)) for top in tops]
    for index, port in enumerate(here):
        turn, number = divmod(index, len(theirs))
        (top, ports), at = theirs[number], first + turn * step
        if not 0 < at <= len(ports):
            raise there.ended(top, at)
        joints.append((port, top, ports[at - 1], index % legs + 1 if legs > 1 else 0))
    return joints
