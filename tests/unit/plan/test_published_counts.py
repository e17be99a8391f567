"""Published tables are the first judge of the plan."""

import json
from pathlib import Path

import pytest

from podwright.plan.counts import counts
from podwright.spec.fabric import Fabrics
from unit.pods import SUPERPOD, plan

FACTS = Path(__file__).resolve().parents[4] / "shared" / "facts" / "reference-architectures.json"
PUBLISHED = {1: (31, 248, 8, 4, 252, 256), 2: (63, 504, 16, 8, 508, 512), 3: (95, 760, 24, 16, 764, 768), 4: (127, 1016, 32, 16, 1020, 1024)}
"""Nodes, GPUs, leaves, spines, compute and UFM cables, leaf-spine cables by scalable units: DGX SuperPOD RA, DGX H100, RA-11333-001 V11, table 4."""
COMPONENTS_4_SU = {"racks": 38, "in_band": 8, "out_of_band": 8, "compute": 48, "storage": 16}
"""Racks and switches of each fabric at 4 units: the same document, table 7."""


@pytest.mark.parametrize("units", PUBLISHED)
def test_the_compute_fabric_has_the_published_counts(units: int) -> None:
    table = counts(plan(SUPERPOD, units))
    compute = table["fabrics"]["compute"]
    cables = compute["cables_node_leaf"] + compute["ufm_links"]
    assert (table["nodes"], table["gpus"], compute["leaf"], compute["spine"], cables, compute["cables_leaf_spine"]) == PUBLISHED[units]


@pytest.mark.parametrize(("units", "row"), [(4, (128, 1024, 32, 16, 1024, 1024)), (8, (256, 2048, 64, 32, 2048, 2048))])
def test_without_ufm_no_node_makes_room(units: int, row: tuple[int, ...]) -> None:
    table = counts(plan(SUPERPOD, units, fabrics=Fabrics.model_validate({"compute": {"ufm": "none"}})))
    compute = table["fabrics"]["compute"]
    assert (table["nodes"], table["gpus"], compute["leaf"], compute["spine"], compute["cables_node_leaf"], compute["cables_leaf_spine"]) == row
    assert compute["ufm_links"] == 0


def test_four_units_have_the_published_racks_and_switches() -> None:
    table = counts(plan(SUPERPOD, 4))
    assert table["racks"] == COMPONENTS_4_SU["racks"]
    assert {name: table["fabrics"][name]["switches"] for name in table["fabrics"]} == {k: v for k, v in COMPONENTS_4_SU.items() if k != "racks"}


@pytest.mark.skipif(not FACTS.is_file(), reason="the facts file is not beside this clone")
def test_the_rows_here_are_the_rows_of_the_facts_file() -> None:
    rows = [row for row in json.loads(FACTS.read_text()) if (row["architecture"], row["table"]) == ("DGX SuperPOD H100", "compute_fabric_component_count")]
    assert {
        row["su"]: (row["nodes"], row["gpus"], row["leaf"], row["spine"], row["cables_compute_and_ufm"], row["cables_spine_leaf"]) for row in rows
    } == PUBLISHED
