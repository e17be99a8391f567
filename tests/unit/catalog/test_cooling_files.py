"""The catalogue's physics: fluids, units, curves; what is wrong with them does not load."""

import pytest
from pydantic import ValidationError

from podwright.catalog.cooling import CoolantCurve, Fluid
from podwright.catalog.figure import Airflow, Depth, Mass, Share
from podwright.catalog.load import load_catalog
from unit.pods import STARTER

CATALOG = load_catalog(STARTER)
SOURCE = {"source": "a test", "date": "2026-11-21", "evidence": "primary"}


def curve(*points: tuple[float, float, float]) -> CoolantCurve:
    rows = tuple({"supply_c": at, "flow_l_per_min": flow, "drop_kpa": drop} for at, flow, drop in points)
    return CoolantCurve.model_validate({"points": rows, "source": SOURCE, "heat": {"value": 100_000, "unit": "W"} | SOURCE}, strict=False)


def test_every_unit_stands_under_its_own_name_and_the_chosen_one_is_there() -> None:
    assert {name: unit.name for name, unit in CATALOG.cdus.items()} == {name: name for name in CATALOG.cdus}
    assert CATALOG.cooling.cdu in CATALOG.cdus


def test_the_rule_for_coolant_lies_between_its_bounds() -> None:
    rules = CATALOG.cooling
    assert rules.least_flow.value <= rules.flow.value <= rules.most_flow.value


def test_a_curve_lies_on_a_line_between_its_points_and_ends_with_the_last() -> None:
    own = curve((25, 60, 15), (45, 180, 125))
    assert [(own.flow_l_per_min(at, heat_w=100_000), own.drop_kpa(at, heat_w=100_000)) for at in (20, 25, 30, 45, 50)] == [
        (60, 15),
        (60, 15),
        (90, 42.5),
        (180, 125),
        (180, 125),
    ]


def test_with_half_the_heat_half_the_coolant_flows_and_a_quarter_of_the_pressure_is_lost() -> None:
    own = curve((25, 60, 16), (45, 180, 124))
    assert (own.flow_l_per_min(45, heat_w=50_000), own.drop_kpa(45, heat_w=50_000)) == (90, 31)


@pytest.mark.parametrize("points", [((25, 60, 15),), ((25, 60, 15), (25, 90, 30)), ((45, 180, 125), (25, 60, 15))], ids=["one", "twice", "downwards"])
def test_points_that_do_not_ascend_do_not_load(points: tuple[tuple[float, float, float], ...]) -> None:
    with pytest.raises(ValidationError, match="each warmer than the one before"):
        curve(*points)


def test_a_fluid_whose_points_do_not_ascend_does_not_load() -> None:
    point = {"temperature_c": 20.0, "density_kg_per_m3": 1000.0, "specific_heat_kj_per_kg_k": 4.0}
    with pytest.raises(ValidationError, match="each warmer than the one before"):
        Fluid.model_validate({"name": "oil", "title": "Oil", "points": (point, point), "source": SOURCE}, strict=False)


@pytest.mark.parametrize(
    ("model", "value", "unit"), [(Mass, 130, "t"), (Mass, -1, "kg"), (Depth, 900, "m"), (Airflow, 1105, "kW"), (Share, 1.1, "1"), (Share, 85, "%")]
)
def test_a_figure_of_another_unit_or_beyond_its_range_does_not_load(model: type[Mass], value: float, unit: str) -> None:
    with pytest.raises(ValidationError):
        model.model_validate({"value": value, "unit": unit} | SOURCE, strict=False)


def test_air_is_counted_in_cubic_feet_a_minute() -> None:
    """1 m3/s is 2118.88 cubic feet a minute (NIST SP 811)."""
    assert Airflow.model_validate({"value": 3600, "unit": "m3/h"} | SOURCE, strict=False).cfm == 2119
    assert Airflow.model_validate({"value": 1105, "unit": "CFM"} | SOURCE, strict=False).cfm == 1105
