"""A published way to build a pod, as rules over ordinals: seats say which port, places say where in which rack."""

from datetime import date
from typing import Literal

from podwright.catalog.figure import Evidence, Figure, Row, Source
from podwright.catalog.products import Technology


class Unit(Row):
    """The scalable unit; `most` ends an architecture before its radix does."""

    node: str
    node_count: Figure
    most: Figure | None = None


class Largest(Row):
    """The size that fixes strides of addresses for ever: units; racks and nodes for hosts; racks and devices for switches, appliances and PDUs."""

    scalable_units: int
    racks_per_unit: int
    nodes_per_rack: int
    pod_racks: int
    devices_per_rack: int
    source: str
    date: date
    evidence: Evidence


class HostRule(Row):
    """Hosts of one role that belong to the pod as a whole."""

    kind: str
    default_count: int
    source: str
    date: date
    evidence: Evidence


class UfmRule(Row):
    """The fabric manager: its appliance, and the seat of the node that makes room for its cables."""

    kind: str
    default: Literal["on_fabric", "none"]
    node_seat: int
    source: str
    date: date
    evidence: Evidence


class PlaceRow(Row):
    """Places in a rack for one kind of thing: slots and U positions in a row. `holds` is a role, or `<fabric>/<role>`."""

    holds: str
    first_slot: int
    count: int
    lowest_u: int
    step_u: int


class RackRule(Row):
    """Racks of one kind: so many in every unit, or in the pod's own racks as many as are needed."""

    name: str
    scope: Literal["unit", "pod"]
    count: int
    pdu_count: int
    source: Source
    places: tuple[PlaceRow, ...]


class SeatRow(Row):
    """Seats of one kind of thing on a fabric. Without `per_unit` they are the pod's own: `count` of them from `first`."""

    holds: str
    first: int
    lane: int = 0
    count: int | None = None
    per_unit: int | None = None
    unit_stride: int | None = None


class FabricUfm(Row):
    """Appliances and links of the fabric manager on one fabric."""

    appliance_count: int
    link_count: int


class FabricRule(Row):
    """A leaf-spine fabric. A block is a set of leaves that serves `hosts_per_block` seats; lane l of a seat lands on leaf l x leaves / lanes of its block.

    `system_leaves_per_block` are leaves for a storage system of the vendor's own. Without `spine` one leaf is all there is.
    `uplinks_into` names a fabric whose top layer takes this fabric's uplinks, from the last port down.
    """

    name: str
    technology: Technology
    leaf: str
    spine: str | None = None
    lane_count: int
    plane_count: int
    mtu_bytes: int
    hosts_per_block: int
    leaves_per_block: int
    uplinks_per_leaf: int
    system_leaves_per_block: int = 0
    uplinks_per_system_leaf: int = 0
    least_spines: int = 1
    uplinks_into: str | None = None
    ufm: FabricUfm | None = None
    seats: tuple[SeatRow, ...]
    source: Source


class Architecture(Row):
    """One architecture, whole."""

    name: str
    title: str
    source: Source
    unit: Unit
    largest: Largest
    management: HostRule
    storage: HostRule
    ufm: UfmRule | None = None
    pdu: str
    racks: tuple[RackRule, ...]
    fabrics: tuple[FabricRule, ...]
