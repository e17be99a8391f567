"""What the role that sets hosts' networks is given is what `render` writes for them, and what the plan says of their links."""

import json
from pathlib import Path
from typing import Any

import pytest

from podwright.cli.kinds.host_network import host_network
from podwright.cli.pods import Judged
from podwright.outputs.host_network.wanted import NETPLAN_FILE, SYSCTL_FILE, wanted_networks
from podwright.plan.hardware import Hardware
from unit.pods import plan


@pytest.fixture(scope="module")
def wanted() -> dict[str, dict[str, Any]]:
    return {host: json.loads(text) for host, text in wanted_networks(plan(), Hardware())}


def test_files_are_those_that_render_writes(wanted: dict[str, dict[str, Any]]) -> None:
    rendered = dict(host_network(Judged(Path(), plan(), ())))
    for host, row in wanted.items():
        files = {path: text for path, _, text in row["files"]["netplan"]}
        assert files[NETPLAN_FILE] == rendered[f"host_network/hosts/{host}/netplan.yaml"]
        assert files[SYSCTL_FILE] in {text for path, text in rendered.items() if path.endswith("90-podwright-network.conf")}


def test_every_address_of_the_plan_is_asked_of_the_kernel_and_one_link_lets_people_in(wanted: dict[str, dict[str, Any]]) -> None:
    for host in plan().hosts.hosts:
        links = wanted[host.name]["links"]
        assert {address for link in links for address in link["addresses"]} == {address for one in host.interfaces for address in (one.v4, one.v6)}
        entry = [link for link in links if not link["is_lane"]]
        assert [address.partition("/")[0] for link in entry for address in link["addresses"]] == [host.in_band_v4, host.in_band_v6]


def test_netplan_gets_no_unit_of_networkd_but_names_of_ports(wanted: dict[str, dict[str, Any]]) -> None:
    ends = {Path(path).suffix for row in wanted.values() for path, _, _ in row["files"]["netplan"] if path.startswith("/etc/systemd/network/")}
    assert ends == {".link"}
