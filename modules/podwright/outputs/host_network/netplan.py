"""netplan: one file a host, the same network as systemd-networkd's units; cloud-init reads it too, as network configuration of version 2."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from podwright.plan.host_network import MAIN_TABLE, Bond, HostNetwork, KindNetwork, Link, LinkKind, Route, Rule


def netplan_yaml(network: HostNetwork, kind: KindNetwork) -> str:
    """Return /etc/netplan/50-podwright.yaml of one host; it wants mode 0600.

    Source: netplan's YAML reference, read 2026-11-21.
    """
    return "".join(f"{line}\n" for line in _lines(network, kind))


def _lines(network: HostNetwork, kind: KindNetwork) -> Iterator[str]:
    links = {link.name: link for link in network.links}
    vlans = [link for link in network.links if link.kind is LinkKind.VLAN]
    yield from ("---", "network:", "  version: 2", "  renderer: networkd", "  ethernets:")
    for port in kind.ports:
        yield f"    {port.name}:"
        yield f"      mtu: {port.mtu_bytes}"
        yield from _addressed(links[port.name]) if port.name in links else _bare(is_optional=True)
    if kind.bonds:
        yield "  bonds:"
    for bond in kind.bonds:
        yield f"    {bond.name}:"
        yield from _bond(bond)
        yield from _addressed(links[bond.name]) if bond.name in links else _bare(is_optional=False)
    if vlans:
        yield "  vlans:"
    for link in vlans:
        yield f'    "{link.name}":'
        yield from (f"      id: {link.vlan_id}", f"      link: {link.parent}", f"      mtu: {link.mtu_bytes}")
        yield from _addressed(link)


def _bond(bond: Bond) -> Iterator[str]:
    yield f"      mtu: {bond.mtu_bytes}"
    yield f"      interfaces: [{', '.join(bond.members)}]"
    yield "      parameters:"
    yield f"        mode: {bond.mode}"
    yield f"        lacp-rate: {bond.lacp_rate}"
    yield f"        transmit-hash-policy: {bond.hash_policy}"
    yield f"        mii-monitor-interval: {bond.monitor_ms}"
    yield f"        min-links: {bond.least_links}"


def _bare(*, is_optional: bool) -> Iterable[str]:
    yield "      link-local: []"
    yield "      accept-ra: false"
    if is_optional:
        yield "      optional: true"


def _addressed(link: Link) -> Iterator[str]:
    yield "      accept-ra: false"
    yield "      link-local: [ipv6]"
    if link.is_lane:
        yield "      optional: true"
    yield "      addresses:"
    yield from (f'        - "{address}"' for address in link.addresses)
    yield "      routes:"
    yield from map(_route, link.routes)
    if link.rules:
        yield "      routing-policy:"
        yield from map(_rule, link.rules)


@lru_cache(maxsize=1 << 14)
def _route(route: Route) -> str:
    way = ", type: unreachable" if route.is_refusal else f', via: "{route.via}"' if route.via else ", scope: link"
    table = "" if route.table == MAIN_TABLE else f", table: {route.table}"
    return f'        - {{to: "{route.to}"{way}, metric: {route.metric}{table}}}'


def _rule(rule: Rule) -> str:
    return f'        - {{from: "{rule.source}", table: {rule.table}, priority: {rule.priority}}}'
