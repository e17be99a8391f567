"""Air, coolant, units, water: what is an error, what a warning, what a note."""

from dataclasses import replace

import pytest

from podwright.checks.judge import judge
from podwright.plan.finding import Finding, Severity, sentence
from podwright.plan.types import Plan
from unit.checks.supply_breaks import supplied, with_head
from unit.wet_pods import celsius, changed_plan, figure, wet_plan


def found(pod: Plan) -> list[Finding]:
    """Return what the checks of cooling say."""
    return [finding for finding in judge(pod) if finding.code.startswith("P6")]


def test_a_wet_pod_whose_site_says_enough_has_no_finding() -> None:
    assert judge(wet_plan()) == tuple(finding for finding in judge(wet_plan()) if finding.code == "P108")


def test_an_air_cooled_pod_is_not_asked_about_water() -> None:
    assert found(supplied("cooling")) == []


def test_a_wet_pod_without_a_word_on_units_and_water_is_told_what_is_not_judged() -> None:
    findings = found(wet_plan(facility_water_c=None, room_c=None, relative_humidity_pct=None, cdu_count=None))
    assert [(finding.code, finding.severity) for finding in findings] == [("P602", Severity.NOTE), ("P604", Severity.NOTE)]
    assert "2 x coolit-chx2000 carry it" in findings[0].what


def test_without_the_room_the_dew_point_is_said_not_to_be_judged() -> None:
    (finding,) = found(wet_plan(room_c=None))
    assert (finding.code, finding.severity) == ("P603", Severity.NOTE)


def test_a_rack_hotter_than_rooms_are_known_to_take_is_noted_once() -> None:
    pod = changed_plan(node={"power": figure(22_000)}, site={"domain": "pod.example"})
    (finding,) = found(pod)
    assert (finding.code, finding.severity, finding.where) == ("P601", Severity.NOTE, "pod pod")


def test_a_message_of_air_has_where_both_numbers_and_what_to_do() -> None:
    (finding,) = found(supplied("cooling", air_kw=20))
    assert sentence(finding) == (
        "P601 rack pod-u001-r01: 25.2 kW go to the room's air, it takes 20.0. Take at least 25.2 kW (site.cooling.air_kw), or plan fewer nodes a rack."
    )


def test_a_door_takes_what_the_room_need_not() -> None:
    assert found(wet_plan("hybrid", air_kw=1)) == []
    (finding,) = found(wet_plan("hybrid", air_kw=1, door_kw=5))
    assert (finding.code, "2.9 kW go to the room's air" in finding.what) == ("P601", True)


@pytest.mark.parametrize(("count", "severity"), [(0, Severity.ERROR), (1, Severity.WARNING), (2, None)])
def test_one_distribution_unit_is_to_spare(count: int, severity: Severity | None) -> None:
    assert [finding.severity for finding in found(wet_plan(cdu_count=count))] == ([severity] if severity else [])


def test_units_that_stand_in_racks_are_judged_by_their_loop() -> None:
    pod = wet_plan(cdu_count=None)
    (loop,) = pod.cooling.loops
    (finding,) = found(replace(pod, cooling=replace(pod.cooling, loops=(replace(loop, name="row 1", cdu_standing=1),))))
    assert (finding.code, finding.where, finding.severity) == ("P602", "loop row 1", Severity.WARNING)


@pytest.mark.parametrize(("water_c", "severity"), [(9.8, Severity.ERROR), (10, Severity.WARNING), (12.8, Severity.WARNING), (13, None)])
def test_coolant_keeps_its_distance_from_the_dew_point(water_c: float, severity: Severity | None) -> None:
    """At 24 C and 50 % the dew point is 12.9 C (PsychroLib: 12.95); the unit's approach is 5 K."""
    assert [finding.severity for finding in found(wet_plan(facility_water_c=water_c))] == ([severity] if severity else [])


def test_water_warmer_than_its_class_is_found() -> None:
    (finding,) = found(wet_plan(facility_class="W27"))
    assert (finding.code, finding.what) == ("P604", "the facility's water comes at 30.0 C, class W27 ends at 27")


def test_coolant_warmer_than_the_system_takes_is_found_with_what_to_lower() -> None:
    (finding,) = found(wet_plan(node={"coolant_max": celsius(32)}))
    assert (finding.where, finding.remedy.split(",")[0]) == ("kind dgx-h100", "Lower site.cooling.facility_water_c by 3.0 K")
    assert found(wet_plan(node={"coolant_max": celsius(35)})) == []


@pytest.mark.parametrize("flow", [1.2, 2.1])
def test_a_flow_that_systems_are_not_built_for_is_warned_of(flow: float) -> None:
    (finding,) = found(wet_plan(flow_lpm_per_kw=flow))
    assert (finding.code, finding.severity) == ("P605", Severity.WARNING)


def test_a_branch_carries_just_what_it_must() -> None:
    assert found(wet_plan(rack_lpm=26.1)) == []
    (finding,) = found(wet_plan(rack_lpm=26))
    assert finding.what == "26.1 L/min for 17.4 kW, the branch carries 26.0"


def test_units_give_the_pressure_that_racks_take() -> None:
    assert found(with_head(127)) == []
    (finding,) = found(with_head(126))
    assert (finding.where, finding.what) == ("loop pod", "a rack takes 127 kPa, coolit-chx2000 gives 126")


def test_a_pod_whose_heat_was_edited_is_found() -> None:
    pod = wet_plan()
    (finding,) = found(replace(pod, cooling=replace(pod.cooling, air_w=1)))
    assert (finding.code, finding.where) == ("P607", "pod pod")
