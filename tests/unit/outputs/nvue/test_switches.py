"""Configurations say what the plan says: both ends of every cable agree, and what is not asked for is not there."""

import re

import pytest
from netaddr import IPAddress, IPNetwork

from nvue_settings import Flat, flat
from podwright.outputs.nvue import switch_files
from podwright.plan.types import PortUse
from podwright.spec.site import Site
from unit.outputs.nvue.pods import CONVERGED, TIERED, pod, settings, texts
from unit.pods import plan

PODS = (CONVERGED, TIERED, ("dgx-superpod-h100", 1))
PORT = re.compile(r"(swp[0-9]+)s[0-9]+")
BGP = ("vrf", "default", "router", "bgp")


def value(rows: Flat, *path: str) -> str | None:
    return rows.get(path)


def below(rows: Flat, *path: str) -> set[str]:
    return {key[len(path)] for key in rows if key[: len(path)] == path and len(key) > len(path)}


def cages(rows: Flat) -> dict[str, set[str]]:
    """Return the ports of every cage that is broken out; none where it is whole."""
    found: dict[str, set[str]] = {}
    for name in {path[1] for path in rows if path[0] == "interface" and path[1].startswith("swp")}:
        match = PORT.fullmatch(name)
        found.setdefault(match[1] if match else name, set()).update({name} if match else ())
    return found


@pytest.mark.parametrize("size", PODS)
def test_both_ends_of_every_link_between_switches_speak_bgp_of_the_same_kind(size: tuple[str, int]) -> None:
    found, ethernet = settings(*size), pod(*size, is_told=False).ethernet
    asn = {row.device: value(found[row.device], "router", "bgp", "autonomous-system") for row in ethernet.switches}
    links = [port for port in ethernet.ports if port.use in (PortUse.ROUTED, PortUse.PEER)]
    for port in links:
        group = value(found[port.device], *BGP, "neighbor", port.port, "peer-group")
        assert value(found[port.device], *BGP, "peer-group", str(group), "remote-as") == ("internal" if asn[port.device] == asn[port.peer] else "external")
        assert group == value(found[port.peer], *BGP, "neighbor", port.peer_port, "peer-group")
    assert sum(len(below(rows, *BGP, "neighbor")) for rows in found.values()) == len(links)


@pytest.mark.parametrize("size", PODS)
def test_what_nothing_is_plugged_into_is_dark(size: tuple[str, int]) -> None:
    cabled = {(port.device, port.port) for port in pod(*size, is_told=False).ethernet.ports}
    for device, rows in settings(*size).items():
        lit = {path[1] for path in rows if path[2:] == ("link", "state", "up")}
        dark = {path[1] for path in rows if path[2:] == ("link", "state", "down")}
        for cage, ports in cages(rows).items():
            used = {port for port in ports or {cage} if (device, port) in cabled}
            disabled = ("interface", cage, "link", "breakout", "disabled") in rows
            assert (cage in lit, cage in dark) == (bool(used), not used and not disabled), (device, cage)
            assert ports & dark == (ports - used if used else set()), (device, cage)


@pytest.mark.parametrize("size", PODS)
def test_a_cage_is_broken_out_into_as_many_ports_as_it_has(size: tuple[str, int]) -> None:
    for rows in settings(*size).values():
        told = {path[1]: path[4] for path in rows if path[2:4] == ("link", "breakout") and path[4] != "disabled"}
        assert told == {cage: f"{len(ports)}x" for cage, ports in cages(rows).items() if ports}


def test_the_links_of_a_rail_are_adaptive_and_lossless_and_others_are_not() -> None:
    found = settings(*TIERED)
    ethernet = pod(*TIERED, is_told=False).ethernet
    lossless = {row.device for row in ethernet.ports if row.fabric == "compute"}
    for device, rows in found.items():
        assert (value(rows, "qos", "roce", "mode") == "lossless") == (device in lossless)
        assert (value(rows, "router", "adaptive-routing", "enable") == "on") == (device in lossless)
    routed = [port for port in ethernet.ports if port.use is PortUse.ROUTED]
    assert routed
    for port in routed:
        assert value(found[port.device], "interface", port.port, "router", "adaptive-routing", "enable") == "on"


def test_bonds_on_both_switches_of_a_pair_are_one_segment() -> None:
    found, ethernet = settings(*CONVERGED), pod(*CONVERGED, is_told=False).ethernet
    path = ("evpn", "multihoming", "segment")
    seen: dict[tuple[str, str], set[tuple[str | None, str | None]]] = {}
    for port in ethernet.ports:
        if port.segment_id:
            rows = found[port.device]
            assert ("interface", port.bond, "bond", "member", port.port) in rows
            number = value(rows, "interface", port.bond, *path, "local-id"), value(rows, "interface", port.bond, *path, "mac-address")
            seen.setdefault((port.peer, ""), set()).add(number)
    assert seen
    assert all(len(numbers) == 1 for numbers in seen.values())
    assert len({next(iter(numbers)) for numbers in seen.values()}) == len(seen)


def test_a_switch_that_only_bridges_routes_nothing_and_is_reached_in_its_own_network() -> None:
    for switch in pod(*CONVERGED, is_told=False).ethernet.switches:
        rows = settings(*CONVERGED)[switch.device]
        if switch.asn:
            continue
        assert below(rows, "router") == set()
        assert below(rows, "nve") == set()
        assert below(rows, "interface", "uplink", "bond", "member") >= {"swp49", "swp50", "swp51", "swp52"}
        ends = {name for name in below(rows, "interface") if name.startswith("vlan")}
        assert len(ends) == 1
        own = next(IPNetwork(text) for text in below(rows, "interface", *ends, "ip", "address") if ":" not in text)
        assert str(own.ip) == switch.management_v4
        gateway = below(rows, "vrf", "default", "router", "static", "0.0.0.0/0", "via").pop()
        assert IPAddress(gateway) in own.cidr
        assert value(rows, "interface", *ends, "vlan") in below(rows, "bridge", "domain", "br_default", "vlan")


def test_a_gateway_that_two_switches_hold_is_shared_and_their_own_addresses_differ() -> None:
    rows = [found for device, found in settings(*CONVERGED).items() if value(found, "router", "bgp", "autonomous-system")]
    assert len(rows) == 2
    vlans = [{name for name in below(found, "interface") if name.startswith("vlan")} for found in rows]
    assert len(vlans[0] & vlans[1]) > 5
    for vlan in vlans[0] & vlans[1]:
        own = [below(found, "interface", vlan, "ip", "address") for found in rows]
        shared = [below(found, "interface", vlan, "ip", "vrr", "address") for found in rows]
        assert shared[0] == shared[1] != set()
        assert not own[0] & own[1]
        assert not own[0] & shared[0]


@pytest.mark.parametrize("size", PODS)
def test_a_gateway_of_a_network_that_reaches_beyond_a_leaf_is_shared_and_nobody_s_own(size: tuple[str, int]) -> None:
    found, ethernet = settings(*size), pod(*size, is_told=False).ethernet
    far = {row.vlan_id: row for row in ethernet.networks if row.vni}
    routed = [row for row in ethernet.interfaces if row.vlan_id in far]
    assert routed
    for row in routed:
        network, rows = far[row.vlan_id], found[row.device]
        gateway = f"{network.gateway_v4}/{network.v4.partition('/')[2]}"
        assert gateway in below(rows, "interface", f"vlan{row.vlan_id}", "ip", "vrr", "address")
        assert gateway not in below(rows, "interface", f"vlan{row.vlan_id}", "ip", "address")


@pytest.mark.parametrize("size", PODS)
def test_where_hosts_are_on_two_switches_every_end_of_tunnels_knows_of_segments_and_its_ways_to_others(size: tuple[str, int]) -> None:
    found, ethernet = settings(*size), pod(*size, is_told=False).ethernet
    joined: dict[str, set[str]] = {}
    for port in ethernet.ports:
        if port.use in (PortUse.ROUTED, PortUse.PEER):
            joined.setdefault(port.device, set()).add(port.port)
    knowing = [row.device for row in ethernet.switches if row.is_tunnel_end]
    assert any(not row.segment_mac and row.is_tunnel_end for row in ethernet.switches) == (size[0] == "dgx-superpod-h100")
    for device in knowing:
        assert value(found[device], "evpn", "multihoming", "enable") == "on"
        uplinks = {name for name in below(found[device], "interface") if value(found[device], "interface", name, "evpn", "multihoming", "uplink") == "on"}
        assert uplinks == joined[device] != set()


def test_ways_over_switches_of_different_systems_count_as_one_length_in_every_virtual_router() -> None:
    for device, rows in settings("dgx-superpod-h100", 1).items():
        is_tiered = any(path[:6] == (*BGP, "peer-group", "tiers") for path in rows)
        for vrf in below(rows, "vrf"):
            if value(rows, "vrf", vrf, "router", "bgp", "enable") == "on":
                relaxed = value(rows, "vrf", vrf, "router", "bgp", "path-selection", "multipath", "aspath-ignore") == "on"
                assert relaxed == is_tiered, (device, vrf)


def test_addresses_of_a_pod_are_asked_of_the_site_if_it_gives_them() -> None:
    found = plan(*CONVERGED, fabrics={"ethernet": {"management": "dhcp"}})
    text = dict(switch_files(found.ethernet, found.hosts))
    assert all("dhcp: {}" in one for one in text.values())


def test_the_name_of_a_switch_is_its_own() -> None:
    for device, text in texts(*CONVERGED).items():
        assert f"hostname: {device}\n" in text


@pytest.mark.parametrize("release", ["5.14", "5.15"])
def test_time_and_names_are_asked_for_where_the_switch_is_managed(release: str) -> None:
    made = plan(
        *CONVERGED, site=Site(domain="pod.example", name_servers=("192.0.2.53",)), fabrics={"ethernet": {"release": release, "time_servers": ["192.0.2.123"]}}
    )
    vrf_of = {row.device: row.vrf for row in made.ethernet.management if row.v4}
    assert set(vrf_of.values()) == {"mgmt", "default"}
    for device, text in switch_files(made.ethernet, made.hosts):
        rows, vrf = flat(text), vrf_of[device]
        if release == "5.14":
            assert below(rows, "service", "ntp") == below(rows, "service", "dns") == {vrf}
            assert below(rows, "service", "dns", vrf, "server") == {"192.0.2.53"}
        else:
            assert value(rows, "system", "ntp", "vrf") == value(rows, "system", "dns", "server", "192.0.2.53", "vrf") == vrf


def test_a_switch_that_dhcp_tells_of_name_servers_asks_those() -> None:
    words = {"site": Site(domain="pod.example", name_servers=("192.0.2.53",)), "fabrics": {"ethernet": {"management": "dhcp"}}}
    made = plan(*CONVERGED, **words)
    by_dhcp = {row.device for row in made.ethernet.management} - {row.device for row in made.ethernet.management if row.v4}
    told = {device for device, text in switch_files(made.ethernet, made.hosts) if below(flat(text), "service", "dns")}
    assert by_dhcp
    assert not told & by_dhcp
