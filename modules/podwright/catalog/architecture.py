"""A published way to build a pod, as rules over ordinals: seats say which port, places say where in which rack."""

from datetime import date
from math import gcd
from typing import Annotated, Literal

from pydantic import Field

from podwright.catalog.cooling import CoolantCurve, CoolingKind
from podwright.catalog.figure import Evidence, Figure, Mass, Row, Source
from podwright.catalog.products import Technology

Positive = Annotated[int, Field(ge=1)]
Natural = Annotated[int, Field(ge=0)]
Word = Annotated[str, Field(min_length=1)]


class Unit(Row):
    """The scalable unit; `most` ends an architecture before its radix does."""

    node: Word
    node_count: Figure
    most: Figure | None = None


class Largest(Row):
    """The size that fixes strides of addresses for ever: units; racks and nodes for hosts; racks and devices for switches, appliances and PDUs."""

    scalable_units: Positive
    racks_per_unit: Positive
    nodes_per_rack: Positive
    pod_racks: Positive
    devices_per_rack: Positive
    source: str
    date: date
    evidence: Evidence


class HostRule(Row):
    """Hosts of one role that belong to the pod as a whole."""

    kind: Word
    default_count: Natural
    source: str
    date: date
    evidence: Evidence


class UfmRule(Row):
    """The fabric manager: its appliance, and the seat of the node that makes room for its cables."""

    kind: Word
    default: Literal["on_fabric", "none"]
    node_seat: Natural
    source: str
    date: date
    evidence: Evidence


class PlaceRow(Row):
    """Places in a rack for one kind of thing: slots and U positions in a row. `holds` is a role, or `<fabric>/<role>`.

    `first_ordinal` is the ordinal that the first of these places holds: things of lower ordinals stand in racks of another kind. After the first `gap_after`
    places `gap_u` units are left for what stands between them.
    """

    holds: Word
    first_slot: Positive
    count: Positive
    lowest_u: Positive
    step_u: Positive
    first_ordinal: Natural = 0
    gap_after: Natural = 0
    gap_u: Natural = 0

    def u_of(self, index: int) -> int:
        """Return the lowest U of the place with this index in the row."""
        return self.lowest_u + index * self.step_u + (self.gap_u if index >= self.gap_after else 0)


class Fixture(Row):
    """What every rack of a kind has, whatever else stands in it: power shelves, NVLink switch trays, coolant distribution units."""

    role: Literal["power_shelf", "nvlink_switch", "cdu"]
    kind: Word
    first_slot: Positive
    count: Positive
    lowest_u: Positive
    step_u: Positive


class RackRule(Row):
    """Racks of one kind: so many in every unit; or in groups of so many, as many groups as are needed, for the pod as a whole.

    `pod` groups are numbered on in unit 0; each `zone` group is a unit of its own, from the layout's `first_zone` on. `weight` is there where the mass of the
    loaded rack is published whole; `shelves` says which of a rack's power shelves may fail: half of them, or one;
    `coolant` what such a rack takes by temperature, where it is published.
    """

    name: Word
    scope: Literal["unit", "pod", "zone"]
    count: Positive
    pdu_count: Natural
    source: Source
    places: tuple[PlaceRow, ...]
    fixtures: tuple[Fixture, ...] = ()
    cooling: CoolingKind = "air"
    coolant: CoolantCurve | None = None
    weight: Mass | None = None
    shelves: Literal["n_plus_n", "n_plus_1"] = "n_plus_n"


class SeatRow(Row):
    """Seats of one kind of thing on a fabric. Without `per_unit` they are the pod's own: `count` of them from `first`."""

    holds: Word
    first: Natural
    lane: Natural = 0
    count: Positive | None = None
    per_unit: Positive | None = None
    unit_stride: Positive | None = None


class FabricUfm(Row):
    """Appliances and links of the fabric manager on one fabric."""

    appliance_count: Positive
    link_count: Natural


class FabricRule(Row):
    """A fabric of leaves, spines and cores. A block is a set of leaves that serves `hosts_per_block` seats; lane l of a seat lands on leaf l x leaves / lanes
    of its block, and the leaves of a block are divided evenly among the planes, which never meet.

    `system_leaves_per_block` are leaves for a storage system of the vendor's own. Without `spine` one block of leaves is all there is; with `core` there are
    three tiers: `blocks_per_group` blocks share a group of spines, each leaf of a block in a group of its own where groups follow rails.
    `*_profile` names how a switch's cages are broken out. `shares` names a fabric on whose leaves this one lands, from `first_port` on.
    `uplinks_into` names a fabric that takes this fabric's uplinks, from the last port down: at its top layer, or at the leaves of the block that
    `blocks_per_uplink_block` blocks of this fabric share; `uplinks_from_port` is the port to begin at where it is not the last. `legs_per_uplink` uplinks leave
    the leaf in one cable. Where `lanes_alternate`, lane l lands on leaf l mod leaves. Where `divides_rails`, each plane has some of the rails; else every rail has
    a lane in each plane. `peer_links`, and `peer_links_per_unit` for every unit, join the two
    leaves of each pair of a block, from `first_peer_port` on.
    """

    name: Word
    technology: Technology
    leaf: Word
    leaf_profile: str | None = None
    spine: Word | None = None
    spine_profile: str | None = None
    core: Word | None = None
    core_profile: str | None = None
    lane_count: Positive
    plane_count: Positive
    mtu_bytes: Positive
    hosts_per_block: Positive
    leaves_per_block: Positive
    uplinks_per_leaf: Natural
    legs_per_uplink: Positive = 1
    system_leaves_per_block: Natural = 0
    uplinks_per_system_leaf: Natural = 0
    least_spines: Positive = 1
    blocks_per_group: Positive | None = None
    groups_follow_rails: bool = True
    shares: str | None = None
    first_port: Positive = 1
    first_uplink_port: Positive | None = None
    uplinks_into: str | None = None
    blocks_per_uplink_block: Positive | None = None
    uplinks_from_port: Positive | None = None
    lanes_alternate: bool = False
    divides_rails: bool = False
    peer_links: Natural = 0
    peer_links_per_unit: Natural = 0
    first_peer_port: Positive = 1
    ufm: FabricUfm | None = None
    seats: tuple[SeatRow, ...]
    source: Source

    @property
    def leaves_in_block(self) -> int:
        """Return the leaves of a block, those of a storage system included."""
        return self.leaves_per_block + self.system_leaves_per_block

    @property
    def uplinks(self) -> tuple[int, ...]:
        """Return the uplinks of each leaf of a block, in order."""
        return (self.uplinks_per_leaf,) * self.leaves_per_block + (self.uplinks_per_system_leaf,) * self.system_leaves_per_block

    @property
    def column_count(self) -> int:
        """Return the groups that leaves of one block fall into: planes; in three tiers that follow rails, every leaf its own."""
        return self.leaves_in_block if self.core and self.groups_follow_rails else self.plane_count

    @property
    def lanes_per_plane(self) -> int:
        """Return the lanes that a host has in one plane."""
        return self.lane_count // self.plane_count

    @property
    def rail_divisions(self) -> tuple[int, ...]:
        """Return how many planes may divide the rails, so that no leaf serves two of them."""
        if self.lanes_alternate or self.system_leaves_per_block:
            return (1,)
        both = gcd(self.lane_count, self.leaves_per_block)
        return tuple(count for count in range(1, both + 1) if both % count == 0)

    def rail(self, lane: int) -> int:
        """Return the rail that a lane is of."""
        return lane if self.divides_rails else lane % self.lanes_per_plane

    def manager_lane(self, link: int) -> int:
        """Return the lane of the seat at which a link of a fabric manager lands: where planes divide the rails each has managers of its own, else the first has all."""
        if not self.divides_rails or not self.ufm:
            return link
        plane, within = divmod(link, self.ufm.link_count // self.plane_count)
        return plane * self.lanes_per_plane + within

    def column(self, index: int) -> int:
        """Return the group that the leaf with this index in its block falls into."""
        return index * self.column_count // self.leaves_in_block


class Layout(Row):
    """Racks and fabrics for pods that are built for at most `most_units` units, with so many nodes a rack.

    Seats, places and strides of a layout never change once it is released. `largest` is there where the strides are not the architecture's.
    """

    name: Word
    most_units: Positive
    nodes_per_rack: Positive
    first_zone: Positive | None = None
    largest: Largest | None = None
    racks: tuple[RackRule, ...] = Field(min_length=1)
    fabrics: tuple[FabricRule, ...] = Field(min_length=1)

    def scope_of(self, unit: int) -> Literal["unit", "pod", "zone"]:
        """Return what a unit of this number is: the pod's own racks, a scalable unit, or a zone of upper layers."""
        if unit == 0:
            return "pod"
        return "zone" if self.first_zone is not None and unit >= self.first_zone else "unit"


class Step(Row):
    """An architecture that a pod of this one can become, keeping its name and site: what then stays and what moves, for people; `podwright diff` lists all of it."""

    name: Word
    stays: str
    moves: str
    source: Source


class Architecture(Row):
    """One architecture, whole: what a unit is, and its layouts, smallest first; the first one's nodes a rack are the architecture's habit."""

    name: Word
    title: str
    since: str
    source: Source
    unit: Unit
    largest: Largest
    management: HostRule
    storage: HostRule
    ufm: UfmRule | None = None
    pdu: Word
    nvlink_domain: Literal["node", "rack"] = "node"
    grows_into: tuple[Step, ...] = ()
    layouts: tuple[Layout, ...] = Field(min_length=1)
