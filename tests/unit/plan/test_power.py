"""What racks, feeds, rows and the pod draw: sums by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podwright.plan.difference import Cost, diff
from podwright.plan.powering import surviving_feeds, surviving_shelves
from podwright.plan.types import Plan, Rack, RackPower
from podwright.spec.supply import Redundancy
from unit.pods import SUPERPOD
from unit.wet_pods import changed_plan, figure


def peaked(**power: object) -> Plan:
    """Return a starter pod: two nodes of 10.2 kW (8 on average, 13 at peak), 800 + 1200 + 2 x 1720 + 466 + 98 W beside them (nominal)."""
    return changed_plan(node={"peak_power": figure(13_000), "typical_power": figure(8_000)}, site={"domain": "pod.example", "power": power})


def test_a_rack_draws_what_stands_in_it_by_hand() -> None:
    (rack,) = peaked().power.racks
    assert rack.nominal_w == 2 * 10_200 + 800 + 1_200 + 1_720 + 466 + 466 + 98
    assert rack.average_w == 2 * 8_000 + 800 + 1_200 + 747 + 466 + 466 + 98
    assert rack.peak_w == rack.nominal_w + 2 * 2_800


@pytest.mark.parametrize(
    ("redundancy", "feeds", "left", "each", "failed"),
    [("n_plus_1", 2, 1, 12_575, 25_150), ("n_plus_1", 4, 3, 6_288, 8_384), ("2n", 4, 2, 6_288, 12_575), ("none", 2, 1, 12_575, 25_150)],
)
def test_feeds_share_the_rack_and_those_that_are_left_take_all_of_it(redundancy: str, feeds: int, left: int, each: int, failed: int) -> None:
    (rack,) = peaked(redundancy=redundancy, feed_count=feeds).power.racks
    assert (rack.feed_count, rack.surviving_feed_count, rack.feed_w, rack.failed_feed_w) == (feeds, left, each, failed)


def test_headroom_is_what_is_fed_less_the_reserve_and_what_is_drawn() -> None:
    """The rack draws 25,150 W of its 50 kW (the default), of which 10 % are kept free; rows are not declared."""
    power = peaked(reserve_pct=10, pod_kw=30).power
    assert (power.racks[0].headroom_w, power.rows[0].headroom_w, power.headroom_w) == (45_000 - 25_150, None, 27_000 - 25_150)


def test_a_rack_with_one_feed_has_none_left() -> None:
    (rack,) = peaked(feed_count=1).power.racks
    assert (rack.surviving_feed_count, rack.failed_feed_w) == (0, None)


def test_without_a_word_a_rack_has_a_feed_for_each_of_its_pdus() -> None:
    counts = {rack.kind: power.feed_count for rack, power in _racks(changed_plan(SUPERPOD, 1))}
    assert (counts["compute"], counts["network"]) == (3, 2)


@pytest.mark.parametrize(("count", "half", "left"), [(8, True, 4), (4, False, 3), (1, False, 0), (7, True, 3)])
def test_half_of_the_shelves_are_left_or_all_but_one(count: int, half: bool, left: int) -> None:
    assert surviving_shelves(count, half=half) == left


@given(feeds=st.integers(1, 8), redundancy=st.sampled_from(Redundancy))
def test_fewer_feeds_are_left_than_stand(feeds: int, redundancy: Redundancy) -> None:
    assert 0 <= surviving_feeds(feeds, redundancy) < feeds


@settings(max_examples=4, deadline=None)
@given(units=st.integers(1, 8))
def test_rows_are_the_sums_of_their_racks_and_the_pod_is_that_of_its_rows(units: int) -> None:
    power = changed_plan(SUPERPOD, units).power
    for row in power.rows:
        own = [rack for rack in power.racks if rack.row == row.row]
        assert (row.rack_count, row.nominal_w, row.average_w, row.peak_w) == (
            len(own),
            sum(rack.nominal_w for rack in own),
            sum(rack.average_w for rack in own),
            sum(rack.peak_w for rack in own),
        )
    assert power.nominal_w == sum(row.nominal_w for row in power.rows)
    assert sum(feed.nominal_w for feed in power.feeds) >= power.nominal_w
    assert power.average_w <= power.nominal_w <= power.peak_w


def test_the_rack_of_the_plan_and_its_power_agree() -> None:
    assert all(rack.power_w == power.nominal_w for rack, power in _racks(changed_plan(SUPERPOD, 2)))


def test_growth_lists_the_power_and_the_heat_that_it_adds_and_costs_nothing_that_stands() -> None:
    before, after = changed_plan(SUPERPOD, 1, node_count=4), changed_plan(SUPERPOD, 1, node_count=5)
    rows = {(row.kind, row.name): row for row in diff(before, after)}
    row = rows["power", "nominal"]
    assert (row.change, row.cost, row.text) == ("added", Cost.LIVE, f"10.2 kW, {after.power.nominal_w / 1000:.1f} kW in all")
    assert rows["heat", "to air"].text.startswith("10.2 kW, ")
    assert ("heat", "to liquid") not in rows
    assert {row.change for row in diff(after, before) if row.kind in ("power", "heat")} == {"removed"}


def test_other_feeds_of_a_rack_that_stands_are_a_rebuild() -> None:
    (row,) = diff(peaked(), peaked(feed_count=3))
    assert (row.kind, row.name, row.change, row.cost, row.text) == ("feeds", "pod-u001-r01", "changed", Cost.REBUILD, "2 -> 3")


def _racks(pod: Plan) -> list[tuple[Rack, RackPower]]:
    return list(zip(pod.physical.racks, pod.power.racks, strict=True))
