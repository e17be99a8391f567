"""Jobs that try the queues: created suspended for a tenant's queue, watched, and taken back."""

import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import gcd
from typing import TypeVar

from cluster_evidence import KUEUE, Api, Document, by_name, condition
from kubernetes.utils import parse_quantity

from podwright.plan.types import Cluster, TenantPlan

LIMIT_S, PAUSE_S = 20.0, 0.15
"""How long Kueue may take: it answers within a second on an idle cluster, and twenty are what a busy API server may need."""

MARK = {"app.kubernetes.io/managed-by": "podwright-proof"}
GATE = {"name": "podwright.example/proof-takes-no-gpu"}
"""Pods with this gate are never placed: a job of them takes its share of a queue, and no GPU, no node and no image."""
IMAGE = "registry.k8s.io/pause:3.10"

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Job:
    """A job that the proof made."""

    tenant: str
    name: str
    uid: str


def submit(api: Api, cluster: Cluster, tenant: TenantPlan, *, gpu_count: int, is_gated: bool = True) -> Job:
    """Return a job of that many GPUs in the tenant's queue, in as few pods of one shape as fill nodes evenly."""
    node_gpu_count = max(node.gpu_count for node in cluster.nodes)
    each = gcd(gpu_count, node_gpu_count)
    requests = {cluster.gpu_resource: str(each), "cpu": "100m", "memory": "64Mi"}
    pod = {
        "restartPolicy": "Never",
        "schedulingGates": [GATE] if is_gated else [],
        "containers": [{"name": "proof", "image": IMAGE, "resources": {"requests": requests, "limits": requests}}],
    }
    body = {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": f"podwright-proof-{secrets.token_hex(4)}", "namespace": tenant.name, "labels": MARK | {"kueue.x-k8s.io/queue-name": tenant.name}},
        "spec": {
            "suspend": True,
            "parallelism": gpu_count // each,
            "completions": gpu_count // each,
            "backoffLimit": 0,
            "ttlSecondsAfterFinished": 60,
            "template": {"metadata": {"labels": MARK}, "spec": pod},
        },
    }
    made = api.create(f"/apis/batch/v1/namespaces/{tenant.name}/jobs", body)
    return Job(tenant.name, made["metadata"]["name"], made["metadata"]["uid"])


def take_back(api: Api, job: Job) -> None:
    """Remove a job with its pods and its workload."""
    api.delete(f"/apis/batch/v1/namespaces/{job.tenant}/jobs/{job.name}")


def sweep(api: Api, tenant: str) -> int:
    """Return how many jobs an earlier run of the proof had left behind; they are removed."""
    items = api.items(f"/apis/batch/v1/namespaces/{tenant}/jobs")
    left = [Job(tenant, item["metadata"]["name"], item["metadata"]["uid"]) for item in items if MARK.items() <= item["metadata"].get("labels", {}).items()]
    for job in left:
        take_back(api, job)
    return len(left)


def workload(api: Api, job: Job) -> Document | None:
    """Return Kueue's own record of a job, once there is one."""
    items = api.items(f"{KUEUE}/namespaces/{job.tenant}/workloads")
    return next((one for one in items if any(owner["uid"] == job.uid for owner in one["metadata"].get("ownerReferences", ()))), None)


def is_admitted(api: Api, job: Job) -> bool:
    """Return whether Kueue has admitted a job and has let it go."""
    found = workload(api, job)
    if found is None or not condition(found, "Admitted")[0]:
        return False
    return not api.get(f"/apis/batch/v1/namespaces/{job.tenant}/jobs/{job.name}")["spec"].get("suspend", False)


def refusal(api: Api, job: Job) -> str:
    """Return why Kueue keeps a job waiting, once it has said so; nothing before."""
    found = workload(api, job)
    spoken = [one for one in (found or {}).get("status", {}).get("conditions", ()) if one["type"] == "QuotaReserved" and one["status"] == "False"]
    return str(spoken[0].get("message") or spoken[0].get("reason")) if spoken else ""


def nodes_of(api: Api, job: Job) -> tuple[str, ...]:
    """Return the nodes on which a job's pods were placed."""
    pods = api.items(f"/api/v1/namespaces/{job.tenant}/pods")
    mine = [pod for pod in pods if any(owner["uid"] == job.uid for owner in pod["metadata"].get("ownerReferences", ()))]
    return tuple(sorted(pod["spec"]["nodeName"] for pod in mine if pod["spec"].get("nodeName")))


def in_use(queues: dict[str, Document], cluster: Cluster) -> int:
    """Return how many GPUs work has reserved in the tenants' queues."""
    return sum(_reserved(queues[tenant.name], cluster) for tenant in cluster.tenants if tenant.name in queues)


def _reserved(queue: Document, cluster: Cluster) -> int:
    rows = [row for flavor in queue.get("status", {}).get("flavorsReservation", ()) for row in flavor.get("resources", ())]
    return sum(int(parse_quantity(row["total"])) for row in rows if row["name"] == cluster.gpu_resource)


def current(api: Api) -> dict[str, Document]:
    """Return the cluster queues as they stand now."""
    return by_name(api.items(f"{KUEUE}/clusterqueues"))


def wait_for(ask: Callable[[], Found]) -> Found:
    """Return the first answer that says something, or the last one when the time is up."""
    deadline = time.monotonic() + LIMIT_S
    while not (answer := ask()) and time.monotonic() < deadline:
        time.sleep(PAUSE_S)
    return answer


def kept(jobs: list[Job], api: Api, cluster: Cluster) -> Iterator[list[Job]]:
    """Yield a list to put jobs into, and take them all back afterwards, whatever happened; end when their share is free again."""
    try:
        yield jobs
    finally:
        for job in jobs:
            take_back(api, job)
        wait_for(lambda: not in_use(current(api), cluster))
