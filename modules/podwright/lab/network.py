"""Which bridges, links and addresses show a plan's networks; pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from netaddr import IPNetwork

from podwright.plan.types import Host, HostInterface, Plan, Subnet

NAME_LENGTH = 15
"""Longest name of a network device in Linux (IFNAMSIZ less its end)."""


@dataclass(frozen=True, slots=True)
class Bridge:
    """One network of the plan: a bridge a lane of a fabric. `addresses` are the gateways that the lab itself holds; only the in-band network has them."""

    name: str
    mac: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """One interface of a host and the far end that is plugged into a bridge. The interface keeps its MAC as real ones do, or neighbours would look for the old one."""

    host: str
    interface: str
    mac: str
    far_end: str
    bridge: str
    mtu_bytes: int


@dataclass(frozen=True, slots=True)
class Route:
    """One network behind a gateway."""

    network: str
    gateway: str


def bridge_name(fabric: str, lane: int) -> str:
    """Return the name of the bridge of one lane, `<fabric>-<lane>`; a long one is cut and gets a digest, so that no two are the same."""
    name = f"{fabric}-{lane}"
    return name if len(name) <= NAME_LENGTH else f"{name[:8]}-{digest(name)[:6]}"


def digest(text: str) -> str:
    """Return hexadecimal digits that belong to the text."""
    return hashlib.sha256(text.encode()).hexdigest()


def mac(name: str) -> str:
    """Return a MAC address that belongs to the name: locally administered, unicast."""
    return ":".join(("02", *(digest(name)[place : place + 2] for place in range(0, 10, 2))))


def bridges(plan: Plan) -> tuple[Bridge, ...]:
    """Return a bridge for every lane of the plan's fabrics that has a subnet or an interface, by fabric and lane."""
    fabrics = {fabric.name for fabric in plan.fabric.fabrics}
    lanes = {(subnet.fabric, subnet.lane) for subnet in plan.fabric.subnets if subnet.fabric in fabrics} | {
        (interface.fabric, interface.lane) for host in plan.hosts.hosts for interface in host.interfaces
    }
    entries = {(entry.fabric, entry.lane) for host in plan.hosts.hosts for entry in in_band(host)}
    return tuple(Bridge(bridge_name(*lane), mac(bridge_name(*lane)), gateways(plan, lane) if lane in entries else ()) for lane in sorted(lanes))


def in_band(host: Host) -> tuple[HostInterface, ...]:
    """Return the interface that Ansible and ssh meet; empty if the host has none."""
    return tuple(interface for interface in host.interfaces if interface.v4.partition("/")[0] == host.in_band_v4)


def gateways(plan: Plan, lane: tuple[str, int]) -> tuple[str, ...]:
    """Return the gateway addresses of all subnets of a lane with their prefix length, v4 then v6 a subnet, by unit."""
    found = sorted((subnet for subnet in plan.fabric.subnets if (subnet.fabric, subnet.lane) == lane), key=lambda subnet: subnet.unit)
    return tuple(address for subnet in found for address in (with_prefix(subnet.gateway_v4, subnet.v4), with_prefix(subnet.gateway_v6, subnet.v6)))


def with_prefix(address: str, network: str) -> str:
    """Return an address with the prefix length of its network."""
    return f"{address}/{IPNetwork(network).prefixlen}"


def links(hosts: Sequence[Host]) -> tuple[Link, ...]:
    """Return a link for every interface of every host, in the order of hosts and interfaces."""
    return tuple(
        Link(
            host.name,
            interface.name,
            mac(f"{host.name}/{interface.name}"),
            f"p{digest(f'{host.name}/{interface.name}')[:12]}",
            bridge_name(interface.fabric, interface.lane),
            interface.mtu_bytes,
        )
        for host in hosts
        for interface in host.interfaces
    )


def routes(plan: Plan, interface: HostInterface) -> tuple[Route, ...]:
    """Return the ways from one interface to the other units of its own lane; empty while the lane is one subnet."""
    lane = [subnet for subnet in plan.fabric.subnets if (subnet.fabric, subnet.lane) == (interface.fabric, interface.lane)]
    own = [subnet for subnet in lane if holds(subnet, interface)]
    return tuple(
        Route(network, gateway)
        for home in own
        for subnet in lane
        if subnet is not home
        for network, gateway in ((subnet.v4, home.gateway_v4), (subnet.v6, home.gateway_v6))
    )


def holds(subnet: Subnet, interface: HostInterface) -> bool:
    """Return whether the interface's address is one of the subnet's."""
    return IPNetwork(interface.v4).ip in IPNetwork(subnet.v4)
