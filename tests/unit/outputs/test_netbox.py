"""What NetBox imports has its fields, says nothing twice, and names only what an earlier file brought. NetBox itself is asked in tests/lab/fabrics."""

import csv
import io
from functools import cache

import pytest

from podwright.outputs.imports.netbox import netbox_files
from podwright.outputs.imports.records import slug
from podwright.plan.hardware import hardware
from podwright.plan.types import Plan
from podwright.spec.hardware import HardwareRow
from unit.pods import SUPERPOD, plan

Rows = list[dict[str, str]]

# NetBox 4.7.3, fields of the import forms without which a row is refused, and those that we use besides (dcim/forms/bulk_import.py, ipam/forms/bulk_import.py);
# read 2026-11-21.
FORMS = {
    "manufacturers": ({"name", "slug"}, set[str]()),
    "device-roles": ({"name", "slug", "color"}, set()),
    "rack-roles": ({"name", "slug", "color"}, set()),
    "prefix-roles": ({"name", "slug", "weight"}, set()),
    "sites": ({"name", "slug", "status"}, {"facility", "time_zone"}),
    "locations": ({"site", "name", "slug", "status"}, {"parent"}),
    "racks": ({"site", "name", "status"}, {"location", "role", "width", "u_height"}),
    "device-types": ({"manufacturer", "model", "slug"}, {"u_height", "is_full_depth"}),
    "devices": ({"role", "manufacturer", "device_type", "status", "site"}, {"name", "serial", "location", "rack", "position", "face"}),
    "vlan-groups": ({"name", "slug"}, {"scope_type", "scope_id"}),
    "vlans": ({"vid", "name", "status"}, {"group", "role"}),
    "prefixes": ({"prefix", "status"}, {"scope_type", "scope_name", "vlan_group", "vlan", "role"}),
    "interfaces": (
        {"device", "name", "type"},
        {"lag", "speed", "mtu", "mgmt_only", "enabled", "description", "mode", "vlan_group", "untagged_vlan", "tagged_vlans"},
    ),
    "mac-addresses": ({"mac_address"}, {"device", "interface", "is_primary"}),
    "ip-addresses": ({"address", "status"}, {"role", "device", "interface", "is_primary", "is_oob", "dns_name"}),
}
MAC = "b8:ce:f6:00:00:01"


@cache
def pod() -> Plan:
    return plan(SUPERPOD)


@cache
def files() -> dict[str, Rows]:
    known = hardware([HardwareRow("pod-u001-r01-n01", "", None, None, "S1"), HardwareRow("pod-u001-r01-n01", "bmc", MAC, None, None)])
    made = list(netbox_files(pod(), known))
    assert [name for name, _ in made] == sorted(name for name, _ in made)
    return {name.partition("-")[2].removesuffix(".csv"): list(csv.DictReader(io.StringIO(text))) for name, text in made}


@pytest.mark.parametrize("kind", FORMS)
def test_every_file_has_the_fields_of_its_form_and_no_row_lacks_what_is_required(kind: str) -> None:
    required, others = FORMS[kind]
    for row in files()[kind]:
        assert required <= row.keys() <= required | others
        assert all(row[field] for field in required)


@pytest.mark.parametrize(
    ("kind", "field", "of", "its"),
    [
        ("locations", "site", "sites", "name"),
        ("racks", "location", "locations", "name"),
        ("racks", "role", "rack-roles", "name"),
        ("device-types", "manufacturer", "manufacturers", "name"),
        ("devices", "device_type", "device-types", "model"),
        ("devices", "role", "device-roles", "name"),
        ("devices", "rack", "racks", "name"),
        ("vlans", "group", "vlan-groups", "name"),
        ("vlans", "role", "prefix-roles", "name"),
        ("prefixes", "vlan", "vlans", "vid"),
        ("interfaces", "device", "devices", "name"),
        ("interfaces", "untagged_vlan", "vlans", "vid"),
        ("ip-addresses", "device", "devices", "name"),
    ],
)
def test_what_a_row_names_was_brought_by_an_earlier_file(kind: str, field: str, of: str, its: str) -> None:
    order = list(files())
    assert order.index(of) < order.index(kind)
    assert {row[field] for row in files()[kind]} - {""} <= {row[its] for row in files()[of]}


def test_every_address_has_its_interface_and_every_member_its_bond_in_an_earlier_row() -> None:
    seen: set[tuple[str, str]] = set()
    for row in files()["interfaces"]:
        assert not row["lag"] or (row["device"], row["lag"]) in seen
        assert (row["device"], row["name"]) not in seen
        seen.add((row["device"], row["name"]))
    assert {(row["device"], row["interface"]) for row in files()["ip-addresses"]} <= seen
    assert {(row.device, row.name) for row in pod().fabric.ports} <= seen


def test_every_address_of_the_plan_is_there_once_and_each_device_has_one_primary_of_each_version() -> None:
    rows = files()["ip-addresses"]
    assert sorted(row["address"].partition("/")[0] for row in rows) == sorted(one for row in pod().fabric.addresses for one in (row.v4, row.v6))
    primary = [(row["device"], ":" in row["address"]) for row in rows if row["is_primary"] == "true"]
    assert sorted(primary) == sorted((device.name, is_v6) for device in pod().physical.devices for is_v6 in (False, True))
    assert {row["device"] for row in rows if row["is_oob"] == "true"} == {host.name for host in pod().hosts.hosts}


def test_devices_stand_where_the_plan_puts_them_with_the_serial_number_that_is_known() -> None:
    rows = {row["name"]: row for row in files()["devices"]}
    for device in pod().physical.devices:
        row = rows[device.name]
        assert (row["rack"], row["position"], row["face"]) == (device.rack, str(device.lowest_u) if device.height_u else "", "front" if device.height_u else "")
    assert [(row["name"], row["serial"]) for row in rows.values() if row["serial"]] == [("pod-u001-r01-n01", "S1")]


def test_slugs_and_interface_types_are_such_as_netbox_takes() -> None:
    for kind in ("manufacturers", "device-roles", "rack-roles", "prefix-roles", "device-types", "vlan-groups"):
        slugs = [row["slug"] for row in files()[kind]]
        assert len(set(slugs)) == len(slugs)
        assert all(one == slug(one) for one in slugs)
    types = {row["type"] for row in files()["interfaces"]}
    assert types == {"lag", "virtual", "1000base-t", "100gbase-x-qsfp28", "200gbase-x-qsfp56", "400gbase-x-qsfp112", "infiniband-ndr", "other"}
