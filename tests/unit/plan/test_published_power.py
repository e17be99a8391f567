"""Published rows of power, cooling and racks: which the plan gives back, and which it cannot, with the reason.

What goes in is one published row (a node's power, a share of heat), what must come out is another (a rack's power, its air, its feeds, its units).
"""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from podwright.catalog.figure import Depth
from podwright.catalog.load import load_catalog
from podwright.checks.judge import judge
from podwright.plan.coolant import LARGEST_OF_CLASS, rise_k
from podwright.plan.powering import surviving_shelves
from podwright.plan.types import Plan, RackCooling, RackPower
from unit.pods import SUPERPOD
from unit.wet_pods import changed_plan, figure, share

FACTS = Path(__file__).resolve().parents[4] / "shared" / "facts" / "reference-architectures.json"
TABLES = ("rack_profile", "system_power_cooling", "delta_t_pg25", "liquid_settings")
Row = dict[str, object]
Key = tuple[str, str, str]

pytestmark = pytest.mark.skipif(not FACTS.is_file(), reason="the facts file is not beside this clone")


@cache
def rows() -> dict[Key, Row]:
    """Return the published rows of these tables by architecture, table and name."""
    found = (row for row in json.loads(FACTS.read_text(encoding="utf-8")) if row["table"] in TABLES)
    return {(row["architecture"], row["table"], row["row"]): row for row in found}


def profile(system: str, name: str) -> Row:
    return rows()[system, "rack_profile", name]


def cooled(name: str) -> Row:
    return rows()["liquid cooling", "liquid_settings", name]


def machine(name: str) -> Row:
    return rows()[name, "system_power_cooling", name]


def pod_of(nodes: int, node_w: int, *, peak_w: int | None = None, rack: Row | None = None, node: Row | None = None, units: int = 1, **site: object) -> Plan:
    """Return a pod with so many such nodes, four a rack; the first rack holds nothing else."""
    words = {"power": figure(node_w), "peak_power": figure(peak_w) if peak_w else None} | (node or {})
    given = {"domain": "pod.example", "racks": {"feed_kw": 500.0}} | site
    fabrics = {"compute": {"ufm": "none"}}
    return changed_plan(SUPERPOD, units, node_count=nodes, rack=rack, node=words, site=given, fabrics=fabrics)


def first(pod: Plan) -> tuple[RackPower, RackCooling]:
    """Return power and cooling of the first rack of nodes."""
    name = "pod-u001-r01"
    return next(rack for rack in pod.power.racks if rack.name == name), next(rack for rack in pod.cooling.racks if rack.name == name)


def codes(pod: Plan, where: str = "rack pod-u001-r01") -> dict[str, str]:
    """Return the findings at a place by code, with their severity."""
    return {finding.code: finding.severity.value for finding in judge(pod) if finding.where == where}


def usable_kw(volts: int, amperes: int, share_of_rating: float = 1.0) -> float:
    """Return what a three-phase feed carries, in kW: the root of 3 x volts x amperes x what of it may be used (0.8 in North America)."""
    return 3**0.5 * volts * amperes * share_of_rating / 1000


def b200(nodes: int, **site: object) -> Plan:
    """Return a pod of so many DGX B200."""
    return pod_of(nodes, round(machine("DGX B200")["kw_max"] * 1000), **site)


def b200_two_a_rack() -> None:
    row = profile("DGX B200", "2 per rack")
    power, cooling = first(b200(2))
    assert (power.nominal_w, cooling.airflow_cfm) == (round(row["kw"] * 1000), row["cfm"])
    fed = b200(2, power={"feed_count": 2, "feed_kw": usable_kw(380, 32)})
    assert codes(fed)["P310"] == "error", "2 x 380 V 32 A carry 21.1 kW each, so that one of them does not carry the rack"
    shared = b200(2, power={"feed_count": 2, "feed_kw": usable_kw(380, 32), "redundancy": "none"})
    assert "P310" not in codes(shared), "together they do"


def b200_four_a_rack() -> None:
    row = profile("DGX B200", "4 per rack")
    power, cooling = first(b200(4))
    assert (power.nominal_w, cooling.airflow_cfm) == (round(row["kw"] * 1000), row["cfm"])
    fed = b200(4, power={"feed_count": 2, "feed_kw": usable_kw(415, 60, 0.8)})
    assert codes(fed)["P310"] == "error", "2 x 415 V 60 A carry 34.5 kW each"
    shared = b200(4, power={"feed_count": 2, "feed_kw": usable_kw(415, 60, 0.8), "redundancy": "none"})
    assert "P310" not in codes(shared)


def b200_a_unit() -> None:
    pod = b200(32)
    nodes = {rack.name for rack in pod.physical.racks if rack.kind == "compute"}
    assert round(sum(rack.nominal_w for rack in pod.power.racks if rack.name in nodes) / 1000) == profile("DGX B200", "per SU")["kw"]


def b200_rack_size() -> None:
    """The least depth of 1100 mm is the system's 897.1 mm and the room that cables need behind it; with 1000 mm that room is not there."""
    least = int(str(profile("DGX B200", "rack size")["min_mm"]).split(",")[0].split("x")[1])
    depth = Depth.model_validate_json('{"value": 897.1, "unit": "mm", "source": "a test", "date": "2026-11-21", "evidence": "primary"}')
    assert "P309" not in codes(pod_of(4, 14_300, node={"depth": depth}, floor={"rack_depth_mm": least}))
    assert codes(pod_of(4, 14_300, node={"depth": depth}, floor={"rack_depth_mm": least - 100}))["P309"] == "warning"


def b300(nodes: int, current: str, **words: object) -> Plan:
    """Return a pod of so many DGX B300, on direct (`dc`) or alternating (`ac`) current."""
    row = profile("DGX B300", "node")
    return pod_of(nodes, round(row[f"kw_{current}"] * 1000), peak_w=round(row[f"kw_peak_{current}"] * 1000), **words)


def b300_four_a_rack() -> None:
    row = profile("DGX B300", "high density 4/rack")
    power, _ = first(b300(4, "dc"))
    assert (power.average_w, power.peak_w) == (row["kw_avg"] * 1000, row["kw_peak"] * 1000)
    shelves = surviving_shelves(4, half=False)
    assert shelves == 3, "4 x 33 kW, 3 active"
    assert shelves * 33_000 >= power.peak_w
    fed = b300(4, "dc", power={"feed_count": 8, "feed_kw": usable_kw(400, 60, 0.8), "redundancy": "2n"})
    assert "P310" not in codes(fed), "4 x 60 A a source: one source carries the peak"
    doors = first(b300(4, "dc", rack={"cooling": "rear_door"}))[1]
    assert (doors.liquid_w, doors.air_w) == (58_000, 0), "an active door takes it"
    assert "P601" in codes(b300(4, "dc", cooling={"air_kw": 41})), "a room alone does not"


def b300_two_a_rack() -> None:
    row = profile("DGX B300", "low density 2/rack")
    power, _ = first(b300(2, "ac"))
    assert (power.average_w, power.peak_w) == (row["kw_avg"] * 1000, round(row["kw_peak"] * 1000))
    fed = b300(2, "ac", power={"feed_count": 2, "feed_kw": usable_kw(400, 60, 0.8), "redundancy": "2n"})
    assert codes(fed)["P310"] == "warning", "1 x 60 A a source carries the average, not the peak"


def b300_node() -> None:
    row, power = profile("DGX B300", "node"), first(b300(1, "ac"))[0]
    assert (power.average_w, power.peak_w) == (row["kw_ac"] * 1000, round(row["kw_peak_ac"] * 1000))


def b300_sixty_four_nodes() -> None:
    """Sixteen racks of nodes; heat of this size, all of it through doors, takes one unit and one to spare. What stands in the eight other racks is not printed."""
    row = profile("DGX B300", "64-node example")
    pod = b300(64, "ac", rack={"cooling": "rear_door"}, units=2)
    assert len([rack for rack in pod.physical.racks if rack.kind == "compute"]) == row["compute_racks"]
    (loop,) = pod.cooling.loops
    assert 0.9 < loop.liquid_w / (row["kva_avg"] * 1000) < 1.1
    assert loop.cdu_count == row["cdu"]


def gb200_rack() -> None:
    """132 kW of which 115 go to liquid; eight shelves of 33 kW with N+N carry just that, and not the peak of the busway."""
    row = machine("GB200 NVL72 (HPE)")
    pod = pod_of(1, row["kw_tdp"] * 1000, rack={"cooling": "direct_to_chip"}, node={"liquid_share": share(row["kw_liquid"] / row["kw_tdp"])})
    cooling = first(pod)[1]
    assert (round(cooling.liquid_w, -3), round(cooling.air_w, -3)) == (row["kw_liquid"] * 1000, row["kw_air"] * 1000)
    left_w = surviving_shelves(8, half=True) * 33_000
    assert row["kw_tdp"] * 1000 <= left_w < row["kw_busway_peak"] * 1000


def gb300_rack() -> None:
    """1.3 MW carry eight racks at 90 % to liquid, as printed."""
    row = machine("GB300 NVL72 (HPE)")
    pod = pod_of(8, row["kw_nominal"] * 1000, rack={"cooling": "direct_to_chip"}, node={"liquid_share": share(0.9)})
    assert pod.cooling.liquid_w <= 1_300_000
    assert surviving_shelves(8, half=True) * 33_000 < row["kw_edpp"] * 1000, "the peak leans on both sides"


def shelf_of_six() -> None:
    row = machine("DGX GB rack")
    assert row["power_shelves"] * 33 == 264
    assert surviving_shelves(row["power_shelves"], half=row["redundancy"] == "N+N") * 33 >= row["kw_approx"]


def h100_system() -> None:
    row, catalog = machine("DGX H100/H200"), load_catalog(SUPERPOD)
    kind = catalog.systems["dgx-h100"]
    assert None not in (kind.weight, kind.depth, kind.airflow, kind.psus), "all four are published"
    assert (kind.power.value, kind.height.value, kind.weight.value) == (row["kw_max"] * 1000, row["u"], row["kg"])
    assert (int(kind.depth.value), kind.airflow.cfm, kind.psus.count.value, kind.psus.needed.value) == (row["depth_mm"], row["cfm"], 6, 4)


def delta_t(name: str) -> Callable[[], None]:
    def judged() -> None:
        row = rows()["liquid cooling", "delta_t_pg25", name]
        fluid = next(fluid for fluid in load_catalog(SUPERPOD).fluids.fluids if fluid.name == "pg25")
        assert rise_k(fluid, flow_ml_min_per_kw=round(row["lpm_per_kw"] * 1000), at_c=25) == row["delta_t_c"]

    return judged


def ocp_flow() -> None:
    row, cooling = cooled("OCP flow rule"), b200(1).cooling
    assert cooling.flow_ml_min_per_kw == row["lpm_per_kw"] * 1000
    assert cooling.rise_k <= row["at_delta_t_c_max"]
    assert [cooling.limits.least_flow_ml_min, cooling.limits.most_flow_ml_min] == [bound * 1000 for bound in row["range_lpm_per_kw"]]


def ocp_pumping_unit() -> None:
    row = cooled("OCP RPU rule")
    assert b200(1).cooling.flow_ml_min_per_kw * row["kw"] == row["lpm"] * 1000


def qualified_unit() -> None:
    row, rating = cooled("NVIDIA CDU self-qualification DA-12515-001"), load_catalog(SUPERPOD).cdus["nvidia-qualified-600"].rating
    assert (rating.heat.value, rating.approach.value) == (row["kw_min"] * 1000, row["approach_c"])
    assert rating.flow.value == row["kw_min"] * row["lpm_per_kw"]


def dsx_facility() -> None:
    """Water of 32 C and an approach of 4 K; the room moves 150 CFM for each kW."""
    row = cooled("NVIDIA DSX facility")
    site = {"facility_class": "W32", "cdu": "nvidia-qualified-600"}
    pod = b200(1, rack={"cooling": "hybrid"}, cooling=site)
    assert (pod.cooling.water.facility_c, pod.cooling.water.supply_c) == (32.0, 32.0 + row["cdu_atd_c"])
    assert first(b200(1))[1].airflow_cfm == round(machine("DGX B200")["kw_max"] * row["crah_cfm_per_kw"])


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


PROFILE, SYSTEM, LIQUID = "rack_profile", "system_power_cooling", "liquid_settings"
COVERED: dict[Key, Callable[[], None]] = {
    ("DGX B200", PROFILE, "2 per rack"): b200_two_a_rack,
    ("DGX B200", PROFILE, "4 per rack"): b200_four_a_rack,
    ("DGX B200", PROFILE, "rack size"): b200_rack_size,
    ("DGX B200", PROFILE, "per SU"): b200_a_unit,
    ("DGX B300", PROFILE, "high density 4/rack"): b300_four_a_rack,
    ("DGX B300", PROFILE, "low density 2/rack"): b300_two_a_rack,
    ("DGX B300", PROFILE, "64-node example"): b300_sixty_four_nodes,
    ("DGX B300", PROFILE, "node"): b300_node,
    ("DGX H100/H200", SYSTEM, "DGX H100/H200"): h100_system,
    ("DGX B200", SYSTEM, "DGX B200"): b200_two_a_rack,
    ("DGX GB rack", SYSTEM, "DGX GB rack"): shelf_of_six,
    ("GB200 NVL72 (HPE)", SYSTEM, "GB200 NVL72 (HPE)"): gb200_rack,
    ("GB300 NVL72 (HPE)", SYSTEM, "GB300 NVL72 (HPE)"): gb300_rack,
    **{("liquid cooling", "delta_t_pg25", f"{flow} LPM/kW"): delta_t(f"{flow} LPM/kW") for flow in ("1.0", "1.2", "1.3", "1.5", "2.0")},
    ("liquid cooling", LIQUID, "OCP flow rule"): ocp_flow,
    ("liquid cooling", LIQUID, "OCP RPU rule"): ocp_pumping_unit,
    ("liquid cooling", LIQUID, "NVIDIA CDU self-qualification DA-12515-001"): qualified_unit,
    ("liquid cooling", LIQUID, "NVIDIA DSX facility"): dsx_facility,
    ("liquid cooling", LIQUID, "MGX rack spec 1.1"): mgx_rack,
    ("liquid cooling", LIQUID, "ASHRAE liquid classes"): classes_of_water,
    ("liquid cooling", LIQUID, "CoolIT CHx2000"): coolit_unit,
    ("liquid cooling", LIQUID, "Vertiv CoolChip / XDU1350"): vertiv_unit,
}
LENOVO = "a rack's own curve: its flow falls with colder coolant down to 0.5 L/min a kW, the plan takes one flow for each kW at any temperature"
NOT_COVERED: dict[Key, str] = {
    ("DGX B300", PROFILE, "environment"): "the rise of the air is measured at the fans' flow at 25 C, the plan counts the room's air by 150 CFM a kW",
    ("DGX A100", SYSTEM, "DGX A100"): "a node's own figures: nothing follows from them here that another row gives",
    ("DGX B200 (air)", SYSTEM, "DGX B200 (air)"): "a node's own airflow; 3,100 CFM for two where the rack's row has 4,290: the two rows do not agree",
    ("DGX B300", SYSTEM, "DGX B300"): "a node's own figures: 1,500 CFM each where the rack's row has 1,550",
    ("DGX GB200 NVL72", SYSTEM, "DGX GB200 NVL72"): "counts of trays: judged with the counts",
    ("GB300 NVL72 (Lenovo LP2357)", SYSTEM, "GB300 NVL72 (Lenovo LP2357)"): "135 kW exceed one side of 8 x 33 kW, 132 in other rows: see known conflicts",
    ("NVL72 AI Factory (GB300)", SYSTEM, "NVL72 AI Factory (GB300)"): "142 kW at most: whether for hours or for a moment is not said",
    ("Vera Rubin NVL8 SU note", SYSTEM, "Vera Rubin NVL8 SU note"): "one figure, nothing follows from it",
    **{("liquid cooling", LIQUID, f"Lenovo GB300 LP2357 {inlet}C"): LENOVO for inlet in (25, 30, 35, 40, 45)},
    ("liquid cooling", LIQUID, "Supermicro GB300"): "capacities without flow and approach: no unit can be sized by them",
    ("liquid cooling", LIQUID, "leak points"): "names of points of a building's management, no figures",
}


@pytest.mark.parametrize("key", COVERED, ids=lambda key: f"{key[0]}: {key[2]}")
def test_the_published_row_comes_out(key: Key) -> None:
    COVERED[key]()


def test_every_published_row_is_covered_or_it_is_said_why_not() -> None:
    assert COVERED.keys() | NOT_COVERED.keys() == rows().keys()
    assert not COVERED.keys() & NOT_COVERED.keys()


@pytest.mark.parametrize(("nodes", "node_w", "above_w"), [(4, 10_200, 40_000), (2, 14_300, 25_000), (4, 14_500, 50_000)], ids=["H100", "B200", "B300"])
def test_a_rack_exceeds_what_its_architecture_says_it_exceeds(nodes: int, node_w: int, above_w: int) -> None:
    """Rows `sizing`, rack_power_note: "exceeds 40 kW", "exceeds 25 kW", ">50 kW"."""
    assert first(pod_of(nodes, node_w))[0].nominal_w > above_w


def test_two_systems_of_10_kw_do_not_exceed_the_25_kw_that_are_printed_for_h200() -> None:
    """Row known_conflict "H200 rack power": the figures do not agree, and the plan goes by the system's."""
    assert first(pod_of(2, 10_200))[0].nominal_w == 20_400
