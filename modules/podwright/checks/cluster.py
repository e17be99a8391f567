"""Tenants are promised what the pod has."""

from collections.abc import Iterator

from podwright.plan.finding import Finding, Severity
from podwright.plan.types import Plan


def tenants_fit_the_pod(plan: Plan) -> Iterator[Finding]:
    """Find tenants that are promised more GPUs than the nodes have, counted from the nodes."""
    gpu_count = sum(node.gpu_count for node in plan.cluster.nodes)
    promised = sum(tenant.gpu_count for tenant in plan.cluster.tenants)
    if promised > gpu_count:
        yield Finding("P701", "tenants", f"{promised} GPUs are promised, the pod has {gpu_count}", "Lower the tenants' gpu_count, or add nodes")


def every_gpu_has_a_tenant(plan: Plan) -> Iterator[Finding]:
    """Warn when GPUs belong to no tenant: no queue would ever hand them out, unless someone may borrow."""
    gpu_count = sum(node.gpu_count for node in plan.cluster.nodes)
    promised = sum(tenant.gpu_count for tenant in plan.cluster.tenants)
    if promised < gpu_count:
        what = f"{promised} of {gpu_count} GPUs are promised to tenants, the rest stands in no queue"
        yield Finding("P702", "tenants", what, "Raise a tenant's gpu_count, or add a tenant", Severity.WARNING)
