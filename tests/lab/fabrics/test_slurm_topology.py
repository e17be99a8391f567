"""Slurm's own controller reads our files and has the plan's topology: the distribution's release, and a new one for what the old one cannot read."""

import os
import re
import shutil
from pathlib import Path

import pytest

from lab.fabrics.debian_root import debian_root
from lab.fabrics.slurm import ask, lacking
from podwright.outputs.hosts_file import hosts_file
from podwright.outputs.topology.slurm import block_conf, node_lines, topology_conf, topology_yaml
from podwright.plan.scheduling import Scheduling, scheduling
from podwright.plan.types import Plan
from unit.outputs.topology.expander import expanded
from unit.pods import plan, wide_pools

pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(os.geteuid() != 0, reason="namespaces need root"),
    pytest.mark.skipif(bool(lacking()), reason=f"a Slurm controller needs {', '.join(lacking())}"),
]

QUESTIONS = {"topology": "scontrol show topology", "nodes": "scontrol show nodes --oneliner"}


def asked(folder: Path, pod: Plan, files: dict[str, str], *, plugin: str | None, root: Path = Path("/"), **more: str) -> dict[str, str]:
    """Return what a controller with the pod's nodes and these files answers."""
    nodes = {"nodes.conf": node_lines(pod.cluster, scheduling(pod.cluster))}
    return ask(folder, nodes | files, QUESTIONS | more, plugin=plugin, hosts=hosts_file(pod.hosts), root=root)


def switches_of(answer: str) -> dict[str, tuple[list[str], set[str]]]:
    """Return what `scontrol show topology` says of each switch: the switches below it, and all nodes below it, however deep."""
    rows = [dict(re.findall(r"(\w+)=(\S+)", line)) for line in answer.splitlines() if line.startswith("SwitchName=")]
    return {row["SwitchName"]: (expanded(row.get("Switches", "")), set(expanded(row["Nodes"]))) for row in rows}


def planned(told: Scheduling) -> dict[str, tuple[list[str], set[str]]]:
    """Return the same of the plan."""
    found: dict[str, tuple[list[str], set[str]]] = {}
    for level in told.levels:
        for switch in level:
            found[switch.name] = list(switch.switches), set(switch.nodes).union(*(found[name][1] for name in switch.switches))
    return found


def registered(answer: str) -> list[tuple[str, str, str, str]]:
    """Return name, processors, memory and GPUs of each node, in the order in which Slurm counts them."""
    return [match.groups() for match in re.finditer(r"NodeName=(\S+).*?CPUTot=(\d+).*?Gres=(\S+).*?RealMemory=(\d+)", answer)]


@pytest.mark.parametrize(("architecture", "units"), [("dgx-superpod-h100", 4), ("dgx-superpod-gb200", 1)])
def test_slurm_has_the_tree_of_the_plan(tmp_path: Path, architecture: str, units: int) -> None:
    pod = plan(architecture, units, addresses=wide_pools())
    told = scheduling(pod.cluster)
    answers = asked(tmp_path, pod, {"topology.conf": topology_conf(told)}, plugin="topology/tree")
    assert switches_of(answers["topology"]) == planned(told), answers["log"][-2000:]
    assert [name for name, *_ in registered(answers["nodes"])] == [node.name for node in pod.cluster.nodes]
    assert {(int(cpus), gres) for _, cpus, gres, _ in registered(answers["nodes"])} == {(node.cpu_count, f"gpu:{node.gpu_count}") for node in pod.cluster.nodes}


def test_a_node_that_no_line_names_is_refused(tmp_path: Path) -> None:
    pod = plan("dgx-superpod-h100", 1)
    broken = topology_conf(scheduling(pod.cluster)).replace("r[01-07]", "r[01-06,77]")
    answers = asked(tmp_path, pod, {"topology.conf": broken}, plugin="topology/tree")
    assert "pod-u001-r77" in answers["log"]
    assert switches_of(answers["topology"]) != planned(scheduling(pod.cluster))


def test_slurm_expands_every_host_list_to_the_names_of_the_plan(tmp_path: Path) -> None:
    pod = plan("dgx-superpod-h100", 2)
    told = scheduling(pod.cluster)
    lists = [line.rpartition("=")[2] for line in topology_conf(told).splitlines()]
    questions = {f"list{index}": f"scontrol show hostnames '{text}'" for index, text in enumerate(lists)}
    answers = asked(tmp_path, pod, {"topology.conf": topology_conf(told)}, plugin="topology/tree", **questions)
    assert [answers[f"list{index}"].split() for index in range(len(lists))] == [
        list(switch.switches or switch.nodes) for level in told.levels for switch in level
    ]


@pytest.fixture(scope="module")
def root() -> Path:
    """Return a root folder with a new Slurm."""
    if shutil.which("debootstrap") is None:
        pytest.skip("a root folder with a new Slurm needs debootstrap")
    found = debian_root("sid", "slurmctld", "slurm-client", "munge")
    assert lacking(root=found) == ()
    return found


@pytest.mark.soak
class TestNewSlurm:
    """The newest release that the distribution has, which reads topology.yaml and knows blocks; its root folder takes minutes to make, once."""

    def test_topology_yaml_gives_blocks_of_racks_and_the_tree(self, tmp_path: Path, root: Path) -> None:
        pod = plan("dgx-superpod-gb200", 2, addresses=wide_pools())
        told = scheduling(pod.cluster)
        answers = asked(tmp_path, pod, {"topology.yaml": topology_yaml(told)}, plugin=None, root=root, tree="scontrol show topology tree")
        rows = [dict(re.findall(r"(\w+)=(\S+)", line)) for line in answers["topology"].splitlines()]
        blocks = {row["BlockName"]: expanded(row["Nodes"]) for row in rows if "BlockName" in row}
        assert blocks == {domain.name: list(domain.nodes) for domain in told.domains}, answers["log"][-2000:]
        joined = [set(expanded(row["Nodes"])) for row in rows if "AggregatedBlock" in row]
        groups = [nodes for name, (_, nodes) in planned(told).items() if name.startswith("pod-g")]
        assert joined == groups
        assert {int(row["BlockSize"]) for row in rows if "BlockSize" in row} == set(told.block_node_counts)
        assert switches_of(answers["tree"]) == planned(told)

    def test_topology_yaml_of_a_pod_without_nvlink_racks_is_a_tree(self, tmp_path: Path, root: Path) -> None:
        pod = plan("dgx-superpod-h100", 2)
        told = scheduling(pod.cluster)
        answers = asked(tmp_path, pod, {"topology.yaml": topology_yaml(told)}, plugin=None, root=root)
        assert switches_of(answers["topology"]) == planned(told), answers["log"][-2000:]

    def test_topology_conf_of_blocks_is_read(self, tmp_path: Path, root: Path) -> None:
        pod = plan("dgx-superpod-gb200", 1, addresses=wide_pools())
        told = scheduling(pod.cluster)
        answers = asked(tmp_path, pod, {"topology.conf": block_conf(told)}, plugin="topology/block", root=root)
        names = re.findall(r"BlockName=(\S+)", answers["topology"])
        assert names == [domain.name for domain in told.domains], answers["log"][-2000:]
