"""What a scheduler is told of the cluster: which nodes share what, and which numbers it may count on. A function of the cluster section alone."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from podwright.plan.clustering import NVLINK_DOMAIN
from podwright.plan.names import DeviceName
from podwright.plan.types import Cluster, NodeRegistration

MEMORY_EIGHTHS = 7
"""Of eight. A node that registers less memory than its line says is drained, so the line says less than the catalogue: makers write GiB where they mean GB (one part in
fourteen), and firmware and kernel keep a part for themselves. An eighth less is on the safe side of both; more would take memory from jobs that may have it."""


@dataclass(frozen=True, slots=True)
class Switch:
    """One switch of the tree that jobs are placed in: what nodes share by the labels of one level. It has switches below it, or nodes."""

    name: str
    switches: tuple[str, ...]
    nodes: tuple[DeviceName, ...]


@dataclass(frozen=True, slots=True)
class NvlinkDomain:
    """What reaches each other by NVLink: one node's GPUs, or those of a rack; nodes in name order."""

    name: str
    nodes: tuple[DeviceName, ...]


@dataclass(frozen=True, slots=True)
class Scheduling:
    """The tree, lowest switches first, and the NVLink domains that join nodes, in the order of the fabric's leaves; none where a domain is a node.

    `block_node_counts` are the sizes that jobs on NVLink are placed by: a domain, and domains that share switches where these are a power of two.
    `is_block_default` says that jobs which name no topology are placed by domains.
    """

    levels: tuple[tuple[Switch, ...], ...]
    domains: tuple[NvlinkDomain, ...]
    block_node_counts: tuple[int, ...]
    is_block_default: bool


def scheduling(cluster: Cluster) -> Scheduling:
    """Return the topology of a cluster as its nodes' labels have it.

    Laws: a switch of the lowest level depends on its own nodes alone; two levels that say the same are one.
    """
    paths = {node.name: _path(cluster.topology_levels, node) for node in cluster.nodes}
    depth = max((len(path) for path in paths.values()), default=0)
    levels = tuple(_level(paths, index) for index in range(depth - 1, -1, -1))
    domains = tuple(domain for domain in domains_of(cluster) if len(domain.nodes) > 1)
    return Scheduling(levels, domains, _block_sizes(cluster, domains), is_block_default=bool(domains))


def domains_of(cluster: Cluster) -> tuple[NvlinkDomain, ...]:
    """Return the NVLink domains in the order of their first nodes."""
    found: dict[str, list[DeviceName]] = {}
    for node in cluster.nodes:
        found.setdefault(label(node, NVLINK_DOMAIN), []).append(node.name)
    return tuple(NvlinkDomain(name, tuple(nodes)) for name, nodes in found.items())


def label(node: NodeRegistration, key: str) -> str:
    """Return the value of a node's label."""
    return next(each.value for each in node.labels if each.key == key)


def memory_mib(node: NodeRegistration) -> int:
    """Return the memory that a node surely has when it runs."""
    return node.memory_gib * 1024 * MEMORY_EIGHTHS // 8


def _path(levels: Iterable[str], node: NodeRegistration) -> tuple[str, ...]:
    """Return the names of what a node is in, widest first, without the host itself and without a name that says the same as the one before it."""
    held = {each.key: each.value for each in node.labels}
    return tuple(dict.fromkeys(held[key] for key in levels if key in held))


def _level(paths: dict[DeviceName, tuple[str, ...]], index: int) -> tuple[Switch, ...]:
    below: dict[str, dict[str, None]] = {}
    nodes: dict[str, list[DeviceName]] = {}
    for node, path in paths.items():
        if index + 1 < len(path):
            below.setdefault(path[index], {})[path[index + 1]] = None
        elif index < len(path):
            nodes.setdefault(path[index], []).append(node)
    names = dict.fromkeys((*below, *nodes))
    return tuple(Switch(name, tuple(below.get(name, ())), tuple(nodes.get(name, ()))) for name in names)


def _block_sizes(cluster: Cluster, domains: tuple[NvlinkDomain, ...]) -> tuple[int, ...]:
    """Return the planning sizes in nodes: the smallest domain, and what so many domains share at a level of the fabric where all that is complete has as many.

    Laws: each is a power of two times the first, as Slurm wants them; another group of domains changes none that stands.

    Source: topology.yaml(5), block_sizes, read 2026-11-21.
    """
    if not domains:
        return ()
    sizes = [min(len(domain.nodes) for domain in domains)]
    for key in reversed([key for key in cluster.topology_levels if key != NVLINK_DOMAIN]):
        group_of = {node.name: each.value for node in cluster.nodes for each in node.labels if each.key == key}
        full = {count for _, count in _complete(group_of[domain.nodes[0]] for domain in domains if domain.nodes[0] in group_of)}
        if len(full) == 1 and (count := full.pop()) & (count - 1) == 0 and sizes[0] * count > sizes[-1]:
            sizes.append(sizes[0] * count)
    return tuple(sizes)


def _complete(groups: Iterable[str]) -> list[tuple[str, int]]:
    """Return each group with its number of domains, without the last, which may grow."""
    return list(Counter(groups).items())[:-1]
