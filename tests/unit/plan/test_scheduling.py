"""What a scheduler is told: levels from labels, NVLink domains, sizes of blocks."""

from dataclasses import replace

import pytest

from podwright.plan.scheduling import Scheduling, scheduling
from podwright.plan.types import Cluster
from unit.pods import plan, wide_pools


@pytest.fixture(scope="module")
def superpod() -> Cluster:
    return plan("dgx-superpod-h100", 2).cluster


@pytest.fixture(scope="module")
def nvl72() -> Cluster:
    return plan("dgx-superpod-gb200", 2, addresses=wide_pools()).cluster


def kept(cluster: Cluster, *racks: str) -> Cluster:
    """Return the cluster with the nodes of these racks alone."""
    return replace(cluster, nodes=tuple(node for node in cluster.nodes if node.name.rsplit("-", 1)[0] in racks))


def switch_names(told: Scheduling) -> list[list[str]]:
    return [[switch.name for switch in level] for level in told.levels]


def test_units_of_leaves_stand_below_the_pod(superpod: Cluster) -> None:
    told = scheduling(superpod)
    assert switch_names(told) == [["pod-u001", "pod-u002"], ["pod"]]
    assert [len(switch.nodes) for switch in told.levels[0]] == [31, 32]
    assert told.levels[1][0].switches == ("pod-u001", "pod-u002")


def test_a_node_that_is_its_own_nvlink_domain_makes_no_block(superpod: Cluster) -> None:
    told = scheduling(superpod)
    assert (told.domains, told.block_node_counts, told.is_block_default) == ((), (), False)


def test_racks_that_nvlink_joins_are_the_lowest_level_and_blocks(nvl72: Cluster) -> None:
    told = scheduling(nvl72)
    racks = [f"pod-u{unit:03d}-r{rack:02d}" for unit in (1, 2) for rack in range(1, 9)]
    assert switch_names(told)[0] == [domain.name for domain in told.domains] == racks
    assert {len(domain.nodes) for domain in told.domains} == {18}
    assert told.is_block_default


def test_blocks_are_of_a_domain_and_of_the_eight_that_share_spines(nvl72: Cluster) -> None:
    assert scheduling(nvl72).block_node_counts == (18, 144)


def test_racks_that_are_added_change_no_size_of_a_block(nvl72: Cluster) -> None:
    names = [f"pod-u{unit:03d}-r{rack:02d}" for unit in (1, 2) for rack in range(1, 9)]
    sizes = [scheduling(kept(nvl72, *names[:count])).block_node_counts for count in range(1, 17)]
    assert sizes == [(18,)] * 8 + [(18, 144)] * 8


def test_two_levels_of_one_name_are_one_switch(superpod: Cluster) -> None:
    doubled = replace(superpod, topology_levels=(superpod.topology_levels[0], *superpod.topology_levels))
    assert switch_names(scheduling(doubled)) == [["pod-u001", "pod-u002"], ["pod"]]


def test_a_cluster_without_nodes_has_no_switches(superpod: Cluster) -> None:
    assert scheduling(replace(superpod, nodes=())).levels == ()
