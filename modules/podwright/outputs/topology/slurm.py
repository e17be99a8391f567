"""Slurm's files: which nodes share what (topology.conf for releases from 22.05, topology.yaml from 25.05), and what each node has."""

from collections.abc import Iterable, Iterator

from podwright.outputs.topology.hostlist import host_list
from podwright.plan.scheduling import Scheduling, Switch, memory_mib
from podwright.plan.types import Cluster, NodeRegistration

TREE, BLOCK = "tree", "block"


def topology_conf(scheduling: Scheduling) -> str:
    """Return topology.conf for the plugin topology/tree: a line a switch, lowest first.

    Laws: a line of the lowest level depends on its own nodes alone.
    Source: topology.conf(5) of Slurm 22.05 and of 26.05, read 2026-11-21.
    """
    return "".join(f"{line}\n" for level in scheduling.levels for line in map(_switch_line, level))


def block_conf(scheduling: Scheduling) -> str:
    """Return topology.conf for the plugin topology/block, which releases from 23.11 have: a line an NVLink domain.

    Source: topology.conf(5) of Slurm 26.05, topology/block, read 2026-11-21.
    """
    lines = [f"BlockName={domain.name} Nodes={host_list(domain.nodes)}" for domain in scheduling.domains]
    return "".join(f"{line}\n" for line in (*lines, f"BlockSizes={','.join(map(str, scheduling.block_node_counts))}"))


def topology_yaml(scheduling: Scheduling) -> str:
    """Return topology.yaml: the tree, and the NVLink domains as blocks where they join nodes. Slurm then reads no topology.conf.

    Source: topology.yaml(5), read 2026-11-21: the name of a topology has to be its first word.
    """
    return "".join(f"{line}\n" for line in ("---", *_yaml(scheduling)))


def node_lines(cluster: Cluster, scheduling: Scheduling) -> str:
    """Return the lines of slurm.conf that say what nodes have: a line a switch of the lowest level and set of figures, in its order; a CPU is a core.

    Source: slurm.conf(5), NodeName, read 2026-11-21.
    """
    registered = {node.name: node for node in cluster.nodes}
    lowest = scheduling.levels[0] if scheduling.levels else ()
    return "".join(f"{line}\n" for switch in lowest for line in _lines_of(registered[name] for name in switch.nodes))


def _switch_line(switch: Switch) -> str:
    below = f"Switches={host_list(switch.switches)}" if switch.switches else f"Nodes={host_list(switch.nodes)}"
    return f"SwitchName={switch.name} {below}"


def _yaml(scheduling: Scheduling) -> Iterator[str]:
    yield f"- topology: {TREE}"
    yield f"  cluster_default: {_truth(not scheduling.is_block_default)}"
    yield "  tree:"
    yield "    switches:"
    for level in scheduling.levels:
        for switch in level:
            yield f'    - switch: "{switch.name}"'
            yield f'      children: "{host_list(switch.switches)}"' if switch.switches else f'      nodes: "{host_list(switch.nodes)}"'
    if not scheduling.domains:
        return
    yield f"- topology: {BLOCK}"
    yield f"  cluster_default: {_truth(scheduling.is_block_default)}"
    yield "  block:"
    yield "    block_sizes:"
    yield from (f"    - {count}" for count in scheduling.block_node_counts)
    yield "    blocks:"
    for domain in scheduling.domains:
        yield f'    - block: "{domain.name}"'
        yield f'      nodes: "{host_list(domain.nodes)}"'


def _lines_of(nodes: Iterable[NodeRegistration]) -> Iterator[str]:
    alike: dict[tuple[int, int, int], list[str]] = {}
    for node in nodes:
        alike.setdefault((node.cpu_count, memory_mib(node), node.gpu_count), []).append(node.name)
    for (cpus, mib, gpus), names in alike.items():
        yield f"NodeName={host_list(names)} CPUs={cpus} RealMemory={mib} Gres=gpu:{gpus} State=UNKNOWN"


def _truth(holds: bool) -> str:
    return "true" if holds else "false"
