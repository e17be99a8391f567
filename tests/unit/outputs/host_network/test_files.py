"""Files of hosts' networks: the quick way gives the same texts, each network service has every address, and files are laid as they are."""

import configparser
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from podwright.cli.kinds.host_network import host_network
from podwright.cli.pods import Judged
from podwright.outputs.host_network import network_manager, networkd
from podwright.outputs.host_network.beside import roce_service, sysctl_conf
from podwright.outputs.host_network.laying import laid
from podwright.outputs.host_network.netplan import netplan_yaml
from podwright.outputs.host_network.pattern import quickly
from podwright.plan.hardware import Hardware
from podwright.plan.host_network import HostNetwork, KindNetwork, host_networks, kind_networks
from podwright.plan.names import PortName
from podwright.plan.types import Plan
from unit.pods import plan, wide_pools

Render = Callable[[HostNetwork], str]


@pytest.fixture(scope="module", params=["dgx-superpod-h100", "dgx-superpod-b300-spectrum", "era-2-8-9-400"])
def pod(request: pytest.FixtureRequest) -> Plan:
    return plan(request.param, 2 if request.param == "dgx-superpod-h100" else 1, addresses=wide_pools())


@pytest.fixture(scope="module")
def kinds(pod: Plan) -> dict[str, KindNetwork]:
    return {row.kind: row for row in kind_networks(pod.physical, pod.fabric, pod.hosts, pod.ethernet)}


@pytest.fixture(scope="module")
def networks(pod: Plan) -> list[HostNetwork]:
    return list(host_networks(pod.physical, pod.fabric, pod.hosts, pod.ethernet))


def test_the_quick_way_gives_the_same_texts(kinds: dict[str, KindNetwork], networks: list[HostNetwork]) -> None:
    ways: tuple[Render, ...] = (
        lambda host: netplan_yaml(host, kinds[host.kind]),
        lambda host: laid(networkd.host_units(host), folder="/f", stale="x", mode="0644"),
        lambda host: laid(network_manager.host_keyfiles(host, kinds[host.kind]), folder="/f", stale="x", mode="0600"),
    )
    for render in ways:
        quick = quickly(render)
        for network in (*networks[:3], *networks[-3:]):
            assert quick(network) == render(network)


def test_every_service_has_every_address_route_and_rule(kinds: dict[str, KindNetwork], networks: list[HostNetwork]) -> None:
    for network in (networks[0], networks[-1]):
        texts = [
            netplan_yaml(network, kinds[network.kind]),
            "".join(text for _, text in networkd.host_units(network)),
            "".join(text for _, text in network_manager.host_keyfiles(network, kinds[network.kind])),
        ]
        for text in texts:
            for link in network.links:
                assert all(address in text for address in link.addresses)
                assert all(route.to in text and route.via in text for route in link.routes)
                assert all(rule.source in text and str(rule.priority) in text for rule in link.rules)


def test_netplan_is_yaml_with_an_interface_for_every_link_and_member(kinds: dict[str, KindNetwork], networks: list[HostNetwork]) -> None:
    network = networks[-1]
    root = YAML(typ="safe").load(netplan_yaml(network, kinds[network.kind]))["network"]
    names = {*root["ethernets"], *root.get("bonds", ()), *root.get("vlans", ())}
    assert names == {*(link.name for link in network.links), *(port.name for port in kinds[network.kind].ports)}


def test_keyfiles_are_read_by_a_reader_of_key_files(kinds: dict[str, KindNetwork], networks: list[HostNetwork]) -> None:
    for name, text in network_manager.host_keyfiles(networks[-1], kinds[networks[-1].kind]):
        parser = configparser.ConfigParser(strict=True)
        parser.read_string(text)
        assert parser["connection"]["interface-name"] == name.removeprefix("podwright-host-").removesuffix(".nmconnection")


def test_what_takes_away_a_hosts_own_files_leaves_what_its_kind_shares(kinds: dict[str, KindNetwork]) -> None:
    for kind in kinds.values():
        shared = [name for files in (networkd.shared_units(kind), network_manager.shared_keyfiles(kind)) for name, _ in files]
        assert shared
        assert not [name for name in shared if fnmatch(name, f"{networkd.OWN}*") or fnmatch(name, f"{network_manager.OWN}*")]


def test_a_fragment_holds_each_file_on_a_line_of_its_own() -> None:
    text = laid([("a", "x\n\ty\\z 5%\n")], folder="/etc/f", stale="p-*", mode="0600")
    assert text == "r /etc/f/p-*\nf+ /etc/f/a 0600 root root - x\\n\\ty\\\\z 5%%\\n\n"


def test_a_port_is_named_by_its_mac_where_its_name_tells_no_place(kinds: dict[str, KindNetwork], pod: Plan) -> None:
    host = next(host.name for host in pod.hosts.hosts if host.gpu_count)
    kind_of = {device.name: device.kind for device in pod.physical.devices}
    ports = kinds[kind_of[host]].ports
    known = Hardware(macs={(host, port.name): f"b8:ce:f6:00:00:{index:02x}" for index, port in enumerate(ports)})
    text = next(text for name, text in host_network(Judged(Path(), pod, (), known)) if name == f"host_network/hosts/{host}/networkd.conf")
    told = [line for line in text.splitlines() if ".link " in line]
    assert len(told) == len([port for port in ports if not port.path])
    if pod.header.architecture == "dgx-superpod-b300-spectrum":
        index = [port.name for port in ports].index(PortName("eth_p0_r3"))
        assert f"[Match]\\nPermanentMACAddress=b8:ce:f6:00:00:{index:02x}\\n\\n[Link]\\nName=eth_p0_r3\\n" in text


def test_lanes_are_strict_about_arp_and_the_way_out_is_not(kinds: dict[str, KindNetwork], networks: list[HostNetwork]) -> None:
    for network in networks:
        text = sysctl_conf(kinds[network.kind])
        assert {link.name for link in network.links if f"/{link.name}/arp_ignore = 1\n" in text} == {link.name for link in network.links if link.is_lane}


def test_lossless_ports_are_paused_for_one_priority(kinds: dict[str, KindNetwork], pod: Plan) -> None:
    texts = {name: roce_service(kind) for name, kind in kinds.items()}
    if pod.header.architecture == "dgx-superpod-h100":
        assert set(texts.values()) == {None}
    if pod.header.architecture != "dgx-superpod-b300-spectrum":
        return
    told = texts["dgx-b300-busbar"]
    assert told is not None
    assert "ExecStart=/usr/sbin/dcb pfc set dev eth_p1_r7 prio-pfc all:off 3:on\n" in told
    assert "ExecStart=/usr/sbin/dcb app replace dev eth_p1_r7 dscp-prio 26:3 48:6\n" in told
    assert "bond0" not in told


def test_a_host_has_three_files_and_its_kind_what_it_shares(pod: Plan) -> None:
    names = [name for name, _ in host_network(Judged(Path(), pod, ()))]
    assert len(names) == len(set(names))
    assert len([name for name in names if "/hosts/" in name]) == 3 * len(pod.hosts.hosts)
