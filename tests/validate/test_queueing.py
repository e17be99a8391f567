"""Queues at work: a tenant's own share is admitted at once, one GPU too many waits, and nobody gets past their ceiling.

The jobs take shares of queues but no GPU: their pods carry a gate and are never placed. Where work runs already, the queues are left alone.
"""

from collections.abc import Iterator

import pytest
from cluster_evidence import KUEUE, Api, by_name, condition
from jobs import Job, current, in_use, is_admitted, kept, nodes_of, refusal, submit, sweep, take_back, wait_for
from record import Verdict

from podwright.plan.types import Plan, TenantPlan

pytestmark = [pytest.mark.layer("cluster")]


@pytest.fixture
def jobs(plan: Plan, tenant: TenantPlan, api: Api) -> Iterator[list[Job]]:
    """Jobs that are taken back when the test ends."""
    local = by_name(api.items(f"{KUEUE}/namespaces/{tenant.name}/localqueues")).get(tenant.name)
    if not all(queue and condition(queue, "Active")[0] for queue in (local, current(api).get(tenant.name))):
        pytest.skip("the tenant's queues are not active, which another check says")
    if sweep(api, tenant.name):
        wait_for(lambda: not in_use(current(api), plan.cluster))
    if busy := in_use(current(api), plan.cluster):
        pytest.skip(f"work holds {busy} GPUs, and the proof stands in nobody's way")
    yield from kept([], api, plan.cluster)


@pytest.mark.requirement("CAP04", part="a tenant gets its own share of GPUs at once, and waits for one too many")
def test_a_tenants_own_share_is_admitted_and_one_gpu_too_many_waits(plan: Plan, tenant: TenantPlan, api: Api, jobs: list[Job], verdict: Verdict) -> None:
    if not tenant.gpu_count:
        pytest.skip("the tenant has no GPUs of its own")
    jobs.append(own := submit(api, plan.cluster, tenant, gpu_count=tenant.gpu_count))
    if not wait_for(lambda: is_admitted(api, own)):
        verdict([f"a job of {tenant.gpu_count} GPUs is not admitted: {refusal(api, own) or 'Kueue has not spoken'}"], evidence="")
    too_many = tenant.borrowing_gpu_count + 1
    jobs.append(more := submit(api, plan.cluster, tenant, gpu_count=too_many))
    why = wait_for(lambda: refusal(api, more))
    wrong = (
        []
        if why and not is_admitted(api, more)
        else [f"a job of {too_many} GPUs beside it does not wait, though the tenant may have {tenant.ceiling_gpu_count} in all"]
    )
    take_back(api, own)
    wrong += [] if wait_for(lambda: is_admitted(api, more)) else [f"the job of {too_many} GPUs still waits when the first has gone: {refusal(api, more)}"]
    verdict(wrong, evidence=f"{tenant.gpu_count} GPUs admitted, {too_many} more waited until they were free ({why})")


@pytest.mark.requirement("CAP04", part="no tenant gets more GPUs than its own and what it may borrow")
def test_no_job_gets_past_the_tenants_ceiling(plan: Plan, tenant: TenantPlan, api: Api, jobs: list[Job], verdict: Verdict) -> None:
    jobs.append(job := submit(api, plan.cluster, tenant, gpu_count=tenant.ceiling_gpu_count + 1))
    why = wait_for(lambda: refusal(api, job))
    verdict(
        [] if why and not is_admitted(api, job) else [f"a job of {tenant.ceiling_gpu_count + 1} GPUs does not wait"],
        evidence=f"{tenant.ceiling_gpu_count + 1} GPUs: {why}",
    )


def test_a_job_lands_on_a_node_of_the_pod(plan: Plan, tenant: TenantPlan, api: Api, jobs: list[Job], verdict: Verdict) -> None:
    if not tenant.ceiling_gpu_count:
        pytest.skip("the tenant may have no GPU")
    jobs.append(job := submit(api, plan.cluster, tenant, gpu_count=1, is_gated=False))
    placed = wait_for(lambda: nodes_of(api, job))
    strange = [f"its pod was placed on {name}, which is not in the plan" for name in placed if name not in {node.name for node in plan.cluster.nodes}]
    verdict(
        strange if placed else [f"its pod was placed nowhere: {refusal(api, job) or 'admitted, and not scheduled'}"], evidence=f"placed on {', '.join(placed)}"
    )
