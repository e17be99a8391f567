"""The cluster: it answers, its nodes are the plan's, and the scheduler knows how they stand to each other."""

import pytest
from cluster_evidence import KUEUE, Api, Document, by_name, condition
from kubernetes.utils import parse_quantity
from record import Verdict

from podwright.plan.types import Plan, Version

SIMULATED = "kwok-"
SKEW_MINORS = 3
"""How many minor releases a kubelet may be behind its API server. Source: Kubernetes, version skew policy, read 2026-11-21."""

pytestmark = [pytest.mark.layer("cluster")]


@pytest.mark.requirement("CP03", part="the API server says that it is ready")
def test_the_api_server_is_ready(connection: Api | str, verdict: Verdict) -> None:
    verdict([connection] if isinstance(connection, str) else [], evidence="readyz: ok")


@pytest.mark.requirement("K8S07", part="the API server's own metrics, in Prometheus' format")
def test_the_api_server_tells_its_metrics(api: Api, verdict: Verdict) -> None:
    lines = [line for line in api.text("/metrics").splitlines() if line.startswith("apiserver_request_total{")]
    verdict([] if lines else ["/metrics does not count requests"], evidence=f"{len(lines)} series of apiserver_request_total")


def test_the_cluster_goes_with_what_runs_on_it(plan: Plan, api: Api, verdict: Verdict) -> None:
    found = api.get("/version")["gitVersion"]
    ranges = [(one, wanted) for one in plan.versions for wanted in one.requires if wanted.component == "kubernetes"]
    if not ranges:
        pytest.skip("nothing in the plan asks for a version of Kubernetes")
    wrong = [
        f"{one.component} {one.version} wants {wanted.at_least} up to {wanted.below}, the cluster runs {found}"
        for one, wanted in ranges
        if not _is_within(found, wanted.at_least, wanted.below)
    ]
    verdict(wrong, evidence=f"Kubernetes {found} for {', '.join(_title(one) for one, _ in ranges)}")


@pytest.mark.requirement("RESDB01", part="every GPU node of the plan is registered, and no other offers GPUs")
def test_the_nodes_are_those_of_the_plan(plan: Plan, nodes: dict[str, Document], verdict: Verdict) -> None:
    planned = {node.name for node in plan.cluster.nodes}
    strange = [name for name, node in nodes.items() if name not in planned and _gpus(node, plan)]
    wrong = [f"{name} is not registered" for name in sorted(planned - nodes.keys())] + [
        f"{name} offers GPUs and is not in the plan" for name in sorted(strange)
    ]
    verdict(wrong, evidence=f"{len(planned)} nodes")


def test_every_node_is_ready(plan: Plan, nodes: dict[str, Document], verdict: Verdict) -> None:
    rows = [(node.name, *condition(nodes[node.name], "Ready")) for node in plan.cluster.nodes if node.name in nodes]
    verdict([f"{name} is not ready: {why}" for name, is_ready, why in rows if not is_ready], evidence=f"{len(rows)} nodes")


def test_every_node_has_a_kubelet_that_goes_with_the_api_server(plan: Plan, api: Api, nodes: dict[str, Document], verdict: Verdict) -> None:
    found = {node.name: nodes[node.name]["status"]["nodeInfo"]["kubeletVersion"] for node in plan.cluster.nodes if node.name in nodes}
    if simulated := sorted({version for version in found.values() if version.startswith(SIMULATED)}):
        pytest.skip(f"nodes are simulated here ({', '.join(simulated)}), so that no container and no GPU is proven")
    server = _numbers(api.get("/version")["gitVersion"])
    wrong = [f"{name} runs {version}" for name, version in found.items() if not 0 <= server[1] - _numbers(version)[1] <= SKEW_MINORS]
    verdict(wrong, evidence=f"{', '.join(sorted(set(found.values())))} on {len(found)} nodes")


@pytest.mark.requirement("NET01", part="each node tells the leaf group and the spine layer above it by stable names")
def test_every_node_carries_its_labels(plan: Plan, nodes: dict[str, Document], verdict: Verdict) -> None:
    rows = [
        (node.name, label, nodes[node.name]["metadata"].get("labels", {}).get(label.key))
        for node in plan.cluster.nodes
        if node.name in nodes
        for label in node.labels
    ]
    wrong = [f"{name} has {label.key}={found}, the plan says {label.value}" for name, label, found in rows if found != label.value]
    verdict(wrong, evidence=f"{len(rows)} labels")


@pytest.mark.requirement("RESDB01", part="every node offers the GPUs that the plan counts")
def test_every_node_offers_its_gpus(plan: Plan, nodes: dict[str, Document], verdict: Verdict) -> None:
    rows = [(node, _gpus(nodes[node.name], plan)) for node in plan.cluster.nodes if node.name in nodes]
    wrong = [f"{node.name} offers {found} of {plan.cluster.gpu_resource}, the plan says {node.gpu_count}" for node, found in rows if found != node.gpu_count]
    verdict(wrong, evidence=f"{sum(found for _, found in rows)} GPUs on {len(rows)} nodes")


def test_the_topology_has_the_levels_of_the_fabric(plan: Plan, api: Api, verdict: Verdict) -> None:
    found = by_name(api.items(f"{KUEUE}/topologies")).get(plan.cluster.topology)
    levels = [level["nodeLabel"] for level in found["spec"]["levels"]] if found else []
    wrong = (
        []
        if levels == list(plan.cluster.topology_levels)
        else [f"{plan.cluster.topology} has {', '.join(levels) or 'no levels'}, the plan says {', '.join(plan.cluster.topology_levels)}"]
    )
    verdict(wrong, evidence=" > ".join(levels))


def test_the_flavor_takes_the_pods_nodes(plan: Plan, api: Api, verdict: Verdict) -> None:
    found = by_name(api.items(f"{KUEUE}/resourceflavors")).get(plan.cluster.flavor, {"spec": {}})["spec"]
    planned = {label.key: label.value for label in plan.cluster.flavor_labels}
    wrong = [] if found.get("nodeLabels", {}) == planned else [f"{plan.cluster.flavor} takes nodes with {found.get('nodeLabels', {})}, the plan says {planned}"]
    wrong += (
        []
        if found.get("topologyName") == plan.cluster.topology
        else [f"{plan.cluster.flavor} lies in topology {found.get('topologyName')}, the plan says {plan.cluster.topology}"]
    )
    verdict(wrong, evidence=f"{plan.cluster.flavor} in topology {plan.cluster.topology}")


def _gpus(node: Document, plan: Plan) -> int:
    """Return how many GPUs a node lets pods have."""
    return int(parse_quantity(node.get("status", {}).get("allocatable", {}).get(plan.cluster.gpu_resource, "0")))


def _is_within(version: str, at_least: str, below: str) -> bool:
    """Return whether a version lies in a range, compared number by number."""
    return _numbers(at_least) <= _numbers(version) < _numbers(below)


def _numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, without what a distributor adds behind them."""
    return tuple(int(part) for part in version.lstrip("v").split("-")[0].split("+")[0].split("."))


def _title(version: Version) -> str:
    return f"{version.component} {version.version}"
