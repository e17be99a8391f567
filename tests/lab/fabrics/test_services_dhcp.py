"""Kea takes the configuration, and a machine that starts behind a switch's relay gets its planned address and options; a stranger gets nothing."""

import json
import os
from functools import cache
from pathlib import Path

import pytest

from lab.fabrics.leases import SERVER_V6, Machine, ask, complaints, lacking
from lab.fabrics.relayed import Request, offered
from podwright.outputs.kea import kea_files
from podwright.outputs.reservations import reservations
from podwright.outputs.sonic import switch_files
from podwright.plan.hardware import UNKNOWN, Hardware, hardware
from podwright.plan.types import Plan, Subnet
from podwright.spec.hardware import HardwareRow
from unit.pods import SUPERPOD, plan, wide_pools

pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(os.geteuid() != 0, reason="namespaces need root"),
    pytest.mark.skipif(bool(lacking()), reason=f"leases need {', '.join(lacking())}"),
]

DHCP = {"switch_url": "http://192.0.2.10/ztp", "boot": {"server": "192.0.2.10", "file": "shimx64.efi"}}
MAC, STRANGER = "b8:ce:f6:00:00:01", "b8:ce:f6:00:00:99"


@cache
def pod(units: int = 1, **dhcp: object) -> Plan:
    site = {"domain": "pod.example", "dhcp": DHCP | dhcp, "name_servers": ["192.0.2.1", "2001:db8::1"]}
    return plan(SUPERPOD, units, site=site, **({"addresses": wide_pools()} if units > 4 else {}))


def configuration(version: int, known: Hardware = UNKNOWN, of: Plan | None = None) -> str:
    one = of or pod()
    rows = reservations(one.services.dhcp, one.physical, one.fabric, one.hosts, one.ethernet, known)
    return dict(kea_files(one.services.dhcp, one.hosts, rows))[f"kea-dhcp{version}.conf"]


def subnet_of(fabric: str, device_class: str, unit: int) -> Subnet:
    """Return the first lane's subnet of a class of device in a unit."""
    return next(row for row in pod().fabric.subnets if (row.fabric, row.device_class.value, row.lane, row.unit) == (fabric, device_class, 0, unit))


def behind(fabric: str, device_class: str, unit: int, *, mac: str, port: str) -> Machine:
    subnet = subnet_of(fabric, device_class, unit)
    return Machine(mac, port, f"{subnet.gateway_v4}/{subnet.v4.partition('/')[2]}")


def port_of(device: str, port: str) -> str:
    """Return the switch port that a port is cabled to."""
    return next(row.b_port for row in pod().fabric.cables if (row.a_device, row.a_port) == (device, port))


def test_a_machine_whose_mac_is_known_gets_its_planned_address_and_what_it_starts_from(tmp_path: Path) -> None:
    host = next(host for host in pod().hosts.hosts if host.name == "pod-u001-r01-n01")
    bond = next(row for row in host.interfaces if row.members)
    known = hardware([HardwareRow(host.name, "bmc", MAC, None, None), HardwareRow(host.name, bond.members[0], "b8:ce:f6:00:00:02", None, None)])
    bmc, started = ask(
        tmp_path,
        configuration(4, known),
        [behind("out_of_band", "n", 1, mac=MAC, port="swp48"), behind("in_band", "n", 1, mac="b8:ce:f6:00:00:02", port="swp49")],
        version=4,
    )
    assert (bmc["ip"], bmc["mask"], bmc["router"], bmc["hostname"]) == (host.bmc_v4, "24", subnet_of("out_of_band", "n", 1).gateway_v4, f"{host.name}-bmc")
    assert (bmc["dns"], bmc["domain"], bmc["lease"]) == ("192.0.2.1", "pod.example", "86400")
    assert "boot_file" not in bmc
    assert started["ip"] == host.in_band_v4
    assert (started["siaddr"], started["boot_file"]) == ("192.0.2.10", "shimx64.efi")


def test_a_machine_whose_mac_nobody_knows_is_known_by_its_port_and_a_stranger_elsewhere_gets_nothing(tmp_path: Path) -> None:
    host = next(host for host in pod().hosts.hosts if host.name == "pod-u001-r01-n01")
    port = port_of(host.name, next(row for row in host.interfaces if row.members).members[0])
    found, stranger = ask(
        tmp_path, configuration(4), [behind("in_band", "n", 1, mac=STRANGER, port=port), behind("in_band", "n", 1, mac=STRANGER, port="swp60")], version=4
    )
    assert found["ip"] == host.in_band_v4
    assert stranger == {}


def test_a_machine_behind_a_sonic_switch_is_known_by_what_its_relay_says_and_the_next_port_is_another(tmp_path: Path) -> None:
    one = plan(SUPERPOD, site={"domain": "pod.example"}, fabrics={"ethernet": {"os": "sonic"}})
    host = next(host for host in one.hosts.hosts if host.name == "pod-u001-r01-n01")
    member = next(row for row in host.interfaces if row.members).members[0]
    cable = next(row for row in one.fabric.cables if (row.a_device, row.a_port) == (host.name, member))
    database = json.loads(dict(switch_files(one.ethernet, one.hosts, one.fabric.cables))[f"{cable.b_device}_config_db.json"])
    (port,) = [name for name, row in database["DEVICE_NEIGHBOR"].items() if (row["name"], row["port"]) == (host.name, member)]
    joined = next((key.partition("|")[0] for key in database.get("PORTCHANNEL_MEMBER", ()) if key.endswith(f"|{port}")), port)
    (vlan,) = [key.partition("|")[0] for key, row in database["VLAN_MEMBER"].items() if key.endswith(f"|{joined}") and row["tagging_mode"] == "untagged"]
    gateway = next(row for row in one.fabric.subnets if (row.fabric, row.device_class.value, row.lane, row.unit) == ("in_band", "n", 0, 1)).gateway_v4
    said = f"{database['DEVICE_METADATA']['localhost']['hostname']}:{database['PORT'][port]['alias']}:{vlan}"
    requests = [Request(STRANGER, circuit_id) for circuit_id in (said, said.replace(":etp", ":etp6"), said.replace(vlan, "Vlan4000"))]
    assert offered(tmp_path, configuration(4, of=one), gateway, requests) == [host.in_band_v4, "", ""]
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    loopback = [Request(STRANGER, said, gateway), Request(STRANGER, said)]
    assert offered(elsewhere, configuration(4, of=one), "192.0.2.77", loopback) == [host.in_band_v4, ""]


def test_a_new_switch_is_told_what_to_fetch_by_the_option_that_it_asks_for(tmp_path: Path) -> None:
    switch = next(device for device in pod().physical.devices if device.fabric == "in_band")
    known = hardware([HardwareRow(switch.name, "eth0", MAC, None, None)])
    (told,) = ask(tmp_path, configuration(4, known), [behind("out_of_band", "s", switch.place.unit, mac=MAC, port="swp1")], version=4)
    assert told["hostname"] == switch.name
    assert bytes.fromhex(told["opt239"]).decode() == "http://192.0.2.10/ztp"


def test_a_pdu_behind_the_gateway_of_another_class_still_gets_its_own_address(tmp_path: Path) -> None:
    pdu = next(device for device in pod().physical.devices if device.role.value == "pdu" and device.place.unit == 1)
    address = next(row for row in pod().fabric.addresses if row.device == pdu.name)
    known = hardware([HardwareRow(pdu.name, address.interface, MAC, None, None)])
    (told,) = ask(tmp_path, configuration(4, known), [behind("out_of_band", "n", 1, mac=MAC, port="swp63")], version=4)
    assert (told["ip"], told["router"]) == (address.v4, subnet_of("out_of_band", "p", 1).gateway_v4)


def test_a_machine_whose_mac_is_known_gets_its_planned_ipv6_address(tmp_path: Path) -> None:
    host = next(host for host in pod().hosts.hosts if host.name == "pod-u001-r01-n01")
    known = hardware([HardwareRow(host.name, "bmc", MAC, None, None)])
    subnet = subnet_of("out_of_band", "n", 1)
    machines = [Machine(mac, "swp48", f"{subnet.gateway_v6}/64") for mac in (MAC, STRANGER)]
    listening = pod(interfaces=("server", f"server/{SERVER_V6}"))
    found, stranger = ask(tmp_path, configuration(6, known, listening), machines, version=6)
    assert found["new_ip6_address"] == host.bmc_v6
    assert found["new_dhcp6_name_servers"] == "2001:db8::1"
    assert stranger == {}


@pytest.mark.parametrize("version", [4, 6])
def test_kea_takes_the_configuration_of_a_pod_that_asks_for_nothing(tmp_path: Path, version: int) -> None:
    path = tmp_path / "kea.conf"
    path.write_text(configuration(version, of=plan()), encoding="utf-8")
    assert complaints(path, version) == ""


@pytest.mark.parametrize("version", [4, 6])
@pytest.mark.parametrize("units", [1, pytest.param(16, marks=pytest.mark.soak)])
def test_kea_takes_the_configuration(tmp_path: Path, units: int, version: int) -> None:
    one = pod(units, circuit_id="{switch}:{port}")
    macs = (
        HardwareRow(host.name, "bmc", f"02:00:{n >> 24 & 255:02x}:{n >> 16 & 255:02x}:{n >> 8 & 255:02x}:{n & 255:02x}", None, None)
        for n, host in enumerate(one.hosts.hosts)
    )
    path = tmp_path / "kea.conf"
    path.write_text(configuration(version, hardware(macs), one), encoding="utf-8")
    assert complaints(path, version) == ""
