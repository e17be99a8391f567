"""Hosts' networks, in the words of three network services."""

from collections.abc import Iterator, Mapping

from podwright.cli.kinds.kind import File, Maker
from podwright.cli.pods import Judged

FOLDER = "host_network"


def host_network(result: Judged) -> Iterator[File]:
    """Yield what hosts of each kind share, as files by place; then what each host has alone: a file for each network service."""
    from podwright.outputs.host_network import network_manager, networkd
    from podwright.outputs.host_network.beside import roce_service, sysctl_conf
    from podwright.outputs.host_network.laying import laid, laid_too
    from podwright.outputs.host_network.netplan import netplan_yaml
    from podwright.outputs.host_network.pattern import quickly
    from podwright.plan.host_network import host_networks, kind_networks

    sections = result.plan.physical, result.plan.fabric, result.plan.hosts, result.plan.ethernet
    kinds = {row.kind: row for row in kind_networks(*sections)}
    for name, kind in kinds.items():
        below = f"{FOLDER}/kinds/{name}"
        yield f"{below}/networkd.conf.d/podwright.conf", networkd.KEEP_OTHERS
        yield from ((f"{below}/networkd/{unit}", text) for unit, text in networkd.shared_units(kind))
        yield from ((f"{below}/NetworkManager/{unit}", text) for unit, text in network_manager.shared_keyfiles(kind))
        service = roce_service(kind)
        if service is not None:
            yield f"{below}/podwright-roce.service", service
        yield f"{below}/sysctl.d/90-podwright-network.conf", sysctl_conf(kind)
    as_netplan = quickly(lambda host: netplan_yaml(host, kinds[host.kind]))
    as_units = quickly(lambda host: laid(networkd.host_units(host), folder=networkd.FOLDER, stale=f"{networkd.OWN}*", mode="0644"))
    as_keyfiles = quickly(
        lambda host: laid(network_manager.host_keyfiles(host, kinds[host.kind]), folder=network_manager.FOLDER, stale=f"{network_manager.OWN}*", mode="0600")
    )
    for host in host_networks(*sections):
        below = f"{FOLDER}/hosts/{host.host}"
        yield f"{below}/netplan.yaml", as_netplan(host)
        names = networkd.delivered_names(host.host, kinds[host.kind], result.hardware)
        yield f"{below}/networkd.conf", as_units(host) + laid_too(names, folder=networkd.FOLDER, mode="0644")
        yield f"{below}/NetworkManager.conf", as_keyfiles(host)


KINDS: Mapping[str, Maker] = {"host_network": host_network}
"""Every kind here, by name."""
