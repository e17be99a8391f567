"""The plan's GPU nodes, simulated by kwok: they register as the plan says, and pods on them run for a stated time."""

import json
from pathlib import Path

from ruamel.yaml import YAML

from podwright.lab.control_plane.addresses import KWOK, LOOPBACK, PODS
from podwright.lab.control_plane.kubectl import Kubectl, Manifest, apply, ask, told
from podwright.lab.control_plane.parts import Part
from podwright.plan.types import Host, NodeRegistration, Plan

STAGES = (
    "node/fast/node-initialize",
    "node/heartbeat-with-lease/node-heartbeat-with-lease",
    "pod/fast/pod-ready",
    "pod/fast/pod-delete",
    "pod/fast/pod-complete",
)
"""kwok's own stages, from its release; without any, it refuses to start."""
COMPLETE = "pod-complete"
RUN_MS = 60_000
"""How long a pod of a Job runs where it does not say so itself: long enough to be seen running by a test, short enough not to hold the queue."""
RUN_ANNOTATION = "pod-complete.stage.kwok.x-k8s.io/delay"
"""The annotation by which a pod says how long it runs (`5s`, `10m`)."""
SIMULATED = "kwok.x-k8s.io/node"
PODS_A_NODE = 110
"""The kubelet's default."""


def controller(program: Path, *, kubeconfig: Path, stages: Path) -> Part:
    """Return kwok, which looks after simulated nodes alone."""
    argv = (
        f"--kubeconfig={kubeconfig}",
        f"--config={stages}",
        "--manage-all-nodes=false",
        f"--manage-nodes-with-annotation-selector={SIMULATED}=fake",
        "--node-lease-duration-seconds=40",
        f"--cidr={PODS}",
        f"--node-ip={LOOPBACK}",
        f"--server-address={KWOK}",
    )
    return Part("kwok", (str(program), *argv), files=(kubeconfig, stages))


def write_stages(file: Path, module: Path) -> None:
    """Return nothing; the file holds kwok's own stages, with Job pods that run for a while."""
    documents = [document for stage in STAGES for document in YAML(typ="safe").load_all((module / "kustomize" / "stage" / f"{stage}.yaml").read_text())]
    for document in documents:
        if document["metadata"]["name"] == COMPLETE:
            document["spec"]["delay"] = {"durationMilliseconds": RUN_MS, "durationFrom": {"expressionFrom": f'.metadata.annotations["{RUN_ANNOTATION}"]'}}
    file.write_text("---\n".join(json.dumps(document, indent=1) + "\n" for document in documents))


def register(kubectl: Kubectl, plan: Plan) -> None:
    """Return when the cluster has exactly the plan's GPU nodes, as the plan registers them.

    Raises: Refused when the server does not take them.
    """
    host_of_name = {host.name: host for host in plan.hosts.hosts}
    nodes = [node_manifest(node, host_of_name.get(node.name), gpu_resource=plan.cluster.gpu_resource) for node in plan.cluster.nodes]
    planned = {str(node.name) for node in plan.cluster.nodes}
    gone = sorted(set(told(kubectl, "get", "nodes", "-o", "jsonpath={.items[*].metadata.name}").split()) - planned)
    if gone:
        told(kubectl, "delete", "nodes", *gone)
    apply(kubectl, nodes)
    apply(kubectl, nodes, subresource="status")


def node_manifest(node: NodeRegistration, host: Host | None, *, gpu_resource: str) -> Manifest:
    """Return a node as its kubelet would register it: the plan's labels, its size, its address."""
    labels = {"kubernetes.io/hostname": str(node.name), "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64"} | {
        label.key: label.value for label in node.labels
    }
    size = {"cpu": str(node.cpu_count), "memory": f"{node.memory_gib}Gi", "pods": str(PODS_A_NODE), gpu_resource: str(node.gpu_count)}
    internal = [{"type": "InternalIP", "address": host.in_band_v4}] if host is not None else []
    addresses = [*internal, {"type": "Hostname", "address": str(node.name)}]
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": str(node.name), "labels": labels, "annotations": {SIMULATED: "fake"}},
        "status": {"capacity": size, "allocatable": size, "addresses": addresses},
    }


def are_ready(kubectl: Kubectl, plan: Plan) -> str:
    """Return why the nodes are not all ready yet, empty when they are."""
    said = ask(kubectl, "get", "nodes", "-o", 'jsonpath={range .items[*]}{.metadata.name}={.status.conditions[?(@.type=="Ready")].status}{"\\n"}{end}')
    ready = {line.partition("=")[0] for line in said.text.splitlines() if line.endswith("=True")}
    late = [str(node.name) for node in plan.cluster.nodes if node.name not in ready]
    return said.complaint or (f"{len(late)} of {len(plan.cluster.nodes)} nodes are not ready ({late[0]} first)" if late else "")
