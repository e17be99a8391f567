"""`frr.conf` of one switch: BGP without numbers between switches, what the switch holds announced word by word, EVPN where networks reach beyond one leaf."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_interface
from typing import TypeVar

from podwright.outputs.frr.edge import SUFFIXES, Lending
from podwright.plan.names import DeviceName, PortName
from podwright.plan.types import Ethernet, EthernetSwitch, Network, PortUse, SwitchInterface, SwitchPort, Vrf
from podwright.plan.types.switching import SwitchManagement, SwitchVrf

Row = TypeVar("Row", SwitchPort, SwitchInterface, SwitchManagement, SwitchVrf)
UNDERLAY = "default"
PATHS = 128
"""Ways of the same length that are used at once: more than any leaf here has uplinks (`maximum-paths` takes up to 256, FRR user guide, BGP)."""
GROUPS: Mapping[PortUse, str] = {PortUse.ROUTED: "fabric", PortUse.PEER: "pair"}
"""The peer group of a port between switches."""


def _no_segments(_switch: EthernetSwitch, _ports: Sequence[SwitchPort]) -> Iterable[tuple[str, str]]:
    return ()


@dataclass(frozen=True, slots=True)
class Names:
    """What an operating system calls ports, by panel, and virtual routers, and the site its switches; what is not there has the plan's own name.

    `segments` returns the bond and the identifier of every segment, where FRR itself must be told of them; `lending` is what passes at the site's edge, by switch.
    """

    ports: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    vrfs: Mapping[str, str] = field(default_factory=dict)
    switches: Mapping[str, str] = field(default_factory=dict)
    segments: Callable[[EthernetSwitch, Sequence[SwitchPort]], Iterable[tuple[str, str]]] = _no_segments
    lending: Mapping[str, Lending] = field(default_factory=dict)


PLAIN = Names()


class NoPairs(Exception):
    """FRR routes, and has nothing that would make one of two switches: hosts would see two, and no link between them."""

    def __init__(self) -> None:
        super().__init__(
            "fabrics.ethernet.multihoming: FRR alone has no MLAG, which is a daemon of Cumulus Linux. Keep multihoming: evpn, or configure by NVUE"
        )


@dataclass(frozen=True, slots=True)
class Router:
    """One virtual router of a switch: what it announces, and the ports at which it has neighbours."""

    name: str
    vni: int
    networks_v4: tuple[str, ...]
    networks_v6: tuple[str, ...]


def frr_configs(ethernet: Ethernet, names: Names = PLAIN) -> Iterator[tuple[str, str]]:
    """Yield the name of every switch that routes, and its `frr.conf`.

    Raises: NoPairs when hosts take two switches for one (MLAG).
    """
    if ethernet.mlag:
        raise NoPairs
    ports, interfaces = _by_device(ethernet.ports), _by_device(ethernet.interfaces)
    management, vrfs = _by_device(ethernet.management), _by_device(ethernet.switch_vrfs)
    vrf_of_vlan, only = {row.vlan_id: row.vrf for row in ethernet.networks}, _networks(ethernet.networks)
    vrf_of = {row.name: row for row in ethernet.vrfs}
    asn_of = {row.device: row.asn for row in ethernet.switches}
    for switch in ethernet.switches:
        if switch.asn:
            device, own = switch.device, _called(ports.get(switch.device, ()), names.ports.get(switch.panel, {}))
            held = _held(vrfs.get(device, ()), management.get(device, ()))
            routers = tuple(_routers(interfaces.get(device, ()), held, vrf_of_vlan, only, vrf_of, names.vrfs))
            segments = tuple(names.segments(switch, ports.get(device, ())))
            lines = [*_config(switch, own, routers, asn_of, ethernet, names), *_segments(segments, own)]
            yield device, "\n".join(("frr defaults datacenter", f"hostname {names.switches.get(device, device)}", *lines)) + "\n"


def _called(ports: Sequence[SwitchPort], names: Mapping[str, str]) -> Sequence[SwitchPort]:
    return [row._replace(port=PortName(names[row.port])) for row in ports] if names else ports


def _segments(segments: tuple[tuple[str, str], ...], ports: Iterable[SwitchPort]) -> Iterator[str]:
    """Yield what EVPN is told of hosts on two switches, and by which ports it meets the rest: a switch that lost all of these takes its segments down."""
    for bond, esi in segments:
        yield from (f"interface {bond}", f" evpn mh es-id {esi}", "exit", "!")
    for row in ports if segments else ():
        if row.use in GROUPS:
            yield from (f"interface {row.port}", " evpn mh uplink", "exit", "!")


def _config(
    switch: EthernetSwitch, ports: Iterable[SwitchPort], routers: tuple[Router, ...], asn_of: Mapping[DeviceName, int], ethernet: Ethernet, names: Names
) -> list[str]:
    between = [row for row in ports if row.use in GROUPS]
    edge = [row for row in ports if row.use is PortUse.EDGE]
    lending = names.lending.get(switch.device)
    lines = ["log syslog informational", "!", *(lending.lines if lending else ())]
    for router in routers:
        if router.name != UNDERLAY:
            lines += [f"vrf {router.name}", *([f" vni {router.vni}"] if router.vni else []), "exit-vrf", "!"]
    underlay = next((router for router in routers if router.name == UNDERLAY), Router(UNDERLAY, 0, (), ()))
    lines += _underlay(switch, between, underlay, asn_of, is_overlay=switch.is_overlay)
    for router in routers:
        if router.name != UNDERLAY:
            lent = _lent(lending, router.name, names) if lending else {}
            lines += _vrf(switch, router, [row for row in edge if ethernet.edge and names.vrfs.get(ethernet.edge.vrf, ethernet.edge.vrf) == router.name], lent)
    return lines


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


def _lent(lending: Lending, router: str, names: Names) -> dict[str, list[str]]:
    """Return what a virtual router takes from others, and what the site is told of it, by family."""
    found: dict[str, list[str]] = {}
    for vrf, lenders in lending.lenders.items():
        if names.vrfs.get(vrf, vrf) == router:
            for family, suffix in SUFFIXES.items():
                found[family] = [f"  import vrf route-map {vrf.upper()}_FILTER{suffix}", *(f"  import vrf {names.vrfs.get(row, row)}" for row in lenders)]
                found[f"{family} out"] = [f"  neighbor edge route-map {lending.outbound[family]} out"]
    return found


def _vrf(switch: EthernetSwitch, router: Router, edge: list[SwitchPort], lent: Mapping[str, list[str]]) -> Iterator[str]:
    yield from _head(switch, f"router bgp {switch.asn} vrf {router.name}")
    if edge:
        yield from (" neighbor edge peer-group", " neighbor edge remote-as external", " neighbor edge bfd")
        yield from (f" neighbor {row.port} interface peer-group edge" for row in edge)
    for family, networks in (("ipv4", router.networks_v4), ("ipv6", router.networks_v6)):
        yield from (" !", f" address-family {family} unicast", *(f"  network {network}" for network in networks), *lent.get(family, ()))
        if edge:
            yield from ("  neighbor edge activate", *lent.get(f"{family} out", ()))
        yield " exit-address-family"
    if router.vni:
        yield from (" !", " address-family l2vpn evpn", "  advertise ipv4 unicast", "  advertise ipv6 unicast", " exit-address-family")
    yield from ("exit", "!")


def _head(switch: EthernetSwitch, first: str) -> Iterator[str]:
    """Yield how a BGP process begins: no route is announced or taken but by a word of this file, and ways over different systems count as one length.

    What the datacenter defaults already say, FRR does not show as running, so that it would look like drift: that sessions between systems need no policy.
    """
    yield from (
        first,
        f" bgp router-id {switch.router_id}",
        " bgp bestpath as-path multipath-relax",
        " no bgp default ipv4-unicast",
    )


def _routers(
    interfaces: Iterable[SwitchInterface],
    own: Mapping[str, list[str]],
    vrf_of_vlan: Mapping[int, str],
    only: Mapping[int, Network | None],
    vrf_of: Mapping[str, Vrf],
    names: Mapping[str, str],
) -> Iterator[Router]:
    held: dict[str, list[SwitchInterface]] = {vrf: [] for vrf in own}
    for row in interfaces:
        held.setdefault(vrf_of_vlan[row.vlan_id], []).append(row)
    for name in sorted(held):
        networks = [(row, only[row.vlan_id]) for row in held[name]]
        v4 = dict.fromkeys((*own.get(name, ()), *(_network(row.v4, known.v4 if known else "") for row, known in networks if row.v4)))
        v6 = dict.fromkeys((*own.get(name, ()), *(_network(row.v6, known.v6 if known else "") for row, known in networks if row.v6)))
        yield Router(names.get(name, name), vrf_of[name].vni, tuple(row for row in v4 if ":" not in row), tuple(row for row in v6 if ":" in row))


def _networks(networks: Iterable[Network]) -> dict[int, Network | None]:
    """Return the network of every VLAN that has one, None for those that have more."""
    found: dict[int, Network | None] = {}
    for row in networks:
        known = found.setdefault(row.vlan_id, row)
        if known is not None and (known.v4, known.v6) != (row.v4, row.v6):
            found[row.vlan_id] = None
    return found


def _network(address: str, known: str) -> str:
    """Return the network of an address; where it is known, nothing is parsed, which takes ten times as long."""
    return known or str(ip_interface(address).network)


def _held(vrfs: Iterable[SwitchVrf], management: Iterable[SwitchManagement]) -> dict[str, list[str]]:
    """Return the switch's own addresses in each of its virtual routers, with prefix length: those that are in no network of a VLAN."""
    held: dict[str, list[str]] = {row.vrf: [row.loopback_v4] if row.loopback_v4 else [] for row in vrfs}
    for row in management:
        if row.vrf in held:
            held[row.vrf] += [address for address in (row.v4, row.v6) if address]
    return held


def _by_device(rows: Iterable[Row]) -> dict[DeviceName, list[Row]]:
    found: dict[DeviceName, list[Row]] = {}
    for row in rows:
        found.setdefault(row.device, []).append(row)
    return found
