"""Kueue at work in the pod's queues: what is a tenant's own comes at once, one GPU too many waits, and lenders have their own back."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.control_plane.cluster import Cluster, Stack, new_stack, wait_for
from podwright.lab.control_plane.kwok import RUN_ANNOTATION

pytestmark = pytest.mark.lab
LONG = "30m"


@pytest.fixture(scope="module")
def queues(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The pod's cluster, up."""
    stack = new_stack(cluster, Path(tmp_path_factory.mktemp("queues")))
    stack.up()
    yield stack
    stack.done("destroy", "--yes", "--skip-preview")


def submit(cluster: Cluster, tenant: str, name: str, *, pod_count: int, gpu_count: int = 8, run: str = LONG) -> None:
    """Create a Job of pods that fill nodes, in a tenant's queue."""
    requests = {cluster.plan.cluster.gpu_resource: str(gpu_count), "cpu": str(gpu_count), "memory": "8Gi"}
    pod = {"restartPolicy": "Never", "containers": [{"name": "work", "image": "example.com/work:1", "resources": {"requests": requests, "limits": requests}}]}
    template = {"metadata": {"annotations": {RUN_ANNOTATION: run}}, "spec": pod}
    metadata = {"name": name, "namespace": tenant, "labels": {"kueue.x-k8s.io/queue-name": tenant}}
    spec = {"parallelism": pod_count, "completions": pod_count, "suspend": True, "template": template}
    cluster.kubectl("create", "-f", "-", text=json.dumps({"apiVersion": "batch/v1", "kind": "Job", "metadata": metadata, "spec": spec}))


def running(cluster: Cluster, tenant: str, name: str) -> list[str]:
    """Return the nodes on which a Job's pods run."""
    pods = cluster.get("pods", "-n", tenant, "-l", f"job-name={name}")
    return [pod["spec"]["nodeName"] for pod in pods if pod["status"]["phase"] == "Running"]


def is_waiting(cluster: Cluster, tenant: str, name: str) -> bool:
    """Return whether Kueue has looked at a Job and keeps it waiting."""
    mine = [row for row in cluster.get("workloads", "-n", tenant) if row["metadata"]["ownerReferences"][0]["name"] == name]
    said = [row for work in mine for row in work.get("status", {}).get("conditions", []) if row["type"] == "QuotaReserved"]
    return [row["status"] for row in said] == ["False"]


def drop(cluster: Cluster, tenant: str, *names: str) -> None:
    cluster.kubectl("delete", "job", "-n", tenant, "--wait=true", *names)
    wait_for(lambda: not cluster.get("workloads", "-n", tenant))


def test_a_tenants_whole_share_is_admitted_and_one_gpu_too_many_waits(cluster: Cluster, queues: Stack) -> None:
    tenant = cluster.plan.cluster.tenants[1]
    submit(cluster, tenant.name, "share", pod_count=tenant.ceiling_gpu_count // 8)
    assert wait_for(lambda: len(running(cluster, tenant.name, "share")) == tenant.ceiling_gpu_count // 8)
    assert set(running(cluster, tenant.name, "share")) == {node.name for node in cluster.plan.cluster.nodes}
    submit(cluster, tenant.name, "one-more", pod_count=1, gpu_count=1)
    assert wait_for(lambda: is_waiting(cluster, tenant.name, "one-more"))
    assert running(cluster, tenant.name, "one-more") == []
    drop(cluster, tenant.name, "share")
    assert wait_for(lambda: len(running(cluster, tenant.name, "one-more")) == 1)
    drop(cluster, tenant.name, "one-more")


def test_a_tenant_has_its_own_back_from_those_who_borrowed_it(cluster: Cluster, queues: Stack) -> None:
    borrower, lender = cluster.plan.cluster.tenants[0], cluster.plan.cluster.tenants[2]
    submit(cluster, borrower.name, "own", pod_count=borrower.gpu_count // 8)
    submit(cluster, borrower.name, "borrowed", pod_count=borrower.borrowing_gpu_count // 8)
    assert wait_for(lambda: len(running(cluster, borrower.name, "borrowed")) == borrower.borrowing_gpu_count // 8)
    submit(cluster, lender.name, "mine", pod_count=lender.gpu_count // 8)
    # Which of the two jobs makes room is Kueue's choice: they may have been admitted in the same second.
    assert wait_for(lambda: len(running(cluster, lender.name, "mine")) == lender.gpu_count // 8)
    jobs = {"own": borrower.gpu_count // 8, "borrowed": borrower.borrowing_gpu_count // 8}
    assert wait_for(lambda: [name for name in jobs if not running(cluster, borrower.name, name)])
    (kept,) = [name for name in jobs if running(cluster, borrower.name, name)]
    assert len(running(cluster, borrower.name, kept)) == jobs[kept]
    drop(cluster, borrower.name, "own", "borrowed")
    drop(cluster, lender.name, "mine")


@pytest.mark.soak
def test_a_job_runs_as_long_as_it_says_and_then_succeeds(cluster: Cluster, queues: Stack) -> None:
    tenant = cluster.plan.cluster.tenants[0].name
    submit(cluster, tenant, "short", pod_count=2, run="1s")
    assert wait_for(lambda: cluster.get("job", "-n", tenant, "short")["status"].get("succeeded") == 2)
    drop(cluster, tenant, "short")


def test_the_topology_decides_where_a_job_goes(cluster: Cluster, queues: Stack) -> None:
    tenant = cluster.plan.cluster.tenants[0].name
    submit(cluster, tenant, "placed", pod_count=2)
    assert wait_for(lambda: len(running(cluster, tenant, "placed")) == 2)
    [work] = cluster.get("workloads", "-n", tenant)
    assigned = work["status"]["admission"]["podSetAssignments"][0]
    assert assigned["flavors"][cluster.plan.cluster.gpu_resource] == cluster.plan.cluster.flavor
    assert assigned["topologyAssignment"]["levels"] == ["kubernetes.io/hostname"]
    drop(cluster, tenant, "placed")
