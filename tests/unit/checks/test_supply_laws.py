"""Laws over any building: more of what it gives never makes a finding, and no word of it breaks the judge."""

from hypothesis import given
from hypothesis import strategies as st

from podwright.checks.judge import judge
from podwright.plan.finding import Severity
from podwright.plan.types import Plan
from podwright.spec.supply import CoolantLoop, CoolingKind, FacilityClass, Redundancy
from unit.wet_pods import changed_plan, share

KW = st.none() | st.floats(1, 200)
POWER = st.fixed_dictionaries(
    {
        "feed_count": st.none() | st.integers(1, 8),
        "each_feed_kw": KW,
        "redundancy": st.sampled_from([word.value for word in Redundancy]),
        "row_kw": KW,
        "pod_kw": KW,
        "reserve_pct": st.integers(0, 90),
    }
)
COOLING = st.fixed_dictionaries(
    {
        "racks": st.sampled_from([word.value for word in CoolingKind]),
        "air_kw": KW,
        "door_kw": KW,
        "facility_water_c": st.none() | st.floats(2, 60),
        "facility_class": st.none() | st.sampled_from([word.value for word in FacilityClass]),
        "coolant": st.sampled_from(("pg25", "water")),
        "flow_lpm_per_kw": st.none() | st.floats(0.1, 20),
        "rack_lpm": st.none() | st.floats(1, 500),
        "cdu_count": st.none() | st.integers(0, 5),
        "loop": st.none() | st.sampled_from([word.value for word in CoolantLoop]),
        "room_c": st.none() | st.floats(5, 50),
        "relative_humidity_pct": st.none() | st.floats(1, 100),
        "heat_reuse": st.booleans(),
    }
)
FLOOR = st.fixed_dictionaries({"rack_kg": st.none() | st.floats(1, 5000), "rack_depth_mm": st.none() | st.integers(300, 2000)})
CODES = {f"P3{number:02}" for number in range(6, 15)} | {f"P6{number:02}" for number in range(1, 10)}


def built(power: dict[str, object], cooling: dict[str, object], floor: dict[str, object]) -> Plan:
    """Return a starter pod with cold plates in such a building."""
    return changed_plan(node={"liquid_share": share(0.85)}, site={"domain": "pod.example", "power": power, "cooling": cooling, "floor": floor})


def faults(pod: Plan) -> set[tuple[str, str]]:
    """Return code and place of what power, cooling and floor get wrong, notes left out."""
    return {(finding.code, finding.where) for finding in judge(pod) if finding.code in CODES and finding.severity is not Severity.NOTE}


@given(power=POWER, cooling=COOLING, floor=FLOOR)
def test_no_building_breaks_the_judge_and_no_heat_is_lost_in_it(power: dict[str, object], cooling: dict[str, object], floor: dict[str, object]) -> None:
    pod = built(power, cooling, floor)
    assert {code for code, _ in faults(pod)} <= CODES - {"P313", "P607"}, "what the compiler makes is whole"
    assert pod.cooling.liquid_w + pod.cooling.air_w == pod.power.nominal_w
    water = pod.cooling.water
    assert water.margin_k is None or water.dew_point_c is not None
    assert water.return_c is None or (water.supply_c is not None and water.return_c >= water.supply_c)


@given(power=POWER, cooling=COOLING, floor=FLOOR, times=st.floats(1, 4))
def test_a_building_that_gives_more_has_no_more_faults(power: dict[str, object], cooling: dict[str, object], floor: dict[str, object], times: float) -> None:
    budgets = {"each_feed_kw", "row_kw", "pod_kw", "air_kw", "rack_lpm", "rack_kg"}

    def more(words: dict[str, object]) -> dict[str, object]:
        return {name: value * times if name in budgets and isinstance(value, float) else value for name, value in words.items()}

    assert faults(built(more(power) | {"reserve_pct": 0}, more(cooling), more(floor))) <= faults(built(power, cooling, floor))
