"""Published storage tables are the judge of the storage section; expected values come from the facts file, or by hand."""

import json
from functools import cache
from math import floor
from pathlib import Path

import pytest

from podwright.catalog.load import load_catalog
from podwright.catalog.storage import GuidelineLevel
from podwright.plan.demand import checkpoint_tb, checkpoint_write_gbyte_s, guideline_gbyte_s, inference_read_gbyte_s, training_read_gbyte_s
from podwright.plan.types import LevelPlan, SystemPlan
from unit.pods import SUPERPOD, plan

FACTS = Path(__file__).resolve().parents[4] / "shared" / "facts" / "reference-architectures.json"
ROWS = json.loads(FACTS.read_text()) if FACTS.is_file() else []
SCALING = [row for row in ROWS if row["table"] == "storage_scaling"]
GUIDELINES = [row for row in ROWS if row["table"] == "storage_performance_guidelines_GBps"]
CONFLICTS = [row for row in ROWS if row["table"] == "known_conflict"]
LEVELS = ("good", "better", "best", "standard", "enhanced")
PRINTED_WRONG = {8: 132}
"""Rack units by SU where the table contradicts its own rule of 4 U a system and 1 U a switch: 32 x 4 + 4 are 132, 102 is printed."""
NOT_COVERED = {
    "network": "addresses, VLANs and QoS of one vendor's network: nothing of it is in the storage section",
    "network_and_mounts": "switch ports and mount options of NVA-1173: what hosts mount is not planned yet",
    "storage_settings": "mount options and client settings: what hosts mount is not planned yet",
}
"""Tables of the file about storage that no test here reads, and why."""

needs_facts = pytest.mark.skipif(not ROWS, reason="the facts file is not beside this clone")


@cache
def nva_1175(units: int, **words: str) -> SystemPlan:
    """Return the A90 systems that so many units of 32 nodes get when the pod does not say how many."""
    system = plan(SUPERPOD, units, storage={"system": {"kind": "netapp-nva-1175"} | words}).storage.system
    assert system is not None
    return system


def petabytes(printed: str) -> float:
    number, unit = printed.split()
    return float(number) / {"TB": 1000, "PB": 1}[unit]


@needs_facts
def test_a90_systems_switches_power_and_rack_units_are_the_published_ones_but_where_print_contradicts_itself() -> None:
    for row in SCALING:
        system = nva_1175(row["su"])
        rack_units = PRINTED_WRONG.get(row["su"], row["rack_units"])
        found = (system.block_count, system.switch_count, system.power_w, system.height_u)
        assert found == (row["a90_systems"], row["cluster_switches"], round(row["kw"] * 1000), rack_units), row["row"]


def test_at_8_su_the_rule_of_the_other_rows_gives_132_and_the_pod_is_told() -> None:
    pod = plan(SUPERPOD, 8, storage={"system": {"kind": "netapp-nva-1175"}})
    assert pod.storage.system is not None
    assert pod.storage.system.height_u == 32 * 4 + 4 * 1 == 132
    (told,) = (row for row in pod.conflicts if row.name == "NVA-1175 8-SU rack units")
    assert "102" in told.one
    assert "132" in told.other


@needs_facts
def test_a90_capacity_is_the_published_one_as_it_is_rounded_in_print() -> None:
    for row in SCALING:
        typical, most = nva_1175(row["su"]).usable_tb, nva_1175(row["su"], capacity="15.3tb-drives").usable_tb
        assert typical is not None
        assert most == petabytes(row["usable_max"]) * 1000
        assert (typical if typical < 1000 else floor(typical / 1000) * 1000) == petabytes(row["usable_typical"]) * 1000, row["row"]


@needs_facts
@pytest.mark.parametrize("row", [row for row in GUIDELINES if "H100" in row["architecture"]] or [None], ids=lambda row: row and row["row"])
def test_the_guideline_of_the_plan_is_the_published_one(row: dict[str, object]) -> None:
    guideline = plan(SUPERPOD, 4 if "4 SU" in str(row["row"]) else 1).storage.guideline
    assert guideline is not None
    for level in guideline.levels:
        assert of_row(level, str(row["row"])) == row[level.name], level.name


def of_row(level: LevelPlan, row: str) -> float | None:
    read = "read" in row
    if "single-node" in row:
        return level.node_read_gbyte_s if read else level.node_write_gbyte_s
    return level.read_gbyte_s if read else level.write_gbyte_s


@needs_facts
def test_the_guideline_of_b200_and_h200_is_the_published_one() -> None:
    (rule,) = (row for row in load_catalog(SUPERPOD).guidelines if "dgx-superpod-b200" in row.architectures)
    for row in (row for row in GUIDELINES if "B200" in row["architecture"]):
        units = 4 if "4 SU" in row["row"] else 1
        assert {level.name: at_size(level, row["row"], units) for level in rule.levels} == {name: row[name] for name in LEVELS if name in row}, row["row"]


def at_size(level: GuidelineLevel, row: str, units: int) -> int | None:
    throughput = level.read if "read" in row else level.write
    return guideline_gbyte_s(throughput.value, units) if throughput else None


@needs_facts
def test_an_nvl72_ai_factory_asks_for_12_5_gigabits_a_gpu() -> None:
    (row,) = (row for row in ROWS if "gpu_storage_gbps" in row)
    (rule,) = (rule for rule in load_catalog(SUPERPOD).guidelines if rule.name == "nvl72-ai-factory")
    assert (rule.per, rule.levels[0].read.value * 8) == ("gpu", row["gpu_storage_gbps"])
    assert [guideline_gbyte_s(rule.levels[0].read.value, count) for count in row["gpus"]] == [225, 450, 900]


@pytest.mark.parametrize(
    ("billions", "terabytes", "seconds_at_62", "seconds_at_250"), [(70, 0.98, 16, 4), (405, 5.67, 91, 23), (1000, 14, 226, 56)], ids=["70B", "405B", "1T"]
)
def test_a_checkpoint_has_14_bytes_a_parameter_and_takes_size_over_bandwidth(
    billions: float, terabytes: float, seconds_at_62: int, seconds_at_250: int
) -> None:
    assert checkpoint_tb(billions, 14) == pytest.approx(terabytes)
    for bandwidth, seconds in ((62, seconds_at_62), (250, seconds_at_250)):
        assert checkpoint_write_gbyte_s(billions, 14, terabytes * 1000 / bandwidth) == pytest.approx(bandwidth)
        assert round(terabytes * 1000 / bandwidth) == seconds


def test_training_reads_and_inference_loads_by_hand() -> None:
    assert training_read_gbyte_s(1016, 0.5) == 508
    assert inference_read_gbyte_s(70, 2, 4, 112) == 5  # 560 GB in 112 s


def test_the_need_is_the_level_or_the_sum_of_the_loads_and_blocks_left_out_follow_it() -> None:
    loads = {"training_read_gbyte_s_per_gpu": 1, "inference": {"parameters_billion": 70, "seconds": 14}}  # 248 + 10 GB/s
    system = plan(SUPERPOD, storage={"system": {"kind": "ddn-ai400x2"}, "workload": loads | {"level": "best"}}).storage.system
    assert system is not None
    assert (system.block_count, system.read_gbyte_s) == (3, 270.0)  # 258 by 90, and not 125 or 383
    by_write = {"checkpoints": {"parameters_billion": 70, "seconds": 5}}  # 196 GB/s
    system = plan(SUPERPOD, storage={"system": {"kind": "ddn-ai400x2"}, "workload": by_write}).storage.system
    assert system is not None
    assert system.block_count == 4  # 196 by 65
    held = {"dataset_tb": 599, "checkpoints": {"parameters_billion": 70, "seconds": 60, "kept_count": 2}}  # 600.96 TB
    system = plan(SUPERPOD, storage={"system": {"kind": "ddn-ai400x2", "capacity": "120tb"}, "workload": held}).storage.system
    assert system is not None
    assert system.block_count == 6


@needs_facts
def test_every_known_conflict_of_the_file_is_in_the_catalogue() -> None:
    known = {row.name for row in load_catalog(SUPERPOD).conflicts}
    assert {row["row"] for row in CONFLICTS} <= known


@needs_facts
def test_every_storage_row_of_the_file_is_covered_or_said_not_to_be() -> None:
    of_storage = {row["table"] for row in ROWS if "stor" in row["table"] or "NVA" in row["architecture"] or row["architecture"] == "storage client"}
    assert of_storage == {"storage_scaling", "storage_performance_guidelines_GBps", *NOT_COVERED}
    assert len(SCALING) == 4
    assert len([row for row in GUIDELINES if "H100" in row["architecture"] or "B200" in row["architecture"]]) == len(GUIDELINES) == 10
    assert len(CONFLICTS) == 14
