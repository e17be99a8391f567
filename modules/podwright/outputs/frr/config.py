"""`frr.conf` of one switch: BGP without numbers between switches, what the switch holds announced word by word, EVPN where networks reach beyond one leaf."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_interface
from typing import TypeVar

from podwright.plan.names import DeviceName
from podwright.plan.types import Ethernet, EthernetSwitch, Network, PortUse, SwitchInterface, SwitchPort, Vrf

Row = TypeVar("Row", SwitchPort, SwitchInterface)
UNDERLAY = "default"
PATHS = 128
"""Ways of the same length that are used at once: more than any leaf here has uplinks (`maximum-paths` takes up to 256, FRR user guide, BGP)."""
GROUPS: Mapping[PortUse, str] = {PortUse.ROUTED: "fabric", PortUse.PEER: "pair"}
"""The peer group of a port between switches."""


@dataclass(frozen=True, slots=True)
class Router:
    """One virtual router of a switch: what it announces, and the ports at which it has neighbours."""

    name: str
    vni: int
    networks_v4: tuple[str, ...]
    networks_v6: tuple[str, ...]


def frr_configs(ethernet: Ethernet) -> Iterator[tuple[str, str]]:
    """Yield the name of every switch that routes, and its `frr.conf`."""
    ports, interfaces = _by_device(ethernet.ports), _by_device(ethernet.interfaces)
    network_of = {row.vlan_id: row for row in ethernet.networks}
    vrf_of = {row.name: row for row in ethernet.vrfs}
    asn_of = {row.device: row.asn for row in ethernet.switches}
    for switch in ethernet.switches:
        if switch.asn:
            own = ports.get(switch.device, ())
            yield switch.device, _config(switch, own, tuple(_routers(interfaces.get(switch.device, ()), network_of, vrf_of)), asn_of, ethernet)


def _config(switch: EthernetSwitch, ports: Iterable[SwitchPort], routers: tuple[Router, ...], asn_of: Mapping[DeviceName, int], ethernet: Ethernet) -> str:
    between = [row for row in ports if row.use in GROUPS]
    edge = [row for row in ports if row.use is PortUse.EDGE]
    lines = ["frr defaults datacenter", f"hostname {switch.device}", "log syslog informational", "!"]
    for router in routers:
        if router.name != UNDERLAY:
            lines += [f"vrf {router.name}", *([f" vni {router.vni}"] if router.vni else []), "exit-vrf", "!"]
    underlay = next((router for router in routers if router.name == UNDERLAY), Router(UNDERLAY, 0, (), ()))
    lines += _underlay(switch, between, underlay, asn_of, is_overlay=switch.is_overlay)
    for router in routers:
        if router.name != UNDERLAY:
            lines += _vrf(switch, router, [row for row in edge if ethernet.edge and ethernet.edge.vrf == router.name])
    return "\n".join(lines) + "\n"


def _underlay(switch: EthernetSwitch, ports: list[SwitchPort], router: Router, asn_of: Mapping[DeviceName, int], *, is_overlay: bool) -> Iterator[str]:
    groups = sorted({GROUPS[row.use] for row in ports})
    yield from _head(switch, f"router bgp {switch.asn}")
    for group in groups:
        yield f" neighbor {group} peer-group"
        is_internal = group == "pair" and all(asn_of[row.peer] == switch.asn for row in ports if row.use is PortUse.PEER)
        yield f" neighbor {group} remote-as {'internal' if is_internal else 'external'}"
        yield f" neighbor {group} bfd"
    yield from (f" neighbor {row.port} interface peer-group {GROUPS[row.use]}" for row in ports)
    families = (("ipv4 unicast", (f"{switch.router_id}/32", *router.networks_v4)), ("ipv6 unicast", (f"{switch.loopback_v6}/128", *router.networks_v6)))
    for family, networks in families:
        yield " !"
        yield f" address-family {family}"
        yield from (f"  network {network}" for network in networks)
        for group in groups:
            yield f"  neighbor {group} activate"
            if group == "pair":
                yield "  neighbor pair next-hop-self"
        yield f"  maximum-paths {PATHS}"
        yield " exit-address-family"
    if is_overlay and groups:
        yield from (" !", " address-family l2vpn evpn", *(f"  neighbor {group} activate" for group in groups), "  advertise-all-vni", " exit-address-family")
    yield from ("exit", "!")


def _vrf(switch: EthernetSwitch, router: Router, edge: list[SwitchPort]) -> Iterator[str]:
    yield from _head(switch, f"router bgp {switch.asn} vrf {router.name}")
    if edge:
        yield from (" neighbor edge peer-group", " neighbor edge remote-as external", " neighbor edge bfd")
        yield from (f" neighbor {row.port} interface peer-group edge" for row in edge)
    for family, networks in (("ipv4 unicast", router.networks_v4), ("ipv6 unicast", router.networks_v6)):
        yield from (" !", f" address-family {family}", *(f"  network {network}" for network in networks))
        if edge:
            yield "  neighbor edge activate"
        yield " exit-address-family"
    if router.vni:
        yield from (" !", " address-family l2vpn evpn", "  advertise ipv4 unicast", "  advertise ipv6 unicast", " exit-address-family")
    yield from ("exit", "!")


def _head(switch: EthernetSwitch, first: str) -> Iterator[str]:
    """Yield how a BGP process begins: no route is announced or taken but by a word of this file, and ways over different systems count as one length."""
    yield from (
        first,
        f" bgp router-id {switch.router_id}",
        " bgp bestpath as-path multipath-relax",
        " no bgp ebgp-requires-policy",
        " no bgp default ipv4-unicast",
    )


def _routers(interfaces: Iterable[SwitchInterface], network_of: Mapping[int, Network], vrf_of: Mapping[str, Vrf]) -> Iterator[Router]:
    held: dict[str, list[SwitchInterface]] = {}
    for row in interfaces:
        held.setdefault(network_of[row.vlan_id].vrf, []).append(row)
    for name in sorted(held):
        v4 = dict.fromkeys(str(ip_interface(row.v4).network) for row in held[name])
        v6 = dict.fromkeys(str(ip_interface(row.v6).network) for row in held[name])
        yield Router(name, vrf_of[name].vni, tuple(v4), tuple(v6))


def _by_device(rows: Iterable[Row]) -> dict[DeviceName, list[Row]]:
    found: dict[DeviceName, list[Row]] = {}
    for row in rows:
        found.setdefault(row.device, []).append(row)
    return found
