"""What switches are told beside their ports: cages, management, virtual routers; and what is refused of what a person says of them."""

from itertools import pairwise

import pytest

from podwright.checks.ethernet import no_network_number_twice, site_is_met_where_its_router_is
from podwright.plan.finding import Infeasible, sentence
from podwright.plan.types import Role
from unit.pods import plan, wide_pools

ERA = "era-2-8-9-400"
EXIT = {"name": "EXIT", "vlan": 4010, "vni": 24010, "loopback_v4": "172.16.0.1"}
EDGE = {"vrf": "EXIT", "ports": ["swp61s0"], "reaches": ["in_band"]}
VAULT = {"name": "vault", "fabric": "in_band", "hosts": ["storage_host"], "vlan": 500, "vni": 4500, "vrf": "in_band", "v4": "192.168.9.0/24"}


def refused(**words: object) -> list[str]:
    with pytest.raises(Infeasible) as caught:
        plan(ERA, 1, fabrics={"ethernet": words})
    return [sentence(row) for row in caught.value.findings]


def test_a_release_whose_form_nobody_knows_is_refused_with_those_that_are_known() -> None:
    (line,) = refused(release="5.19")
    assert line.startswith("P410 fabrics.ethernet.release: no form of configuration is known for cumulus 5.19; known are 5.9 to 5.18.")


@pytest.mark.parametrize("release", ["5.9", "5.13", "5.18", "5.14.1"])
def test_a_release_whose_form_is_known_is_taken(release: str) -> None:
    assert plan(ERA, 1, fabrics={"ethernet": {"release": release}}).ethernet.system.release == release


def test_ports_of_the_site_that_are_taken_missing_or_named_twice_are_all_told_at_once() -> None:
    lines = refused(
        vrfs=[EXIT], edge=EDGE | {"ports": ["swp1s0", "swp99", "swp61s0"]}, networks=[VAULT], site_devices=[{"network": "vault", "ports": ["swp61s0"]}]
    )
    ports = [(line.split(": ")[0].partition("/")[2], line) for line in lines]
    assert [port for port, _ in ports] == ["swp1s0", "swp99", "swp61s0"] * 2
    assert all(line.startswith("P411 ") for line in lines)
    assert "the pod's own already" in ports[0][1]
    assert "has no such port" in ports[1][1]
    assert "twice" in ports[2][1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"site_devices": [{"network": "vault", "ports": ["swp57s0"]}]}, "network vault is none of fabrics.ethernet.networks"),
        ({"vrfs": [EXIT], "edge": EDGE | {"reaches": ["moon"]}}, "there is no virtual router moon"),
        ({"dhcp_relays": [{"vrf": "moon", "servers": ["192.0.2.1"]}]}, "there is no virtual router moon"),
        ({"vrfs": [EXIT | {"name": "POD"}], "edge": EDGE | {"vrf": "POD"}}, "what pod pod announces is called POD too"),
    ],
)
def test_a_name_that_is_not_there_is_refused(words: dict[str, object], said: str) -> None:
    (line,) = refused(**words)
    assert line.startswith("P209 ")
    assert said in line


def test_devices_of_the_site_are_in_their_network_on_both_switches_and_one_segment() -> None:
    found = plan(ERA, 1, fabrics={"ethernet": {"networks": [VAULT], "site_devices": [{"network": "vault", "ports": ["swp57s0", "swp57s1"]}]}}).ethernet
    rows = [row for row in found.ports if row.port.startswith("swp57")]
    assert [(row.port, row.untagged, row.bond) for row in rows] == [("swp57s0", 500, "bond57s0"), ("swp57s1", 500, "bond57s1")] * 2
    assert len({row.segment_id for row in rows}) == 2
    assert {(row.device, row.vlan_id) for row in found.interfaces} >= {(row.device, 500) for row in rows}


def test_a_cage_with_eight_ports_takes_the_next_one_whole() -> None:
    cages = [row for row in plan(ERA, 1).ethernet.cages if row.panel == f"sn5610/{ERA}"]
    assert len(cages) == 64
    for before, after in pairwise(cages):
        assert after.is_usable == (len(before.ports) != 8), after
        assert before.lanes_per_port * len(before.ports) == 8
    assert [row.cage for row in cages if not row.is_usable] == ["swp56", "swp58", "swp62", "swp64"]


@pytest.mark.parametrize("size", [(ERA, 1), ("dgx-superpod-h100", 1), ("dgx-superpod-gb200", 1)])
def test_a_switch_is_managed_where_a_cable_ends_or_through_what_it_carries(size: tuple[str, int]) -> None:
    found = plan(*size)
    cabled = {cable.a_device for cable in found.fabric.cables if cable.a_port == "eth0"}
    own = {row.device: row for row in found.ethernet.switches}
    reached = {row.device: row for row in found.ethernet.management if row.v4}
    assert set(reached) == set(own)
    for device, row in reached.items():
        assert row.v4.partition("/")[0] == own[device].management_v4
        assert (row.interface == "eth0") == (device in cabled)
        assert (row.interface == "lo") == (device not in cabled and own[device].asn != 0)
        assert (row.vlan_id != 0) == (device not in cabled and own[device].asn == 0)


def test_what_switches_are_told_stays_when_the_pod_grows() -> None:
    words = {"vrfs": [EXIT], "edge": EDGE}
    small, large = (plan(ERA, units, fabrics={"ethernet": words}, addresses=wide_pools()).ethernet for units in (1, 2))
    assert set(small.management) <= set(large.management)
    assert set(small.switch_vrfs) <= set(large.switch_vrfs)
    assert small.cages == large.cages
    assert small.edge is not None
    assert large.edge is not None
    assert set(small.edge.announced_v4) <= set(large.edge.announced_v4)


def test_only_leaves_between_which_networks_reach_are_ends_of_tunnels() -> None:
    found = plan("dgx-superpod-h100", 1)
    role = {device.name: device.role for device in found.physical.devices}
    assert all(row.is_tunnel_end == (row.is_overlay and role[row.device] is Role.LEAF) for row in found.ethernet.switches)
    assert any(row.is_overlay and not row.is_tunnel_end for row in found.ethernet.switches)


def test_a_site_breaks_out_the_cages_that_the_pod_leaves_free() -> None:
    words = {"vrfs": [EXIT], "edge": EDGE | {"ports": ["swp63s7"]}, "breakouts": [{"cages": ["swp63"], "ports": 8}]}
    found = plan("era-2-4-3-200", 1, fabrics={"ethernet": words}).ethernet
    at_edge = {row.device for row in found.ports if row.port == "swp63s7"}
    panels = {row.device: row.panel for row in found.switches}
    cages = {row.cage: row for row in found.cages if row.panel == "sn5610/4x200+2x400+site"}
    assert len(at_edge) == 2
    assert {device for device, panel in panels.items() if panel == "sn5610/4x200+2x400+site"} == at_edge
    assert cages["swp63"].ports == tuple(f"swp63s{number}" for number in range(8))
    assert not cages["swp64"].is_usable
    assert {name: row.ports for name, row in cages.items() if name not in {"swp63", "swp64"}} == {
        row.cage: row.ports for row in plan("era-2-4-3-200", 1).ethernet.cages if row.panel == "sn5610/4x200+2x400" and row.cage not in {"swp63", "swp64"}
    }


@pytest.mark.parametrize(
    ("breakout", "said"),
    [
        ({"cages": ["swp1"], "ports": 8}, ["swp1: it is the pod's own already"]),
        ({"cages": ["swp3"], "ports": 8}, ["swp3: it is the pod's own already", "swp4: it is the pod's own already"]),
        ({"cages": ["swp99"], "ports": 2}, ["swp99: sn5610 has no such cage"]),
        ({"cages": ["swp61"], "ports": 3}, ["a cage has no 3 ports"]),
    ],
)
def test_a_cage_that_the_site_cannot_break_out_is_told(breakout: dict[str, object], said: list[str]) -> None:
    words = {"fabrics": {"ethernet": {"breakouts": [breakout]}}}
    with pytest.raises(Infeasible) as caught:
        plan(ERA, 3, **words)
    lines = [sentence(row) for row in caught.value.findings]
    assert all(line.startswith("P411 ") for line in lines)
    assert all(any(text in line for line in lines) for text in said)


def test_routes_of_a_virtual_router_with_a_long_number_are_told_apart_by_its_vlan() -> None:
    made = plan(ERA, 1, fabrics={"ethernet": {"vrfs": [EXIT | {"vni": 70_000}], "edge": EDGE}}).ethernet
    marks = {row.vrf: row.route_distinguisher.partition(":")[2] for row in made.switch_vrfs}
    assert marks["EXIT"] == "4010"
    assert marks["in_band"] == str(next(row.vni for row in made.vrfs if row.name == "in_band"))
    assert all(int(mark) < 65536 for mark in marks.values())


def test_an_address_that_two_virtual_routers_at_the_edge_would_have_is_found() -> None:
    rows = [EXIT, {"name": "in_band", "vlan": 4001, "vni": 24001, "loopback_v4": "172.16.0.2"}]
    made = plan(ERA, 1, fabrics={"ethernet": {"vrfs": rows, "edge": EDGE}})
    assert [sentence(row) for row in no_network_number_twice(made)] == [
        "P412 switch pod-u000-r02-s01 in EXIT: 172.16.0.2 is already that of pod-u000-r01-s01 in in_band. "
        "Give virtual router EXIT a loopback_v4 with room behind it, or none."
    ]


def test_a_vlan_that_the_switches_keep_for_themselves_is_found() -> None:
    made = plan(ERA, 1, fabrics={"ethernet": {"networks": [VAULT | {"vlan": 3725}], "site_devices": [{"network": "vault", "ports": ["swp57s0"]}]}})
    assert [sentence(row) for row in no_network_number_twice(made)] == [
        "P412 network vault: VLAN 3725 is one of 3725 to 3999, which the switches keep for themselves. Give it another VLAN."
    ]


def test_a_site_that_is_met_in_the_switches_own_virtual_router_is_found() -> None:
    made = plan(ERA, 1, fabrics={"ethernet": {"networks": [VAULT | {"vrf": "default"}], "edge": EDGE | {"vrf": "default"}}})
    assert {row.code for row in site_is_met_where_its_router_is(made)} == {"P418"}
