"""Published rows of racks, their power and their systems: which the plan gives back, and which it cannot, with the reason.

What goes in is one published row (a node's power, a share of heat), what must come out is another (a rack's power, its air, its feeds, its units).
"""

from collections.abc import Callable

import pytest

from podwright.catalog.load import load_catalog
from podwright.checks.judge import judge
from podwright.plan.powering import surviving_shelves
from podwright.plan.types import Plan
from unit.pods import SUPERPOD
from unit.published_pods import FACTS, Key, Row, codes, first, pod_of, rows
from unit.wet_pods import changed_plan

PROFILE, SYSTEM = "rack_profile", "system_power_cooling"

pytestmark = pytest.mark.skipif(not FACTS.is_file(), reason="the facts file is not beside this clone")


def profile(system: str, name: str) -> Row:
    return rows(PROFILE, SYSTEM)[system, PROFILE, name]


def machine(name: str) -> Row:
    return rows(PROFILE, SYSTEM)[name, SYSTEM, name]


def usable_kw(volts: int, amperes: int, share_of_rating: float = 1.0) -> float:
    """Return what a three-phase feed carries, in kW: the root of 3 x volts x amperes x what of it may be used (0.8 in North America)."""
    return 3**0.5 * volts * amperes * share_of_rating / 1000


def b200(nodes: int, **site: object) -> Plan:
    """Return a pod of so many DGX B200."""
    return pod_of(nodes, round(machine("DGX B200")["kw_max"] * 1000), **site)


def b200_superpod(**site: object) -> Plan:
    """Return one unit of the architecture itself: 32 systems, two a rack."""
    return changed_plan("dgx-superpod-b200", site={"domain": "pod.example"} | site, fabrics={"compute": {"ufm": "none"}})


def b200_two_a_rack() -> None:
    row = profile("DGX B200", "2 per rack")
    power, cooling = first(b200_superpod())
    assert (power.nominal_w, cooling.airflow_cfm) == (round(row["kw"] * 1000), row["cfm"])
    fed = b200_superpod(power={"feed_count": 2, "each_feed_kw": usable_kw(380, 32)})
    assert codes(fed)["P310"] == "error", "2 x 380 V 32 A carry 21.1 kW each, so that one of them does not carry the rack"
    shared = b200_superpod(power={"feed_count": 2, "each_feed_kw": usable_kw(380, 32), "redundancy": "none"})
    assert "P310" not in codes(shared), "together they do"


def b200_four_a_rack() -> None:
    row = profile("DGX B200", "4 per rack")
    power, cooling = first(b200(4))
    assert (power.nominal_w, cooling.airflow_cfm) == (round(row["kw"] * 1000), row["cfm"])
    fed = b200(4, power={"feed_count": 2, "each_feed_kw": usable_kw(415, 60, 0.8)})
    assert codes(fed)["P310"] == "error", "2 x 415 V 60 A carry 34.5 kW each"
    shared = b200(4, power={"feed_count": 2, "each_feed_kw": usable_kw(415, 60, 0.8), "redundancy": "none"})
    assert "P310" not in codes(shared)


def b200_a_unit() -> None:
    pod = b200_superpod()
    nodes = {rack.name for rack in pod.physical.racks if rack.kind == "compute"}
    assert round(sum(rack.nominal_w for rack in pod.power.racks if rack.name in nodes) / 1000) == profile("DGX B200", "per SU")["kw"]


def b200_rack_size() -> None:
    """The least depth of 1100 mm is the system's 897.1 mm and the room that cables need behind it; with 1000 mm that room is not there."""
    least = int(str(profile("DGX B200", "rack size")["min_mm"]).split(",")[0].split("x")[1])
    assert "P309" not in codes(b200_superpod(floor={"rack_depth_mm": least}))
    assert codes(b200_superpod(floor={"rack_depth_mm": least - 100}))["P309"] == "warning"


def b300(nodes: int, current: str, **words: object) -> Plan:
    """Return a pod of so many DGX B300, on direct (`dc`) or alternating (`ac`) current."""
    row = profile("DGX B300", "node")
    return pod_of(nodes, round(row[f"kw_{current}"] * 1000), peak_w=round(row[f"kw_peak_{current}"] * 1000), **words)


def b300_superpod(**site: object) -> Plan:
    """Return one unit of the architecture itself: 64 systems, four a rack, on busbars fed by shelves, behind doors."""
    return changed_plan("dgx-superpod-b300-spectrum", site={"domain": "pod.example", "racks": {"feed_kw": 80.0}} | site)


def b300_four_a_rack() -> None:
    row = profile("DGX B300", "high density 4/rack")
    power, cooling = first(b300_superpod())
    assert (power.average_w, power.peak_w) == (row["kw_avg"] * 1000, row["kw_peak"] * 1000)
    assert (power.shelf_count, power.shelf_w) == (4, 3 * 33_000), "4 x 33 kW, 3 active"
    assert "P311" not in {finding.code for finding in judge(b300_superpod())}
    assert (cooling.liquid_w, cooling.air_w) == (58_000, 0), "an active door takes it"
    fed = b300_superpod(power={"feed_count": 8, "each_feed_kw": usable_kw(400, 60, 0.8), "redundancy": "2n"})
    assert "P310" not in codes(fed), "4 x 60 A a source: one source carries the peak"
    assert "P601" in codes(b300_superpod(cooling={"racks": "air", "air_kw": 41})), "a room alone does not"


def b300_two_a_rack() -> None:
    row = profile("DGX B300", "low density 2/rack")
    power, _ = first(b300(2, "ac"))
    assert (power.average_w, power.peak_w) == (row["kw_avg"] * 1000, round(row["kw_peak"] * 1000))
    fed = b300(2, "ac", power={"feed_count": 2, "each_feed_kw": usable_kw(400, 60, 0.8), "redundancy": "2n"})
    assert codes(fed)["P310"] == "warning", "1 x 60 A a source carries the average, not the peak"


def b300_node() -> None:
    row, power = profile("DGX B300", "node"), first(b300(1, "ac"))[0]
    assert (power.average_w, power.peak_w) == (row["kw_ac"] * 1000, round(row["kw_peak_ac"] * 1000))


def b300_sixty_four_nodes() -> None:
    """Sixteen racks of systems; two units, one of them to spare. What stands in the eight other racks is not printed, so that the power only comes close."""
    row, pod = profile("DGX B300", "64-node example"), b300_superpod()
    assert len([rack for rack in pod.physical.racks if rack.kind == "compute"]) == row["compute_racks"]
    assert pod.power.average_w / 1000 == pytest.approx(row["kva_avg"], rel=0.02)
    (loop,) = pod.cooling.loops
    assert (loop.rack_count, loop.cdu_count) == (len(pod.physical.racks), row["cdu"])


def nvl72(architecture: str) -> Plan:
    """Return one unit of racks that are one NVLink domain each."""
    return changed_plan(architecture, site={"domain": "pod.example", "racks": {"feed_kw": 300.0}})


def gb200_rack() -> None:
    """132 kW of which 115 go to liquid; eight shelves of 33 kW with N+N carry just that, and not the peak of the busway."""
    row, (power, cooling) = machine("GB200 NVL72 (HPE)"), first(nvl72("dgx-superpod-gb200"))
    assert [round(watts / 1000) for watts in (power.nominal_w, cooling.liquid_w, cooling.air_w)] == [row["kw_tdp"], row["kw_liquid"], row["kw_air"]]
    assert (power.shelf_count, power.shelf_w, round(power.peak_w / 1000)) == (8, 132_000, row["kw_busway_peak"])
    assert {finding.code: finding.severity.value for finding in judge(nvl72("dgx-superpod-gb200"))}["P311"] == "warning"


def gb300_rack() -> None:
    """On average and at peak as printed; eight racks go on one unit of 1.3 MW, as printed."""
    row, pod = machine("GB300 NVL72 (HPE)"), nvl72("dgx-superpod-gb300")
    power, _ = first(pod)
    assert (round(power.average_w / 1000), round(power.peak_w / 1000)) == (row["kw_nominal"], row["kw_edpp"])
    assert pod.cooling.liquid_w <= 1_300_000


def gb300_enterprise_rack() -> None:
    row, (power, _) = machine("NVL72 AI Factory (GB300)"), first(nvl72("nvl72-ai-factory-gb300"))
    assert (round(power.nominal_w / 1000), power.shelf_count) == (row["kw_max"], 8)
    assert "P311" not in {finding.code for finding in judge(nvl72("nvl72-ai-factory-gb300"))}


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
    ("NVL72 AI Factory (GB300)", SYSTEM, "NVL72 AI Factory (GB300)"): gb300_enterprise_rack,
}
NOT_COVERED: dict[Key, str] = {
    ("DGX B300", PROFILE, "environment"): "the rise of the air is measured at the fans' flow at 25 C, the plan counts the room's air by 150 CFM a kW",
    ("DGX A100", SYSTEM, "DGX A100"): "a node's own figures: nothing follows from them here that another row gives",
    ("DGX B200 (air)", SYSTEM, "DGX B200 (air)"): "a node's own airflow; 3,100 CFM for two where the rack's row has 4,290: the two rows do not agree",
    ("DGX B300", SYSTEM, "DGX B300"): "a node's own figures: 1,500 CFM each where the rack's row has 1,550",
    ("DGX GB200 NVL72", SYSTEM, "DGX GB200 NVL72"): "counts of trays: judged with the counts",
    (
        "GB300 NVL72 (Lenovo LP2357)",
        SYSTEM,
        "GB300 NVL72 (Lenovo LP2357)",
    ): "135 kW where the other row of GB300 has 132: they do not agree; its flows are judged with the coolant",
    ("Vera Rubin NVL8 SU note", SYSTEM, "Vera Rubin NVL8 SU note"): "one figure, nothing follows from it",
}


@pytest.mark.parametrize("key", COVERED, ids=lambda key: f"{key[0]}: {key[2]}")
def test_the_published_row_comes_out(key: Key) -> None:
    COVERED[key]()


def test_every_published_row_is_covered_or_it_is_said_why_not() -> None:
    assert COVERED.keys() | NOT_COVERED.keys() == rows(PROFILE, SYSTEM).keys()
    assert not COVERED.keys() & NOT_COVERED.keys()


@pytest.mark.parametrize(("architecture", "system"), [("dgx-superpod-gb200", "DGX SuperPOD GB200"), ("dgx-superpod-gb300", "DGX SuperPOD GB300")])
def test_a_unit_of_eight_racks_draws_the_megawatts_that_are_printed(architecture: str, system: str) -> None:
    """Rows `sizing`, su_tdp_mw; the pod's own racks are in it."""
    assert round(nvl72(architecture).power.nominal_w / 1_000_000, 1) == rows("sizing")[system, "sizing", "scalable unit"]["su_tdp_mw"]


@pytest.mark.parametrize(("nodes", "node_w", "above_w"), [(4, 10_200, 40_000), (2, 14_300, 25_000), (4, 14_500, 50_000)], ids=["H100", "B200", "B300"])
def test_a_rack_exceeds_what_its_architecture_says_it_exceeds(nodes: int, node_w: int, above_w: int) -> None:
    """Rows `sizing`, rack_power_note: "exceeds 40 kW", "exceeds 25 kW", ">50 kW"."""
    assert first(pod_of(nodes, node_w))[0].nominal_w > above_w


def test_two_systems_of_10_kw_do_not_exceed_the_25_kw_that_are_printed_for_h200() -> None:
    """Row known_conflict "H200 rack power": the figures do not agree, and the plan goes by the system's."""
    assert first(pod_of(2, 10_200))[0].nominal_w == 20_400
