"""NVL72: DGX SuperPOD GB200 and GB300, the NVL72 AI Factory; what is published of leaves, spines, racks and links. Grace Hopper beside them."""

from collections import Counter
from itertools import groupby

import pytest

from podwright.checks.judge import judge, stops
from podwright.plan.finding import Infeasible
from podwright.plan.tiers import spine_rule
from podwright.plan.types import Role, Tier
from podwright.spec.pod import Growth
from unit.plan.nvl72 import FACTORY, GB200, GB300, HOPPER, NVL72, SITE, catalog, leaves_and_spines, pod, sizes, table
from unit.pods import plan

GB300_COMPUTE = {2: (16, 8), 4: (32, 18), 8: (64, 36), 16: (128, 72)}
"""Leaves and spines by scalable units: DGX SuperPOD RA, DGX GB300, table 3, as third parties quote it."""
EAST_WEST = {2: (8, 4), 4: (16, 8), 8: (32, 12)}
"""Leaves and spines of both planes by racks: NVL72 AI Factory, table 6, as a third party quotes it."""
EAST_WEST_SWITCHES = {1: 12, 2: 12, 3: 24, 4: 24, 5: 32, 6: 32, 7: 44, 8: 44}
"""Switches by racks: table 11 of the same."""
NORTH_SOUTH = {2: (2, 0), 4: (4, 2), 8: (7, 4)}
"""Leaves and spines by racks: table 7 of the same."""
NORTH_SOUTH_SWITCHES = {1: 2, 2: 2, 3: 5, 4: 6, 5: 9, 6: 10, 7: 11, 8: 11}
"""Switches by racks: table 11 of the same."""
OUT_OF_BAND = {8: 16 + 2}
"""Switches by racks: NVIDIA/enterprise-ras, net-configurator 2-4-5-800, large scale: two in each rack and two more."""
GROUP_GB200 = (8, 6)
"""Leaves and spines for one rail of a unit: DGX SuperPOD RA, DGX GB200, RA-11338-001, as third parties quote it."""


@pytest.mark.parametrize("units", GB300_COMPUTE)
def test_gb300_has_the_published_leaves_and_spines(units: int) -> None:
    compute = sizes(GB300, units)["compute"]
    assert leaves_and_spines(compute) == GB300_COMPUTE[units]
    assert compute.tiers.core_count == 0


def test_two_tiers_of_gb300_end_at_18_units_where_every_spine_is_full() -> None:
    assert leaves_and_spines(sizes(GB300, 18)["compute"]) == (144, 72)
    with pytest.raises(Infeasible, match=r"P101 .*ends at 18"):
        sizes(GB300, 19)


def test_every_leaf_of_gb300_carries_as_much_up_as_down() -> None:
    compute = table(GB300, 2)["fabrics"]["compute"]
    assert compute["cables_node_leaf"] == compute["cables_leaf_spine"] == 2 * 144 * 4


@pytest.mark.parametrize("units", [1, 2, 16])
def test_gb200_has_a_spine_leaf_group_for_each_rail_of_each_unit(units: int) -> None:
    compute = sizes(GB200, units)["compute"]
    groups = compute.tiers.group_rows * compute.tiers.column_count
    assert groups == 4 * units
    assert (len(compute.leaves) // groups, compute.tiers.spines_per_group) == GROUP_GB200


def test_three_tiers_of_gb200_end_where_every_core_is_full() -> None:
    tiers = sizes(GB200, 16)["compute"].tiers
    assert tiers.core_count * 64 == tiers.spine_count * tiers.spine_uplinks
    with pytest.raises(Infeasible, match=r"P101 .*ends at 16"):
        sizes(GB200, 17)


def test_a_leaf_of_gb200_serves_one_rail_of_one_rack() -> None:
    rack_of = {device.name: device.rack for device in pod(GB200, 1).physical.devices}
    lane_of = {(port.device, port.name): port.lane for port in pod(GB200, 1).fabric.ports}
    served: dict[str, set[tuple[str, int]]] = {}
    for cable in pod(GB200, 1).fabric.cables:
        if cable.fabric == "compute" and cable.tier is Tier.NODE_LEAF:
            served.setdefault(cable.b_device, set()).add((rack_of[cable.a_device], lane_of[cable.a_device, cable.a_port]))
    assert len(served) == 8 * 4
    assert {len(places) for places in served.values()} == {1}


@pytest.mark.parametrize("racks", EAST_WEST)
def test_the_factory_has_the_published_switches_between_gpus(racks: int) -> None:
    assert leaves_and_spines(sizes(FACTORY, racks)["compute"]) == EAST_WEST[racks]


@pytest.mark.parametrize("racks", EAST_WEST_SWITCHES)
def test_the_factory_has_the_published_sum_of_switches_between_gpus(racks: int) -> None:
    assert sum(leaves_and_spines(sizes(FACTORY, racks)["compute"])) == EAST_WEST_SWITCHES[racks]


def test_four_spines_a_plane_at_four_racks_are_more_than_ports_ask_for() -> None:
    leaves, uplinks = EAST_WEST[4][0] // 2, 36
    assert spine_rule(leaves * uplinks, port_count=128, uplinks=(uplinks,), least=1) == 3
    assert EAST_WEST[4][1] // 2 == 4


@pytest.mark.parametrize("racks", [2, 4])
def test_the_factory_has_the_published_switches_of_hosts_and_storage(racks: int) -> None:
    assert leaves_and_spines(sizes(FACTORY, racks)["in_band"]) == NORTH_SOUTH[racks]


def test_pairs_of_leaves_come_to_other_numbers_where_the_published_one_is_odd() -> None:
    """The RA spreads the two ports of a tray over any number of leaves; here they are pairs, so that the leaves of a tray never change."""
    found = {racks: sum(leaves_and_spines(sizes(FACTORY, racks)["in_band"])) for racks in NORTH_SOUTH_SWITCHES}
    assert {racks: found[racks] - NORTH_SOUTH_SWITCHES[racks] for racks in found} == {1: 0, 2: 0, 3: 1, 4: 0, 5: 1, 6: 0, 7: -1, 8: 1}
    assert leaves_and_spines(sizes(FACTORY, 8)["in_band"]) == (NORTH_SOUTH[8][0] + 1, NORTH_SOUTH[8][1])


@pytest.mark.parametrize("racks", OUT_OF_BAND)
def test_the_factory_has_the_published_switches_out_of_band(racks: int) -> None:
    assert table(FACTORY, racks)["fabrics"]["out_of_band"]["leaf"] == OUT_OF_BAND[racks]


@pytest.mark.parametrize(("rack", "tray", "port"), [(2, 8, "swp13s1"), (2, 18, "swp18s1"), (3, 1, "swp1s0")])
def test_trays_of_the_factory_land_on_the_published_leaf_ports(rack: int, tray: int, port: str) -> None:
    """Source: NVIDIA/enterprise-ras, net-configurator 2-4-5-800, topology of 8 racks."""
    host = f"pod-u{rack:03d}-r01-n{tray:02d}"
    assert {cable.b_port for cable in pod(FACTORY, 4).fabric.cables if cable.a_device == host and cable.fabric == "compute"} == {port}


def test_planes_of_the_factory_never_meet() -> None:
    cables = [cable for cable in pod(FACTORY, 4).fabric.cables if cable.fabric == "compute"]
    plane = {device.name: device.ordinal % 8 // 4 for device in pod(FACTORY, 4).physical.devices if device.fabric == "compute" and device.role is Role.LEAF}
    tray = Counter((cable.a_device, plane[cable.b_device]) for cable in cables if cable.tier is Tier.NODE_LEAF)
    assert set(tray.values()) == {4}
    spines = [{cable.b_device for cable in cables if cable.tier is Tier.LEAF_SPINE and plane[cable.a_device] == number} for number in (0, 1)]
    assert not spines[0] & spines[1]


ORDER = [(Role.POWER_SHELF, 4), (Role.GPU_NODE, 8), (Role.NVLINK_SWITCH, 9), (Role.GPU_NODE, 10), (Role.POWER_SHELF, 4), (Role.LEAF, 2)]
"""What stands in a rack from the floor up: notes on a figure of the DGX GB Rack Scale Systems User Guide."""


@pytest.mark.parametrize("architecture", NVL72)
def test_a_rack_holds_what_is_published_in_the_published_order(architecture: str) -> None:
    devices = [device for device in pod(architecture, 1).physical.devices if device.rack == "pod-u001-r01"]
    from_the_floor = [device.role for device in sorted(devices, key=lambda device: device.lowest_u)]
    assert [(role, len(list(group))) for role, group in groupby(from_the_floor)] == ORDER


def test_nvlink_switches_have_a_port_for_every_link_of_the_racks_gpus() -> None:
    assert 9 * catalog(GB200).switches["nvlink-switch-tray"].port_count() == 72 * 18


@pytest.mark.parametrize("architecture", NVL72)
def test_nvlink_switches_and_shelves_are_cabled_to_be_managed_and_for_nothing_else(architecture: str) -> None:
    devices = {device.name for device in pod(architecture, 1).physical.devices if device.role in (Role.NVLINK_SWITCH, Role.POWER_SHELF)}
    cables = [cable for cable in pod(architecture, 1).fabric.cables if cable.a_device in devices or cable.b_device in devices]
    assert Counter(cable.a_device for cable in cables) == dict.fromkeys(devices, 1)
    assert {cable.fabric for cable in cables} == {"out_of_band"}


@pytest.mark.parametrize(("architecture", "rates"), [(GB200, {"storage": {200: 2}, "in_band": {200: 2}}), (GB300, {"storage": {400: 1}, "in_band": {400: 1}})])
def test_links_of_a_tray_run_at_their_rate(architecture: str, rates: dict[str, dict[int, int]]) -> None:
    cables = [cable for cable in pod(architecture, 1).fabric.cables if cable.a_device == "pod-u001-r03-n05"]
    assert {fabric: Counter(cable.rate_gbps for cable in cables if cable.fabric == fabric) for fabric in rates} == rates


@pytest.mark.parametrize(("architecture", "units"), [*((name, 1) for name in (*NVL72, HOPPER)), (GB200, 2), (GB300, 4), (FACTORY, 8), (HOPPER, 32)])
def test_the_judge_has_no_error(architecture: str, units: int) -> None:
    findings = judge(pod(architecture, units))
    assert not stops(findings), [str(finding) for finding in findings]


@pytest.mark.parametrize(("architecture", "most"), [(GB200, 16), (GB300, 18), (FACTORY, 14), (HOPPER, 63)])
def test_upper_layers_of_one_unit_can_be_built_for_the_largest_pod(architecture: str, most: int) -> None:
    ahead = plan(architecture, 1, site=SITE, growth=Growth(scalable_units=most))
    assert not stops(judge(ahead))
    fabrics, largest = {fabric.name: fabric for fabric in ahead.fabric.fabrics}, sizes(architecture, most)
    assert {name: fabrics[name].spine_count for name in largest} == {name: size.tiers.spine_count for name, size in largest.items()}


@pytest.mark.parametrize("units", [2, 32, 63])
def test_grace_hopper_carries_as_much_up_as_down(units: int) -> None:
    compute = sizes(HOPPER, units)["compute"]
    assert leaves_and_spines(compute) == (units, max(2, -(-units // 2)))
