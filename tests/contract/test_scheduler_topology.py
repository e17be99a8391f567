"""Slurm's tree, the labels of the nodes and Kueue's levels say the same of every pod: who shares what with whom."""

import pytest

from podwright.outputs.topology.slurm import topology_conf
from podwright.plan.clustering import HOSTNAME
from podwright.plan.scheduling import scheduling
from podwright.plan.types import Plan
from unit.outputs.topology.expander import switch_lines
from unit.pods import plan, wide_pools

PODS = {"dgx-superpod-h100": 2, "dgx-superpod-gb200": 1, "dgx-superpod-b300-spectrum": 1, "era-2-8-9-400": 1, "starter-h100": 1, "nvl72-ai-factory-gb300": 1}


@pytest.fixture(scope="module", params=PODS)
def pod(request: pytest.FixtureRequest) -> Plan:
    return plan(request.param, PODS[request.param], addresses=wide_pools())


def test_what_slurm_has_above_a_node_is_what_its_labels_say_level_by_level(pod: Plan) -> None:
    switches = switch_lines(topology_conf(scheduling(pod.cluster)))
    above = {below: name for name, (children, nodes) in switches.items() for below in (*children, *nodes)}
    for node in pod.cluster.nodes:
        held = {label.key: label.value for label in node.labels}
        expected = [held[level] for level in reversed(pod.cluster.topology_levels) if level != HOSTNAME]
        climbed, at = [], above.get(node.name)
        while at is not None:
            climbed.append(at)
            at = above.get(at)
        assert climbed == list(dict.fromkeys(expected))


def test_nodes_below_one_leaf_of_slurm_meet_the_same_leaves_of_the_fabric(pod: Plan) -> None:
    """What the cables say, which neither labels nor Slurm's file were made from."""
    leaves: dict[str, set[str]] = {}
    for cable in pod.fabric.cables:
        if cable.fabric == "compute" and cable.tier == "node_leaf":
            leaves.setdefault(cable.a_device, set()).add(cable.b_device)
    for _, nodes in switch_lines(topology_conf(scheduling(pod.cluster))).values():
        assert len({frozenset(leaves[node]) for node in nodes}) <= 1
