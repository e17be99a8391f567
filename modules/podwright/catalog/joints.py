"""Which ports an architecture joins, one of each kind of cable, and whether a medium is there to join them."""

from collections.abc import Iterator

from podwright.catalog.architecture import FabricRule, Layout, SeatRow
from podwright.catalog.fault import Breach
from podwright.catalog.products import SwitchKind, SystemKind
from podwright.catalog.subject import SWITCH_ROLES, Subject

OUT_OF_BAND = "out_of_band"

Port = tuple[str, int]
"""Connector and rate (Gb/s)."""
Joint = tuple[str, Port, Port]
"""What is joined, its port, and the port at the other end."""


def media_join_every_pair(subject: Subject) -> Iterator[Breach]:
    """Find ends that a fabric joins and no medium does."""
    for at, layout, fabric in subject.fabrics():
        told: set[tuple[str, str]] = set()
        for what, a, b in _joints(subject, layout, fabric):
            fits = any(
                (row.technology, row.connectors) == (fabric.technology, (a[0], b[0])) and row.rate_gbps <= min(a[1], b[1]) for row in subject.media.media
            )
            if not fits and (a[0], b[0]) not in told:
                said = f"no {fabric.technology} medium joins {what}: {a[0]} at {a[1]} Gb/s with {b[0]} at {b[1]}"
                yield at, said, "Add the medium to media.yaml, or choose other ports"
                told.add((a[0], b[0]))


def no_seat_for_what_has_no_port(subject: Subject) -> Iterator[Breach]:
    """Find seats of switches that have no management port: no cable could lead there."""
    for at, layout, fabric in subject.fabrics():
        for index, row in enumerate(fabric.seats):
            kind = subject.kind_of(layout, row.holds)
            if isinstance(kind, SwitchKind) and kind.management_port is None:
                said = f"{row.holds} is {kind.name}, which has no management port"
                yield (*at, "seats", index), said, "Drop the row, or name a switch that has one"


def every_management_port_has_a_seat(subject: Subject) -> Iterator[Breach]:
    """Find switches whose management port no out-of-band seat joins; those of the out-of-band fabric itself are reached through what they hang on."""
    for at, layout, fabric in subject.fabrics():
        held = {row.holds for other in layout.fabrics if other.name == OUT_OF_BAND for row in other.seats}
        for role in SWITCH_ROLES:
            kind = subject.switches.get(getattr(fabric, role) or "")
            is_own = fabric.name != OUT_OF_BAND and fabric.shares is None
            if is_own and kind is not None and kind.management_port and f"{fabric.name}/{role}" not in held:
                said = f"{kind.name} has a management port, and {OUT_OF_BAND} has no seat for {fabric.name}/{role}"
                yield (*at, role), said, "Give it seats there, or name a switch that is managed over its fabric"


def _joints(subject: Subject, layout: Layout, fabric: FabricRule) -> Iterator[Joint]:
    leaf = _ports(subject, fabric, "leaf")
    for row in fabric.seats:
        port = _seated(subject, layout, fabric, row)
        index = fabric.first_port + row.first % fabric.hosts_per_block * -(-fabric.lane_count // fabric.leaves_per_block)
        if port and index <= len(leaf):
            yield f"{row.holds} and leaves", port, leaf[index - 1]
    first_up = fabric.first_uplink_port or fabric.first_port + fabric.hosts_per_block * fabric.lane_count // fabric.leaves_per_block
    if fabric.spine and any(fabric.uplinks):
        spine = _ports(subject, fabric, "spine")
        yield "leaves and spines", leaf[first_up - 1], spine[0]
        if fabric.core:
            yield "spines and cores", spine[-1], _ports(subject, fabric, "core")[0]
    into = next((other for other in layout.fabrics if other.name == fabric.uplinks_into), None)
    if into is not None:
        top = _ports(subject, into, "spine" if into.spine and fabric.blocks_per_uplink_block is None else "leaf")
        yield f"leaves and {into.name}", leaf[fabric.hosts_per_block], top[(fabric.uplinks_from_port or len(top)) - 1]


def _ports(subject: Subject, fabric: FabricRule, role: str) -> tuple[Port, ...]:
    """Return the ports of a switch of the fabric, as its cages are broken out."""
    kind = subject.switches[getattr(fabric, role)]
    return tuple((connector, rate_gbps) for _, connector, rate_gbps in kind.ports(getattr(fabric, f"{role}_profile")))


def _seated(subject: Subject, layout: Layout, fabric: FabricRule, row: SeatRow) -> Port | None:
    """Return the port by which what is seated is on the fabric, None where it has none."""
    role = row.holds.partition("/")[0]
    fixtures = (fixture.kind for rack in layout.racks for fixture in rack.fixtures if fixture.role == role)
    name = subject.rule.pdu if role == "pdu" else next(fixtures, "")
    kind = subject.kind_of(layout, row.holds) or subject.systems.get(name) or subject.switches.get(name)
    if kind is None:
        return None
    if not isinstance(kind, SystemKind):
        return (kind.management_port.connector, kind.management_port.rate_gbps) if kind.management_port else None
    return next(
        (
            (port.connector, port.rate_gbps)
            for port in kind.ports
            if (port.fabric, port.lane) == (fabric.name, row.lane) and port.technology in (None, fabric.technology)
        ),
        None,
    )
