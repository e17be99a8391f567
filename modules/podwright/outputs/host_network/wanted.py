"""What the role `host_network` is given for one host: the files of each network service, and what the kernel then has; pure."""

import json
from collections.abc import Iterator

from podwright.outputs.host_network import networkd
from podwright.outputs.host_network.beside import roce_service, sysctl_conf
from podwright.outputs.host_network.netplan import netplan_yaml
from podwright.plan.hardware import Hardware
from podwright.plan.host_network import HostNetwork, KindNetwork, host_networks, kind_networks
from podwright.plan.types import Plan

SYSCTL_FILE = "/etc/sysctl.d/90-podwright-network.conf"
ROCE_FILE = "/etc/systemd/system/podwright-roce.service"
NETWORKD_FILE = "/etc/systemd/networkd.conf.d/podwright.conf"
NETPLAN_FILE = "/etc/netplan/50-podwright.yaml"
File = tuple[str, str, str]
"""Path, mode and text."""


def wanted_networks(plan: Plan, hardware: Hardware) -> Iterator[tuple[str, str]]:
    """Yield what each host is given, as JSON, by the host's name."""
    sections = plan.physical, plan.fabric, plan.hosts, plan.ethernet
    kinds = {row.kind: row for row in kind_networks(*sections)}
    for network in host_networks(*sections):
        yield str(network.host), wanted(network, kinds[network.kind], hardware)


def wanted(network: HostNetwork, kind: KindNetwork, hardware: Hardware) -> str:
    """Return what one host is given.

    Shape: `files` by service, rows of path, mode and text; `links`, `bonds`, `routes` (destination, gateway, table, interface, kind) and `rules` (address, table, priority).
    """
    found = {
        "files": {"netplan": sorted(_netplan(network, kind, hardware)), "networkd": sorted(_networkd(network, kind, hardware))},
        "links": [
            {"name": link.name, "mtu_bytes": link.mtu_bytes, "vlan_id": link.vlan_id, "addresses": link.addresses, "is_lane": link.is_lane}
            for link in network.links
        ],
        "bonds": [{"name": bond.name, "mode": bond.mode, "xmit_hash_policy": bond.hash_policy, "members": bond.members} for bond in kind.bonds],
        "routes": [
            (route.to, route.via, route.table, "" if route.is_refusal else link.name, "unreachable" if route.is_refusal else "unicast")
            for link in network.links
            for route in link.routes
        ],
        "rules": [(rule.source.partition("/")[0], rule.table, rule.priority) for link in network.links for rule in link.rules],
    }
    return json.dumps(found)


def _netplan(network: HostNetwork, kind: KindNetwork, hardware: Hardware) -> Iterator[File]:
    yield NETPLAN_FILE, "0600", netplan_yaml(network, kind)
    yield from (file for file in _networkd(network, kind, hardware) if not file[0].endswith((".network", ".netdev")))


def _networkd(network: HostNetwork, kind: KindNetwork, hardware: Hardware) -> Iterator[File]:
    units = (*networkd.shared_units(kind), *networkd.host_units(network), *networkd.delivered_names(network.host, kind, hardware))
    yield from ((f"{networkd.FOLDER}/{name}", "0644", text) for name, text in units)
    yield NETWORKD_FILE, "0644", networkd.KEEP_OTHERS
    yield SYSCTL_FILE, "0644", sysctl_conf(kind)
    service = roce_service(kind)
    if service is not None:
        yield ROCE_FILE, "0644", service
