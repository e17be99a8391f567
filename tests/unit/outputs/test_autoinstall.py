"""What Ubuntu's installer reads: YAML of the shape that its reference names, the plan's own network, and a disk that is not guessed."""

import subprocess
from functools import cache

import pytest
from ruamel.yaml import YAML

from podwright.outputs.autoinstall.boot_entry import grub_entries, ipxe_script
from podwright.outputs.autoinstall.user_data import disk_is_the_one, meta_data, user_data
from podwright.plan.host_network import host_networks, kind_networks
from unit.checks.install_breaks import installed

ISO = "http://192.0.2.10/dgx/os.iso"
CA = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA"


@cache
def told(name: str = "pod-u001-r01-n09") -> dict[str, object]:
    plan = installed(kind="autoinstall", iso=ISO)
    sections = plan.physical, plan.fabric, plan.hosts, plan.ethernet
    host = next(host for host in plan.hosts.hosts if host.name == name)
    network = next(row for row in host_networks(*sections) if row.host == name)
    kind = next(row for row in kind_networks(*sections) if row.kind == network.kind)
    row = next(row for row in plan.install.hosts if row.host == name)
    text = user_data(plan.install, row, host, plan.hosts.profiles[0], network, kind, user_ca=CA)
    assert text.startswith("#cloud-config\n")
    found: dict[str, object] = YAML(typ="safe", pure=True).load(text)["autoinstall"]
    return found


def test_user_data_has_what_the_reference_asks_for_and_nothing_that_it_does_not_name() -> None:
    one = told()
    named = {"version", "locale", "keyboard", "early-commands", "storage", "network", "ssh", "updates", "shutdown", "user-data"}
    assert (one["version"], set(one)) == (1, named)
    assert one["storage"] == {"layout": {"name": "direct", "match": {"serial": "S9"}}}
    assert one["ssh"] == {"install-server": True, "allow-pw": False}


def test_the_network_is_that_of_the_plan() -> None:
    plan = installed(kind="autoinstall", iso=ISO)
    host = next(host for host in plan.hosts.hosts if host.name == "pod-u001-r01-n09")
    text = str(told()["network"])
    assert [row.name for row in host.interfaces if row.v4 not in text or row.v6 not in text] == []


def test_people_have_no_password_and_automation_comes_in_by_the_pods_authority() -> None:
    users = told()["user-data"]
    assert isinstance(users, dict)
    assert [(user["name"], user["lock_passwd"]) for user in users["users"]] == [("podwright", True)]
    assert CA in users["write_files"][0]["content"]
    assert "PRIVATE" not in str(told())


@pytest.mark.parametrize(("wipe", "is_checked"), [((), True), (["S9"], False)])
def test_a_disk_that_is_not_empty_is_refused_unless_it_is_named(wipe: list[str], is_checked: bool) -> None:
    plan = installed(kind="autoinstall", iso=ISO, wipe=wipe)
    row = next(row for row in plan.install.hosts if row.disk_serial == "S9")
    command = disk_is_the_one(plan.install, row)
    assert ("wipefs" in command) is is_checked
    assert subprocess.run(["sh", "-n", "-c", command], check=False).returncode == 0
    assert subprocess.run(["sh", "-c", command], capture_output=True, check=False).returncode != 0, "no such disk is here"


def test_boot_entries_lead_to_the_files_of_their_host_and_grub_does_not_end_at_a_semicolon() -> None:
    plan = installed(kind="autoinstall", iso=ISO)
    host = plan.hosts.hosts[0]
    grub, ipxe = grub_entries(plan.install, host), ipxe_script(plan.install, host)
    assert f"'ds=nocloud-net;s=http://192.0.2.10/dgx/{host.name}/'" in grub
    assert f"autoinstall ip=dhcp url={ISO} nvme-core.multipath=n nouveau.modeset=0" in grub
    assert ipxe.splitlines()[1].startswith("kernel http://192.0.2.10/dgx/vmlinuz initrd=initrd autoinstall")
    assert meta_data(host) == f"instance-id: {host.name}\nlocal-hostname: {host.name}\n"
