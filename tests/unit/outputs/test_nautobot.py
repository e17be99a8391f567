"""What Nautobot imports names only what an earlier file brought, each by its natural key. Nautobot itself is asked in tests/lab/fabrics."""

import csv
import io
from functools import cache
from ipaddress import ip_address, ip_network

import pytest

from podwright.outputs.imports.nautobot import ABSENT, nautobot_files
from podwright.plan.hardware import hardware
from podwright.plan.types import Plan
from podwright.spec.hardware import HardwareRow
from unit.pods import plan

Rows = list[dict[str, str]]


@cache
def pod() -> Plan:
    return plan()


@cache
def files() -> dict[str, Rows]:
    known = hardware([HardwareRow("pod-u001-r01-n01", "bmc", "b8:ce:f6:00:00:01", None, None)])
    made = list(nautobot_files(pod(), known))
    assert [name for name, _ in made] == sorted(name for name, _ in made)
    return {name.partition("-")[2].removesuffix(".csv"): list(csv.DictReader(io.StringIO(text))) for name, text in made}


@pytest.mark.parametrize(
    ("kind", "field", "of", "its"),
    [
        ("location-types-unit", "parent__name", "location-types-pod", "name"),
        ("locations-units", "parent__name", "locations-pod", "name"),
        ("racks", "location__name", "locations-units", "name"),
        ("racks", "role__name", "roles", "name"),
        ("device-types", "manufacturer__name", "manufacturers", "name"),
        ("devices", "device_type__model", "device-types", "model"),
        ("devices", "rack__name", "racks", "name"),
        ("devices", "role__name", "roles", "name"),
        ("vlans", "vlan_group__name", "vlan-groups", "name"),
        ("prefixes", "vlan__vid", "vlans", "vid"),
        ("bonds", "device__name", "devices", "name"),
        ("interfaces", "device__name", "devices", "name"),
        ("interfaces", "lag__name", "bonds", "name"),
        ("interfaces", "untagged_vlan__vid", "vlans", "vid"),
        ("ip-address-to-interface", "interface__device__name", "devices", "name"),
    ],
)
def test_what_a_row_names_was_brought_by_an_earlier_file(kind: str, field: str, of: str, its: str) -> None:
    order = list(files())
    assert order.index(of) < order.index(kind)
    assert {row[field] for row in files()[kind]} - {ABSENT} <= {row[its] for row in files()[of]}


def test_every_role_says_all_that_may_have_it() -> None:
    may = {row["name"]: set(row["content_types"].split(",")) for row in files()["roles"]}
    assert all("dcim.device" in may[row["role__name"]] for row in files()["devices"])
    assert all("dcim.rack" in may[row["role__name"]] for row in files()["racks"])
    assert all("ipam.prefix" in may[row["role__name"]] for row in files()["prefixes"])


def test_every_address_lies_in_a_prefix_and_on_an_interface() -> None:
    prefixes = [ip_network(row["prefix"]) for row in files()["prefixes"]]
    for row in files()["ip-addresses"]:
        assert any(ip_address(row["address"].partition("/")[0]) in prefix for prefix in prefixes)
    held = {(row["device__name"], row["name"]) for kind in ("bonds", "interfaces") for row in files()[kind]}
    assert {(row["interface__device__name"], row["interface__name"]) for row in files()["ip-address-to-interface"]} <= held


def test_the_mac_that_is_known_stands_at_its_interface_alone() -> None:
    assert [(row["device__name"], row["name"]) for row in files()["interfaces"] if row["mac_address"] != "NULL"] == [("pod-u001-r01-n01", "bmc")]
