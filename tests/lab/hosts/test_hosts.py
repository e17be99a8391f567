"""A lab host is a host of the plan: its names, its interfaces, its addresses, its neighbours, its way in."""

import json
import subprocess
import sys
from collections.abc import Callable

import pytest

from lab.hosts.pods import Lab, until
from podwright.lab import cgroups
from podwright.lab.up import up
from podwright.plan.types import Host, Role

pytestmark = pytest.mark.lab


def test_every_interface_has_the_plans_name_and_addresses(standing: Lab) -> None:
    for host in standing.plan.hosts.hosts:
        told = json.loads(standing.ask(host, "ip -json address").stdout)
        found = {link["ifname"]: {f"{row['local']}/{row['prefixlen']}" for row in link["addr_info"] if row["scope"] == "global"} for link in told}
        assert found.pop("lo") == set()
        assert found == {interface.name: {interface.v4, interface.v6} for interface in host.interfaces}


def test_every_interface_has_the_plans_mtu(standing: Lab) -> None:
    host = standing.host(Role.GPU_NODE)
    told = json.loads(standing.ask(host, "ip -json link").stdout)
    assert {link["ifname"]: link["mtu"] for link in told if link["ifname"] != "lo"} == {one.name: one.mtu_bytes for one in host.interfaces}


def test_a_host_knows_its_own_full_name(standing: Lab) -> None:
    for host in standing.plan.hosts.hosts:
        assert standing.ask(host, "hostname --fqdn").stdout.strip() == host.full_name


def test_machine_ids_and_host_keys_are_each_hosts_own(standing: Lab) -> None:
    told = [standing.ask(host, "cat /etc/machine-id /etc/ssh/ssh_host_ed25519_key.pub").stdout.splitlines() for host in standing.plan.hosts.hosts]
    assert len({tuple(lines) for lines in told}) == len({lines[0] for lines in told}) == len({lines[1] for lines in told}) == len(told)


def test_systemd_has_no_failed_unit(standing: Lab) -> None:
    for host in standing.plan.hosts.hosts:
        assert standing.ask(host, "systemctl is-system-running --wait").stdout.strip() == "running"


def test_the_automation_user_becomes_root_without_a_password(standing: Lab) -> None:
    assert standing.ask(standing.plan.hosts.hosts[0], "id --user --name; sudo --non-interactive id --user; pwd").stdout.split() == [
        "podwright",
        "0",
        "/home/podwright",
    ]


def test_a_rail_reaches_the_same_rail_and_no_other(standing: Lab) -> None:
    here, there = standing.host(Role.GPU_NODE), standing.host(Role.GPU_NODE, ordinal=1)
    near = [one for one in here.interfaces if one.fabric == "compute"]
    far = [one for one in there.interfaces if one.fabric == "compute"]
    asked = {(source.name, address) for source in near for target in far for address in (target.v4, target.v6)}
    expected = {(source.name, address) for source in near for target in far if source.lane == target.lane for address in (target.v4, target.v6)}
    assert len(expected) == 16
    assert answered(standing, here, asked) == expected


def test_nothing_is_forwarded_between_networks(standing: Lab) -> None:
    management, node = standing.host(Role.MANAGEMENT_NODE), standing.host(Role.GPU_NODE)
    in_band = {("", address) for one in node.interfaces if one.fabric == "in_band" for address in (one.v4, one.v6)}
    assert answered(standing, management, {("", address) for one in node.interfaces for address in (one.v4, one.v6)}) == in_band


def test_the_lab_itself_reaches_the_in_band_network_alone(standing: Lab) -> None:
    program = "import socket, sys\nfor one in sys.argv[1:]:\n try: socket.create_connection((one, 22), 1); print(one)\n except OSError: pass"
    bare = {address.partition("/")[0]: one.fabric for one in standing.host(Role.GPU_NODE).interfaces for address in (one.v4, one.v6)}
    told = subprocess.run([*standing.state.enter, sys.executable, "-c", program, *bare], capture_output=True, text=True, check=True)
    assert set(told.stdout.split()) == {address for address, fabric in bare.items() if fabric == "in_band"}


def test_hosts_have_no_way_out(standing: Lab) -> None:
    told = standing.ask(standing.plan.hosts.hosts[0], "ip route; ip -6 route")
    assert "default" not in told.stdout


def test_roles_packages_install_without_any_network(standing: Lab) -> None:
    host = standing.host(Role.STORAGE_HOST)
    told = standing.ask(
        host, "sudo apt-get update 2>&1 && sudo apt-get install --yes prometheus-node-exporter 2>&1 && systemctl is-active prometheus-node-exporter"
    )
    assert told.returncode == 0, told.stdout
    assert told.stdout.splitlines()[-1] == "active"


def test_ssh_refuses_a_host_whose_certificate_is_not_the_pods(standing: Lab) -> None:
    host = standing.plan.hosts.hosts[-1]
    own = "/etc/ssh/ssh_host_ed25519_key-cert.pub"
    standing.ask(host, f"sudo mv {own} {own}.away && sudo systemctl reload ssh")
    try:
        assert until(lambda: "Host key verification failed" in standing.ask(host, "true").stderr, limit_s=10)
        assert standing.ask(host, "true").returncode == 255
    finally:
        enter_host(standing, host, "sh", "-c", f"mv {own}.away {own} && systemctl reload ssh")


def test_two_labs_with_the_same_addresses_do_not_meet(standing: Lab, lab_factory: Callable[[str], Lab]) -> None:
    other = lab_factory("south")
    up(other.plan, state=other.state, with_hosts=True, with_control_plane=False, on_event=print)
    for lab in (standing, other):
        host = lab.plan.hosts.hosts[0]
        assert lab.ask(host, "hostname").stdout.strip() == host.name
    assert standing.plan.hosts.hosts[0].in_band_v4 == other.plan.hosts.hosts[0].in_band_v4
    told = standing.run("exec", "--", "ssh", other.plan.hosts.hosts[0].name, "true")
    assert told.returncode == 255
    assert "Could not resolve hostname" in told.stderr


def answered(lab: Lab, source: Host, asked: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return which of (interface or none, address with prefix) got an echo, all asked at once from one host."""
    words = [
        f"(ping -c 1 -W 2 {f'-I {through}' if through else ''} {address.partition('/')[0]} >/dev/null 2>&1 && echo '{through} {address}') &"
        for through, address in sorted(asked)
    ]
    told = lab.ask(source, f"{' '.join(words)} wait")
    return {(line.rpartition(" ")[0], line.rpartition(" ")[2]) for line in told.stdout.splitlines()}


def enter_host(lab: Lab, host: Host, *words: str) -> None:
    """Return nothing; a command has run on a host whose ssh door is shut."""
    pid = min(cgroups.pids(lab.state.id, f"host-{host.name}/payload/init.scope"))
    subprocess.run(["nsenter", "--target", str(pid), "--all", "--", *words], check=True)
