"""systemd-networkd: what hosts of one kind share (bonds, members, names of ports), and what each has alone (addresses, routes, rules).

An InfiniBand port stays in datagram mode, which is the kernel's default: release 252 does not know the section that would say so, and warns of it.
"""

from collections.abc import Iterator
from functools import lru_cache

from podwright.plan.hardware import Hardware
from podwright.plan.host_network import MAIN_TABLE, Bond, HostNetwork, KindNetwork, Link, LinkKind, Port, Route, Rule
from podwright.plan.names import DeviceName

FOLDER = "/etc/systemd/network"
OWN = "50-podwright-"
SHARED = "40-podwright-"
KEEP_OTHERS = "[Network]\nManageForeignRoutes=no\nManageForeignRoutingPolicyRules=no\n"
"""networkd.conf.d: without it networkd takes away the rules and routes of CNI plugins whenever it starts."""
File = tuple[str, str]
"""Name and text."""


def shared_units(kind: KindNetwork) -> Iterator[File]:
    """Yield the units that are the same on all hosts of a kind: names by PCI place, bonds, their members, ports that carry VLANs alone."""
    for port in kind.ports:
        if port.path:
            yield f"{SHARED}{port.name}.link", _name(port)
        if port.bond:
            yield f"{SHARED}{port.name}.network", _member(port)
    for bond in kind.bonds:
        yield f"{SHARED}{bond.name}.netdev", _bond(bond)


def host_units(network: HostNetwork) -> Iterator[File]:
    """Yield the units of one host: each interface with its addresses, routes and rules, and what carries its VLANs."""
    carried: dict[str, list[Link]] = {}
    for link in network.links:
        if link.kind is LinkKind.VLAN:
            carried.setdefault(link.parent, []).append(link)
            yield f"{OWN}{link.name}.netdev", f"[NetDev]\nName={link.name}\nKind=vlan\nMTUBytes={link.mtu_bytes}\n\n[VLAN]\nId={link.vlan_id}\n"
    for link in network.links:
        yield f"{OWN}{link.name}.network", _interface(link, carried.pop(link.name, []))
    for parent, links in carried.items():
        mtu_bytes, online = max(link.mtu_bytes for link in links), "no" if all(link.is_lane for link in links) else "carrier"
        vlans = "".join(f"VLAN={link.name}\n" for link in links)
        yield (
            f"{OWN}{parent}.network",
            f"[Match]\nName={parent}\n\n[Link]\nMTUBytes={mtu_bytes}\nRequiredForOnline={online}\n\n[Network]\nDHCP=no\nIPv6AcceptRA=no\nLinkLocalAddressing=no\n{vlans}",
        )


def delivered_names(host: DeviceName, kind: KindNetwork, hardware: Hardware) -> Iterator[File]:
    """Yield the names of one host's ports that only the delivered hardware tells: by MAC, where the name tells no PCI place and the MAC is declared."""
    for port in kind.ports:
        mac = hardware.macs.get((host, port.name))
        if mac and not port.path and port.kind is LinkKind.ETHERNET:
            yield f"{OWN}{port.name}.link", f"[Match]\nPermanentMACAddress={mac}\n\n[Link]\nName={port.name}\n"


def _name(port: Port) -> str:
    return f"[Match]\nPath={port.path}\n\n[Link]\nName={port.name}\n"


def _member(port: Port) -> str:
    return f"[Match]\nName={port.name}\n\n[Link]\nMTUBytes={port.mtu_bytes}\nRequiredForOnline=no\n\n[Network]\nBond={port.bond}\nLinkLocalAddressing=no\n"


def _bond(bond: Bond) -> str:
    return (
        f"[NetDev]\nName={bond.name}\nKind=bond\nMTUBytes={bond.mtu_bytes}\n\n"
        f"[Bond]\nMode={bond.mode}\nLACPTransmitRate={bond.lacp_rate}\nTransmitHashPolicy={bond.hash_policy}\n"
        f"MIIMonitorSec={bond.monitor_ms}ms\nMinLinks={bond.least_links}\n"
    )


def _interface(link: Link, carried: list[Link]) -> str:
    online = "no" if link.is_lane else "routable"
    head = f"[Match]\nName={link.name}\n\n[Link]\nMTUBytes={link.mtu_bytes}\nRequiredForOnline={online}\n\n[Network]\nDHCP=no\nIPv6AcceptRA=no\nLinkLocalAddressing=ipv6\n"
    addresses = "".join(f"Address={address}\n" for address in link.addresses)
    vlans = "".join(f"VLAN={vlan.name}\n" for vlan in carried)
    return head + addresses + vlans + "".join(map(_rule, link.rules)) + "".join(map(_route, link.routes))


def _rule(rule: Rule) -> str:
    return f"\n[RoutingPolicyRule]\nFrom={rule.source}\nTable={rule.table}\nPriority={rule.priority}\n"


@lru_cache(maxsize=1 << 14)
def _route(route: Route) -> str:
    on_link = "" if ":" in route.to else "Scope=link\n"
    way = "Type=unreachable\n" if route.is_refusal else f"Gateway={route.via}\n" if route.via else on_link
    table = "" if route.table == MAIN_TABLE else f"Table={route.table}\n"
    return f"\n[Route]\nDestination={route.to}\n{way}Metric={route.metric}\n{table}"
