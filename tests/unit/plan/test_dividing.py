"""A fabric divided along its rails: each subnet whole by itself, none joined to another, and small enough."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import pytest

from podwright.catalog.load import load_catalog
from podwright.checks.infiniband import every_infiniband_port_has_a_lid, lids_fit_their_subnet, no_lid_twice
from podwright.checks.judge import judge
from podwright.plan.canonical import to_json
from podwright.plan.counts import counts
from podwright.plan.difference import Cost, diff
from podwright.plan.finding import Infeasible, Severity, sentence
from podwright.plan.sizing import laid_out, size
from podwright.plan.strands import Strands
from podwright.plan.tiers import Tiers, divided_core_rule
from podwright.plan.types import Cable, LidHolder, Plan, Role, Tier
from podwright.spec.pod import Growth
from unit.plan.divided import divided_plan, with_cores
from unit.pods import STARTER, SUPERPOD, plan, spec, wide_pools

XDR = "dgx-superpod-b300-xdr"
BETWEEN = (Tier.LEAF_SPINE, Tier.SPINE_CORE)


def rail_cables(pod: Plan) -> list[Cable]:
    return [cable for cable in pod.fabric.cables if cable.fabric == "compute"]


def joined(cables: Iterable[Cable]) -> list[set[str]]:
    """Return the switches that reach each other over switches alone."""
    groups: dict[str, set[str]] = {}
    for cable in cables:
        if cable.tier in BETWEEN:
            one, other = (groups.setdefault(name, {name}) for name in (cable.a_device, cable.b_device))
            if one is not other:
                one |= other
                groups |= dict.fromkeys(other, one)
    return list({id(group): group for group in groups.values()}.values())


@pytest.mark.parametrize("subnets", [2, 4, 8])
def test_nothing_joins_two_subnets_and_each_is_numbered_from_its_own_first_lid(subnets: int) -> None:
    pod = divided_plan(subnets)
    rows = [row for row in pod.infiniband.subnets if row.fabric == "compute"]
    assert [row.name for row in rows] == [f"compute-p{number + 1}" for number in range(subnets)]
    assert len({row.prefix for row in pod.infiniband.subnets}) == len(pod.infiniband.subnets)
    assert len(joined(rail_cables(pod))) == subnets
    assert {min(lid.lid for lid in pod.infiniband.lids if lid.subnet == row.name) for row in rows} == {0x0400}
    assert [*no_lid_twice(pod), *lids_fit_their_subnet(pod), *every_infiniband_port_has_a_lid(pod)] == []


def test_every_node_has_its_rails_in_the_subnets_in_their_order() -> None:
    pod = divided_plan(2)
    of_port = {(row.device, row.port): row.subnet for row in pod.infiniband.lids}
    found = {(port.lane, of_port[port.device, port.name]) for port in pod.fabric.ports if (port.device, port.name) in of_port and port.fabric == "compute"}
    assert found == {(lane, f"compute-p{1 + lane // 4}") for lane in range(8)}


def test_partitions_are_made_in_every_subnet() -> None:
    words = {"infiniband": {"partitions": [{"tenant": "research", "members": ["u001"]}]}, "compute": {"subnets": 8, "ufm": "none"}}
    pod = plan(SUPERPOD, tenants=({"name": "research", "gpu_count": 8},), fabrics=words)
    assert pod.infiniband.partitions[1].subnets == tuple(f"compute-p{number}" for number in range(1, 9))


def test_one_subnet_is_the_plan_of_who_says_nothing() -> None:
    assert to_json(divided_plan(1)) == to_json(plan(SUPERPOD, 2, fabrics={"compute": {"ufm": "none"}}))


def test_four_units_of_eight_rails_are_eight_trees_of_four_leaves_and_two_spines() -> None:
    """By hand: 4 leaves a rail x 32 uplinks are 128 ports, two spines of 64."""
    pod = divided_plan(8, 4)
    table = counts(pod)["fabrics"]
    assert isinstance(table, dict)
    wanted = {"leaf": 32, "spine": 16, "core": 0, "cables_node_leaf": 128 * 8, "cables_leaf_spine": 1024, "planes": 8, "rails": 8}
    assert {key: table["compute"][key] for key in wanted} == wanted
    assert Counter(len(group) for group in joined(rail_cables(pod))) == {6: 8}


@pytest.mark.parametrize(
    ("architecture", "units", "subnets", "spines", "cores"),
    [
        (SUPERPOD, 64, 8, 256, 0),
        (SUPERPOD, 64, 1, 512, 256),
        (SUPERPOD, 16, 2, 64, 0),
        (SUPERPOD, 17, 2, 256, 68),
        (XDR, 144, 8, 576, 0),
        (XDR, 145, 8, 1440, 768),
    ],
)
def test_a_subnet_has_cores_only_where_one_tier_of_spines_cannot_join_its_leaves(architecture: str, units: int, subnets: int, spines: int, cores: int) -> None:
    """By hand: 64 leaves x 32 uplinks a rail are 32 spines of 64 ports, 144 x 72 are 72 of 144; 256 spines of 17 uplinks fill 68 cores; for 145 units see below."""
    wanted = spec(architecture, units, fabrics={"compute": {"subnets": subnets, "ufm": "none"}})
    tiers = size(wanted, laid_out(wanted, load_catalog(architecture))).fabrics["compute"].tiers
    assert (tiers.spine_count, tiers.core_count) == (spines, cores)


def test_a_subnet_of_one_leaf_has_no_spine_and_gets_them_with_its_second() -> None:
    alone, grown = divided_plan(8, 1), divided_plan(8, 2)
    assert [(row.engine, row.roots) for row in alone.infiniband.subnets[:8]] == [("minhop", ())] * 8
    assert [(row.engine, len(row.roots)) for row in grown.infiniband.subnets[:8]] == [("ftree", 1)] * 8
    assert set(rail_cables(alone)) <= set(rail_cables(grown))
    assert [row for row in diff(alone, grown) if row.change != "added" and row.kind in ("device", "address", "LID", "subnet")] == []
    built = divided_plan(8, 1, growth=Growth(scalable_units=4))
    assert [(row.engine, len(row.roots)) for row in built.infiniband.subnets[:8]] == [("minhop", 2)] * 8


def test_cores_that_a_spine_meets_by_several_links_have_a_port_for_each() -> None:
    """One rail of 180 units: five groups of 36 spines, 72 uplinks each, under cores of 144 ports."""
    assert divided_core_rule(5, 36, 72, port_count=144) == (3, 9, 96)
    tiers = Tiers(36, 1, 5, 36, spine_uplinks=72, spines_per_core=9, links_per_core=3, cores_per_plane=96)
    taken = [tiers.core(spine, uplink) for spine in range(tiers.spine_count) for uplink in range(72)]
    assert len(set(taken)) == len(taken)
    assert {core for core, _ in taken} == set(range(96))
    assert {port for _, port in taken} == set(range(1, 136))
    assert divided_core_rule(145, 36, 72, port_count=144) is None


def test_groups_of_a_rail_meet_in_cores_of_that_rail() -> None:
    pod = with_cores()
    links = Counter((cable.a_device, cable.b_device) for cable in rail_cables(pod) if cable.tier is Tier.SPINE_CORE)
    assert set(links.values()) == {8}
    assert Counter(len(group) for group in joined(rail_cables(pod))) == {6 + 6 + 4: 8}
    assert [*no_lid_twice(pod), *every_infiniband_port_has_a_lid(pod)] == []


def test_growth_moves_nothing_of_a_divided_pod() -> None:
    pods = [divided_plan(8, count, growth=Growth(scalable_units=4)) for count in (1, 2, 4)]
    for small, large in pairwise(pods):
        assert [row for row in diff(small, large) if row.change != "added" and row.kind in ("cable", "device", "address", "LID", "subnet")] == []


def test_dividing_a_standing_pod_is_told_cable_by_cable() -> None:
    rows = diff(divided_plan(1), divided_plan(8))
    moved = [row for row in rows if row.kind == "cable" and "far end" in row.text]
    assert len(moved) == 508
    assert {row.cost for row in moved} == {Cost.DRAIN}
    assert [(row.name, row.change, row.cost) for row in rows if row.kind == "subnet" and row.change == "removed"] == [("compute", "removed", Cost.REBUILD)]
    assert any(row.text == "compute 1056 -> compute-p1 1028" for row in rows if row.kind == "LID")
    assert [row for row in rows if row.kind in ("device", "address")] == []


def test_each_of_two_subnets_has_a_pair_of_managers_on_two_leaves() -> None:
    pod = divided_plan(2, 1, ufm="on_fabric")
    links = [cable for cable in rail_cables(pod) if cable.tier is Tier.UFM_LEAF]
    of_manager = {row.device: row.subnet for row in pod.infiniband.lids if row.holder is LidHolder.MANAGER and row.subnet.startswith("compute")}
    assert Counter(of_manager.values()) == {"compute-p1": 2, "compute-p2": 2}
    leaves = {manager: {link.b_device for link in links if link.a_device == manager} for manager in of_manager}
    assert Counter(len(each) for each in leaves.values()) == {2: 4}
    assert len(set().union(*leaves.values())) == 8
    assert all(row.manager for row in pod.infiniband.subnets)


def test_a_rail_keeps_its_number_in_whatever_subnet_it_is() -> None:
    pod = divided_plan(2)
    strands, lane_of = Strands(pod.fabric, pod.pulling), {(port.device, port.name): port.lane for port in pod.fabric.ports}
    told = {
        (lane_of[cable.a_device, cable.a_port], strands.of(cable).plane, strands.of(cable).rail) for cable in rail_cables(pod) if cable.tier is Tier.NODE_LEAF
    }
    assert told == {(rail, rail // 4, rail) for rail in range(8)}
    coloured = divided_plan(2, cabling={"colours": [{"fabric": "compute", "rail": 5, "colour": "red"}]})
    assert {(row.plane, row.rail) for row in coloured.pulling.strands if row.colour == "red"} == {(1, 5)}


@pytest.mark.parametrize(
    ("architecture", "subnets", "ufm", "message"),
    [
        (SUPERPOD, 3, "none", "P106 fabrics.compute.subnets: 8 rails on 8 leaves a block cannot be divided into 3 subnets. Give one of 1, 2, 4, 8."),
        (
            STARTER,
            2,
            "none",
            "P106 fabrics.compute.subnets: 8 rails on 1 leaf a block cannot be divided into 2 subnets. Drop the word: rails share leaves here.",
        ),
        (
            "dgx-basepod-h100",
            2,
            "none",
            "P106 fabrics.compute.subnets: 8 rails on 2 leaves a block cannot be divided into 2 subnets. Drop the word: rails share leaves here.",
        ),
        (
            "era-2-8-9-400",
            2,
            "none",
            "P106 fabrics.compute.subnets: 2 subnets are asked for, the compute fabric of era-2-8-9-400 is Ethernet, which has none. Drop the word.",
        ),
        (
            SUPERPOD,
            4,
            "on_fabric",
            "P104 fabrics.compute.subnets: 2 UFM appliances for each of 4 subnets need 8 places, dgx-superpod-h100 has 4. Ask for fewer subnets, or write "
            "fabrics.compute.ufm: none and run a subnet manager and its standby for each on hosts.",
        ),
        (
            SUPERPOD,
            8,
            "on_fabric",
            "P104 fabrics.compute.subnets: 2 UFM appliances for each of 8 subnets need as many ports on its leaves as the node's that makes room, which has 1. "
            "Ask for fewer subnets, or write fabrics.compute.ufm: none and run a subnet manager and its standby for each on hosts.",
        ),
    ],
    ids=["three of eight", "one leaf", "rails that alternate", "Ethernet", "no places", "no second leaf"],
)
def test_what_cannot_be_divided_is_refused(architecture: str, subnets: int, ufm: str, message: str) -> None:
    words = {"compute": {"subnets": subnets} | ({"ufm": ufm} if ufm == "on_fabric" or architecture == SUPERPOD else {})}
    with pytest.raises(Infeasible) as caught:
        plan(architecture, fabrics=words)
    assert [sentence(finding) for finding in caught.value.findings] == [message]


def test_a_subnet_that_is_too_large_is_told_the_word_that_divides_it() -> None:
    (finding,) = lids_fit_their_subnet(with_lids_spread(divided_plan(1), 70))
    assert sentence(finding).endswith("Divide the rails with fabrics.compute.subnets: 2, each with a subnet manager of its own, or lower scalable_units.")
    (finding, _) = lids_fit_their_subnet(with_lids_spread(divided_plan(2), 420))
    assert "fabrics.compute.subnets: 8" in sentence(finding)


def with_lids_spread(pod: Plan, times: int) -> Plan:
    """Return the pod with LIDs of its compute fabric so many times as far from the first."""
    lids = tuple(row._replace(lid=1024 + (row.lid - 1024) * times) if row.subnet.startswith("compute") else row for row in pod.infiniband.lids)
    return replace(pod, infiniband=replace(pod.infiniband, lids=lids))


def test_no_switch_serves_two_subnets() -> None:
    pod = divided_plan(4)
    plane = dict(pod.pulling.planes)
    switches = {device.name for device in pod.physical.devices if device.fabric == "compute" and device.role in (Role.LEAF, Role.SPINE)}
    assert switches == plane.keys()
    assert all(plane[cable.a_device] == plane[cable.b_device] for cable in rail_cables(pod) if cable.tier in BETWEEN)


@pytest.mark.soak
@pytest.mark.parametrize(("units", "subnets"), [(72, 2), (144, 8), (180, 8)])
def test_a_pod_beyond_the_lids_of_a_subnet_is_judged_clean_when_it_is_divided(units: int, subnets: int) -> None:
    site = {"domain": "pod.example", "racks": {"feed_kw": 80}}
    pod = plan(XDR, units, fabrics={"compute": {"subnets": subnets}}, addresses=wide_pools(), site=site)
    assert sum(row.subnet.startswith("compute") for row in pod.infiniband.lids) > 40_000
    assert max(row.lid for row in pod.infiniband.lids) <= 49_151
    assert [sentence(finding) for finding in judge(pod) if finding.severity is Severity.ERROR] == []
