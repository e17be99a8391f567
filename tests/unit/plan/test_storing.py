"""What the storage section holds, where it ends, and what growth does to it."""

import pytest

from podwright.checks.judge import judge
from podwright.plan.canonical import from_json, to_json
from podwright.plan.difference import Cost, diff
from podwright.plan.finding import Infeasible, Severity
from podwright.plan.types import Plan
from podwright.spec.pod import Growth
from unit.pods import STARTER, SUPERPOD, plan

DDN = {"kind": "ddn-ai400x2"}


def stored(system: dict[str, object], architecture: str = SUPERPOD, units: int = 1, **workload: object) -> Plan:
    return plan(architecture, units, storage={"system": system, "workload": workload})


@pytest.mark.parametrize("system", [{"kind": "ddn-ai400x9"}, DDN | {"capacity": "121tb"}])
def test_an_unknown_kind_or_capacity_is_answered_with_those_that_are_known(system: dict[str, object]) -> None:
    with pytest.raises(Infeasible, match=r"P509 storage.system.*Choose of these: .*(ddn-ai400x2, |120tb, 250tb, 500tb)"):
        stored(system)


def test_a_pod_that_says_nothing_of_storage_has_no_system_and_no_storage_finding() -> None:
    pod = plan(SUPERPOD)
    assert (pod.storage.system, pod.storage.demands, pod.storage.level) == (None, (), None)
    assert not [finding.code for finding in judge(pod) if finding.code.startswith("P5")]


def test_the_fabric_limit_is_counted_from_the_cables() -> None:
    limit = stored(DDN | {"blocks": 2}).storage.fabric
    assert limit is not None
    assert limit.nodes_gbyte_s == 31 * 2 * 400 / 8
    assert limit.least_node_gbyte_s == 2 * 400 / 8
    assert limit.uplinks_gbyte_s == 16 * 400 / 8
    assert limit.ports_gbyte_s == 2 * 8 * 200 / 8
    starter = stored(DDN, STARTER).storage.fabric
    assert starter is not None
    assert (starter.nodes_gbyte_s, starter.system_leaves, starter.uplinks_gbyte_s) == (2 * 2 * 100 / 8, (), None)
    assert starter.ports_gbyte_s == 8 * 100 / 8


def test_a_system_of_another_technology_than_the_fabric_is_an_error() -> None:
    (finding,) = (row for row in judge(stored({"kind": "netapp-nva-1175"})) if row.code == "P504")
    assert finding.severity is Severity.ERROR
    assert "ethernet" in finding.what
    assert "infiniband" in finding.what


def test_a_fabric_below_the_system_is_a_warning_until_the_need_is_above_it() -> None:
    wasted, missed = (judge(stored(DDN | {"blocks": 10}, **words)) for words in ({}, {"training_read_gbyte_s_per_gpu": 3.3}))
    assert [row.severity for row in wasted if row.code == "P504"] == [Severity.WARNING, Severity.NOTE]
    assert [row.severity for row in missed if row.code == "P504"] == [Severity.ERROR, Severity.NOTE]


def test_what_was_not_found_is_said_and_a_quoted_figure_mends_it() -> None:
    airi = {"kind": "airi-flashblade-s500", "blocks": 2}
    (finding,) = (row for row in judge(stored(airi)) if row.code == "P506")
    assert "GB/s read, GB/s written, rack units, power, ports" in finding.what
    quoted = airi | {"block_read_gbyte_s": 20, "block_write_gbyte_s": 10}
    (finding,) = (row for row in judge(stored(quoted)) if row.code == "P506")
    assert "GB/s" not in finding.what
    assert [row.code for row in judge(stored(quoted, level="better")) if row.code == "P501"] == []
    assert [row.code for row in judge(stored(quoted, level="best")) if row.code == "P501"] == ["P501"]


def test_without_a_need_the_lowest_published_level_sizes_the_system() -> None:
    system = stored({"kind": "ddn-ai400x2", "block_read_gbyte_s": 10, "block_write_gbyte_s": 10}).storage.system
    assert system is not None
    assert system.block_count == 2  # 15 GB/s by 10


def test_a_workload_without_a_system_is_noted() -> None:
    pod = plan(SUPERPOD, storage={"workload": {"level": "good"}})
    assert [(row.code, row.where) for row in judge(pod) if row.code.startswith("P5")] == [("P506", "storage.workload")]


def test_growth_adds_blocks_and_a_smaller_system_drains_them() -> None:
    growth = Growth(scalable_units=4)
    small, large = (plan(SUPERPOD, units, growth=growth, storage={"system": {"kind": "netapp-nva-1175"}}) for units in (1, 2))
    added = [row for row in diff(small, large) if row.kind == "storage block"]
    assert [(row.name, row.change, row.cost) for row in added] == [(f"netapp-nva-1175-{index:03d}", "added", Cost.LIVE) for index in (5, 6, 7, 8)]
    assert {row.cost for row in diff(large, small) if row.kind == "storage block"} == {Cost.DRAIN}


def test_a_plan_with_storage_written_and_read_is_the_same_plan() -> None:
    pod = stored(DDN, checkpoints={"parameters_billion": 70, "seconds": 60}, dataset_tb=100)
    assert from_json(to_json(pod)) == pod
    assert to_json(from_json(to_json(pod))) == to_json(pod)


def test_a_contradiction_is_told_once_to_the_pods_that_it_concerns() -> None:
    pod = stored({"kind": "netapp-nva-1175"})
    told = [finding.where for finding in judge(pod) if finding.code == "P108"]
    assert len(told) == len(set(told))
    assert {"documents: DGX H100 BTU", "documents: H100 in-band speed", "documents: NVA-1175 8-SU rack units"} <= set(told)
    assert "documents: B300 TGP" not in told
    assert [finding.where for finding in judge(plan(STARTER)) if finding.code == "P108"] == ["documents: DGX H100 BTU"]


def test_every_choice_of_the_storage_has_its_formula_and_source_in_the_report() -> None:
    pod = stored(DDN, checkpoints={"parameters_billion": 70, "seconds": 49})
    (need,) = (row for row in pod.report if row.where == "storage need checkpoint write")
    assert need.why == "20 GB/s written: 70 billion parameters x 14 bytes in 49 s"
    assert all(row.source for row in pod.report if row.where.startswith("storage"))
