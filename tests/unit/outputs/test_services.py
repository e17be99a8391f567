"""Address plan, zones and reservations hold what the plan says, each address where it belongs, and guess nothing."""

import csv
import io
import json
from collections import Counter
from dataclasses import replace
from functools import cache
from ipaddress import ip_address, ip_interface
from typing import Any

import pytest

from podwright.outputs.address_sheet import address_sheet
from podwright.outputs.kea import kea_files
from podwright.outputs.reservations import reservations
from podwright.outputs.sonic import switch_files
from podwright.outputs.zones import forward_zone, zone_files
from podwright.plan.finding import Infeasible
from podwright.plan.hardware import UNKNOWN, Hardware, hardware
from podwright.plan.types import NameEntry, Plan
from podwright.plan.types.services import ReverseZone
from podwright.spec.hardware import HardwareRow
from unit.pods import SUPERPOD, plan

DNS = {"serial": 7, "authorities": [{"name": "ns1.pod.example", "v4": "192.0.2.53"}, {"name": "ns.other.example"}]}
DHCP = {"switch_url": "http://192.0.2.10/ztp", "boot": {"server": "192.0.2.10", "file": "shimx64.efi"}, "circuit_id": "{switch}:{port}"}


@cache
def pod() -> Plan:
    return plan(SUPERPOD, site={"domain": "pod.example", "dns": DNS, "dhcp": DHCP, "name_servers": ["192.0.2.1", "2001:db8::1"]})


@cache
def sonic() -> Plan:
    """Return a pod of SONiC switches, which the site has names of its own for."""
    return plan(SUPERPOD, naming=[{"of": "in_band/leaf", "pattern": "leaf-{number}"}], fabrics={"ethernet": {"os": "sonic"}})


def sheet() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(address_sheet(pod().physical, pod().fabric, pod().hosts))))


def zones(of: Plan) -> dict[str, str]:
    assert of.services.dns is not None
    return dict(zone_files(of.services.dns, of.hosts))


def kea(known: Hardware = UNKNOWN, of: Plan | None = None) -> dict[str, str]:
    one = of or pod()
    return dict(kea_files(one.services.dhcp, one.hosts, reservations(one.services.dhcp, one.physical, one.fabric, one.hosts, one.ethernet, known)))


def held(text: str, version: int) -> list[dict[str, Any]]:
    networks = json.loads(text)[f"Dhcp{version}"]["shared-networks"]
    return [row for network in networks for subnet in network[f"subnet{version}"] for row in subnet["reservations"]]


def test_every_address_of_the_plan_is_one_row() -> None:
    assert [(row["device"], row["interface"], row["v4"].partition("/")[0]) for row in sheet()] == [
        (row.device, row.interface, row.v4) for row in pod().fabric.addresses
    ]


def test_an_address_and_its_gateway_are_neighbours_and_a_loopback_stands_alone() -> None:
    for row in sheet():
        if row["fabric"] == "loopback":
            assert row["v4"].endswith("/32")
            assert row["v6"].endswith("/128")
        else:
            for family in ("v4", "v6"):
                assert ip_address(row[f"gateway_{family}"]) in ip_interface(row[family]).network


def test_names_stand_with_the_address_that_answers_to_them() -> None:
    table = {entry.v4: " ".join(entry.names) for entry in pod().hosts.names}
    assert {row["v4"].partition("/")[0]: row["names"] for row in sheet() if row["names"]} == table


def test_a_zone_has_both_addresses_of_a_name_and_the_name_server_that_lies_in_it() -> None:
    lines = zones(pod())["pod.example.zone"].splitlines()
    assert "pod-u001-r01-n01 A 10.8.1.17" in lines
    assert "pod-u001-r01-n01-bmc AAAA fd70:6f64:10:301::1:1" in lines
    assert "ns1 A 192.0.2.53" in lines
    assert "@ SOA ns1.pod.example. hostmaster.pod.example. 7 14400 3600 1209600 3600" in lines


def test_every_name_of_the_table_has_a_pointer_from_each_of_its_addresses() -> None:
    found = [
        ip_address(_address(line.split()[0], name.removesuffix(".zone")))
        for name, text in zones(pod()).items()
        if name.endswith(".arpa.zone")
        for line in text.splitlines()
        if " PTR " in line
    ]
    assert sorted(map(str, found)) == sorted(address for entry in pod().hosts.names for address in (entry.v4, entry.v6))


@cache
def every_address() -> Plan:
    """Return the pod whose zones name interfaces too, and whose site calls nodes by names of its own."""
    words = {"domain": "pod.example", "dns": DNS | {"names": "interfaces"}}
    return plan(SUPERPOD, site=words, naming=[{"of": "gpu_node", "pattern": "su{unit}-dgx{in_unit}"}])


def test_where_the_site_asks_for_it_every_address_has_a_name_and_the_name_table_stays() -> None:
    files, addresses = zones(every_address()), every_address().fabric.addresses
    lines = files["pod.example.zone"].splitlines()
    assert {line.split()[2] for line in lines if " A " in line} == {row.v4 for row in addresses} | {"192.0.2.53"}
    assert sum(text.count(" PTR ") for name, text in files.items() if name.endswith(".arpa.zone")) == sum(bool(row.v4) + bool(row.v6) for row in addresses)
    rail = next(row for row in addresses if (row.device, row.fabric, row.lane) == ("pod-u001-r01-n01", "compute", 3))
    assert {f"pod-u001-r01-n01-compute3 A {rail.v4}", f"su1-dgx1-compute3 A {rail.v4}"} <= set(lines)
    assert not [name for entry in every_address().hosts.names for name in entry.names if "compute" in name]


def test_growth_renames_no_interface() -> None:
    words = {"site": {"domain": "pod.example", "dns": DNS | {"names": "interfaces"}}}
    small, large = (plan(SUPERPOD, units, **words).services.dns for units in (1, 2))
    assert small is not None
    assert large is not None
    assert set(small.interfaces) < set(large.interfaces)


def test_an_interface_that_would_be_called_as_a_device_is_refused() -> None:
    naming = [{"of": "gpu_node", "pattern": "dgx{unit}-{in_unit}"}, {"of": "management_node", "pattern": "dgx1-{number}-loopback0"}]
    with pytest.raises(Infeasible, match="an interface would have the name of another device"):
        plan(SUPERPOD, site={"domain": "pod.example", "dns": DNS | {"names": "interfaces"}}, naming=naming)


def _address(owner: str, zone: str) -> str:
    """Return the address that an owner in a reverse zone means, read letter by letter as RFC 1035 and RFC 3596 have it."""
    labels = f"{owner}.{zone}".split(".")
    if labels[-2] == "in-addr":
        return ".".join(reversed(labels[:4]))
    digits = "".join(reversed(labels[:32]))
    return ":".join(digits[at : at + 4] for at in range(0, 32, 4))


def test_below_a_24_the_owner_of_the_zone_above_is_told_of_aliases() -> None:
    dns = pod().services.dns
    assert dns is not None
    small = replace(dns, reverse=(ReverseZone("64-26.2.0.192.in-addr.arpa", "192.0.2.64/26"),))
    hosts = replace(pod().hosts, names=(NameEntry("192.0.2.70", "", ("a.pod.example", "a")),))
    files = dict(zone_files(small, hosts))
    assert "70 PTR a.pod.example." in files["64-26.2.0.192.in-addr.arpa.zone"].splitlines()
    assert "70.2.0.192.in-addr.arpa. CNAME 70.64-26.2.0.192.in-addr.arpa." in files["delegation.zone"].splitlines()


def test_a_second_name_answers_too_and_one_of_another_domain_is_left_to_its_own_zone() -> None:
    dns = pod().services.dns
    assert dns is not None
    hosts = replace(pod().hosts, names=(NameEntry("192.0.2.70", "2001:db8::70", ("a.pod.example", "a", "su-1.pod.example", "su-1", "a.elsewhere.example")),))
    lines = forward_zone(dns, hosts).splitlines()
    assert lines[-5:] == ["a A 192.0.2.70", "a AAAA 2001:db8::70", "su-1 A 192.0.2.70", "su-1 AAAA 2001:db8::70", "ns1 A 192.0.2.53"]


def test_nobody_is_lent_an_address_twice_and_no_port_stands_for_two_machines() -> None:
    rows = held(kea()["kea-dhcp4.conf"], 4)
    assert max(Counter(row["ip-address"] for row in rows).values()) == 1
    assert max(Counter(row["circuit-id"] for row in rows).values()) == 1


def test_a_machine_is_known_by_its_port_until_its_mac_is() -> None:
    known = hardware([HardwareRow("pod-u001-r01-n01", "bmc", "b8:ce:f6:00:00:01", None, None)])
    before, after = (next(row for row in held(kea(one)["kea-dhcp4.conf"], 4) if row["ip-address"] == "10.28.1.17") for one in (UNKNOWN, known))
    cable = next(row for row in pod().fabric.cables if (row.a_device, row.a_port) == ("pod-u001-r01-n01", "bmc"))
    assert before["circuit-id"] == f"'{cable.b_device}:{cable.b_port}'"
    assert after == {"hw-address": "b8:ce:f6:00:00:01", "ip-address": "10.28.1.17", "hostname": "pod-u001-r01-n01-bmc"}
    assert [row["ip-addresses"] for row in held(kea(known)["kea-dhcp6.conf"], 6)] == [["fd70:6f64:10:301::1:1"]]


def test_a_sonic_switch_is_known_by_its_host_name_the_alias_of_the_port_and_the_vlan() -> None:
    written = {
        json.loads(text)["DEVICE_METADATA"]["localhost"]["hostname"]: json.loads(text)
        for name, text in switch_files(sonic().ethernet, sonic().hosts, sonic().fabric.cables)
        if name.endswith(".json")
    }
    told = [row["circuit-id"].strip("'").split(":") for row in held(kea(of=sonic())["kea-dhcp4.conf"], 4) if "circuit-id" in row]
    assert "leaf-1" in {switch for switch, _, _ in told}
    for switch, alias, vlan in told:
        (name,) = [name for name, row in written[switch]["PORT"].items() if row["alias"] == alias]
        bond = next((key.partition("|")[0] for key in written[switch].get("PORTCHANNEL_MEMBER", ()) if key.endswith(f"|{name}")), name)
        assert written[switch]["VLAN_MEMBER"][f"{vlan}|{bond}"] == {"tagging_mode": "untagged"}
        assert any(key.startswith(f"{vlan}|") for key in written[switch]["VLAN_INTERFACE"])


@pytest.mark.parametrize("os", ["cumulus", "sonic"])
def test_a_switch_that_only_bridges_names_no_port_unless_the_site_says_so(os: str) -> None:
    silent, told = (
        plan("era-2-8-9-400", site={"domain": "pod.example", "dhcp": dhcp}, fabrics={"ethernet": {"os": os}})
        for dhcp in ({}, {"circuit_id": "{switch}/{port}"})
    )
    bridging = {row.device for row in silent.ethernet.switches if not row.asn}
    behind = {row.a_device for row in silent.fabric.cables if row.fabric == "out_of_band" and row.b_device in bridging}
    managed = {row.v4 for row in silent.fabric.addresses if row.fabric == "out_of_band"}
    left = {row["device"]: row["why"] for row in csv.DictReader(io.StringIO(kea(of=silent)["unreserved.csv"])) if row["v4"] in managed}
    assert behind & left.keys()
    assert all("passes requests on without saying by which port they came" in left[name] for name in behind & left.keys())
    assert not any("passes requests" in row["why"] for row in csv.DictReader(io.StringIO(kea(of=told)["unreserved.csv"])))


def test_a_new_sonic_switch_is_given_the_name_that_its_files_have() -> None:
    (leaf,) = [row.device for row in sonic().hosts.site_names if row.name == "leaf-1"]
    known = hardware([HardwareRow(leaf, "eth0", "b8:ce:f6:00:00:03", None, None)])
    (given,) = [row["hostname"] for row in held(kea(known, sonic())["kea-dhcp4.conf"], 4) if "hw-address" in row]
    files = dict(switch_files(sonic().ethernet, sonic().hosts, sonic().fabric.cables))
    assert {f"{given}_config_db.json", f"{given}_frr.conf"} <= files.keys()
    assert json.loads(files[f"{given}_config_db.json"])["DEVICE_METADATA"]["localhost"]["hostname"] == "leaf-1"


def test_a_bond_is_known_by_the_mac_of_its_first_member() -> None:
    host = next(host for host in pod().hosts.hosts if host.name == "pod-u001-r01-n01")
    bond = next(row for row in host.interfaces if row.members)
    known = hardware([HardwareRow(host.name, bond.members[0], "b8:ce:f6:00:00:02", None, None)])
    assert next(row for row in held(kea(known)["kea-dhcp4.conf"], 4) if "hw-address" in row)["ip-address"] == host.in_band_v4


def test_ethernet_switches_learn_what_to_fetch_and_hosts_what_to_start_from() -> None:
    rows = held(kea()["kea-dhcp4.conf"], 4)
    told = {row["hostname"]: row.get("client-classes") for row in rows if "hostname" in row}
    assert told["pod-u001-r01-n01"] == ["boot"]
    assert told["pod-u001-r01-n01-bmc"] is None
    ethernet = {device.name for device in pod().physical.devices if device.fabric in ("in_band", "out_of_band")}
    assert {name for name, classes in told.items() if classes == ["switch"]} == ethernet & told.keys()


def test_a_port_that_two_switches_report_alike_lends_nothing_and_says_so() -> None:
    plain = plan(SUPERPOD, site={"domain": "pod.example"})
    files = kea(of=plain)
    given = {row["ip-address"] for row in held(files["kea-dhcp4.conf"], 4)}
    left = {row["v4"]: row["why"] for row in csv.DictReader(io.StringIO(files["unreserved.csv"]))}
    asked = {row.v4 for row in plain.fabric.addresses if row.fabric in ("in_band", "out_of_band")}
    assert given | left.keys() == asked
    assert not given & left.keys()
    assert any("reports of a port too" in why for why in left.values())


@pytest.mark.parametrize(("version", "servers"), [(4, "192.0.2.1"), (6, "2001:db8::1")])
def test_each_server_tells_of_resolvers_of_its_own_version(version: int, servers: str) -> None:
    options = json.loads(kea()[f"kea-dhcp{version}.conf"])[f"Dhcp{version}"]["option-data"]
    assert servers in [option["data"] for option in options]
