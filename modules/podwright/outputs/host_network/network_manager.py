"""NetworkManager: one keyfile an interface, the same network as systemd-networkd's units."""

from collections.abc import Iterable, Iterator

from podwright.plan.host_network import MAIN_TABLE, Bond, HostNetwork, KindNetwork, Link, LinkKind, Port, Route, Rule

FOLDER = "/etc/NetworkManager/system-connections"
OWN, SHARED = "podwright-host-", "podwright-kind-"
"""What the files of a host, and those that its kind shares, are called: what takes away a host's own must leave the others."""
File = tuple[str, str]
"""Name and text."""
NO_GATEWAY = ("0.0.0.0", "::")  # noqa: S104, no address that anything binds to: how a keyfile says that there is no gateway
SILENT = "[ipv4]\nmethod=disabled\n\n[ipv6]\nmethod=disabled\n"


def shared_keyfiles(kind: KindNetwork) -> Iterator[File]:
    """Yield the keyfiles that are the same on all hosts of a kind: members of bonds. They want mode 0600."""
    for port in kind.ports:
        if port.bond:
            yield f"{SHARED}{port.name}.nmconnection", f"{_connection(port.name, 'ethernet', port.bond)}\n[ethernet]\nmtu={port.mtu_bytes}\n"


def host_keyfiles(network: HostNetwork, kind: KindNetwork) -> Iterator[File]:
    """Yield the keyfiles of one host: each interface with its addresses, routes and rules, and what carries its VLANs.

    Source: nm-settings-keyfile(5), NetworkManager 1.42, read 2026-11-21.
    """
    bonds, ports = {bond.name: bond for bond in kind.bonds}, {str(port.name): port for port in kind.ports}
    known = {link.name for link in network.links}
    for link in network.links:
        yield f"{OWN}{link.name}.nmconnection", f"{_head(link, bonds)}\n{_family('ipv4', link)}\n{_family('ipv6', link)}"
    for name in dict.fromkeys(link.parent for link in network.links if link.parent and link.parent not in known):
        yield f"{OWN}{name}.nmconnection", f"{_bond(bonds[name]) if name in bonds else _port(ports[name])}\n{SILENT}"


def _connection(name: str, kind: str, bond: str = "") -> str:
    master = f"master={bond}\nslave-type=bond\n" if bond else ""
    return f"[connection]\nid=podwright {name}\ntype={kind}\ninterface-name={name}\n{master}"


def _head(link: Link, bonds: dict[str, Bond]) -> str:
    if link.kind is LinkKind.BOND:
        return _bond(bonds[link.name])
    if link.kind is LinkKind.VLAN:
        return f"{_connection(link.name, 'vlan')}\n[ethernet]\nmtu={link.mtu_bytes}\n\n[vlan]\nid={link.vlan_id}\nparent={link.parent}\n"
    if link.kind is LinkKind.INFINIBAND:
        return f"{_connection(link.name, 'infiniband')}\n[infiniband]\nmtu={link.mtu_bytes}\ntransport-mode=datagram\n"
    return f"{_connection(link.name, 'ethernet')}\n[ethernet]\nmtu={link.mtu_bytes}\n"


def _port(port: Port) -> str:
    return f"{_connection(port.name, 'ethernet')}\n[ethernet]\nmtu={port.mtu_bytes}\n"


def _bond(bond: Bond) -> str:
    options = f"mode={bond.mode}\nlacp_rate={bond.lacp_rate}\nxmit_hash_policy={bond.hash_policy}\nmiimon={bond.monitor_ms}\nmin_links={bond.least_links}\n"
    return f"{_connection(bond.name, 'bond')}\n[ethernet]\nmtu={bond.mtu_bytes}\n\n[bond]\n{options}"


def _family(family: str, link: Link) -> str:
    is_v6 = family == "ipv6"
    lines = [f"[{family}]", "method=manual", f"address1={link.addresses[is_v6]}", *_numbered(_of(link.routes, is_v6=is_v6))]
    lines += [f"routing-rule{index}={_rule(rule)}" for index, rule in enumerate((row for row in link.rules if (":" in row.source) == is_v6), start=1)]
    if link.is_lane:
        lines.append("never-default=true")
    if is_v6:
        lines.append("addr-gen-mode=eui64")
    return "".join(f"{line}\n" for line in lines)


def _of(routes: Iterable[Route], *, is_v6: bool) -> list[Route]:
    return [route for route in routes if (":" in route.to) == is_v6]


def _numbered(routes: list[Route]) -> Iterator[str]:
    for index, route in enumerate(routes, start=1):
        yield f"route{index}={route.to},{route.via or NO_GATEWAY[':' in route.to]},{route.metric}"
        options = [f"table={route.table}"] if route.table != MAIN_TABLE else []
        options += ["type=unreachable"] if route.is_refusal else []
        if options:
            yield f"route{index}_options={','.join(options)}"


def _rule(rule: Rule) -> str:
    return f"priority {rule.priority} from {rule.source} table {rule.table}"
