"""Which packets the proof sends: along every network of the plan that should carry them, and across every border that should not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Literal, TypeVar

from podwright.plan.names import DeviceName
from podwright.plan.types import Host, HostInterface, Plan, Role

OUT_OF_BAND = "out_of_band"
SMALL_BYTES = 32
OVERHEAD_BYTES: Mapping[int, int] = {4: 28, 6: 48}
"""IP and ICMP headers of an echo request, by family: what a full frame has besides its payload (RFC 791, 792, 8200, 4443)."""

Item = TypeVar("Item")
Family = Literal[4, 6]
FAMILIES: tuple[Family, ...] = (4, 6)

Network = tuple[str, int]
"""Fabric and lane: hosts on the same lane of the same fabric are meant to meet there."""


class Law(StrEnum):
    """What an echo request asks."""

    CARRIED = "carried"
    WHOLE = "whole"
    CROSSED = "crossed"
    ABSENT = "absent"
    CLOSED = "closed"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Echo:
    """One echo request. Empty source and device leave the choice to the host; `hop_limit` 0 is the host's own; `is_whole` forbids fragments."""

    key: str
    law: Law
    family: Family
    source: str
    device: str
    target: str
    target_host: DeviceName
    payload_bytes: int
    hop_limit: int
    is_whole: bool


Seat = tuple[Host, HostInterface]
"""A host, and the interface by which it sits on a network."""


@dataclass(frozen=True, slots=True)
class Ring:
    """All who sit on one network, in host order, and the place of each."""

    seats: tuple[Seat, ...]
    place_of: Mapping[DeviceName, int]


def rings(plan: Plan) -> dict[Network, Ring]:
    """Return the ring of every network that hosts are on, in the order in which the plan's hosts name them."""
    seats: dict[Network, list[tuple[Host, HostInterface]]] = {}
    for host in plan.hosts.hosts:
        for interface in host.interfaces:
            seats.setdefault((interface.fabric, interface.lane), []).append((host, interface))
    return {network: Ring(tuple(rows), {host.name: place for place, (host, _) in enumerate(rows)}) for network, rows in seats.items()}


def peers(seats: Sequence[Item], place: int) -> tuple[Item, ...]:
    """Return those at distance 1, 2, 4, … behind one place in a ring.

    Laws: with everyone asking their peers, the graph of who asked whom is connected, and up to five in a ring each pair meets;
    the number asked grows with the logarithm of the ring.
    """
    strides = (1 << power for power in range(max(len(seats) - 1, 0).bit_length()))
    return tuple(seats[(place + stride) % len(seats)] for stride in strides if stride < len(seats))


def carried(host: Host, *, networks: Mapping[Network, Ring]) -> Iterator[Echo]:
    """Yield, for every interface and family, a small and a full request to each peer on the same lane of the same fabric."""
    for own in host.interfaces:
        ring = networks[own.fabric, own.lane]
        for peer, there in peers(ring.seats, ring.place_of[host.name]):
            for family in FAMILIES:
                yield _echo(Law.CARRIED, own, peer, _address(there, family), family=family)
                yield _echo(Law.WHOLE, own, peer, _address(there, family), family=family, payload_bytes=own.mtu_bytes - OVERHEAD_BYTES[family])


def crossed(host: Host, *, networks: Mapping[Network, Ring]) -> Iterator[Echo]:
    """Yield, for every interface, requests that would have to leave its network to arrive: to the next lane of its fabric and to each other fabric.

    Each is sent twice, with a hop limit of 1 the second time. A host answers for all its addresses on each of its ports, and that answer stays inside the network;
    what arrives with hops to spare but not with one has been routed.
    """
    for own in host.interfaces:
        for network in _beyond(own, networks):
            peer, there = _other(networks[network], host)
            for family, hop_limit in product(FAMILIES, (0, 1)) if peer.name != host.name else ():
                yield _echo(Law.CROSSED, own, peer, _address(there, family), family=family, hop_limit=hop_limit)


def absent(host: Host, *, networks: Mapping[Network, Ring]) -> Iterator[Echo]:
    """Yield requests to one port of every network on which the host has no interface, by whichever way the host itself would choose."""
    mine = {(one.fabric, one.lane) for one in host.interfaces}
    for network in [one for one in networks if one not in mine]:
        other, there = _other(networks[network], host)
        for family in FAMILIES:
            yield _unbound(Law.ABSENT, other, _address(there, family), family=family)


def closed(host: Host, *, hosts: Sequence[Host]) -> Iterator[Echo]:
    """Yield requests to the host's own BMC and to those of its peers, by whichever way the host itself would choose."""
    for other in (host, *peers(hosts, hosts.index(host))):
        yield _unbound(Law.CLOSED, other, other.bmc_v4, family=4)
        yield _unbound(Law.CLOSED, other, other.bmc_v6, family=6)


def held(host: Host) -> Iterator[Echo]:
    """Yield a request to each of the host's own addresses: whether it answers echoes there at all."""
    for own in host.interfaces:
        for family in FAMILIES:
            yield _unbound(Law.HELD, host, _address(own, family), family=family)


def may_manage(host: Host) -> bool:
    """Return whether BMCs may answer this host: a management node, or one with a port of its own on the out-of-band fabric."""
    return host.role is Role.MANAGEMENT_NODE or any(one.fabric == OUT_OF_BAND for one in host.interfaces)


def _beyond(own: HostInterface, networks: Mapping[Network, Ring]) -> Iterator[Network]:
    """Yield the next lane of the interface's own fabric (the first after the last), and the first lane of each other fabric."""
    lanes: dict[str, list[int]] = {}
    for fabric, lane in networks:
        lanes.setdefault(fabric, []).append(lane)
    for fabric, numbers in lanes.items():
        ordered = sorted(number for number in numbers if (fabric, number) != (own.fabric, own.lane))
        after = [number for number in ordered if fabric == own.fabric and number > own.lane] or ordered
        yield from ((fabric, number) for number in after[:1])


def _other(ring: Ring, host: Host) -> Seat:
    """Return the seat behind the host's in the ring, or the first when it has none there; the host's own when it sits alone."""
    return ring.seats[(ring.place_of.get(host.name, -1) + 1) % len(ring.seats)]


def _address(interface: HostInterface, family: Family) -> str:
    """Return the interface's address of one family, without its prefix length."""
    return (interface.v4 if family == 4 else interface.v6).split("/")[0]


def _echo(law: Law, own: HostInterface, peer: Host, target: str, *, family: Family, payload_bytes: int = SMALL_BYTES, hop_limit: int = 0) -> Echo:
    key = f"{law} {own.name} to {peer.name} {target}" + (f" within {hop_limit} hop" if hop_limit else "")
    return Echo(key, law, family, _address(own, family), own.name, target, peer.name, payload_bytes, hop_limit, is_whole=law is Law.WHOLE)


def _unbound(law: Law, other: Host, target: str, *, family: Family) -> Echo:
    return Echo(f"{law} to {other.name} {target}", law, family, "", "", target, other.name, SMALL_BYTES, 0, is_whole=False)
