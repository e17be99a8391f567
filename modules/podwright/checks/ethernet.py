"""Networks of the Ethernet switches, counted again: numbers once, ports in the network of what is plugged in, both ends of a link for the same."""

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Address, IPv4Network

from podwright.plan.finding import Finding, Severity
from podwright.plan.types import Plan, PortUse

ATTACHING = (PortUse.ACCESS, PortUse.TRUNK)
MANAGEMENT_PORTS = ("eth0", "mgmt0")
"""Ports of a switch by which it is managed: behind them it is a device like others."""
KEPT_VLANS: Mapping[str, range] = {"cumulus": range(3725, 4000)}
"""What an operating system keeps for itself (Cumulus Linux 5.13 user guide, VLAN-aware bridge mode, reserved VLAN range: the default)."""
AGAIN = "This plan was edited by hand: compile it again"


def no_network_number_twice(plan: Plan) -> Iterator[Finding]:
    """Find VLANs and VNIs that two networks or virtual routers have, or that the switches keep for themselves, addresses that two switches have in virtual routers, and switches of one tier that share an
    autonomous system without a link between them.
    """
    held: dict[tuple[str, int], str] = {}
    numbers = [("VLAN", row.vlan_id, row.name) for row in plan.ethernet.networks] + [("VNI", row.vni, row.name) for row in plan.ethernet.networks]
    numbers += [("VLAN", row.vlan_id, row.name) for row in plan.ethernet.vrfs] + [("VNI", row.vni, row.name) for row in plan.ethernet.vrfs]
    for what, number, name in numbers:
        if number and held.setdefault((what, number), name) != name:
            yield Finding("P412", f"network {name}", f"{what} {number} is already that of {held[what, number]}", AGAIN)
    yield from _kept_by_the_system(plan)
    yield from _shared_by_routers(plan)
    pairs = {frozenset((row.device, row.peer)) for row in plan.ethernet.ports if row.use is PortUse.PEER}
    routing = {row.device for row in plan.ethernet.ports if row.use in (PortUse.ROUTED, PortUse.PEER)}
    role_of = {device.name: device.role for device in plan.physical.devices}
    first: dict[tuple[str, int], str] = {}
    for row in plan.ethernet.switches:
        if row.device in routing and role_of[row.device] == "leaf":
            other = first.setdefault(("leaf", row.asn), row.device)
            if other != row.device and frozenset((other, row.device)) not in pairs:
                yield Finding("P412", f"switch {row.device}", f"autonomous system {row.asn} is already that of {other}, and no link joins them", AGAIN)


def _kept_by_the_system(plan: Plan) -> Iterator[Finding]:
    """Yield VLANs that no network or virtual router can have on these switches."""
    kept = KEPT_VLANS.get(plan.ethernet.system.name, range(0))
    for what, name, vlan_id in (
        *(("network", row.name, row.vlan_id) for row in plan.ethernet.networks),
        *(("virtual router", row.name, row.vlan_id) for row in plan.ethernet.vrfs),
    ):
        if vlan_id in kept:
            yield Finding(
                "P412", f"{what} {name}", f"VLAN {vlan_id} is one of {kept[0]} to {kept[-1]}, which the switches keep for themselves", "Give it another VLAN"
            )


def _shared_by_routers(plan: Plan) -> Iterator[Finding]:
    """Yield addresses that two switches would have in virtual routers, and numbers by which the routes of two on one switch would be told apart."""
    marks: dict[str, str] = {}
    held: dict[tuple[str, str], str] = {}
    edge = plan.ethernet.edge
    met = dict.fromkeys((edge.vrf, *edge.reaches), edge.vrf) if edge else {}
    for row in plan.ethernet.switch_vrfs:
        where, known = f"{row.device} in {row.vrf}", (met.get(row.vrf, row.vrf), row.loopback_v4)
        if row.loopback_v4 and held.setdefault(known, where) != where:
            what = f"{row.loopback_v4.partition('/')[0]} is already that of {held[known]}"
            yield Finding("P412", f"switch {where}", what, f"Give virtual router {row.vrf} a loopback_v4 with room behind it, or none")
        if marks.setdefault(row.route_distinguisher, row.vrf) != row.vrf:
            what = f"its routes would be marked {row.route_distinguisher}, as those of {marks[row.route_distinguisher]}"
            yield Finding("P412", f"switch {where}", what, "Give both virtual routers a VNI below 65536")


def relays_are_answered(plan: Plan) -> Iterator[Finding]:
    """Warn of relays whose switches share their addresses with others and have none of their own: a server's answer comes to any of these."""
    vrf_of = {row.vlan_id: row.vrf for row in plan.ethernet.networks}
    alone = {(row.device, row.vrf) for row in plan.ethernet.switch_vrfs if row.loopback_v4}
    relayed = {row.vrf for row in plan.ethernet.relays}
    holder: dict[tuple[int, str], str] = {}
    for row in plan.ethernet.interfaces if relayed else ():
        vrf = vrf_of.get(row.vlan_id, "")
        first = holder.setdefault((row.vlan_id, row.v4), row.device) if row.v4 else row.device
        if first != row.device and vrf in relayed and (row.device, vrf) not in alone:
            relayed.remove(vrf)
            what = (
                f"{first} and {row.device} both have {row.v4} in VLAN {row.vlan_id}, and no address of their own there: a DHCP server's answer reaches either"
            )
            yield Finding("P417", f"relay of {vrf}", what, f"Declare {vrf} in fabrics.ethernet.vrfs with a loopback_v4", Severity.WARNING)


def site_is_met_where_its_router_is(plan: Plan) -> Iterator[Finding]:
    """Find ports at the site's edge of switches that do not have the virtual router in which the site is met: nobody would speak to it there."""
    edge, held = plan.ethernet.edge, {(row.device, row.vrf) for row in plan.ethernet.switch_vrfs}
    for port in plan.ethernet.ports if edge else ():
        if edge and port.use is PortUse.EDGE and (port.device, edge.vrf) not in held:
            what = f"the site is met in virtual router {edge.vrf}, which this switch does not have, since no tunnels carry it"
            yield Finding("P418", f"{port.device}/{port.port}", what, "Name one of fabrics.ethernet.vrfs, on a fabric whose networks reach beyond one leaf")


def ports_carry_what_is_plugged_in(plan: Plan) -> Iterator[Finding]:
    """Find ports whose network is none, or is not the one in which the device behind them has its address."""
    networks: dict[int, list[IPv4Network]] = {}
    for network in plan.ethernet.networks:
        networks.setdefault(network.vlan_id, []).append(IPv4Network(network.v4))
    switches = {switch.device for switch in plan.ethernet.switches}
    attached = [row for row in plan.ethernet.ports if row.use in ATTACHING and (row.peer not in switches or row.peer_port in MANAGEMENT_PORTS)]
    wanted = {(row.peer, row.fabric) for row in attached}
    addresses: dict[tuple[str, str], list[IPv4Address]] = {}
    for address in plan.fabric.addresses:
        if (address.device, address.fabric) in wanted:
            addresses.setdefault((address.device, address.fabric), []).append(IPv4Address(address.v4))
    for row in plan.ethernet.ports:
        for vlan_id in (row.untagged, *row.tagged):
            if vlan_id and vlan_id not in networks:
                yield Finding("P413", f"{row.device}/{row.port}", f"VLAN {vlan_id} is that of no network", AGAIN)
    for row in attached:
        own = addresses.get((row.peer, row.fabric), [])
        carried = [network for vlan_id in (row.untagged, *row.tagged) for network in networks.get(vlan_id, [])]
        if own and carried and not any(address in network for address in own for network in carried):
            what = f"it carries VLAN {row.untagged or row.tagged}, {row.peer} has {', '.join(map(str, own))} on {row.fabric}"
            yield Finding("P413", f"{row.device}/{row.port}", what, AGAIN)


def links_are_for_the_same_at_both_ends(plan: Plan) -> Iterator[Finding]:
    """Find links between switches of which one end routes and the other bridges, or whose VLANs differ."""
    of_port = {(row.device, row.port): row for row in plan.ethernet.ports}
    for row in plan.ethernet.ports:
        other = of_port.get((row.peer, row.peer_port))
        if (
            other is not None
            and (row.use, row.untagged, row.tagged) != (other.use, other.untagged, other.tagged)
            and (row.device, row.port) < (other.device, other.port)
        ):
            told = [f"{end.use} with VLANs {sorted({end.untagged, *end.tagged} - {0})}" for end in (row, other)]
            yield Finding("P414", f"{row.device}/{row.port}", f"it is {told[0]}, {other.device}/{other.port} is {told[1]}", AGAIN)
