"""What machines that start are told by what they are, and how two servers are one."""

import json
from functools import cache

from podwright.outputs.kea import kea_files
from podwright.outputs.reservations import reservations
from podwright.plan.hardware import UNKNOWN
from unit.checks.install_breaks import alone, installed


@cache
def servers(**words: object) -> dict[str, dict[str, object]]:
    """Return the IPv4 configuration of each boot server."""
    plan = alone() if words.pop("is_alone", False) else installed(**words)
    rows = reservations(plan.services.dhcp, plan.physical, plan.fabric, plan.hosts, plan.ethernet, UNKNOWN)
    files = kea_files(plan.services.dhcp, plan.hosts, rows, plan.install)
    return {name.partition("/")[0]: json.loads(text)["Dhcp4"] for name, text in files if name.endswith("/kea-dhcp4.conf")}


def classes(server: str = "pod-u001-r01-n12", **words: object) -> dict[str, dict[str, str]]:
    return {row["name"]: row for row in servers(**words)[server]["client-classes"]}  # type: ignore[attr-defined]


def test_each_server_sends_machines_to_itself() -> None:
    first, second = classes(), classes("pod-u001-r01-n13")
    assert first["podwright-ipxe"]["boot-file-name"] == "http://10.8.1.28:8069/v1/boot.ipxe"
    assert second["podwright-ipxe"]["boot-file-name"] == "http://10.8.1.29:8069/v1/boot.ipxe"
    assert [one["podwright-uefi"]["next-server"] for one in (first, second)] == ["10.8.1.28", "10.8.1.29"]


def test_uefi_bios_and_secure_boot_have_loaders_of_their_own() -> None:
    assert {name: row["boot-file-name"] for name, row in classes().items()} == {
        "podwright-ipxe": "http://10.8.1.28:8069/v1/boot.ipxe",
        "podwright-uefi": "snponly.efi",
        "podwright-uefi-http": "http://10.8.1.28:8069/boot/snponly.efi",
    }
    assert classes(firmware="bios")["podwright-bios"]["boot-file-name"] == "undionly.kpxe"
    assert {row["boot-file-name"].rpartition("/")[2] for row in classes(secure_boot=True).values()} == {"shimx64.efi"}, "iPXE is not signed"


def test_two_servers_are_a_pair_of_which_each_knows_itself() -> None:
    told = servers()
    pairs = {name: one["hooks-libraries"][1]["parameters"]["high-availability"][0] for name, one in told.items()}  # type: ignore[index]
    assert {name: pair["this-server-name"] for name, pair in pairs.items()} == {name: name for name in told}
    assert [(peer["name"], peer["role"]) for peer in next(iter(pairs.values()))["peers"]] == [
        (name, role) for name, role in zip(told, ("primary", "standby"), strict=True)
    ]


def test_a_server_that_stands_alone_has_no_pair() -> None:
    assert "hooks-libraries" not in next(iter(servers(is_alone=True).values()))
