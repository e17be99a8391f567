"""Cables to a storage system: at as many ports as is published, as long as the floor asks, and none moves."""

import csv
import io
from collections import Counter
from functools import cache

import pytest

from podwright.catalog.load import architecture_names, load_catalog
from podwright.checks.judge import judge
from podwright.outputs.cabling.storage import COLUMNS, storage_sheet
from podwright.plan.types import Plan
from unit.pods import SUPERPOD, plan

B200, BASEPOD = "dgx-superpod-b200", "dgx-basepod-h100"
METRES = load_catalog(SUPERPOD).media.floor


@cache
def pod(architecture: str, units: int, kind: str, blocks: int) -> Plan:
    return plan(architecture, units, storage={"system": {"kind": kind, "blocks": blocks}})


def on_leaves(found: Plan) -> Counter[str]:
    counted: Counter[str] = Counter()
    for link in found.storage.links:
        counted[link.leaf] += link.cable_count
    return counted


def test_a_leaf_of_the_vendors_own_carries_as_much_down_as_up() -> None:
    """RA-11333-001 V11: storage ports to uplinks are 1:1; 16 uplinks of 400 Gb/s are 32 cables of 200."""
    assert set(on_leaves(pod(SUPERPOD, 2, "ddn-ai400x2", 8)).values()) == {32}
    assert set(on_leaves(pod(SUPERPOD, 2, "wekapod-nitro", 16)).values()) == {16}


def test_four_ports_of_a_leaf_are_for_storage_in_a_superpod_b200() -> None:
    """Figure 3.2, as the catalogue derives it: of 64 ports 32 go to nodes with 24 uplinks and 4 to storage with 4."""
    assert set(on_leaves(pod(B200, 4, "ddn-ai400x2", 4)).values()) == {4}


def test_both_switches_of_a_pair_have_half_of_each_a90() -> None:
    """NVA-1173: each controller is connected to both switches; of eight data ports of a pair four are on each."""
    assert [link.cable_count for link in pod(BASEPOD, 4, "netapp-nva-1173", 2).storage.links] == [4, 4, 4, 4]


def test_a_cable_is_as_long_as_the_way_over_the_floor() -> None:
    """From the first storage rack, before the pod's own, to the ninth rack of unit 1: nine racks along, one row across, up and down."""
    (link,) = pod(SUPERPOD, 1, "ddn-ai400x2", 1).storage.links
    need = 9 * METRES.rack_width_m.value + METRES.row_pitch_m.value + METRES.up_and_down_m.value
    assert link.length_m == min(length for length in METRES.lengths_m if length >= need) == 20.0


@pytest.mark.parametrize(("architecture", "kind"), [(SUPERPOD, "ddn-ai400x2"), (B200, "ddn-ai400x2"), (BASEPOD, "netapp-nva-1173")])
def test_more_blocks_and_more_units_move_no_cable(architecture: str, kind: str) -> None:
    small = pod(architecture, 1, kind, 2).storage.links
    assert set(small) <= set(pod(architecture, 1, kind, 4).storage.links)
    assert set(small) <= set(pod(architecture, 4, kind, 4).storage.links)


@pytest.mark.parametrize("architecture", [name for name in architecture_names() if name in (SUPERPOD, B200, BASEPOD, "full-scale", "era-2-8-9-800")])
def test_a_block_has_no_more_cables_than_ports(architecture: str) -> None:
    found = plan(architecture, storage={"system": {"kind": "ddn-ai400x2", "blocks": 1}})
    assert sum(on_leaves(found).values()) <= 8


def test_cables_without_a_leaf_are_told() -> None:
    told = [finding.what for finding in judge(pod(SUPERPOD, 1, "ddn-ai400x2", 12)) if finding.code == "P504"]
    assert any(what.startswith("96 cables come from 12 blocks") and "room for 32" in what for what in told)


def test_a_system_of_another_technology_has_no_cables() -> None:
    assert not pod(SUPERPOD, 1, "netapp-nva-1175", 4).storage.links


def test_the_sheet_names_rack_and_unit_of_both_ends() -> None:
    found = pod(SUPERPOD, 1, "ddn-ai400x2", 2)
    rows = list(csv.DictReader(io.StringIO(storage_sheet(found.physical, found.storage))))
    assert list(rows[0]) == list(COLUMNS)
    assert rows[1] == {
        "BUNDLE": "storage_system.u000-r63.u001-r09",
        "A_RACK": "pod-u000-r63",
        "A_U": "5",
        "A_DEVICE": "pod-u000-r63-a02",
        "B_RACK": "pod-u001-r09",
        "B_U": "34",
        "B_DEVICE": "pod-u001-r09-s11",
        "CABLES": "8",
        "RATE_GBPS": "200",
        "LENGTH_M": "20",
    }
