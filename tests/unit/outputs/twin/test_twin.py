"""The twin has the pod's switches, hosts and Ethernet cables, under names that containerlab, netlab and Air take."""

import csv
import io
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from podwright.outputs.sonic import switch_files
from podwright.outputs.twin.air import air_topology
from podwright.outputs.twin.containerlab import containerlab_topology
from podwright.outputs.twin.interfaces import interface_table
from podwright.outputs.twin.model import Twin, twin_of
from podwright.outputs.twin.netlab import netlab_topology
from podwright.plan.types import Plan
from unit.pods import SUPERPOD, plan

AIR = Path(__file__).resolve().parents[5] / "shared" / "facts" / "era" / "2-8-9-400" / "air-topology.json"
PODS = ("starter-h100", "era-2-8-9-400", "era-2-8-9-800", "nvl72-ai-factory-gb300", SUPERPOD)
LINUX_NAME = re.compile(r"[^\s/:]{1,15}")


@cache
def pod(architecture: str, units: int = 1, os: str = "cumulus", release: str | None = None) -> Plan:
    return plan(architecture, units, fabrics={"ethernet": {"os": os, "release": release}})


@cache
def twin(architecture: str, units: int = 1, first: int | None = None, os: str = "cumulus", release: str | None = None) -> Twin:
    found = pod(architecture, units, os, release)
    return twin_of(found.header.pod, found.physical, found.fabric, found.ethernet, units=first)


def planned(architecture: str) -> set[str]:
    """Return the labels of the Ethernet cables that end at switches of Ethernet fabrics or hosts at both ends."""
    found = pod(architecture)
    ethernet = {fabric.name for fabric in found.fabric.fabrics if fabric.technology == "ethernet"}
    ends = {
        device.name
        for device in found.physical.devices
        if (device.device_class == "s" and device.fabric in ethernet) or device.role in ("gpu_node", "management_node", "storage_host")
    }
    return {row.label for row in found.fabric.cables if row.fabric in ethernet and row.a_device in ends and row.b_device in ends}


@pytest.mark.parametrize("architecture", PODS)
def test_every_cable_between_switches_and_hosts_has_a_link(architecture: str) -> None:
    assert {link.label for link in twin(architecture).links} == planned(architecture)


@pytest.mark.parametrize("architecture", PODS)
def test_containerlab_gets_interfaces_that_linux_takes_and_never_its_own(architecture: str) -> None:
    found: dict[str, Any] = yaml.safe_load(containerlab_topology(twin(architecture)))
    nodes, links = found["topology"]["nodes"], found["topology"]["links"]
    ends = [tuple(end.split(":")) for link in links for end in link["endpoints"]]
    assert {name for name, _ in ends} <= set(nodes)
    assert len(set(ends)) == len(ends)
    assert all(LINUX_NAME.fullmatch(port) and port != "eth0" for _, port in ends)
    assert {node["group"] for node in nodes.values()} == {"switch", "host"} == set(found["topology"]["groups"])
    assert len(links) == sum(not link.is_management for link in twin(architecture).links)


@pytest.mark.parametrize("architecture", PODS)
def test_netlab_gets_the_links_that_containerlab_gets(architecture: str) -> None:
    theirs = yaml.safe_load(netlab_topology(twin(architecture)))
    ours = yaml.safe_load(containerlab_topology(twin(architecture)))
    links = {frozenset(f"{node}:{words['ifname']}" for node, words in link.items() if node != "prefix") for link in theirs["links"]}
    assert links == {frozenset(link["endpoints"]) for link in ours["topology"]["links"]}
    assert set(theirs["nodes"]) == set(ours["topology"]["nodes"])


def test_the_air_topology_has_the_keys_of_nvidias_own() -> None:
    theirs = json.loads(AIR.read_text(encoding="utf-8"))
    ours = json.loads(air_topology(twin("era-2-8-9-400", release="5.13")))
    assert set(ours) == set(theirs)
    assert set(ours["content"]) == set(theirs["content"])
    their_node, our_node = theirs["content"]["nodes"]["core-01"], next(iter(ours["content"]["nodes"].values()))
    assert {key: type(value) for key, value in our_node.items()} == {key: type(value) for key, value in their_node.items()}
    assert {system["os"] for system in ours["content"]["nodes"].values()} <= {system["os"] for system in theirs["content"]["nodes"].values()}
    end = theirs["content"]["links"][0][0]
    assert all(set(one) == set(end) for link in ours["content"]["links"] for one in link)


def test_ports_of_a_twin_are_called_as_the_configuration_of_its_switches_calls_them() -> None:
    found: dict[str, Any] = yaml.safe_load(containerlab_topology(twin("era-2-8-9-400", os="sonic")))
    written = dict(switch_files(pod("era-2-8-9-400", os="sonic").ethernet, pod("era-2-8-9-400", os="sonic").hosts, ()))
    switches = {device.name for device in twin("era-2-8-9-400", os="sonic").switches}
    ends = [end.split(":") for link in found["topology"]["links"] for end in link["endpoints"]]
    assert {name for name, _ in ends} & switches
    for name, port in ends:
        assert name not in switches or port in json.loads(written[f"{name}_config_db.json"])["PORT"]


def test_air_gets_the_sonic_that_it_has_with_ports_by_their_place_in_the_panel() -> None:
    found = json.loads(air_topology(twin("era-2-8-9-400", os="sonic")))["content"]
    switches = {device.name for device in twin("era-2-8-9-400", os="sonic").switches}
    assert {found["nodes"][name]["os"] for name in switches} == {"sonic-vs-202305"}
    ends = {(end["node"], end["interface"]) for link in found["links"] for end in link if end["node"] in switches}
    assert all(re.fullmatch(r"eth\d+", port) for _, port in ends)
    assert any(port == "eth1" for _, port in ends)


@pytest.mark.parametrize("architecture", PODS)
def test_no_mac_address_and_no_interface_stands_twice(architecture: str) -> None:
    ends = [end for link in twin(architecture).links for end in (link.a, link.b)]
    assert len({end.mac for end in ends}) == len(ends)
    assert len({(end.device, end.machine_name) for end in ends}) == len(ends)
    assert all(int(end.mac[:2], 16) & 0b11 == 0b10 for end in ends)


def test_a_pod_that_grows_changes_nothing_of_its_twin() -> None:
    growth = {"growth": {"scalable_units": 2}}
    small, large = (plan(SUPERPOD, units, **growth) for units in (1, 2))
    before, after = (twin_of(one.header.pod, one.physical, one.fabric, one.ethernet) for one in (small, large))
    assert set(before.links) <= set(after.links)


def test_the_first_units_alone_are_whole() -> None:
    part, whole = twin(SUPERPOD, 2, 1), twin(SUPERPOD, 2)
    names = {device.name for device in (*part.switches, *part.hosts)}
    assert {end.device for link in part.links for end in (link.a, link.b)} == names
    assert names < {device.name for device in (*whole.switches, *whole.hosts)}
    assert set(part.links) == {link for link in whole.links if {link.a.device, link.b.device} <= names}
    assert {device.place.unit for device in part.hosts} == {0, 1}


def test_what_has_no_twin_is_said() -> None:
    text = containerlab_topology(twin(SUPERPOD))
    assert "rack-pdu" in text.splitlines()[1]
    assert "# InfiniBand has none here: compute, storage." in text


def test_the_table_of_interfaces_has_every_end() -> None:
    found = list(csv.DictReader(io.StringIO(interface_table(twin("starter-h100")))))
    assert len(found) == 2 * len(twin("starter-h100").links)
    assert {row["air"] for row in found if row["containerlab"] == ""} >= {"eth0"}
