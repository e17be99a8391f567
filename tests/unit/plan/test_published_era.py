"""BasePOD, enterprise reference architectures and the sizes of the market, against what is published of them."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from podwright.checks.judge import judge
from podwright.plan.counts import counts
from podwright.plan.finding import Infeasible, Severity
from podwright.plan.types import Plan, Role, Tier
from unit.pods import plan

SHARED = Path(__file__).resolve().parents[4] / "shared" / "facts"
FACTS, ERA = SHARED / "reference-architectures.json", SHARED / "era"
BASEPODS = ("dgx-basepod-h100", "dgx-basepod-b200")
BASEPOD = {1: (4, 2, 16, 2, 2, 8, 10, 1, 2), 2: (8, 2, 32, 2, 2, 16, 10, 2, 4)}
"""Nodes; compute switches and links between them (twin-port cables, twice); in-band switches and links between them, cables of nodes and of servers;
out-of-band switches and their uplinks, by units of four nodes: DGX BasePOD RA-11127-001 V5, table 4.2, as RackulaLives/Rackula read it."""

SINGLE_TIER = [
    *(("era-2-4-3-200", units, 2, 0, oob) for units, oob in ((1, 2), (4, 2), (5, 3), (6, 3), (7, 4), (8, 4))),
    *(("era-2-8-5-200", units, 2, cpu, oob) for units, cpu, oob in ((1, 0, 2), (4, 0, 2), (5, 0, 3), (6, 2, 3), (7, 2, 4), (8, 2, 4))),
    *(("rtx-pro-2-8-5-200", units, 2, cpu, oob) for units, cpu, oob in ((4, 0, 2), (8, 2, 4))),
    *(("era-2-8-9-400", units, 2, 0, oob) for units, oob in ((1, 2), (2, 2), (3, 3))),
    *(("era-2-8-9-800", units, 4, 2, 2) for units in (1, 2, 3, 4)),
]
"""Switches for GPUs (both planes), for CPUs where these have their own, and out of band: ERA-00008-001 v03 table 10, ERA-00016-001 v03, ERA-00010-001 v03
table 10, ERA-00011-001 v04 table 15, as in github:NVIDIA/enterprise-ras@2f46cb2."""

TWO_TIERS = {
    ("era-2-8-9-400", 16): (8, 8, 512, 512, 2, 0, 16, 34),
    ("era-2-8-9-400", 32): (16, 8, 1024, 1024, 8, 4, 16, 52),
    ("era-2-8-9-800", 32): (32, 16, 2048, 2048, 8, 4, 16, 76),
}
"""GPU leaves, spines, node links and uplinks (both planes); CPU leaves and spines; out-of-band switches; all switches: github:NVIDIA/enterprise-ras@2b4e3e2,
largescale samples, counted."""

WIRE_MAPS = {"2-8-5-200": 5, "2-8-9-400": 3}
"""Units of the published wire maps: 20 and 12 nodes."""

SIZES = [
    *((name, units) for name in (*BASEPODS, "dgx-basepod-a100") for units in (1, 2)),
    *(("dgx-basepod-h100", units) for units in (3, 4)),
    *((name, units) for name in ("era-2-4-3-200", "era-2-8-5-200", "rtx-pro-2-8-5-200") for units in (1, 5, 6, 8)),
    *(("era-2-8-9-400", units) for units in (1, 3, 4, 9, 16, 17, 25, 32)),
    *(("era-2-8-9-800", units) for units in (1, 4, 5, 9, 17, 32)),
    ("mid-scale", 1),
    ("full-scale", 1),
]

Landing = tuple[str, int, str, int, int, str]
"""Role, ordinal, fabric and lane of a host's port; ordinal and port of the switch that it lands on."""


@pytest.mark.parametrize("name", BASEPODS)
@pytest.mark.parametrize("units", BASEPOD)
def test_a_basepod_has_the_published_switches_and_cables(name: str, units: int) -> None:
    pod = plan(name, units)
    table = counts(pod)
    compute, in_band, out_of_band = (table["fabrics"][fabric] for fabric in ("compute", "in_band", "out_of_band"))
    hosts = Counter(role for role, _, fabric, *_ in landings(pod) if fabric == "in_band")
    assert BASEPOD[units] == (
        table["nodes"],
        *(compute[key] for key in ("switches", "cables_peer")),
        *(in_band[key] for key in ("switches", "cables_peer")),
        hosts["gpu_node"],
        hosts["management_node"],
        *(out_of_band[key] for key in ("switches", "cables_uplink")),
    )


def test_even_ports_of_a_basepod_node_go_to_one_switch_and_odd_ones_to_the_other() -> None:
    pod = plan("dgx-basepod-b200", 2)
    landed = {(lane % 2, leaf) for role, _, fabric, lane, leaf, _ in landings(pod) if role == Role.GPU_NODE and fabric == "compute"}
    assert landed == {(0, 0), (1, 1)}


@pytest.mark.parametrize(("name", "units"), [("dgx-basepod-b200", 3), ("dgx-basepod-a100", 3), ("dgx-basepod-h100", 5)])
def test_a_basepod_larger_than_any_document_counts_is_refused(name: str, units: int) -> None:
    with pytest.raises(Infeasible) as caught:
        plan(name, units)
    assert [finding.code for finding in caught.value.findings] == ["P101"]


@pytest.mark.parametrize(("name", "units", "gpu", "cpu", "oob"), SINGLE_TIER)
def test_a_single_tier_has_the_published_switches(name: str, units: int, gpu: int, cpu: int, oob: int) -> None:
    fabrics = counts(plan(name, units))["fabrics"]
    assert tuple(fabrics[fabric]["switches"] for fabric in ("compute", "in_band", "out_of_band")) == (gpu, cpu, oob)
    assert fabrics["compute"]["spine"] == 0


@pytest.mark.skipif(not FACTS.is_file(), reason="the facts file is not beside this clone")
def test_the_rows_of_the_facts_file_come_out() -> None:
    rows = [row for row in json.loads(FACTS.read_text()) if row["table"] == "single_tier_scaling"]
    assert len(rows) == 5
    for row in rows:
        name = f"era-{row['architecture'].split()[-1]}"
        for units in range(int(row["row"][0]), int(row["row"].split()[0][-1]) + 1):
            fabrics = counts(plan(name, units))["fabrics"]
            leaves = fabrics["compute"]["leaf"] // fabrics["compute"]["planes"]
            assert (leaves, fabrics["out_of_band"]["switches"]) == (int(str(row["core_leaves"])[0]), row["oob_switches"]), (name, units)


@pytest.mark.parametrize(("name", "units"), TWO_TIERS)
def test_two_tiers_have_the_published_switches_and_links(name: str, units: int) -> None:
    fabrics = counts(plan(name, units))["fabrics"]
    compute = tuple(fabrics["compute"][key] for key in ("leaf", "spine", "cables_node_leaf", "cables_leaf_spine"))
    cpu = tuple(fabrics["in_band"][key] for key in ("leaf", "spine"))
    oob = fabrics["out_of_band"]["switches"]
    assert (*compute, *cpu, oob, sum(row["switches"] for row in fabrics.values())) == TWO_TIERS[name, units]


def test_the_split_pair_for_gpus_has_the_published_links_at_eight_units() -> None:
    compute = counts(plan("era-2-8-5-200", 8))["fabrics"]["compute"]
    assert (compute["cables_node_leaf"], compute["cables_peer"]) == (128, 64)


def test_leaf_spine_links_are_spread_evenly() -> None:
    pod = plan("era-2-8-9-400", 16)
    pairs = Counter((row.a_device, row.b_device) for row in pod.fabric.cables if row.fabric == "compute" and row.tier is Tier.LEAF_SPINE)
    assert (len(pairs), set(pairs.values())) == (8 * 8, {8})


def test_planes_never_meet() -> None:
    pod = plan("era-2-8-9-800", 9)
    planes: dict[str, set[int]] = {}
    lanes = {(port.device, port.name): port.lane for port in pod.fabric.ports}
    for tier in (Tier.NODE_LEAF, Tier.LEAF_SPINE):
        for cable in pod.fabric.cables:
            if cable.fabric == "compute" and cable.tier is tier:
                below = {lanes[cable.a_device, cable.a_port] // 8} if tier is Tier.NODE_LEAF else planes[cable.a_device]
                planes.setdefault(cable.b_device, set()).update(below)
    assert Counter(frozenset(found) for found in planes.values()) == {frozenset({0}): 16, frozenset({1}): 16}


@pytest.mark.skipif(not ERA.is_dir(), reason="the wire maps are not beside this clone")
@pytest.mark.parametrize("pattern", WIRE_MAPS)
def test_every_host_lands_on_the_port_that_the_wire_map_gives(pattern: str) -> None:
    pod = plan(f"era-{pattern}", WIRE_MAPS[pattern])
    assert {row for row in landings(pod) if row[2] in ("compute", "in_band")} == set(mapped(pattern))


@pytest.mark.skipif(not ERA.is_dir(), reason="the wire maps are not beside this clone")
@pytest.mark.parametrize("pattern", WIRE_MAPS)
def test_pairs_uplinks_and_out_of_band_links_of_nodes_are_those_of_the_wire_map(pattern: str) -> None:
    pod, rows = plan(f"era-{pattern}", WIRE_MAPS[pattern]), wire_map(pattern)
    nodes = {device.name for device in pod.physical.devices if device.role is Role.GPU_NODE}
    peers = {cable.a_port for cable in pod.fabric.cables if cable.tier is Tier.PEER and cable.fabric == "compute"}
    uplinks = [cable for cable in pod.fabric.cables if cable.tier is Tier.UPLINK]
    managed = [cable for cable in pod.fabric.cables if cable.fabric == "out_of_band" and cable.a_device in nodes]
    assert peers == {row["nic_port"] for row in rows if row["network"].startswith("SN5600 ISL")}
    assert len(uplinks) == sum(row["network"] == "SN2201 Uplink" for row in rows)
    assert {cable.b_port for cable in uplinks} == {row["nic_port"] for row in rows if row["network"] == "SN2201 Uplink"}
    assert len(managed) == sum("node" in row["system"] and row["switch"].startswith("oob") for row in rows)


@pytest.mark.parametrize(("name", "units"), SIZES)
def test_every_size_has_no_error(name: str, units: int) -> None:
    assert [str(finding) for finding in judge(plan(name, units)) if finding.severity is Severity.ERROR] == []


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("dgx-basepod-h100", 1, 2),
        ("dgx-basepod-h100", 3, 4),
        ("era-2-4-3-200", 1, 8),
        ("era-2-8-5-200", 1, 5),
        ("era-2-8-5-200", 6, 8),
        ("era-2-8-9-400", 1, 3),
        ("era-2-8-9-400", 4, 16),
        ("era-2-8-9-400", 17, 32),
        ("era-2-8-9-800", 1, 4),
        ("era-2-8-9-800", 5, 32),
    ],
)
def test_within_a_layout_growth_moves_nothing(name: str, before: int, after: int) -> None:
    small, large = plan(name, before), plan(name, after)
    assert set(small.fabric.cables) <= set(large.fabric.cables)
    assert set(small.physical.devices) <= set(large.physical.devices)
    assert set(small.fabric.addresses) <= set(large.fabric.addresses)


@pytest.mark.parametrize(("name", "racks", "gpus"), [("mid-scale", 4, 64), ("full-scale", 20, 512)])
def test_a_size_of_the_market_has_its_racks(name: str, racks: int, gpus: int) -> None:
    table = counts(plan(name, 1))
    assert (table["racks"], table["gpus"]) == (racks, gpus)


def test_from_mid_to_full_scale_no_host_moves_and_only_its_compute_cables_do() -> None:
    mid, full = plan("mid-scale", 1), plan("full-scale", 1)
    hosts = {device.name for device in mid.physical.devices if device.place.slot and device.device_class.value == "n"}
    kept = {row for row in mid.fabric.cables if row.a_device in hosts and row.fabric != "compute"}
    assert {row for row in mid.physical.devices if row.name in hosts} <= set(full.physical.devices)
    assert {row for row in mid.fabric.addresses if row.device in hosts} <= set(full.fabric.addresses)
    assert kept <= set(full.fabric.cables)


def landings(pod: Plan) -> Iterator[Landing]:
    """Yield where every port of a host lands."""
    devices = {device.name: device for device in pod.physical.devices}
    lanes = {(port.device, port.name): port.lane for port in pod.fabric.ports}
    for cable in pod.fabric.cables:
        host, leaf = devices[cable.a_device], devices[cable.b_device]
        if cable.tier is Tier.NODE_LEAF and host.role in (Role.GPU_NODE, Role.MANAGEMENT_NODE):
            yield str(host.role), host.ordinal, cable.fabric, lanes[cable.a_device, cable.a_port], leaf.ordinal, cable.b_port


def wire_map(pattern: str) -> list[dict[str, str]]:
    """Return the rows of a published wire map."""
    with (ERA / pattern / "wiremap.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def mapped(pattern: str) -> Iterator[Landing]:
    """Yield where the wire map lands every port of a host on the two core switches: adapters of GPUs and support servers in the order of their slots."""
    rows = [row for row in wire_map(pattern) if row["switch"].startswith("core-") and not row["system"].startswith("core-")]
    slots: dict[str, list[int]] = {}
    for row in rows:
        if row["network"] == "GPU Network":
            slots.setdefault(row["system"], []).append(slot(row["nic_port"]))
    for row in rows:
        is_gpu = row["network"] == "GPU Network"
        lane = sorted(slots[row["system"]]).index(slot(row["nic_port"])) if is_gpu else int(row["nic_port"][-1]) - 1
        role, ordinal = host_of(row["system"])
        yield role, ordinal, "compute" if is_gpu else "in_band", lane, int(row["switch"][-1]) - 1, row["switch_port"]


def slot(nic_port: str) -> int:
    """Return the slot of an adapter (`B3140 PCIe Slot 15 Port 1`, `B3140 SL7 P1`)."""
    found = re.search(r"(?:Slot |SL)(\d+)", nic_port)
    assert found, nic_port
    return int(found[1])


def host_of(system: str) -> tuple[str, int]:
    """Return role and ordinal of a system of the wire map: head nodes are the first management nodes, Kubernetes the next."""
    numbers = [int(number) for number in re.findall(r"-(\d+)", system)]
    if "node" in system:
        return str(Role.GPU_NODE), (numbers[0] - 1) * 4 + numbers[1] - 1
    return str(Role.MANAGEMENT_NODE), numbers[0] - 1 + (0 if system.startswith("bcme") else 2)
