"""Published tables are the first judge of the plan: DGX SuperPOD with A100, H100, H200 and B200."""

from collections import Counter

import pytest

from podwright.plan.finding import Infeasible
from podwright.plan.types import Role
from unit.plan.counted import A100, B200, H100, H200, counted, ideal, installed, pod

INSTALLED = {1: (31, 248, 8, 4, 252, 256), 2: (63, 504, 16, 8, 508, 512), 3: (95, 760, 24, 16, 764, 768), 4: (127, 1016, 32, 16, 1020, 1024)}
"""Nodes, GPUs, leaves, spines, compute and UFM cables, leaf-spine cables by scalable units, one node removed for UFM: DGX SuperPOD RA, DGX H100,
RA-11333-001 V11, table 4; DGX B200, RA-11334-001 V08, table 4; DGX H200, RA-11336-001 V2 as others quote it (of the cables only those at 4 units)."""
IDEAL = {
    2: (64, 512, 16, 8, 0, 512, 512, 0),
    4: (128, 1024, 32, 16, 0, 1024, 1024, 0),
    8: (256, 2048, 64, 32, 0, 2048, 2048, 0),
    16: (512, 4096, 128, 128, 64, 4096, 4096, 4096),
    32: (1024, 8192, 256, 256, 128, 8192, 8192, 8192),
    64: (2048, 16384, 512, 512, 256, 16384, 16384, 16384),
}
"""Nodes, GPUs, leaves, spines, cores, node-leaf, leaf-spine and spine-core cables by scalable units, UFM ignored: DGX SuperPOD RA, DGX B200, RA-11334-001
V08, table 3; DGX H100, RA-11333-001 V11, table 3 (from 4 units on; the web copy's spine-core cables at 4 and 8 units, where there is no core, are errata)."""
SWITCHES_4_SU = {H100: {"in_band": 8, "out_of_band": 8, "compute": 48, "storage": 16}, B200: {"in_band": 4, "out_of_band": 16, "compute": 48, "storage": 12}}
"""Switches of each fabric at 4 units: RA-11333-001 V11, table 7; RA-11334-001 V08, figure 3.2 as RackulaLives/Rackula read it, without two SN2201 in-band."""
RACKS_4_SU = {H100: 38, B200: 69}
"""Racks at 4 units: RA-11333-001 V11, table 7; RA-11334-001 V08, figures 3.1 and 3.2 as RackulaLives/Rackula read them: 4 x 16 and 5."""
A100_SPINES = {1: 5}
"""Spines of A100 by units: notes that compare A100 and B300 pods, quoting RA-09950-001. Its whole table was not found; 140 nodes at 7 units have a core."""


@pytest.mark.parametrize("units", INSTALLED)
@pytest.mark.parametrize("architecture", [H100, H200, B200])
def test_the_compute_fabric_has_the_published_counts(architecture: str, units: int) -> None:
    assert installed(architecture, units) == INSTALLED[units]


@pytest.mark.parametrize("nodes_per_rack", [1, 2])
def test_how_many_nodes_a_rack_has_changes_no_count_of_the_compute_fabric(nodes_per_rack: int) -> None:
    assert installed(H100, 4, nodes_per_rack) == INSTALLED[4]


@pytest.mark.parametrize(("architecture", "units"), [(H100, 4), (H100, 8), (H100, 16), (H100, 32), (H100, 64), *((B200, units) for units in IDEAL)])
def test_without_ufm_no_node_makes_room(architecture: str, units: int) -> None:
    assert ideal(architecture, units) == IDEAL[units]
    assert counted(architecture, units, "none")["fabrics"]["compute"]["ufm_links"] == 0


@pytest.mark.parametrize("architecture", SWITCHES_4_SU)
def test_four_units_have_the_published_racks_and_switches(architecture: str) -> None:
    table = counted(architecture, 4)
    assert table["racks"] == RACKS_4_SU[architecture]
    assert {name: table["fabrics"][name]["switches"] for name in table["fabrics"]} == SWITCHES_4_SU[architecture]


def test_racks_of_b200_hold_what_the_figure_shows() -> None:
    held = Counter((device.place.rack, device.fabric, device.role) for device in pod(B200, 4).physical.devices if not device.place.unit)
    figure = {
        (1, 2): {("compute", Role.LEAF): 16, ("compute", Role.UFM): 2, ("compute", Role.SPINE): 16},
        (3, 4): {
            ("compute", Role.LEAF): 16,
            ("in_band", Role.SPINE): 2,
            ("in_band", Role.LEAF): 2,
            ("storage", Role.UFM): 2,
            (None, Role.MANAGEMENT_NODE): 7,
        },
        (5,): {("storage", Role.LEAF): 8, ("storage", Role.SPINE): 4, ("out_of_band", Role.LEAF): 16},
    }
    for racks, things in figure.items():
        found = Counter({thing: sum(held[rack, *thing] for rack in racks) for thing in {key[1:] for key in held}})
        assert {thing: count for thing, count in found.items() if count and thing[1] is not Role.PDU} == things


def test_compute_racks_of_b200_hold_two_systems_three_pdus_and_no_switch() -> None:
    racks = {rack.name for rack in pod(B200, 4).physical.racks if rack.unit}
    held = Counter((device.rack, device.role) for device in pod(B200, 4).physical.devices if device.rack in racks)
    assert len(racks) == 4 * 16
    assert {role for _, role in held} == {Role.GPU_NODE, Role.PDU}
    assert {held[rack, Role.PDU] for rack in racks} == {3}
    assert sum(held[rack, Role.GPU_NODE] == 2 for rack in racks) == len(racks) - 1, "one node has made room for UFM"


@pytest.mark.parametrize(("units", "nodes"), [(1, 20), (7, 140), (20, 400)])
def test_a100_has_twenty_nodes_and_eight_leaves_a_unit(units: int, nodes: int) -> None:
    table = counted(A100, units)
    compute = table["fabrics"]["compute"]
    assert (table["nodes"], compute["leaf"], compute["cables_node_leaf"]) == (nodes, 8 * units, 8 * nodes)


@pytest.mark.parametrize("units", A100_SPINES)
def test_a100_has_the_published_spines(units: int) -> None:
    compute = counted(A100, units)["fabrics"]["compute"]
    assert (compute["spine"], compute["core"]) == (A100_SPINES[units], 0)


def test_a100_has_a_core_at_its_reference_size_and_none_where_two_tiers_reach() -> None:
    assert counted(A100, 7)["fabrics"]["compute"]["core"] > 0
    assert counted(A100, 5)["fabrics"]["compute"]["core"] == 0


@pytest.mark.parametrize(("architecture", "units"), [(A100, 1), (A100, 5), (A100, 6), (A100, 7), (A100, 20), (B200, 8), (B200, 16), (H200, 9)])
def test_every_tier_of_rails_carries_as_much_up_as_down(architecture: str, units: int) -> None:
    compute = counted(architecture, units, "none")["fabrics"]["compute"]
    assert compute["cables_leaf_spine"] == compute["cables_node_leaf"]
    assert compute["cables_spine_core"] in ({compute["cables_leaf_spine"]} if compute["core"] else {0})


@pytest.mark.parametrize(("architecture", "last"), [(H100, 64), (H200, 64), (B200, 64), (A100, 20)])
def test_beyond_its_last_unit_an_architecture_says_where_it_ends(architecture: str, last: int) -> None:
    with pytest.raises(Infeasible, match=f"P101 .*ends at {last}"):
        pod(architecture, last + 1)
