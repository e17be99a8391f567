"""Pairs of switches that hosts take for one: who they are, what they share, what is refused, and that growth moves none of it."""

from functools import cache
from ipaddress import IPv4Address
from itertools import pairwise

import pytest

from podwright.catalog.load import architecture_names
from podwright.checks.addresses import pools_hold_the_largest_size
from podwright.checks.mlag import pairs_are_one_to_their_hosts
from podwright.plan.finding import Finding, Infeasible, sentence
from podwright.plan.types import Plan, PortUse
from unit.pods import plan, wide_pools

ERA = "era-2-8-9-400"
BASEPOD = "dgx-basepod-h100"
PAIRED = (ERA, BASEPOD, "dgx-basepod-a100", "dgx-basepod-b200", "era-2-4-3-200", "era-2-8-5-200", "era-2-8-9-800", "mid-scale", "rtx-pro-2-8-5-200")
"""Architectures whose leaves with bonded hosts are joined by cables."""
RESERVED = (0x443839FF0000, 0x443839FFFFFF)
"""Hardware addresses kept for such pairs (Cumulus Linux 5.13 user guide, Multi-Chassis Link Aggregation, read 2026-11-21)."""


@cache
def pod(architecture: str, units: int = 1) -> Plan:
    return plan(architecture, units, fabrics={"ethernet": {"multihoming": "mlag"}}, addresses=wide_pools())


def refused(architecture: str, **words: object) -> list[str]:
    with pytest.raises(Infeasible) as caught:
        plan(architecture, 1, fabrics={"ethernet": {"multihoming": "mlag", **words}})
    return [sentence(row) for row in caught.value.findings]


def troubles(architecture: str) -> tuple[Finding, ...]:
    """Return what keeps pairs out of a pod; nothing where they fit."""
    try:
        pod(architecture)
    except Infeasible as told:
        return told.findings
    return ()


def standing(made: Plan) -> dict[object, object]:
    """Return what growth must not move of pairs: everything they are told, the number of each bond, autonomous systems, own addresses in VLANs."""
    return (
        {row.device: row for row in made.ethernet.mlag}
        | {(row.device, row.port): (row.segment_id, row.bond) for row in made.ethernet.ports if row.segment_id or row.use is PortUse.PEER}
        | {("asn", row.device): (row.asn, row.router_id) for row in made.ethernet.switches}
        | {("vlan", row.device, row.vlan_id, row.v6): row.v4 for row in made.ethernet.interfaces}
    )


def number(mac: str) -> int:
    return int(mac.replace(":", ""), 16)


@pytest.mark.parametrize("architecture", PAIRED)
def test_two_switches_share_what_hosts_and_tunnels_see_and_nothing_else(architecture: str) -> None:
    made = pod(architecture).ethernet
    of = {row.device: row for row in made.mlag}
    own = {row.device: row for row in made.switches}
    assert of
    for row in made.mlag:
        other = of[row.peer]
        assert (other.peer, other.system_mac, other.shared_v4) == (row.device, row.system_mac, row.shared_v4)
        assert RESERVED[0] < number(row.system_mac) < RESERVED[1]
        assert {row.priority, other.priority} == {1000, 2000}
        assert (row.backup_v4, row.backup_vrf) == (own[row.peer].management_v4, "mgmt")
        assert own[row.device].asn != own[row.peer].asn
        assert bool(row.shared_v4) == own[row.device].is_tunnel_end
    assert len({row.system_mac for row in made.mlag}) == len({row.shared_v4 for row in made.mlag}) == len(made.mlag) // 2


@pytest.mark.parametrize("architecture", PAIRED)
def test_every_bond_on_two_switches_is_of_a_pair_and_has_one_number_there(architecture: str) -> None:
    made = pod(architecture).ethernet
    pair_of = {row.device: frozenset((row.device, row.peer)) for row in made.mlag}
    seen: dict[tuple[object, int], set[tuple[str, str]]] = {}
    for row in made.ports:
        if row.segment_id:
            assert 0 < row.segment_id < 1000
            seen.setdefault((pair_of[row.device], row.segment_id), set()).add((row.device, row.peer))
    assert seen
    for (pair, _), ends in seen.items():
        assert {device for device, _ in ends} == pair
        assert len({peer for _, peer in ends}) == 1


@pytest.mark.parametrize("architecture", PAIRED)
def test_the_link_between_two_switches_carries_all_that_either_has_and_both_are_in_every_network(architecture: str) -> None:
    made = pod(architecture).ethernet
    paired = {row.device for row in made.mlag}
    carried: dict[str, set[int]] = {}
    for row in made.ports:
        if row.use is not PortUse.PEER:
            carried.setdefault(row.device, set()).update({row.untagged, *row.tagged} - {0})
    for mlag in made.mlag:
        wanted = carried[mlag.device] | carried[mlag.peer]
        links = [row for row in made.ports if row.device == mlag.device and row.use is PortUse.PEER]
        assert links
        assert all(row.bond == "peerlink" and set(row.tagged) == wanted for row in links)
        assert {row.vlan_id for row in made.interfaces if row.device == mlag.device} == wanted
        for vlan_id in wanted:
            ours, theirs = ({row.v4 for row in made.interfaces if (row.device, row.vlan_id) == (name, vlan_id)} for name in (mlag.device, mlag.peer))
            assert not ours & theirs
    assert not [row for row in made.ports if row.use is PortUse.PEER and bool(row.bond) != (row.device in paired)]


def test_the_first_switch_by_place_leads_and_its_place_says_what_the_pair_shares() -> None:
    first, second = pod(BASEPOD).ethernet.mlag
    blocks = {(row.fabric, row.device_class, row.lane): row for row in pod(BASEPOD).fabric.blocks}
    assert (first.priority, second.priority) == (1000, 2000)
    assert (first.system_mac, first.delay_s) == ("44:38:39:ff:00:01", 300)
    assert first.shared_v4 == blocks["loopback", "s", 1].v4_first


def test_pairs_of_every_fabric_have_room_of_their_own() -> None:
    made = plan("era-2-8-9-800", 1, fabrics={"ethernet": {"multihoming": "mlag"}})
    (block,) = (row for row in made.fabric.blocks if (row.fabric, row.device_class, row.lane) == ("loopback", "s", 1))
    assert {row.system_mac for row in made.ethernet.mlag} == {"44:38:39:ff:00:01"}, "in-band is the first fabric, and this its first pair"
    assert int(IPv4Address(block.v4_last)) - int(IPv4Address(block.v4_first)) + 1 == 4 * 2048


@pytest.mark.parametrize("architecture", [BASEPOD, "mid-scale"])
def test_the_default_pool_holds_what_pairs_share_at_the_largest_size(architecture: str) -> None:
    made = plan(architecture, 1, fabrics={"ethernet": {"multihoming": "mlag"}})
    assert not list(pools_hold_the_largest_size(made))


def test_a_pool_that_ends_before_what_pairs_share_is_refused() -> None:
    from podwright.plan.addressing import Block, Layout, _range, _too_small_for_pairs
    from podwright.plan.types import DeviceClass
    from podwright.spec.site import Pools

    pools = Pools.model_validate({"loopback": {"v4": "172.16.0.0/19", "v6": "fd70:6f64:a::/48"}})
    block = Block("loopback", DeviceClass.SWITCH, 0, 0, 0, 2, 4, 4)
    layout = Layout({("loopback", DeviceClass.SWITCH, 0): block}, {"loopback": _range("172.16.0.0/19", "fd70:6f64:a::/48")}, has_pairs=True)
    (finding,) = _too_small_for_pairs(pools, layout)
    assert sentence(finding) == (
        "P203 addresses.pools.loopback.v4: 172.16.0.0/19 has 8192 addresses, those that pairs of MLAG share reach 9216. Give a /18 or wider."
    )


@pytest.mark.parametrize("architecture", PAIRED)
def test_the_judge_finds_nothing_in_what_is_made(architecture: str) -> None:
    made = pod(architecture)
    assert not list(pairs_are_one_to_their_hosts(made))
    assert {row.device for row in made.ethernet.mlag} == {row.device for row in made.ethernet.ports if row.segment_id}


@pytest.mark.parametrize("architecture", [name for name in architecture_names() if name not in PAIRED])
def test_two_leaves_that_no_cable_joins_are_refused_wherever_a_bond_ends_at_both(architecture: str) -> None:
    found = troubles(architecture)
    assert {row.code for row in found} <= {"P415"}
    assert all("no cable joins these two" in row.what for row in found)
    assert found or not any(row.segment_id or row.bond == "peerlink" for row in pod(architecture).ethernet.ports)


def test_without_the_word_nothing_is_a_pair_and_no_address_is_kept_for_one() -> None:
    made = plan(ERA, 1)
    assert made.ethernet.mlag == ()
    assert not [row for row in made.fabric.blocks if (row.fabric, row.device_class, row.lane) == ("loopback", "s", 1)]
    assert {row.bond for row in made.ethernet.ports if row.use is PortUse.PEER} == {""}


@pytest.mark.parametrize(("architecture", "most"), [(ERA, 3), ("era-2-4-3-200", 3), ("era-2-8-9-800", 2)])
def test_growth_moves_nothing_of_a_pair(architecture: str, most: int) -> None:
    for before, after in pairwise(standing(pod(architecture, units)) for units in range(1, most + 1)):
        assert before.items() < after.items()


def test_a_first_address_of_the_site_is_that_of_the_first_pair_and_others_count_on() -> None:
    made = plan(ERA, 1, fabrics={"ethernet": {"multihoming": "mlag", "segment_mac": "44:38:39:FF:00:AA"}})
    assert {row.system_mac for row in made.ethernet.mlag} == {"44:38:39:ff:00:aa"}
    assert {row.segment_mac for row in made.ethernet.switches} == {""}


def test_a_pair_of_one_autonomous_system_keeps_it() -> None:
    made = plan(ERA, 1, fabrics={"ethernet": {"multihoming": "mlag", "asn": 65001}})
    assert {row.asn for row in made.ethernet.switches if row.asn} == {65001}


def test_fabrics_without_a_link_between_two_leaves_are_refused_with_what_to_do() -> None:
    (line,) = refused("dgx-superpod-h100")
    assert line.startswith(
        "P415 fabric in_band: pod-u000-r01-n01 is on pod-u000-r01-s12 and pod-u000-r01-s13, and no cable joins these two. Keep multihoming: evpn"
    )


def test_what_pairs_cannot_have_is_told_all_at_once() -> None:
    vrfs = [{"name": "RED", "vlan": 4094, "vni": 24094}, {"name": "BLUE", "vlan": 3001, "vni": 23001}]
    networks = [
        {"name": "cpu", "fabric": "in_band", "hosts": ["gpu_node"], "vlan": 4001, "vni": 4300, "v4": "172.16.178.0/24"},
        {"name": "aux", "fabric": "in_band", "hosts": ["management_node"], "vlan": 4064, "v4": "172.16.179.0/24"},
    ]
    lines = refused(ERA, vrfs=vrfs, networks=networks, anycast_mac="44:38:39:ff:00:ff", dhcp_relays=[{"vrf": "in_band", "servers": ["192.0.2.9"]}])
    assert [line.split(": ")[0] for line in lines] == [
        "P415 network cpu",
        "P415 network aux",
        "P415 virtual router RED",
        "P415 virtual router BLUE",
        "P415 fabrics.ethernet.anycast_mac",
        "P415 fabrics.ethernet.dhcp_relays",
    ]


def test_sonic_is_refused() -> None:
    (line,) = refused(ERA, os="sonic")
    assert line.startswith("P415 fabrics.ethernet.multihoming: sonic images are built without the daemon of MLAG")


def test_an_address_that_is_reserved_is_shared_by_no_pair() -> None:
    first = pod(BASEPOD).ethernet.mlag[0].shared_v4
    taken = {**wide_pools(), "reserved": [{"v4": f"{first}/32", "reason": "an anycast of the site"}]}
    with pytest.raises(Infeasible, match=r"P207 addresses.pools.loopback: .* share, lies in"):
        plan(BASEPOD, 1, fabrics={"ethernet": {"multihoming": "mlag"}}, addresses=taken)


def test_switches_whose_management_port_no_cable_ends_at_need_a_way_above() -> None:
    from podwright.plan.mlag import _reached
    from podwright.plan.types.switching import SwitchManagement

    made = pod(BASEPOD).ethernet
    known = {row.device: row for row in made.switches}
    name = made.mlag[0].device
    cabled = SwitchManagement(name, "eth0", 0, "mgmt", "", "", "", "")
    assert _reached([cabled], known) == {name: (known[name].management_v4, "mgmt")}
    assert _reached([cabled, cabled._replace(interface="lo")], known) == {}
