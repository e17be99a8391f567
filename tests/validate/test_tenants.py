"""Tenants: each has its namespace, its ceiling, and a queue with its share."""

from collections.abc import Iterator

import pytest
from cluster_evidence import KUEUE, Api, Document, by_name, condition
from kubernetes.utils import parse_quantity
from record import Verdict

from podwright.plan.types import Plan, TenantPlan

pytestmark = [pytest.mark.layer("cluster")]


@pytest.mark.requirement("CP08", part="tenants are listed over the API, as namespaces")
@pytest.mark.requirement("CP09", part="a tenant is asked for over the API, as a namespace")
def test_the_tenant_has_its_namespace(tenant: TenantPlan, api: Api, verdict: Verdict) -> None:
    found = by_name(api.items("/api/v1/namespaces")).get(tenant.name)
    phase = found["status"]["phase"] if found else "missing"
    verdict([] if phase == "Active" else [f"namespace {tenant.name} is {phase}"], evidence=phase)


@pytest.mark.requirement("CAP04", part="what a tenant's pods may ask for together has a ceiling")
def test_the_tenants_namespace_has_its_ceiling(plan: Plan, tenant: TenantPlan, api: Api, verdict: Verdict) -> None:
    quotas = api.items(f"/api/v1/namespaces/{tenant.name}/resourcequotas")
    planned = {
        f"requests.{plan.cluster.gpu_resource}": tenant.ceiling_gpu_count,
        "requests.cpu": tenant.ceiling_cpu_count,
        "requests.memory": f"{tenant.ceiling_memory_gib}Gi",
    }
    found = {name: min((parse_quantity(one["spec"]["hard"][name]) for one in quotas if name in one["spec"]["hard"]), default=None) for name in planned}
    wrong = [f"{name} is held at {found[name]}, the plan says {value}" for name, value in planned.items() if found[name] != parse_quantity(value)]
    verdict(wrong, evidence=", ".join(f"{name} {value}" for name, value in planned.items()))


def test_the_tenants_queues_are_active(tenant: TenantPlan, api: Api, cluster_queues: dict[str, Document], verdict: Verdict) -> None:
    local = by_name(api.items(f"{KUEUE}/namespaces/{tenant.name}/localqueues")).get(tenant.name)
    wrong = list(_inactive("cluster queue", cluster_queues.get(tenant.name))) + list(_inactive("local queue", local))
    wrong += (
        [f"the local queue leads to {local['spec']['clusterQueue']}, not to {tenant.name}"] if local and local["spec"]["clusterQueue"] != tenant.name else []
    )
    verdict(wrong, evidence="cluster queue and local queue active")


@pytest.mark.requirement("CAP04", part="a share of the pod's GPUs is held for one tenant")
def test_the_tenants_queue_holds_its_share(plan: Plan, tenant: TenantPlan, cluster_queues: dict[str, Document], verdict: Verdict) -> None:
    if tenant.name not in cluster_queues:
        pytest.skip("the tenant's queue is missing, which another check says")
    spec = cluster_queues[tenant.name]["spec"]
    rows = {
        row["name"]: row
        for group in spec.get("resourceGroups", ())
        for flavor in group["flavors"]
        if flavor["name"] == plan.cluster.flavor
        for row in flavor["resources"]
    }
    wrong = [] if spec.get("cohortName") == plan.cluster.cohort else [f"the queue is in cohort {spec.get('cohortName')}, the plan says {plan.cluster.cohort}"]
    verdict(wrong + list(_shares(plan, tenant, rows)), evidence=f"{tenant.gpu_count} GPUs of its own, {tenant.borrowing_gpu_count} to borrow")


def _inactive(word: str, queue: Document | None) -> Iterator[str]:
    """Yield what is wrong with a queue, if anything."""
    if queue is None:
        yield f"the {word} is missing"
    elif not (ended := condition(queue, "Active"))[0]:
        yield f"the {word} is not active: {ended[1]}"


def _shares(plan: Plan, tenant: TenantPlan, rows: dict[str, Document]) -> Iterator[str]:
    """Yield each resource of which the queue holds another share than planned."""
    planned = (
        (plan.cluster.gpu_resource, tenant.gpu_count, tenant.borrowing_gpu_count),
        ("cpu", tenant.cpu_count, tenant.borrowing_cpu_count),
        ("memory", f"{tenant.memory_gib}Gi", f"{tenant.borrowing_memory_gib}Gi"),
    )
    for name, own, borrowing in planned:
        row = rows.get(name, {})
        for word, key, value in (("of its own", "nominalQuota", own), ("to borrow", "borrowingLimit", borrowing)):
            if key not in row or parse_quantity(row[key]) != parse_quantity(value):
                yield f"{name} {word}: {row.get(key, 'nothing said')}, the plan says {value}"
