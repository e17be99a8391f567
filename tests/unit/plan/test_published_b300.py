"""DGX SuperPOD B300, on Spectrum-4 and on Quantum-X800 XDR: published tables, planes, three tiers beyond them, what racks draw."""

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from podwright.catalog.load import load_catalog
from podwright.checks.judge import judge, stops
from podwright.plan.counts import counts
from podwright.plan.finding import Infeasible
from podwright.plan.sizing import laid_out, size
from podwright.plan.types import Cable, Plan, Role, Tier
from podwright.spec.pod import Racking
from podwright.spec.site import RackSupply, Site
from unit.pods import plan, spec

FACTS = Path(__file__).resolve().parents[4] / "shared" / "facts" / "reference-architectures.json"
SPECTRUM, XDR = "dgx-superpod-b300-spectrum", "dgx-superpod-b300-xdr"
ARCHITECTURES = {"DGX SuperPOD B300 (Spectrum-4 Ethernet, DC busbar)": SPECTRUM, "DGX SuperPOD B300 (Quantum-X800 XDR InfiniBand, AC)": XDR}
SITE = Site(domain="pod.example", racks=RackSupply(feed_kw=67, height_u=48))

Counted = tuple[int, int, int, int, int, int]
"""Nodes, GPUs, leaves, spines, node-leaf cables, leaf-spine cables."""

PUBLISHED: dict[str, dict[int, Counted]] = {
    SPECTRUM: {
        1: (64, 512, 16, 8, 512, 512),
        2: (128, 1024, 32, 16, 1024, 1024),
        4: (256, 2048, 64, 32, 2048, 2048),
        8: (512, 4096, 128, 64, 4096, 4096),
        16: (1024, 8192, 256, 128, 8192, 8192),
    },
    XDR: {
        1: (72, 576, 8, 4, 576, 576),
        2: (144, 1152, 16, 8, 1152, 1152),
        4: (288, 2304, 32, 18, 2304, 2304),
        8: (576, 4608, 64, 36, 4608, 4608),
        18: (1296, 10368, 144, 72, 10368, 10368),
    },
}
"""By scalable units. Spectrum-4: RA-11337-001 V01, table 3, both planes together; XDR: RA-11339-001 V01, table 3.

XDR at 18 SU is printed with 9216 GPUs: 1296 nodes of 8 GPUs are 10368, which is also what the same row prints as node-leaf cables, one a GPU.
"""
PRINTED_WRONG = 9216

COVERED = {
    (SPECTRUM, "larger_component_counts"): "every row",
    (SPECTRUM, "sizing"): "nodes a unit and a rack, planes",
    (SPECTRUM, "fabrics_and_roles"): "compute fabric",
    (XDR, "sizing"): "nodes a unit and a rack, PDUs",
    (XDR, "fabrics_and_roles"): "switches, management nodes",
}
NOT_COVERED = {
    (SPECTRUM, "document"): "the document's id; it stands in the catalogue as a source",
    (XDR, "document"): "the document's id; it stands in the catalogue as a source",
}
"""Rows of the facts file by architecture and table: what is judged here, and why a row is not. XDR's counts are typed above: the file has no rows of them."""


@cache
def plan_of(architecture: str, units: int, nodes_per_rack: int = 4) -> Plan:
    """Return such a pod at a site that feeds its racks."""
    return plan(architecture, units, site=SITE, racks=Racking(nodes_per_rack=nodes_per_rack))


def compute(pod: Plan) -> Counted:
    """Return what the published tables count."""
    table = counts(pod)
    row = table["fabrics"]["compute"]
    return table["nodes"], table["gpus"], row["leaf"], row["spine"], row["cables_node_leaf"], row["cables_leaf_spine"]


def cables(pod: Plan, tier: Tier) -> list[Cable]:
    """Return the cables of a tier of the compute fabric."""
    return [cable for cable in pod.fabric.cables if cable.fabric == "compute" and cable.tier is tier]


def facts() -> list[dict[str, object]]:
    """Return the rows of the facts file; the test is left out where a clone stands without it."""
    if not FACTS.is_file():
        pytest.skip("the facts file is not beside this clone")
    rows: list[dict[str, object]] = json.loads(FACTS.read_text())
    return rows


@pytest.mark.parametrize(("architecture", "units"), [(name, units) for name, rows in PUBLISHED.items() for units in rows])
def test_the_compute_fabric_has_the_published_counts(architecture: str, units: int) -> None:
    assert compute(plan_of(architecture, units)) == PUBLISHED[architecture][units]


def test_the_printed_gpus_of_18_units_are_an_erratum() -> None:
    nodes, gpus, _, _, node_leaf, _ = compute(plan_of(XDR, 18))
    assert gpus == nodes * 8 == node_leaf != PRINTED_WRONG


def test_the_rows_here_are_the_rows_of_the_facts_file() -> None:
    names = ("nodes", "gpus", "leaf", "spine", "cables_node_leaf", "cables_leaf_spine")
    rows = [row for row in facts() if ARCHITECTURES.get(str(row["architecture"])) == SPECTRUM and row["table"] == "larger_component_counts"]
    assert {row["su"]: tuple(row[name] for name in names) for row in rows} == PUBLISHED[SPECTRUM]


def test_each_row_of_the_facts_file_is_covered_or_said_not_to_be() -> None:
    tables = {(ARCHITECTURES[str(row["architecture"])], row["table"]) for row in facts() if row["architecture"] in ARCHITECTURES}
    assert tables == COVERED.keys() | NOT_COVERED.keys()


def test_a_pod_ends_where_the_radix_does() -> None:
    with pytest.raises(Infeasible, match="ends at 16"):
        plan_of(SPECTRUM, 17)
    assert counts(plan_of(XDR, 19))["fabrics"]["compute"]["core"] > 0


def test_planes_never_meet_and_every_gpu_has_a_leg_in_each() -> None:
    pod = plan_of(SPECTRUM, 2)
    plane = {device.name: device.ordinal % 16 // 8 for device in pod.physical.devices if device.fabric == "compute" and device.role is Role.LEAF}
    legs = Counter((cable.a_device, cable.leg, plane[cable.b_device]) for cable in cables(pod, Tier.NODE_LEAF))
    assert legs == {(host.name, leg, leg - 1): 8 for host in pod.hosts.hosts if host.gpu_count for leg in (1, 2)}
    spines: dict[int, set[str]] = {0: set(), 1: set()}
    for cable in cables(pod, Tier.LEAF_SPINE):
        spines[plane[cable.a_device]].add(cable.b_device)
    assert not spines[0] & spines[1]
    assert [len(each) for each in spines.values()] == [8, 8]


def test_no_port_of_an_xdr_leaf_is_left_for_a_fabric_manager() -> None:
    pod = plan_of(XDR, 1)
    leaves = {device.name for device in pod.physical.devices if device.fabric == "compute" and device.role is Role.LEAF}
    assert Counter(port.device for port in pod.fabric.ports if port.device in leaves and port.fabric == "compute") == dict.fromkeys(leaves, 144)
    assert not any(device.role is Role.UFM for device in pod.physical.devices)


def test_three_tiers_reach_a_hundred_thousand_gpus() -> None:
    wanted = spec(XDR, 174, site=SITE)
    sizing = size(wanted, laid_out(wanted, load_catalog(XDR)))
    tiers = sizing.fabrics["compute"].tiers
    assert len(sizing.node_ordinals) == 12528
    assert (len(sizing.fabrics["compute"].leaves), tiers.spine_count, tiers.core_count) == (1392, 1440, 864)
    assert tiers.group_rows * tiers.column_count * tiers.spines_per_core <= 144, "a core has a port for each spine of its set"


def test_in_three_tiers_no_spine_has_less_above_than_below() -> None:
    pod = plan_of(XDR, 19)
    up = Counter(cable.a_device for cable in cables(pod, Tier.SPINE_CORE))
    down = Counter(cable.b_device for cable in cables(pod, Tier.LEAF_SPINE))
    assert up == down


@pytest.mark.parametrize(("architecture", "units"), [(SPECTRUM, 1), (SPECTRUM, 3), (SPECTRUM, 16), (XDR, 1), (XDR, 3), (XDR, 18), (XDR, 19)])
def test_nothing_stops_a_pod_whose_racks_are_fed(architecture: str, units: int) -> None:
    assert not stops(judge(plan_of(architecture, units)))


@pytest.mark.parametrize(
    ("architecture", "nodes_per_rack", "average_w", "peak_w"),
    [(SPECTRUM, 4, 58000, 76000), (XDR, 2, 30000, 39400), (XDR, 4, 60000, 78800)],
    ids=["high density by busbar", "low density by power supplies", "four by power supplies, where RA-11339-001 rounds to 56 kW"],
)
def test_compute_racks_draw_what_is_published(architecture: str, nodes_per_rack: int, average_w: int, peak_w: int) -> None:
    """Data Center Best Practices with DGX B300 v1.0: 58 and 76 kW for four systems by busbar, 30 and 39.4 for two by power supplies."""
    pod = plan_of(architecture, 1, nodes_per_rack)
    compute_racks = {rack.name for rack in pod.physical.racks if rack.kind == "compute"}
    assert len(compute_racks) * nodes_per_rack == counts(pod)["nodes"]
    assert {(rack.average_w, rack.peak_w) for rack in pod.power.racks if rack.name in compute_racks} == {(average_w, peak_w)}


def test_three_of_four_shelves_carry_a_rack_of_four_by_busbar() -> None:
    shelves = {rack.shelf_count: rack.shelf_w for rack in plan_of(SPECTRUM, 1).power.racks}
    assert shelves == {0: None, 4: 3 * 33000}
