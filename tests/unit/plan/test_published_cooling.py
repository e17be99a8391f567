"""Published rows of coolant and of what carries it: which the plan gives back, and which it cannot, with the reason."""

from collections.abc import Callable
from math import ceil

import pytest

from podwright.catalog.load import load_catalog
from podwright.checks.judge import judge
from podwright.plan.coolant import LARGEST_OF_CLASS, rise_k
from unit.pods import SUPERPOD
from unit.published_pods import FACTS, Key, Row, codes, first, pod_of, rows
from unit.wet_pods import share

RISE, LIQUID = "delta_t_pg25", "liquid_settings"
LOOP = "liquid cooling"

pytestmark = pytest.mark.skipif(not FACTS.is_file(), reason="the facts file is not beside this clone")


def cooled(name: str) -> Row:
    return rows(RISE, LIQUID)[LOOP, LIQUID, name]


def delta_t(name: str) -> Callable[[], None]:
    def judged() -> None:
        row = rows(RISE, LIQUID)[LOOP, RISE, name]
        fluid = next(fluid for fluid in load_catalog(SUPERPOD).fluids.fluids if fluid.name == "pg25")
        assert rise_k(fluid, flow_ml_min_per_kw=round(row["lpm_per_kw"] * 1000), at_c=25) == row["delta_t_c"]

    return judged


def ocp_flow() -> None:
    row, cooling = cooled("OCP flow rule"), pod_of(1, 14_300).cooling
    assert cooling.flow_ml_min_per_kw == row["lpm_per_kw"] * 1000
    assert cooling.rise_k <= row["at_delta_t_c_max"]
    assert [cooling.limits.least_flow_ml_min, cooling.limits.most_flow_ml_min] == [bound * 1000 for bound in row["range_lpm_per_kw"]]


def ocp_pumping_unit() -> None:
    row = cooled("OCP RPU rule")
    assert pod_of(1, 14_300).cooling.flow_ml_min_per_kw * row["kw"] == row["lpm"] * 1000


def qualified_unit() -> None:
    row, rating = cooled("NVIDIA CDU self-qualification DA-12515-001"), load_catalog(SUPERPOD).cdus["nvidia-qualified-600"].rating
    assert (rating.heat.value, rating.approach.value) == (row["kw_min"] * 1000, row["approach_c"])
    assert rating.flow.value == row["kw_min"] * row["lpm_per_kw"]


def dsx_facility() -> None:
    """Water of 32 C and an approach of 4 K; the room moves 150 CFM for each kW."""
    row = cooled("NVIDIA DSX facility")
    site = {"facility_class": "W32", "cdu": "nvidia-qualified-600"}
    pod = pod_of(1, 14_300, rack={"cooling": "hybrid"}, cooling=site)
    assert (pod.cooling.water.facility_c, pod.cooling.water.supply_c) == (32.0, 32.0 + row["cdu_atd_c"])
    assert first(pod_of(1, 14_300))[1].airflow_cfm == round(14.3 * row["crah_cfm_per_kw"])


def mgx_rack() -> None:
    """A branch of 130 L/min carries 120 kW at 85 % to liquid with 1.25 L/min a kW, not with 1.5."""
    row = cooled("MGX rack spec 1.1")
    node = {"liquid_share": share(row["liquid_capture"])}

    def found(flow: float) -> dict[str, str]:
        site = {"rack_lpm": row["lpm_max"], "flow_lpm_per_kw": flow}
        return codes(pod_of(1, row["rack_kw"] * 1000, rack={"cooling": "direct_to_chip"}, node=node, cooling=site))

    assert "P605" not in found(1.25)
    assert found(1.5)["P605"] == "error"


def classes_of_water() -> None:
    row = {name: limit for name, limit in cooled("ASHRAE liquid classes")["classes"].items() if name != "W+"}
    assert {name.value: limit for name, limit in LARGEST_OF_CLASS.items()} == row


def coolit_unit() -> None:
    row, rating = cooled("CoolIT CHx2000"), load_catalog(SUPERPOD).cdus["coolit-chx2000"].rating
    assert (rating.heat.value, rating.flow.value, rating.approach.value) == (row["kw"] * 1000, row["lpm"], row["atd_c"])


def vertiv_unit() -> None:
    row, rating = cooled("Vertiv CoolChip / XDU1350"), load_catalog(SUPERPOD).cdus["vertiv-xdu1350"].rating
    assert rating.heat.value / 1000 in row["kw"]
    assert rating.approach.value == row["atd_c"]


INLETS = (25, 30, 35, 40, 45)


def lenovo(inlet_c: int) -> Callable[[], None]:
    """The rack of 135 kW, 90 % of it to liquid (the same document), fed as its table says: at any inlet its coolant comes back at 55 to 56 C."""

    def judged() -> None:
        row, catalog = cooled(f"Lenovo GB300 LP2357 {inlet_c}C"), load_catalog("dgx-superpod-gb300")
        (curve,) = {rack.coolant for rack in catalog.racks if rack.coolant}
        site = {"facility_water_c": inlet_c - 4, "cdu": "nvidia-qualified-600"}
        rack = {"cooling": "direct_to_chip", "coolant": curve}
        pod = pod_of(1, 135_000, rack=rack, node={"liquid_share": share(0.9)}, cooling=site)
        cooling = first(pod)[1]
        assert (cooling.flow_ml_min, cooling.drop_kpa) == (row["lpm"] * 1000, ceil(row["psi"] * 6.895))
        assert pod.cooling.water.return_c is not None
        assert 55 <= pod.cooling.water.return_c <= 56
        assert not {"P605", "P609"} & {finding.code for finding in judge(pod)}

    return judged


COVERED: dict[Key, Callable[[], None]] = {
    **{(LOOP, RISE, f"{flow} LPM/kW"): delta_t(f"{flow} LPM/kW") for flow in ("1.0", "1.2", "1.3", "1.5", "2.0")},
    (LOOP, LIQUID, "OCP flow rule"): ocp_flow,
    (LOOP, LIQUID, "OCP RPU rule"): ocp_pumping_unit,
    (LOOP, LIQUID, "NVIDIA CDU self-qualification DA-12515-001"): qualified_unit,
    (LOOP, LIQUID, "NVIDIA DSX facility"): dsx_facility,
    (LOOP, LIQUID, "MGX rack spec 1.1"): mgx_rack,
    (LOOP, LIQUID, "ASHRAE liquid classes"): classes_of_water,
    (LOOP, LIQUID, "CoolIT CHx2000"): coolit_unit,
    (LOOP, LIQUID, "Vertiv CoolChip / XDU1350"): vertiv_unit,
    **{(LOOP, LIQUID, f"Lenovo GB300 LP2357 {inlet}C"): lenovo(inlet) for inlet in INLETS},
}
NOT_COVERED: dict[Key, str] = {
    (LOOP, LIQUID, "Supermicro GB300"): "capacities without flow and approach: no unit can be sized by them",
    (LOOP, LIQUID, "leak points"): "names of points of a building's management, no figures",
}


@pytest.mark.parametrize("key", COVERED, ids=lambda key: key[2])
def test_the_published_row_comes_out(key: Key) -> None:
    COVERED[key]()


def test_every_published_row_is_covered_or_it_is_said_why_not() -> None:
    assert COVERED.keys() | NOT_COVERED.keys() == rows(RISE, LIQUID).keys()
    assert not COVERED.keys() & NOT_COVERED.keys()
