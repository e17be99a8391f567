"""Feeds, shelves and supplies: what is an error, what a warning, what is not judged."""

from dataclasses import replace

import pytest

from podwright.checks.judge import judge
from podwright.plan.finding import Finding, Severity, sentence
from podwright.plan.types import Plan
from unit.checks.supply_breaks import supplied, with_rack_power
from unit.pods import SUPERPOD
from unit.wet_pods import changed_plan, figure

CODES = {"P314", "P306", "P307", "P308", "P309", "P310", "P311", "P312", "P313"}


def found(pod: Plan) -> list[Finding]:
    """Return what the checks of power and floor say."""
    return [finding for finding in judge(pod) if finding.code in CODES]


def peaked(**power: object) -> Plan:
    """Return a starter pod whose two nodes draw 10.2 kW, 8 kW on average and 13 kW at peak: 25.2 and 30.8 kW in the rack."""
    return changed_plan(node={"peak_power": figure(13_000), "typical_power": figure(8_000)}, site={"domain": "pod.example", "power": power})


def test_what_the_site_does_not_declare_is_not_judged() -> None:
    assert found(supplied("power")) == []


@pytest.mark.parametrize(("room", "word", "code"), [("power", "row_kw", "P306"), ("power", "pod_kw", "P307")])
def test_hours_too_much_are_an_error_moments_a_warning(room: str, word: str, code: str) -> None:
    (hours,), (moments,) = found(peaked(**{word: 25})), found(peaked(**{word: 26}))
    assert (hours.code, hours.severity) == (code, Severity.ERROR)
    assert (moments.code, moments.severity) == (code, Severity.WARNING)
    assert found(peaked(**{word: 31})) == []


def test_a_message_of_a_feed_has_where_both_numbers_and_what_to_do() -> None:
    (finding,) = found(supplied("power", feed_count=3, each_feed_kw=12))
    assert sentence(finding) == (
        "P310 rack pod-u001-r01: 25.2 kW planned, 2 of 3 feeds are left when feeds fail and carry 24.0. "
        "Give at least 25.2 kW (site.power.each_feed_kw or feed_count), or plan fewer nodes."
    )


def test_a_plan_that_lost_its_racks_by_hand_is_still_judged() -> None:
    pod = supplied("power", row_kw=25, pod_kw=25, each_feed_kw=12)
    bare = replace(pod, physical=replace(pod.physical, racks=()))
    assert [finding.code for finding in found(bare)] == ["P307", "P310", "P312"]


@pytest.mark.parametrize(
    ("redundancy", "feed_count", "feed_kw", "codes"),
    [
        ("none", 2, 13, []),
        ("none", 2, 12, ["P310"]),
        ("n_plus_1", 4, 9, []),
        ("n_plus_1", 4, 8, ["P310"]),
        ("2n", 4, 13, ["P312"]),
        ("2n", 4, 12, ["P310", "P312"]),
        ("2n", 1, 50, ["P310", "P312"]),
    ],
)
def test_what_is_left_carries_the_rack(redundancy: str, feed_count: int, feed_kw: float, codes: list[str]) -> None:
    assert [finding.code for finding in found(supplied("power", redundancy=redundancy, feed_count=feed_count, each_feed_kw=feed_kw))] == codes


def test_six_supplies_of_which_four_are_needed_stand_a_feed_of_three_but_not_of_two() -> None:
    (finding,) = found(supplied("power", feed_count=2, each_feed_kw=50))
    assert (finding.code, finding.severity) == ("P312", Severity.WARNING)
    assert "6 power supplies on 2 feeds: 3 are left when feeds fail, 4 are needed" in finding.what
    assert found(supplied("power", feed_count=3, each_feed_kw=50)) == []


def test_a_pod_whose_total_was_edited_is_found() -> None:
    pod = supplied("power")
    (finding,) = found(replace(pod, power=replace(pod.power, peak_w=1)))
    assert (finding.code, finding.where) == ("P313", "pod pod")


def test_a_reserve_is_kept_free_of_racks_rows_and_the_pod() -> None:
    """25.15 kW of 27 are 93 %."""
    findings = found(supplied("power", row_kw=27, pod_kw=27, reserve_pct=7))
    assert [(finding.code, finding.where) for finding in findings] == [("P314", "pod pod"), ("P314", "row 1")]
    assert "7 % are a reserve: 25.1 kW may be drawn" in findings[0].what
    assert found(supplied("power", row_kw=27, pod_kw=27, reserve_pct=6)) == []
    assert [(finding.code, finding.where) for finding in found(supplied("power", reserve_pct=50))] == [("P314", "rack pod-u001-r01")]


def test_what_draws_more_than_it_is_fed_is_said_once() -> None:
    assert [finding.code for finding in found(supplied("power", pod_kw=20, reserve_pct=10))] == ["P307"]


def test_racks_of_a_kind_whose_shelves_are_too_few_are_told_of_once() -> None:
    pod = changed_plan(SUPERPOD, site={"domain": "pod.example"})
    racks = tuple(replace(rack, shelf_count=4, shelf_w=40_000) for rack in pod.power.racks)
    (finding,) = found(replace(pod, power=replace(pod.power, racks=racks)))
    assert (finding.code, finding.where, finding.severity) == ("P311", "rack kind compute", Severity.ERROR)
    assert finding.what == "40.8 kW planned in each of 7 racks, the shelves that are left of 4 when shelves fail carry 40.0"


def test_shelves_that_are_left_and_carry_the_rack_are_no_finding() -> None:
    assert found(with_rack_power(shelf_count=2, shelf_w=33_000)) == []


def test_devices_without_a_published_mass_are_named() -> None:
    pod = supplied("floor", rack_kg=2000)
    kinds = tuple(replace(row, weight_g=None) if row.kind == "qm9700" else row for row in pod.floor.kinds)
    (finding,) = found(replace(pod, floor=replace(pod.floor, kinds=kinds)))
    assert (finding.severity, "qm9700" in finding.what) == (Severity.NOTE, True)


def test_a_rack_whose_mass_is_published_whole_weighs_that() -> None:
    pod = supplied("floor", rack_kg=1000)
    (rack,) = pod.floor.racks
    assert found(pod) == []
    (finding,) = found(replace(pod, floor=replace(pod.floor, racks=(replace(rack, whole_kg=1500),))))
    assert (finding.code, finding.what) == ("P308", "1500 kg planned, rack and floor bear 1000")


@pytest.mark.parametrize(("depth_mm", "severity"), [(800, Severity.ERROR), (1000, Severity.WARNING), (1100, None)])
def test_a_rack_has_room_for_the_system_and_for_cables_behind_it(depth_mm: int, severity: Severity | None) -> None:
    assert [finding.severity for finding in found(supplied("floor", rack_depth_mm=depth_mm))] == ([severity] if severity else [])
