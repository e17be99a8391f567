"""The control plane: the plan's nodes, nothing started twice, nothing lost."""

import dataclasses
from pathlib import Path

import pytest

from lab.control_plane.cluster import Cluster, plan_of, wait_for
from podwright.lab.control_plane import PARTS
from podwright.lab.state import LabState

pytestmark = pytest.mark.lab


def test_nodes_register_as_the_plan_says(cluster: Cluster) -> None:
    found = {node["metadata"]["name"]: node for node in cluster.get("nodes")}
    address = {host.name: host.in_band_v4 for host in cluster.plan.hosts.hosts}
    assert found.keys() == {node.name for node in cluster.plan.cluster.nodes}
    for planned in cluster.plan.cluster.nodes:
        node = found[planned.name]
        assert {label.key: label.value for label in planned.labels}.items() <= node["metadata"]["labels"].items()
        assert node["metadata"]["labels"]["kubernetes.io/hostname"] == planned.name
        assert node["status"]["allocatable"][cluster.plan.cluster.gpu_resource] == str(planned.gpu_count)
        assert {"type": "InternalIP", "address": address[planned.name]} in node["status"]["addresses"]


def test_a_second_start_touches_nothing(cluster: Cluster) -> None:
    before = cluster.pids()
    cluster.start()
    assert cluster.pids() == before
    assert set(before) == set(PARTS)


def test_dead_parts_start_again_with_their_data(cluster: Cluster) -> None:
    cluster.kubectl("create", "configmap", "survivor", "--from-literal=word=kept")
    kueue = cluster.pids()["kueue"]
    for name in ("etcd", "kube-apiserver", "kwok"):
        cluster.kill(name)
    cluster.start()
    assert cluster.get("configmap", "survivor")["data"] == {"word": "kept"}
    assert set(cluster.pids()) == set(PARTS)
    assert cluster.pids()["kueue"] != kueue, "a client of the old API server starts anew, so that it looks at once"
    cluster.kubectl("delete", "configmap", "survivor")


def test_nodes_follow_the_plan(cluster: Cluster) -> None:
    section = cluster.plan.cluster
    larger = dataclasses.replace(section.nodes[0], gpu_count=4)
    smaller = dataclasses.replace(cluster.plan, cluster=dataclasses.replace(section, nodes=(larger, *section.nodes[1:-1])))
    cluster.start(smaller)
    found = {node["metadata"]["name"]: node["status"]["allocatable"][section.gpu_resource] for node in cluster.get("nodes")}
    cluster.start()
    assert found == {node.name: str(node.gpu_count) for node in smaller.cluster.nodes}
    assert cluster.names("nodes") == {node.name for node in section.nodes}


def test_keys_are_for_their_owner_alone(cluster: Cluster) -> None:
    home = cluster.state.folder
    private = [*home.rglob("*.key"), *(home / "control-plane" / "kubeconfigs").iterdir(), home / "credentials" / "kubeconfig"]
    assert len(private) >= 12
    assert {oct(file.stat().st_mode & 0o777) for file in private} == {"0o600"}
    assert b"PRIVATE KEY" not in b"".join(file.read_bytes() for file in (home / "logs").iterdir())


@pytest.mark.soak
def test_two_control_planes_side_by_side_do_not_meet(cluster: Cluster, tmp_path: Path) -> None:
    other = Cluster(plan_of("lab"), LabState(root=tmp_path, pod="lab"))
    try:
        other.start()
        assert other.names("nodes") == {node.name for node in other.plan.cluster.nodes}
        assert len(cluster.names("nodes")) == len(cluster.plan.cluster.nodes)
    finally:
        other.remove()
    assert not other.state.namespace.exists()
    assert wait_for(lambda: not other.pids())
