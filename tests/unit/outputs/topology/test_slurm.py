"""Slurm's files: every node below its leaves, nothing of what stands changed by growth."""

import pytest
from ruamel.yaml import YAML

from podwright.outputs.topology.slurm import block_conf, node_lines, topology_conf, topology_yaml
from podwright.plan.scheduling import scheduling
from podwright.plan.types import Cluster
from unit.outputs.topology.expander import expanded, switch_lines
from unit.pods import plan, wide_pools


@pytest.fixture(scope="module")
def grown() -> list[Cluster]:
    return [plan("dgx-superpod-h100", units).cluster for units in (1, 2, 3)]


@pytest.fixture(scope="module")
def nvl72() -> Cluster:
    return plan("dgx-superpod-gb200", 1, addresses=wide_pools()).cluster


def test_a_unit_that_is_added_keeps_the_lines_of_standing_leaves(grown: list[Cluster]) -> None:
    leaves = [[line for line in topology_conf(scheduling(cluster)).splitlines() if "Nodes=" in line] for cluster in grown]
    nodes = [node_lines(cluster, scheduling(cluster)).splitlines() for cluster in grown]
    for lines in (leaves, nodes):
        assert [len(each) for each in lines] == [1, 2, 3]
        assert lines[1][:1] == lines[0]
        assert lines[2][:2] == lines[1]


def test_every_node_is_below_one_leaf_and_has_one_line(grown: list[Cluster]) -> None:
    cluster = grown[-1]
    told = scheduling(cluster)
    names = [node.name for node in cluster.nodes]
    assert [name for _, nodes in switch_lines(topology_conf(told)).values() for name in nodes] == names
    assert [name for line in node_lines(cluster, told).splitlines() for name in expanded(line.split()[0].partition("=")[2])] == names


def test_the_two_forms_of_the_tree_say_the_same(nvl72: Cluster) -> None:
    told = scheduling(nvl72)
    tree, _ = YAML(typ="safe").load(topology_yaml(told))
    rows = {row["switch"]: (expanded(row.get("children", "")), expanded(row.get("nodes", ""))) for row in tree["tree"]["switches"]}
    assert rows == switch_lines(topology_conf(told))


def test_racks_of_nvlink_are_blocks_and_the_default(nvl72: Cluster) -> None:
    told = scheduling(nvl72)
    tree, block = YAML(typ="safe").load(topology_yaml(told))
    assert (tree["cluster_default"], block["cluster_default"]) == (False, True)
    assert next(iter(block)) == "topology"
    assert [(row["block"], len(expanded(row["nodes"]))) for row in block["block"]["blocks"]] == [(f"pod-u001-r{rack:02d}", 18) for rack in range(1, 9)]
    assert block_conf(told).splitlines()[0] == "BlockName=pod-u001-r01 Nodes=pod-u001-r01-n[01-18]"
    assert block_conf(told).splitlines()[-1] == "BlockSizes=18"


def test_a_node_promises_less_memory_than_its_catalogue_row(grown: list[Cluster]) -> None:
    words = dict(word.split("=", 1) for word in node_lines(grown[0], scheduling(grown[0])).split())
    assert int(words["RealMemory"]) < 2_000_000_000_000 // 2**20
    assert (words["CPUs"], words["Gres"]) == ("112", "gpu:8")
