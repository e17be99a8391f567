"""Heat, coolant, water: by published formulas and by hand."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podwright.catalog.cooling import CoolingKind as CoolingOfRacks
from podwright.catalog.load import load_catalog
from podwright.plan.coolant import dew_point_c, facility_class, flow_ml_min, rise_k
from podwright.plan.cooling import cooling_section
from podwright.plan.difference import Cost, diff
from podwright.plan.finding import Infeasible
from podwright.plan.heat import split
from podwright.plan.names import DeviceName
from podwright.plan.types import Loop, Plan, Role
from podwright.spec.supply import CoolingKind
from unit.pods import SUPERPOD, spec
from unit.wet_pods import WET_SITE, changed_catalog, changed_plan, figure, share, wet_plan

FLUIDS = {fluid.name: fluid for fluid in load_catalog(SUPERPOD).fluids.fluids}


@pytest.mark.parametrize(("room_c", "humidity_pct", "dew_c"), [(24, 50, 12.95), (27, 60, 18.6), (30, 60, 21.4), (20, 100, 20.0)])
def test_the_dew_point_is_that_of_the_psychrometric_tables(room_c: float, humidity_pct: float, dew_c: float) -> None:
    """PsychroLib 2.5.0, by the ASHRAE Handbook of Fundamentals 2017; at 100 % the dew point is the room."""
    assert dew_point_c(room_c, humidity_pct) == pytest.approx(dew_c, abs=0.06)


@pytest.mark.parametrize(("at_c", "heat"), [(20, 4003), (30, 4016), (40, 4017), (45, 4016), (27.5, 4010), (-5, 3980), (60, 4016)])
def test_glycol_takes_up_what_the_table_says_and_lies_on_a_line_between(at_c: float, heat: int) -> None:
    """Airedale DeltaChill manual, p. 53: density x specific heat in kJ a cubic metre and kelvin; beyond its ends the last one."""
    assert FLUIDS["pg25"].heat_kj_per_m3_k(at_c) == pytest.approx(heat, abs=1)


@pytest.mark.parametrize(("at_c", "heat"), [(20, 1019.3 * 3.920), (30, 1014.9 * 3.945), (40, 1009.9 * 3.969), (45, 1007.2 * 3.981)])
def test_another_source_agrees_on_the_glycol_within_a_half_percent(at_c: float, heat: float) -> None:
    """CoolProp 8.0.0, INCOMP::MPG[0.25]."""
    assert FLUIDS["pg25"].heat_kj_per_m3_k(at_c) == pytest.approx(heat, rel=0.005)


def test_water_takes_up_more_than_glycol_and_rises_less() -> None:
    assert rise_k(FLUIDS["water"], flow_ml_min_per_kw=1440, at_c=30) == 10.0
    assert rise_k(FLUIDS["pg25"], flow_ml_min_per_kw=1500, at_c=25) == 10.0


def test_flow_is_rounded_up() -> None:
    assert flow_ml_min(102_001, flow_ml_min_per_kw=1500) == 153_002


@pytest.mark.parametrize(("water_c", "name"), [(10, "W17"), (17, "W17"), (17.1, "W27"), (32, "W32"), (33, "W40"), (45, "W45"), (45.1, "W+")])
def test_water_has_the_coldest_class_that_it_keeps(water_c: float, name: str) -> None:
    assert facility_class(water_c).value == name


@pytest.mark.parametrize(
    ("cooling", "heat"),
    [
        ("air", (0, 100, 100)),
        ("rear_door", (30, 70, 100)),
        ("direct_to_chip", (85, 15, 15)),
        ("hybrid", (100, 0, 15)),
        ("immersion", (100, 0, 0)),
    ],
)
def test_each_way_of_cooling_takes_what_is_its_own(cooling: str, heat: tuple[int, int, int]) -> None:
    assert split(cooling, heat_w=100, plates_w=85, door_w=30) == heat


@given(
    cooling=st.sampled_from(("air", "rear_door", "direct_to_chip", "hybrid", "immersion")),
    heat=st.integers(0, 500_000),
    permille=st.integers(0, 1000),
    door=st.integers(0, 100_000),
)
def test_no_heat_is_lost_or_made(cooling: str, heat: int, permille: int, door: int) -> None:
    liquid, air, through = split(cooling, heat_w=heat, plates_w=heat * permille // 1000, door_w=door)
    assert liquid + air == heat
    assert 0 <= air <= through <= heat


@pytest.mark.parametrize(("racks", "liquid_w"), [("rear_door", 25_150), ("immersion", 25_150), ("air", 0)])
def test_a_site_gives_its_racks_other_cooling_than_the_architecture_has(racks: str, liquid_w: int) -> None:
    cooling = changed_plan(site={"domain": "pod.example", "cooling": {"racks": racks}}).cooling
    assert ({rack.cooling for rack in cooling.racks}, cooling.liquid_w, cooling.air_w) == ({racks}, liquid_w, 25_150 - liquid_w)


def test_a_door_that_takes_next_to_nothing_is_not_the_door_of_the_catalogue() -> None:
    cooling = changed_plan(site={"domain": "pod.example", "cooling": {"racks": "rear_door", "door_kw": 0.0001}}).cooling
    assert (cooling.liquid_w, cooling.air_w) == (0, 25_150)


def test_every_way_of_cooling_of_the_catalogue_is_a_word_of_the_site() -> None:
    assert {word.value for word in CoolingKind} == set(get_args(CoolingOfRacks))


def test_water_and_coolant_follow_from_the_facility_by_hand() -> None:
    """30 C and an approach of 5 K; 1.5 L/min a kW of PG25 at 35 C rises 60000 / (1016.8 x 3.95 x 1.5) = 9.96 K."""
    water = wet_plan().cooling.water
    assert (water.facility_class, water.supply_c, water.return_c) == ("W32", 35.0, 45.0)
    assert (water.dew_point_c, water.margin_k) == (12.9, 22.1)


def test_a_class_alone_means_its_warmest_water() -> None:
    water = wet_plan(facility_water_c=None, facility_class="W40").cooling.water
    assert (water.facility_c, water.supply_c) == (40.0, 45.0)


def test_a_class_without_an_end_says_nothing_of_the_water() -> None:
    water = wet_plan(facility_water_c=None, facility_class="W+").cooling.water
    assert (water.facility_class, water.supply_c, water.margin_k) == ("W+", None, None)


@pytest.mark.parametrize(("water_c", "at_c", "grade"), [(30, 40.0, "heat_pump"), (45, 55.0, "network")])
def test_heat_is_used_at_the_return_less_the_approach(water_c: float, at_c: float, grade: str) -> None:
    reuse = wet_plan(facility_water_c=water_c, heat_reuse=True).cooling.reuse
    assert reuse is not None
    assert (reuse.heat_w, reuse.temperature_c, reuse.grade) == (17_340, at_c, grade)
    assert wet_plan(facility_water_c=water_c).cooling.reuse is None


def test_without_a_word_on_the_water_the_heat_has_no_temperature() -> None:
    reuse = wet_plan(facility_water_c=None, heat_reuse=True).cooling.reuse
    assert reuse is not None
    assert (reuse.heat_w, reuse.temperature_c, reuse.grade) == (17_340, None, None)


def loops(units: int, **supply: object) -> tuple[Loop, ...]:
    """Return the coolant loops of a superpod of such units with cold plates."""
    site = {"domain": "pod.example", "cooling": WET_SITE | supply}
    return changed_plan(SUPERPOD, units, rack={"cooling": "direct_to_chip"}, node={"liquid_share": share(0.85)}, site=site).cooling.loops


@pytest.mark.parametrize(("loop", "count"), [("pod", 1), ("row", 2), ("rack", 16)])
def test_each_loop_has_units_of_its_own_and_one_to_spare(loop: str, count: int) -> None:
    found = loops(2, loop=loop)
    assert len(found) == count
    assert all(row.cdu_count == row.cdu_needed + 1 for row in found)


@pytest.mark.parametrize(("racks_with_units", "names"), [(8, 8), (1, 1)], ids=["in every rack", "in one rack of the row"])
def test_units_that_stand_in_racks_serve_their_rack_or_their_row(racks_with_units: int, names: int) -> None:
    """A superpod unit of eight wet racks, with in-rack units of 250 kW in some of them."""
    site = {"domain": "pod.example", "cooling": WET_SITE}
    catalog = changed_catalog(SUPERPOD, rack={"cooling": "direct_to_chip"}, node={"liquid_share": share(0.85)})
    pod = changed_plan(SUPERPOD, rack={"cooling": "direct_to_chip"}, node={"liquid_share": share(0.85)}, site=site)
    rating = catalog.cdus["coolit-chx2000"].rating.model_copy(update={"heat": figure(250_000)})
    unit = catalog.systems["rack-pdu"].model_copy(update={"name": "in-rack-unit", "cdu": rating})
    wet = [rack.name for rack in pod.cooling.racks if rack.liquid_w][:racks_with_units]
    pdu = next(device for device in pod.physical.devices if device.role is Role.PDU)
    units = tuple(replace(pdu, name=DeviceName(f"{name}-c01"), role=Role.CDU, kind=unit.name, rack=name) for name in wet)
    physical = replace(pod.physical, devices=(*pod.physical.devices, *units))
    found = cooling_section(spec(SUPERPOD, site=site), replace(catalog, systems=catalog.systems | {unit.name: unit}), physical).loops
    assert len(found) == names
    assert {(loop.cdu_kind, loop.cdu_standing, loop.cdu_count) for loop in found} == {("in-rack-unit", 1, 2 if names == 8 else 3)}


def test_flow_decides_on_units_where_heat_would_not() -> None:
    """63 nodes of 10.2 kW give 546.2 kW to cold plates, at 1.5 L/min 819 L/min: one unit of 600 kW has the heat, not the flow of 780 L/min."""
    (loop,) = loops(2, cdu="nvidia-qualified-600")
    assert (loop.liquid_w, loop.flow_ml_min, loop.cdu_needed, loop.cdu_count) == (546_210, 819_315, 2, 3)


@settings(max_examples=3, deadline=None)
@given(units=st.integers(1, 4), cooling=st.sampled_from(("rear_door", "direct_to_chip", "hybrid", "immersion")))
def test_heat_is_the_power_in_every_rack_and_in_the_pod(units: int, cooling: str) -> None:
    pod = changed_plan(SUPERPOD, units, rack={"cooling": cooling}, node={"liquid_share": share(0.85)})
    assert all(rack.liquid_w + rack.air_w == rack.heat_w == power.nominal_w for rack, power in zip(pod.cooling.racks, pod.power.racks, strict=True))
    assert pod.cooling.liquid_w + pod.cooling.air_w == pod.cooling.heat_w == pod.power.nominal_w
    assert sum(loop.liquid_w for loop in pod.cooling.loops) == pod.cooling.liquid_w


@pytest.mark.parametrize(("word", "value", "where"), [("coolant", "oil", "site.cooling.coolant"), ("cdu", "none-such", "site.cooling.cdu")])
def test_what_the_catalogue_does_not_have_is_answered_with_what_it_has(word: str, value: str, where: str) -> None:
    with pytest.raises(Infeasible) as caught:
        wet_plan(**{word: value})
    (finding,) = caught.value.findings
    assert (finding.code, finding.where) == ("P608", where)
    assert "pg25" in finding.remedy or "coolit-chx2000" in finding.remedy


def wet_superpod(units: int, **supply: object) -> Plan:
    site = {"domain": "pod.example", "cooling": WET_SITE | supply}
    growth = {"scalable_units": 2}
    return changed_plan(SUPERPOD, units, rack={"cooling": "direct_to_chip"}, node={"liquid_share": share(0.85)}, site=site, growth=growth)


def test_growth_adds_distribution_units_and_moves_none() -> None:
    rows = [row for row in diff(wet_superpod(1, cdu="nvidia-qualified-600"), wet_superpod(2, cdu="nvidia-qualified-600")) if row.change != "added" or row.text]
    assert {row.kind for row in rows} == {"power", "heat", "coolant unit"}
    assert [(row.change, row.cost, row.text) for row in rows if row.kind == "coolant unit"] == [("added", Cost.LIVE, "1, 3 in all")]


def test_another_coolant_or_unit_drains_what_stands() -> None:
    rows = diff(wet_plan(), wet_plan(coolant="water", cdu="vertiv-xdu1350"))
    assert {(row.kind, row.name, row.change, row.cost) for row in rows} == {
        ("coolant", "pod", "changed", Cost.DRAIN),
        ("coolant unit", "coolit-chx2000", "removed", Cost.DRAIN),
        ("coolant unit", "vertiv-xdu1350", "added", Cost.LIVE),
    }


def test_other_cooling_of_a_rack_that_stands_is_a_rebuild() -> None:
    rows = diff(changed_plan(site={"domain": "pod.example"}), changed_plan(site={"domain": "pod.example", "cooling": {"racks": "rear_door"}}))
    assert ("cooling", "pod-u001-r01", Cost.REBUILD, "air -> rear_door") in {(row.kind, row.name, row.cost, row.text) for row in rows}


def test_the_reasons_name_the_formula_the_rule_and_the_unit() -> None:
    told = {(reason.where, reason.why.split(",")[0]) for reason in wet_plan().report}
    assert ("coolant", "1.5 L/min for each kW to liquid") in told
    assert ("kind coolit-chx2000", "2000000 W") in told
