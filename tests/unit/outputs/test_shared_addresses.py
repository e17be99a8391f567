"""Where the tunnels of two switches both end: one address of two devices, in the address plan, the imports and the zones."""

import csv
import io
from collections import Counter
from functools import cache

from podwright.outputs.address_sheet import address_sheet
from podwright.outputs.imports.nautobot import nautobot_files
from podwright.outputs.imports.netbox import netbox_files
from podwright.outputs.zones import zone_files
from podwright.plan.hardware import hardware
from podwright.plan.types import Plan
from unit.pods import plan

DNS = {"serial": 7, "authorities": [{"name": "ns.pod.example", "v4": "192.0.2.53"}], "names": "interfaces"}
Rows = list[dict[str, str]]


@cache
def pod(multihoming: str = "mlag") -> Plan:
    return plan("era-2-8-9-400", fabrics={"ethernet": {"multihoming": multihoming}}, site={"domain": "pod.example", "dns": DNS})


@cache
def shared() -> dict[str, str]:
    """Return both switches' address, as the pair has it; there is a pair."""
    found = {row.device: row.shared_v4 for row in pod().ethernet.mlag if row.shared_v4}
    assert found
    return {str(device): v4 for device, v4 in found.items()}


def rows(text: str) -> Rows:
    return list(csv.DictReader(io.StringIO(text)))


def sheet(of: Plan) -> str:
    return address_sheet(of.physical, of.fabric, of.hosts, of.ethernet)


def test_the_address_plan_has_it_at_both_and_is_as_before_without_pairs() -> None:
    found = {row["device"]: row["v4"] for row in rows(sheet(pod())) if row["fabric"] == "mlag"}
    assert found == {device: f"{v4}/32" for device, v4 in shared().items()}
    alone = pod("evpn")
    assert sheet(alone) == address_sheet(alone.physical, alone.fabric, alone.hosts)


def test_netbox_is_told_of_it_twice_as_an_address_that_several_have() -> None:
    files = dict(netbox_files(pod(), hardware(())))
    found = [row for row in rows(files["15-ip-addresses.csv"]) if row["role"] == "anycast"]
    assert {row["device"]: row["address"] for row in found} == {device: f"{v4}/32" for device, v4 in shared().items()}
    assert {row["interface"] for row in found} == {"lo"}
    others = Counter(row["address"] for row in rows(files["15-ip-addresses.csv"]) if row["role"] != "anycast")
    assert set(others.values()) == {1}
    assert not others.keys() & {row["address"] for row in found}


def test_nautobot_is_told_of_it_once_in_a_prefix_and_joins_it_to_both() -> None:
    files = dict(nautobot_files(pod(), hardware(())))
    for v4 in set(shared().values()):
        assert [row["address"] for row in rows(files["15-ip-addresses.csv"])].count(f"{v4}/32") == 1
        assert [row["type"] for row in rows(files["12-prefixes.csv"]) if row["prefix"] == f"{v4}/32"] == ["network"]
        joined = [row["interface__device__name"] for row in rows(files["16-ip-address-to-interface.csv"]) if row["ip_address__host"] == v4]
        assert sorted(joined) == sorted(device for device, own in shared().items() if own == v4)


def test_a_zone_of_interfaces_names_it_after_the_first_of_the_two() -> None:
    dns = pod().services.dns
    assert dns is not None
    files = dict(zone_files(dns, pod().hosts))
    for v4 in set(shared().values()):
        first = min(device for device, own in shared().items() if own == v4)
        assert f"{first}-mlag0 A {v4}\n" in files["pod.example.zone"]
        assert any(f"PTR {first}-mlag0.pod.example.\n" in text for name, text in files.items() if name.endswith("arpa.zone"))
