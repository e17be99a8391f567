"""Every row of the facts file on DGX SuperPOD with A100, H100, H200 and B200: counted again from a plan, or told why no plan counts it."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from podwright.plan.types import Role
from unit.plan.counted import A100, B200, H100, H200, counted, ideal, installed, pod

FACTS = Path(__file__).resolve().parents[4] / "shared" / "facts" / "reference-architectures.json"
Fact = Mapping[str, object]
ARCHITECTURES = {"DGX SuperPOD H100": H100, "DGX SuperPOD H200": H200, "DGX SuperPOD B200": B200, "DGX SuperPOD A100": A100}
ROWS: list[Fact] = [row for row in json.loads(FACTS.read_text()) if row["architecture"] in ARCHITECTURES] if FACTS.is_file() else []

NO_COUNT = {
    "storage_performance_guidelines_GBps": "rates that storage gives: tests of storage judge them",
    "document": "the document itself",
    "storage fabric": "a switch's name, options and rates",
    "in-band": "a link's speed",
    "out-of-band": "a switch's name and what is cabled to it",
    "user storage": "a rate",
    "GPUDirect storage": "a rate",
}
"""Tables and rows without a count, and what they have instead."""


def installed_row(name: str, row: Fact) -> Fact:
    words = ("nodes", "gpus", "leaf", "spine", "cables_compute_and_ufm", "cables_spine_leaf")
    return dict(zip(words, installed(name, int(str(row["su"]))), strict=True))


def ideal_row(name: str, row: Fact) -> Fact:
    words = ("nodes", "gpus", "leaf", "spine", "core", "cables_node_leaf", "cables_leaf_spine", "cables_spine_core")
    return dict(zip(words, ideal(name, int(str(row["su"]))), strict=True))


def component_row(name: str, row: Fact) -> Fact:
    table, devices = counted(name, 4), pod(name, 4).physical.devices
    kind_of = {rack.name: rack.kind for rack in pod(name, 4).physical.racks}
    roles = Counter(device.role for device in devices)
    in_compute = sum(device.role is Role.PDU and kind_of[device.rack] == "compute" for device in devices)
    found = {
        "racks": table["racks"],
        "dgx nodes": table["nodes"],
        "ufm appliance": roles[Role.UFM],
        "BCM management servers": roles[Role.MANAGEMENT_NODE],
        "in-band switches": table["fabrics"]["in_band"]["switches"],
        "OOB switches": table["fabrics"]["out_of_band"]["switches"],
        "compute fabric switches": table["fabrics"]["compute"]["switches"],
        "storage fabric switches": table["fabrics"]["storage"]["switches"],
        "rack PDU A": in_compute,
        "rack PDU B": roles[Role.PDU] - in_compute,
    }
    return {"count": found[str(row["row"])]}


def sizing_row(name: str, row: Fact) -> Fact:
    one = counted(name, 1, "none")
    densest = max(Counter(device.rack for device in pod(name, 1, "none").physical.devices if device.role is Role.GPU_NODE).values())
    found = {
        "nodes_per_su": one["nodes"],
        "leaf_per_su": one["fabrics"]["compute"]["leaf"],
        "nodes_per_rack": densest,
        "nodes_per_rack_max": densest,
        "reference_nodes": counted(name, 7)["nodes"],
        "nodes_per_rack_options": racks_of(name),
    }
    return {word: found[word] for word in found if word in row}


def racks_of(name: str) -> list[int]:
    """Return how many nodes the fullest rack has when 1, 2 or 4 are asked for; an architecture without that choice has its habit alone."""
    if name != H100:
        return []
    fullest = (Counter(d.rack for d in pod(name, 1, None, wish).physical.devices if d.role is Role.GPU_NODE) for wish in (1, 2, 4))
    return [max(nodes.values()) for nodes in fullest]


def ufm_row(name: str, row: Fact) -> Fact:
    removed = {counted(name, units, "none")["nodes"] - counted(name, units)["nodes"] for units in range(1, 5)}
    return {"ufm_appliances_4su": sum(d.role is Role.UFM for d in pod(name, 4).physical.devices), "removed_nodes_total": removed.pop()}


def role_row(name: str, row: Fact) -> Fact:
    if row["row"] == "racks":
        return {"systems_per_rack_options": racks_of(name)}
    roles = Counter(device.role for device in pod(name, 4).physical.devices)
    return {"bcm_servers": roles[Role.MANAGEMENT_NODE], "ufm_appliances": roles[Role.UFM]}


def elevation_row(name: str, row: Fact) -> Fact:
    """Return what stands in the racks of the row; of the in-band switches the two SN2201 are not planned, since nothing says what they serve."""
    numbers = {"compute racks (1 SU, Fig 3.1)": (), "management racks 1-2 (4 SU, Fig 3.2)": (1, 2), "management racks 3-4": (3, 4), "management rack 5": (5,)}
    racks = numbers[str(row["row"])]
    whole = pod(name, 4).physical
    if not racks:
        first = [rack.name for rack in whole.racks if rack.unit == 1]
        held = Counter((device.rack, device.role) for device in whole.devices if device.rack in first)
        switches = sum(held[rack, role] for rack in first for role in (Role.LEAF, Role.SPINE))
        return {
            "racks": len(first),
            "dgx_per_rack": held[first[0], Role.GPU_NODE],
            "pdus_per_rack": held[first[0], Role.PDU],
            "switches_in_compute_racks": switches,
        }
    held = Counter((device.fabric, device.role) for device in whole.devices if not device.place.unit and device.place.rack in racks)
    found = {
        "racks": len(racks),
        "compute_leaf": held["compute", Role.LEAF],
        "compute_spine": held["compute", Role.SPINE],
        "compute_ufm": held["compute", Role.UFM],
        "inband_spine_SN5600": held["in_band", Role.SPINE],
        "inband_leaf_SN5600": held["in_band", Role.LEAF],
        "storage_ufm": held["storage", Role.UFM],
        "mgmt_nodes": held[None, Role.MANAGEMENT_NODE],
        "storage_leaf": held["storage", Role.LEAF],
        "storage_spine": held["storage", Role.SPINE],
        "oob_SN2201": held["out_of_band", Role.LEAF],
    }
    return {word: count for word, count in found.items() if word in row}


def capacity_row(name: str, row: Fact) -> Fact:
    whole = pod(name, 4).physical
    kinds = Counter(rack.unit > 0 for rack in whole.racks)
    drawn_w = sum(device.power_w for device in whole.devices if device.role is Role.GPU_NODE)
    return {"racks": len(whole.racks), "compute_racks": kinds[True], "mgmt_racks": kinds[False], "dgx_it_kw": drawn_w / 1000}


JUDGES: Mapping[str, Callable[[str, Fact], Fact]] = {
    "compute_fabric_component_count": installed_row,
    "larger_component_counts": ideal_row,
    "major_components_4su": component_row,
    "sizing": sizing_row,
    "ufm": ufm_row,
    "fabrics_and_roles": role_row,
    "rack_elevation_4su": elevation_row,
    "capacity": capacity_row,
}
"""How a plan gives the fields of a row, by the row's table."""
COUNTED = [row for row in ROWS if row["table"] not in NO_COUNT and row["row"] not in NO_COUNT]


@pytest.mark.skipif(not ROWS, reason="the facts file is not beside this clone")
def test_every_row_is_counted_or_has_no_count() -> None:
    assert {row["table"] for row in COUNTED} <= JUDGES.keys()


@pytest.mark.skipif(not ROWS, reason="the facts file is not beside this clone")
@pytest.mark.parametrize("row", COUNTED, ids=lambda row: f"{row['architecture']}, {row['table']}, {row['row']}")
def test_the_plan_has_the_published_row(row: Fact) -> None:
    found = JUDGES[str(row["table"])](ARCHITECTURES[str(row["architecture"])], row)
    assert found, "a row that is counted has a field that a plan gives"
    assert found == {word: row[word] for word in found}


RULES = [row for row in json.loads(FACTS.read_text()) if row["table"] == "fabric_rule"] if FACTS.is_file() else []


@pytest.mark.skipif(not RULES, reason="the facts file is not beside this clone")
def test_the_rules_of_the_facts_file_hold() -> None:
    rules = {(row["architecture"], row["row"]): row for row in RULES}
    for units in rules["H100/B200 three-tier (>=16 SU)", "core layer"]["su"]:
        for name in (H100, B200):
            compute = counted(name, units, "none")["fabrics"]["compute"]
            assert (compute["spine"], 2 * compute["core"]) == (compute["leaf"], compute["leaf"])
    assert rules["H100/B200/H200", "UFM links"]["formula"] == "cables_compute_and_ufm = nodes*8 + 4"
    assert all(installed(name, 3)[4] == 95 * 8 + 4 for name in (H100, H200, B200))
    limit = rules["all NVIDIA SuperPOD two-tier", "two-tier limit"]
    last = limit["max_su"]["H100/B200 (32 nodes/SU)"]
    for name in (H100, B200):
        compute = counted(name, last, "none")["fabrics"]["compute"]
        assert (compute["leaf"], compute["core"]) == (limit["max_leaf"]["QM9700 (64 ports)"], 0)
        assert counted(name, last + 1, "none")["fabrics"]["compute"]["core"] > 0
