"""The topology that the scheduler sees: tiers of switches, NVLink domains, hosts."""

from collections import Counter
from dataclasses import replace

import pytest

from podwright.plan.clustering import tiers_of, topology_levels
from podwright.plan.difference import Cost, diff
from podwright.plan.names import PodName
from podwright.plan.types import Label, Plan, Role
from unit.plan.nvl72 import FACTORY, GB200, GB300, NVL72, catalog, pod
from unit.pods import STARTER, SUPERPOD, plan

POD = PodName("pod")
TIER_0, TIER_1, TIER_2 = (f"fabric.topograph.run/tier-{tier}" for tier in range(3))
FULL_SCALE = "full-scale"
DOMAIN, HOST = "accelerator.topograph.run/domain", "kubernetes.io/hostname"


def labels(found: Plan, key: str) -> dict[str, str]:
    """Return the value of one label by node."""
    return {node.name: label.value for node in found.cluster.nodes for label in node.labels if label.key == key}


@pytest.mark.parametrize("architecture", NVL72)
def test_an_nvlink_domain_as_wide_as_a_rack_has_the_racks_name(architecture: str) -> None:
    racks = {device.name: device.rack for device in pod(architecture, 1).physical.devices if device.role is Role.GPU_NODE}
    found = labels(pod(architecture, 1), DOMAIN)
    assert found == racks
    assert set(Counter(found.values()).values()) == {18}


def test_an_nvlink_domain_of_one_node_has_the_nodes_name() -> None:
    found = labels(plan(STARTER), DOMAIN)
    assert found == {name: name for name in found}


@pytest.mark.parametrize(
    ("architecture", "units", "levels"),
    [
        (SUPERPOD, 8, (TIER_1, TIER_0, HOST)),
        (SUPERPOD, 64, (TIER_2, TIER_1, TIER_0, HOST)),
        (GB200, 1, (TIER_2, TIER_1, TIER_0, DOMAIN, HOST)),
        (GB300, 1, (TIER_1, TIER_0, DOMAIN, HOST)),
    ],
)
def test_levels_are_the_tiers_of_switches_and_the_racks_that_nvlink_joins(architecture: str, units: int, levels: tuple[str, ...]) -> None:
    assert topology_levels(catalog(architecture).laid_out(units)) == levels


@pytest.mark.parametrize(
    ("architecture", "units", "ordinal", "tiers"),
    [
        (SUPERPOD, 8, 32, ("pod-u002", "pod")),
        (SUPERPOD, 64, 31 * 32, ("pod-u032", "pod-g001", "pod")),
        (SUPERPOD, 64, 32 * 32, ("pod-u033", "pod-g002", "pod")),
        (GB200, 16, 144 + 18, ("pod-u002-b2", "pod-g002", "pod")),
        (GB300, 2, 72, ("pod-u001-b2", "pod")),
        (FACTORY, 4, 36, ("pod-u003", "pod")),
        (FACTORY, 4, 54, ("pod-u003", "pod")),
        (FULL_SCALE, 1, 31, ("pod-u001-b1", "pod")),
        (FULL_SCALE, 1, 32, ("pod-u001-b2", "pod")),
    ],
)
def test_a_tier_is_named_by_the_first_place_that_shares_it(architecture: str, units: int, ordinal: int, tiers: tuple[str, ...]) -> None:
    fabric = next(fabric for fabric in catalog(architecture).laid_out(units).fabrics if fabric.name == "compute")
    assert tiers_of(POD, fabric, ordinal, unit_nodes=catalog(architecture).architecture.unit.node_count.value) == tiers


@pytest.mark.parametrize("architecture", [*NVL72, FULL_SCALE])
def test_nodes_of_one_leaf_block_share_their_leaves(architecture: str) -> None:
    blocks = labels(pod(architecture, 1), TIER_0)
    leaves: dict[str, set[str]] = {}
    for cable in pod(architecture, 1).fabric.cables:
        if cable.fabric == "compute" and cable.a_device in blocks:
            leaves.setdefault(blocks[cable.a_device], set()).add(cable.b_device)
    assert sum(len(each) for each in leaves.values()) == len(set[str]().union(*leaves.values()))


@pytest.mark.parametrize("architecture", NVL72)
def test_every_node_has_every_level(architecture: str) -> None:
    found = pod(architecture, 1).cluster
    assert all({*found.topology_levels} - {HOST} <= {label.key for label in node.labels} for node in found.nodes)


def test_a_node_that_stands_and_gets_another_label_is_told_by_the_difference() -> None:
    pod = plan(STARTER)
    first, *others = pod.cluster.nodes
    moved = replace(first, labels=tuple(Label(row.key, "pod-u002") if row.key == TIER_0 else row for row in first.labels))
    (row,) = diff(pod, replace(pod, cluster=replace(pod.cluster, nodes=(moved, *others))))
    assert (row.kind, row.name, row.change, row.cost) == ("node labels", first.name, "changed", Cost.LIVE)
    assert row.text == f"{TIER_0} pod-u001 -> pod-u002"
