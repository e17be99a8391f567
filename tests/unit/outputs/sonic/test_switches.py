"""`config_db.json` says what the plan says, in SONiC's own names: both ends of every cable agree, and FRR names no port that is not there."""

import json
import re

import pytest

from podwright.outputs.sonic.names import bond_names
from podwright.plan.finding import Infeasible
from podwright.plan.port_names import names_of_ports
from podwright.plan.types import PortUse
from unit.outputs.sonic.pods import CONVERGED, PODS, RAILS, SUPERPOD, TIERED, databases, pod, texts
from unit.pods import plan

PORT = re.compile(r"\bEthernet\d+\b")


def tables(architecture: str, units: int, device: str, *, is_told: bool = False) -> dict[str, dict[str, dict[str, str]]]:
    return databases(architecture, units, is_told=is_told)[device]


@pytest.mark.parametrize("size", PODS)
def test_the_ends_of_a_cable_name_each_other_and_run_at_one_rate(size: tuple[str, int]) -> None:
    found = databases(*size)
    for device, rows in found.items():
        for name, told in rows["DEVICE_NEIGHBOR"].items():
            if told["port"] != "eth0" and told["name"] in found:
                there = found[told["name"]]
                assert there["DEVICE_NEIGHBOR"][told["port"]] == {"local_port": told["port"], "name": device, "port": name}
                assert there["PORT"][told["port"]]["speed"] == rows["PORT"][name]["speed"]


@pytest.mark.parametrize("size", PODS)
def test_what_is_plugged_in_is_up_and_no_lane_is_taken_twice(size: tuple[str, int]) -> None:
    for device, rows in databases(*size).items():
        cabled = sum(port.device == device for port in pod(*size).ethernet.ports)
        assert sum(row["admin_status"] == "up" for row in rows["PORT"].values()) == cabled
        lanes = [lane for row in rows["PORT"].values() for lane in row["lanes"].split(",")]
        assert len(lanes) == len(set(lanes))


@pytest.mark.parametrize("size", PODS)
def test_routing_names_ports_bonds_and_routers_of_the_database(size: tuple[str, int]) -> None:
    for device, rows in databases(*size).items():
        text = texts(*size).get(f"{device}_frr.conf", "")
        known = {*rows["PORT"], *rows.get("PORTCHANNEL", ()), *rows.get("VRF", ())}
        assert set(re.findall(r"\b(?:Ethernet|PortChannel|Vrf)\w+", text)) <= known
        assert set(re.findall(r"neighbor (Ethernet\d+) ", text)) == set(rows.get("INTERFACE", ()))
        assert ("router bgp" in text) == ("bgp_asn" in rows["DEVICE_METADATA"]["localhost"])


@pytest.mark.parametrize("size", [CONVERGED, TIERED, SUPERPOD])
def test_a_host_on_two_switches_meets_one_system_one_segment_and_one_number(size: tuple[str, int]) -> None:
    ends: dict[str, set[tuple[str, str, str]]] = {}
    for device, rows in databases(*size).items():
        member_of = {key.partition("|")[2]: key.partition("|")[0] for key in rows.get("PORTCHANNEL_MEMBER", ())}
        for port, bond in member_of.items():
            segment = rows.get("EVPN_ETHERNET_SEGMENT", {}).get(bond)
            if segment:
                assert f"interface {bond}\n evpn mh es-id {segment['esi']}\n" in texts(*size)[f"{device}_frr.conf"]
                ends.setdefault(rows["DEVICE_NEIGHBOR"][port]["name"], set()).add((bond, segment["esi"], rows["PORTCHANNEL"][bond]["system_mac"]))
    hosts = {port.peer for port in pod(*size).ethernet.ports if port.segment_id and port.use is PortUse.ACCESS}
    assert hosts
    assert all(len(ends[host]) == 1 for host in hosts)


def test_a_gateway_that_two_switches_hold_is_one_address_with_one_hardware_address() -> None:
    pair = [row.device for row in pod(*CONVERGED).ethernet.switches if row.asn]
    one, other = (tables(*CONVERGED, device)["VLAN_INTERFACE"] for device in pair)
    shared = {name for name in one.keys() & other.keys() if "static_anycast_gateway" in one[name]}
    assert shared
    assert all({key for key in one if key.startswith(f"{name}|")} == {key for key in other if key.startswith(f"{name}|")} for name in shared)
    assert tables(*CONVERGED, pair[0])["SAG"] == {"GLOBAL": {"gateway_mac": pod(*CONVERGED).ethernet.anycast_mac}}


def test_a_gateway_of_one_switch_is_its_own() -> None:
    rail = next(row for row in pod(*RAILS).ethernet.switches if row.is_lossless and any(kept.device == row.device for kept in pod(*RAILS).ethernet.interfaces))
    assert "SAG" not in tables(*RAILS, rail.device)


def test_only_switches_that_carry_rdma_lose_nothing_and_only_ports_of_hosts_are_watched() -> None:
    found = pod(*RAILS).ethernet
    for switch in found.switches:
        rows = tables(*RAILS, switch.device)
        assert ("PORT_QOS_MAP" in rows) == switch.is_lossless
        watched = {name for name in rows.get("PFC_WD", {}) if name != "GLOBAL"}
        assert watched == {name for name, row in rows.get("PORT_QOS_MAP", {}).items() if "pfcwd_sw_enable" in row}
        hosts = [port for port in found.ports if port.device == switch.device and port.use is PortUse.ACCESS and not port.bond]
        assert len(watched) == (len(hosts) if switch.is_lossless else 0)


def test_a_lossless_switch_shares_its_buffer_and_knows_every_cable_s_length() -> None:
    found = pod(*RAILS)
    lengths = {(row.b_device, row.b_port): row.length_m for row in found.fabric.cables}
    for switch in found.ethernet.switches:
        rows = tables(*RAILS, switch.device)
        assert ("BUFFER_POOL" in rows) == (rows["DEVICE_METADATA"]["localhost"].get("buffer_model") == "dynamic") == switch.is_lossless
        if switch.is_lossless:
            up = {name for name, row in rows["PORT"].items() if row["admin_status"] == "up"}
            assert set(rows["CABLE_LENGTH"]["AZURE"]) == set(rows["PORT_QOS_MAP"]) == up
            assert {key for key in rows["BUFFER_PG"] if rows["BUFFER_PG"][key]["profile"] == "NULL"} == {f"{name}|3" for name in up}
            assert {row["profile"] for row in rows["BUFFER_QUEUE"].values()} <= set(rows["BUFFER_PROFILE"])
            own = [port for port in found.ethernet.ports if port.device == switch.device and (port.device, port.port) in lengths]
            named = names_of_ports(found.ethernet)[switch.device]
            assert own
            assert all(0 <= int(rows["CABLE_LENGTH"]["AZURE"][named[port.port].name][:-1]) - lengths[port.device, port.port] < 1 for port in own)


def test_flows_of_rdma_are_told_apart_where_there_is_more_than_one_way() -> None:
    for switch in pod(*RAILS).ethernet.switches:
        rows = tables(*RAILS, switch.device)
        routed = any(port.device == switch.device and port.use is PortUse.ROUTED for port in pod(*RAILS).ethernet.ports)
        assert ("L4_SRC_PORT" in rows.get("SWITCH_HASH", {}).get("GLOBAL", {}).get("ecmp_hash", "")) == (switch.is_lossless and routed)


@pytest.mark.parametrize("size", PODS)
def test_no_bond_has_the_number_of_another(size: tuple[str, int]) -> None:
    ports = pod(*size).ethernet.ports
    for switch in pod(*size).ethernet.switches:
        names = bond_names(port for port in ports if port.device == switch.device)
        assert len(set(names.values())) == len(names)


def test_a_switch_that_only_bridges_is_managed_in_a_vlan_and_knows_one_way_out() -> None:
    row = next(row for row in pod(*TIERED).ethernet.management if row.vlan_id)
    rows = tables(*TIERED, row.device)
    text = texts(*TIERED)[f"{row.device}_frr.conf"]
    assert text.splitlines()[3:] == [f"ip route 0.0.0.0/0 {row.gateway_v4}", f"ipv6 route ::/0 {row.gateway_v6}"]
    assert f"Vlan{row.vlan_id}|{row.v4}" in rows["VLAN_INTERFACE"]
    assert "VXLAN_TUNNEL" not in rows


def test_every_word_of_a_site_arrives() -> None:
    found = pod(*CONVERGED, is_told=True).ethernet
    device = next(row.device for row in found.switches if row.asn)
    rows = tables(*CONVERGED, device, is_told=True)
    assert set(rows["NTP_SERVER"]) == {"192.0.2.123", "0.pool.ntp.org"}
    assert [row["vrf_name"] for row in rows["INTERFACE"].values() if "vrf_name" in row] == ["VrfEXIT", "VrfEXIT"]
    assert any(key.startswith("Loopback") and key.endswith("|172.16.0.1/32") for key in rows["LOOPBACK_INTERFACE"])
    relayed = {key for key, row in rows["VLAN_INTERFACE"].items() if row.get("vrf_name") == "Vrfin_band" and key != "Vlan4011"}
    assert set(rows["DHCPV4_RELAY"]) == relayed
    text = texts(*CONVERGED, is_told=True)[f"{device}_frr.conf"]
    part = text[text.index("router bgp 4202100000 vrf VrfEXIT") :]
    assert len(re.findall(r"neighbor Ethernet\d+ interface peer-group edge", part)) == 2
    asked = set(re.findall(r"route-map (\w+)(?: out)?$|import vrf route-map (\w+)", text, re.MULTILINE))
    assert {name for names in asked for name in names if name} == set(re.findall(r"^route-map (\w+) ", text, re.MULTILINE))
    assert set(re.findall(r"address prefix-list (\w+)", text)) <= set(re.findall(r"^ip(?:v6)? prefix-list (\w+)", text, re.MULTILINE))
    assert re.findall(r"import vrf (Vrf\w+)", part[: part.index("exit\n!")]) == ["Vrfin_band", "Vrfout_of_band"] * 2


def test_requests_from_a_vlan_whose_address_others_have_too_leave_from_the_switch_s_own() -> None:
    told = databases(*CONVERGED, is_told=True)
    sources = set()
    for rows in told.values():
        for vlan, row in rows.get("DHCPV4_RELAY", {}).items():
            assert ("static_anycast_gateway" in rows["VLAN_INTERFACE"][vlan]) == (row.get("link_selection") == "enable")
            own = [key.partition("|")[2] for key in rows["LOOPBACK_INTERFACE"] if key.startswith(f"{row['source_interface']}|")]
            assert rows["LOOPBACK_INTERFACE"][row["source_interface"]] == {"vrf_name": "Vrfin_band"}
            sources.update(own)
    assert sources == {"172.16.1.1/32", "172.16.1.2/32"}
    assert not any("source_interface" in row for rows in databases(*CONVERGED).values() for row in rows.get("DHCPV4_RELAY", {}).values())


def test_rows_stand_on_lines_of_their_own() -> None:
    for name, text in texts(*SUPERPOD).items():
        if name.endswith(".json"):
            rows = sum(len(table) for table in json.loads(text).values())
            assert sum(line.rstrip(",").endswith("}") and line.startswith('"') for line in text.splitlines()) == rows


def test_a_release_that_nobody_tried_is_refused() -> None:
    with pytest.raises(Infeasible) as trouble:
        plan(fabrics={"ethernet": {"os": "sonic", "release": "202505"}})
    assert [(row.code, "202611" in row.what) for row in trouble.value.findings] == [("P410", True)]
