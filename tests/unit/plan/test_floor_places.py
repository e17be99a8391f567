"""The floor: every rack and every distribution unit of the room has a position of its own, which no growth moves."""

import json
from functools import cache
from pathlib import Path

import pytest

from podwright.plan.types import Plan
from unit.pods import SUPERPOD, plan

FACTS = Path(__file__).resolve().parents[4] / "shared" / "facts" / "reference-architectures.json"
ROWS = json.loads(FACTS.read_text()) if FACTS.is_file() else []
B300, GB300 = "dgx-superpod-b300-spectrum", "dgx-superpod-gb300"


@cache
def pod(architecture: str, units: int = 1, loop: str | None = None) -> Plan:
    return plan(architecture, units, site={"domain": "pod.example", "cooling": {"loop": loop}})


@cache
def with_storage(blocks: int) -> Plan:
    return plan(SUPERPOD, storage={"system": {"kind": "ddn-ai400x2", "blocks": blocks}})


@pytest.mark.skipif(not ROWS, reason="the facts file is not beside this clone")
def test_64_nodes_of_b300_stand_in_the_published_racks_with_the_published_distribution_units() -> None:
    (row,) = (row for row in ROWS if row["architecture"] == "DGX B300" and row["row"] == "64-node example")
    floor = {place.row: place for place in pod(B300).floor.rows}
    kinds = [rack.kind for rack in pod(B300).physical.racks if rack.unit == 1]
    assert kinds.count("compute") == row["compute_racks"]
    assert sum(place.unit_count for place in floor.values()) == row["cdu"]
    assert floor[1].rack_count == len(kinds)


@pytest.mark.parametrize(("loop", "positions"), [(None, [(-1, 1), (-1, 2)]), ("row", [(1, -1), (1, 0)])])
def test_units_of_a_row_stand_before_its_first_rack_and_those_of_the_pod_in_a_row_of_their_own(loop: str | None, positions: list[tuple[int, int]]) -> None:
    assert [(place.row, place.number) for place in pod(GB300, 1, loop).floor.places if place.loop] == positions


def test_units_of_a_racks_own_loop_take_turns() -> None:
    found: dict[str, list[int]] = {place.loop: [] for place in pod(GB300, 1, "rack").floor.places if place.loop}
    for place in pod(GB300, 1, "rack").floor.places:
        if place.loop:
            found[place.loop].append(place.number)
    assert found["rack pod-u001-r01"] == [-16, 0]
    assert found["rack pod-u001-r08"] == [-23, -7]


@pytest.mark.parametrize("loop", [None, "row", "rack"])
def test_more_units_move_nothing_on_the_floor(loop: str | None) -> None:
    assert set(pod(GB300, 1, loop).floor.places) <= set(pod(GB300, 2, loop).floor.places)


def test_storage_racks_stand_before_the_pods_own_and_more_of_them_move_none() -> None:
    small, large = (with_storage(blocks).floor for blocks in (1, 12))
    assert set(small.places) <= set(large.places)
    assert [(place.name, place.number) for place in large.places if place.row == 0] == [
        ("pod-u000-r62", -1),
        ("pod-u000-r63", 0),
        ("pod-u000-r01", 1),
        ("pod-u000-r02", 2),
    ]


def test_the_area_is_that_of_all_rows_with_their_aisles() -> None:
    floor = with_storage(12).floor
    assert [(row.row, row.rack_count, row.length_m) for row in floor.rows] == [(0, 4, 3.2), (1, 9, 7.2)]
    assert floor.area_m2 == pytest.approx((3.2 + 7.2) * 3.6, abs=0.1)


def test_what_is_added_on_the_floor_makes_no_cable_longer() -> None:
    assert pod(GB300, 1, "row").fabric == pod(GB300).fabric
    assert with_storage(12).fabric == plan(SUPERPOD).fabric
