"""Virtual routers on each switch, and what passes between them: what the site may reach, what it is told, where requests for addresses go."""

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import IPv4Address

from podwright.plan.finding import Finding, Infeasible
from podwright.plan.names import DeviceName, PodName
from podwright.plan.switching import vlans_carried
from podwright.plan.types import Device, EthernetSwitch, Network, PortUse, SwitchPort, Vrf
from podwright.plan.types.switching import Announced, Edge, Relay, SwitchVrf
from podwright.spec.ethernet import Ethernet as Words


def edge_of(words: Words, pod: PodName, networks: Iterable[Network], vrfs: Iterable[Vrf]) -> Edge | None:
    """Return where the pod meets the site, or None.

    Raises: Infeasible when a virtual router is not there, or is called as what the pod announces is.
    """
    if words.edge is None:
        return None
    known, name = {row.name for row in vrfs}, pod.upper()
    where = "fabrics.ethernet.edge"
    findings = [
        Finding("P209", f"{where}.reaches", f"there is no virtual router {vrf}; there are {', '.join(sorted(known))}", "Correct the name")
        for vrf in words.edge.reaches
        if vrf not in known or vrf == words.edge.vrf
    ]
    findings += [
        Finding("P209", f"virtual router {vrf}", f"what pod {pod} announces is called {name} too", "Call the virtual router otherwise")
        for vrf in (words.edge.vrf, *words.edge.reaches)
        if vrf.upper() == name
    ]
    if findings:
        raise Infeasible(tuple(findings))
    told = [row for row in networks if row.vrf in words.edge.reaches]
    announced_v4 = tuple(Announced(row.network, row.longest or int(row.network.partition("/")[2])) for row in words.edge.announces)
    return Edge(
        words.edge.vrf,
        words.edge.reaches,
        announced_v4 or tuple(_whole(row.v4 for row in told)),
        tuple(_whole(row.v6 for row in told if row.v6)),
        words.edge.community,
        name,
    )


def switch_vrfs(
    device_of: Mapping[DeviceName, Device],
    switches: Iterable[EthernetSwitch],
    ports: Iterable[SwitchPort],
    networks: Iterable[Network],
    vrfs: Iterable[Vrf],
    edge: Edge | None,
) -> tuple[SwitchVrf, ...]:
    """Return the virtual routers of each switch at which tunnels end: those of the VLANs that it carries, at the edge those that meet there, by device and name.

    Laws: a switch's address in one is that of the first switch and as many further as its ordinal says; its routes are told from those of others by the VXLAN network
    of the router, or by its VLAN where that has more than the two octets that such a number has (RFC 4364, section 4.2, type 1).
    """
    rows = {row.name: row for row in vrfs if row.vni}
    vrf_of = {row.vlan_id: row.vrf for row in networks}
    carried = {name: {vrf_of[vlan_id] for vlan_id in vlan_ids} for name, vlan_ids in vlans_carried(ports).items()}
    if edge is not None:
        for name in {port.device for port in ports if port.use is PortUse.EDGE}:
            carried[name].update((edge.vrf, *edge.reaches))
    return tuple(
        SwitchVrf(
            switch.device,
            name,
            _loopback(rows[name], device_of[switch.device]),
            f"{switch.router_id}:{rows[name].vni if rows[name].vni < 1 << 16 else rows[name].vlan_id}",
        )
        for switch in switches
        if switch.is_tunnel_end
        for name in sorted(carried.get(switch.device, ()))
        if name in rows
    )


def relays(words: Words, vrfs: Iterable[Vrf]) -> tuple[Relay, ...]:
    """Return where requests for addresses go, by virtual router.

    Raises: Infeasible when a virtual router is not there.
    """
    known = {row.name for row in vrfs}
    findings = tuple(
        Finding("P209", "fabrics.ethernet.dhcp_relays", f"there is no virtual router {row.vrf}; there are {', '.join(sorted(known))}", "Correct the name")
        for row in words.dhcp_relays
        if row.vrf not in known
    )
    if findings:
        raise Infeasible(findings)
    return tuple(sorted((Relay(row.vrf, row.servers) for row in words.dhcp_relays), key=lambda row: row.vrf))


def _whole(networks: Iterable[str]) -> Iterator[Announced]:
    """Yield each network once, as it is."""
    for network in dict.fromkeys(networks):
        yield Announced(network, int(network.partition("/")[2]))


def _loopback(vrf: Vrf, device: Device) -> str:
    return f"{IPv4Address(vrf.loopback_v4) + device.ordinal}/32" if vrf.loopback_v4 else ""
