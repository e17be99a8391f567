"""Pairs of switches that hosts take for one, as NVUE is told of them: key by key beside what NVIDIA publishes, and as both switches need it."""

from dataclasses import replace
from functools import cache

import pytest

from nvue_settings import Flat, flat
from podwright.outputs.nvue import switch_files
from podwright.plan.types import PortUse
from unit.outputs.nvue.pods import CONVERGED, TIERED, paired, paired_texts, pod, settings
from unit.outputs.nvue.test_switches import below, value

PODS = (CONVERGED, TIERED)
STP = ("bridge", "domain", "br_default", "stp")
PUBLISHED = {
    "interface peerlink type": "peerlink",
    "interface peerlink bond member *": "",
    "interface peerlink.4094 type": "sub",
    "interface peerlink.4094 base-interface": "peerlink",
    "interface peerlink.4094 vlan": "4094",
    "interface *bond type": "bond",
    "interface *bond bond member *": "",
    "interface *bond bond mlag id": None,
    "interface *bond bond lacp-bypass": "on",
    "interface *bond bridge domain br_default access": None,
    "bridge domain br_default vlan * vni *": "",
    "mlag mac-address": None,
    "mlag backup *": None,
    "mlag peer-ip": "linklocal",
    "mlag priority": None,
    "mlag init-delay": None,
    "nve vxlan enable": "on",
    "nve vxlan mlag shared-address": None,
    "nve vxlan source address": None,
    "evpn enable": "on",
    "router bgp enable": "on",
    "router bgp autonomous-system": None,
    "router bgp router-id": None,
    "vrf default router bgp peer-group underlay remote-as": "external",
    "vrf default router bgp peer-group underlay address-family l2vpn-evpn enable": "on",
    "vrf default router bgp neighbor peerlink.4094 peer-group": "underlay",
    "vrf default router bgp neighbor peerlink.4094 type": "unnumbered",
    "vrf default router bgp address-family ipv4-unicast enable": "on",
    "vrf default router bgp address-family ipv4-unicast redistribute connected enable": "on",
    "system global anycast-mac": None,
}
"""Every setting of the published leaves of pairs, a star where a name or number is their own, None where the value is: Cumulus Linux 5.13 user guide, EVPN
configuration examples, layer 2 EVPN with MLAG, `startup.yaml` of leaf01; the last line of VXLAN active-active mode (github:CumulusNetworks/docs@ca08740 and
@790cebc, read 2026-11-21). Left out there and here: `arp-nd-suppress`, on by default in both."""


@cache
def told(size: tuple[str, int], release: str = "5.13") -> dict[str, Flat]:
    return {device: flat(text) for device, text in paired_texts(*size, release).items()}


def matches(pattern: str, path: tuple[str, ...]) -> bool:
    parts = pattern.split(" ")
    return len(parts) == len(path) and all(part in ("*", own) or (part == "*bond" and own.startswith("bond")) for part, own in zip(parts, path, strict=True))


@pytest.mark.parametrize("setting", PUBLISHED)
def test_a_published_setting_of_such_a_leaf_is_on_each_of_ours(setting: str) -> None:
    for mlag in paired(*CONVERGED).ethernet.mlag:
        found = {text for path, text in told(CONVERGED)[mlag.device].items() if matches(setting, path) or matches(f"{setting} vrf", path)}
        assert found, setting
        assert PUBLISHED[setting] is None or found == {PUBLISHED[setting]}


@pytest.mark.parametrize("size", PODS)
def test_both_switches_of_a_pair_are_told_the_same_of_what_hosts_and_tunnels_see(size: tuple[str, int]) -> None:
    rows = told(size)
    for mlag in paired(*size).ethernet.mlag:
        ours, theirs = rows[mlag.device], rows[mlag.peer]
        for path in (("mlag", "mac-address"), ("mlag", "init-delay"), ("system", "global", "anycast-mac"), ("nve", "vxlan", "mlag", "shared-address")):
            assert value(ours, *path) == value(theirs, *path) is not None
        assert value(ours, "mlag", "mac-address") == value(ours, "system", "global", "anycast-mac")
        assert value(ours, "evpn", "mac-vrf-soo") == value(theirs, "evpn", "mac-vrf-soo") == f"{mlag.shared_v4}:1"
        assert {value(rows[name], "mlag", "priority") for name in (mlag.device, mlag.peer)} == {"1000", "2000"}
        here, there = ({value(own, "interface", name, "bond", "mlag", "id") for name in below(own, "interface")} - {None} for own in (ours, theirs))
        assert here == there != set()
        assert below(ours, "bridge", "domain", "br_default", "vlan") == below(theirs, "bridge", "domain", "br_default", "vlan")
        assert not {"4094"} & below(ours, "bridge", "domain", "br_default", "vlan")


@pytest.mark.parametrize("size", PODS)
def test_a_switch_watches_the_other_by_its_management_port(size: tuple[str, int]) -> None:
    own = {row.device: row.management_v4 for row in paired(*size).ethernet.switches}
    for mlag in paired(*size).ethernet.mlag:
        assert below(told(size)[mlag.device], "mlag", "backup") == {own[mlag.peer]}
        assert value(told(size)[mlag.device], "mlag", "backup", own[mlag.peer], "vrf") == "mgmt"


@pytest.mark.parametrize("size", PODS)
def test_the_cables_between_two_switches_are_one_link_at_which_they_are_neighbours(size: tuple[str, int]) -> None:
    made = paired(*size).ethernet
    asn = {row.device: row.asn for row in made.switches}
    for mlag in made.mlag:
        rows = told(size)[mlag.device]
        links = {row.port for row in made.ports if row.device == mlag.device and row.use is PortUse.PEER}
        assert below(rows, "interface", "peerlink", "bond", "member") == links
        neighbours = below(rows, "vrf", "default", "router", "bgp", "neighbor")
        assert "peerlink.4094" in neighbours
        assert not neighbours & links
        group = str(value(rows, "vrf", "default", "router", "bgp", "neighbor", "peerlink.4094", "peer-group"))
        remote = value(rows, "vrf", "default", "router", "bgp", "peer-group", group, "remote-as")
        assert remote == ("internal" if asn[mlag.device] == asn[mlag.peer] else "external")


@pytest.mark.parametrize("size", PODS)
def test_no_word_of_segments_is_left_where_pairs_are(size: tuple[str, int]) -> None:
    for rows in told(size).values():
        assert not [path for path in rows if "multihoming" in path]
    plain = settings(*CONVERGED)
    assert not [path for rows in plain.values() for path in rows if "mlag" in path or "peerlink" in path]


def test_only_ports_of_hosts_are_guarded_from_the_spanning_tree() -> None:
    made = paired(*CONVERGED).ethernet
    switches = {row.device for row in made.switches}
    for mlag in made.mlag:
        rows = told(CONVERGED)[mlag.device]
        hosts = {row.bond or row.port for row in made.ports if row.device == mlag.device and row.peer and row.peer not in switches}
        for word in ("admin-edge", "bpdu-guard"):
            assert {name for name in below(rows, "interface") if value(rows, "interface", name, *STP, word) == "on"} == hosts


def test_a_relay_is_answered_at_an_address_that_no_other_switch_has() -> None:
    found = []
    for release in ("5.13", "5.14"):
        for mlag in paired(*CONVERGED).ethernet.mlag:
            relays = told(CONVERGED, release)[mlag.device]
            answered = {vrf: value(relays, "service", "dhcp-relay", vrf, "gateway-interface", vrf, "address") for vrf in ("EXIT", "in_band")}
            assert answered == {
                row.vrf: row.loopback_v4.partition("/")[0] for row in paired(*CONVERGED).ethernet.switch_vrfs if row.device == mlag.device and row.loopback_v4
            }
            found += answered.values()
    assert len(set(found)) == 4


def test_two_joined_leaves_of_one_autonomous_system_are_each_other_s_way_up() -> None:
    made = pod(*TIERED, is_told=False).ethernet
    upward = [row for row in made.ports if row.fabric == "compute" and row.use is PortUse.ROUTED and row.device < row.peer]
    first, second = sorted({row.device for row in upward})[:2]
    ends = [
        row._replace(device=a, peer=b, port="swp64s1", peer_port="swp64s1", use=PortUse.PEER)
        for row in upward[:1]
        for a, b in ((first, second), (second, first))
    ]
    switches = tuple(row._replace(asn=4202100000) if row.device in (first, second) else row for row in made.switches)
    joined = replace(made, ports=(*made.ports, *ends), switches=switches)
    rows = flat(dict(switch_files(joined, pod(*TIERED, is_told=False).hosts))[first])
    group = ("vrf", "default", "router", "bgp", "peer-group", "underlay")
    assert value(rows, *group, "remote-as") == "internal"
    for family, wanted in (("ipv4-unicast", "self"), ("ipv6-unicast", "self"), ("l2vpn-evpn", None)):
        assert value(rows, *group, "address-family", family, "nexthop-setting") == wanted
