"""Kueue's view of the pod: where nodes stand to each other, what they are, and whose they are."""

import pulumi
from pulumi_kubernetes.apiextensions import CustomResource

from podwright.components.metadata import ACTIVE, metadata
from podwright.components.quantities import memory
from podwright.plan.types import Cluster, TenantPlan

KUEUE = "kueue.x-k8s.io/v1beta2"
NAMESPACE_NAME = "kubernetes.io/metadata.name"
"""The label that Kubernetes itself puts on every namespace."""


class Queueing(pulumi.ComponentResource):
    """The topology, one flavor for the pod's nodes, one cohort, and a cluster queue for every tenant."""

    def __init__(self, name: str, args: Cluster, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("podwright:cluster:Queueing", name, {}, opts)
        below = pulumi.ResourceOptions(parent=self)
        levels = [{"nodeLabel": key} for key in args.topology_levels]
        topology = CustomResource(args.topology, KUEUE, "Topology", spec={"levels": levels}, metadata=metadata(args.topology, args), opts=below)
        cohort = CustomResource(args.cohort, KUEUE, "Cohort", spec={}, metadata=metadata(args.cohort, args), opts=below)
        flavor_spec = {"nodeLabels": {label.key: label.value for label in args.flavor_labels}, "topologyName": args.topology}
        flavor_opts = pulumi.ResourceOptions(parent=self, depends_on=[topology])
        flavor = CustomResource(args.flavor, KUEUE, "ResourceFlavor", spec=flavor_spec, metadata=metadata(args.flavor, args), opts=flavor_opts)
        queue_opts = pulumi.ResourceOptions(parent=self, depends_on=[flavor, cohort])
        for tenant in args.tenants:
            CustomResource(
                tenant.name, KUEUE, "ClusterQueue", spec=queue_spec(args, tenant), metadata=metadata(tenant.name, args, annotations=ACTIVE), opts=queue_opts
            )
        self.register_outputs({"queues": [tenant.name for tenant in args.tenants]})


def queue_spec(cluster: Cluster, tenant: TenantPlan) -> dict[str, object]:
    """Return a tenant's queue: what is its own, what it may borrow, and the right to have its own back from those who borrowed it."""
    resources = [
        quota(cluster.gpu_resource, str(tenant.gpu_count), borrowing=str(tenant.borrowing_gpu_count)),
        quota("cpu", str(tenant.cpu_count), borrowing=str(tenant.borrowing_cpu_count)),
        quota("memory", memory(tenant.memory_gib), borrowing=memory(tenant.borrowing_memory_gib)),
    ]
    return {
        "cohortName": cluster.cohort,
        "namespaceSelector": {"matchLabels": {NAMESPACE_NAME: tenant.name}},
        "preemption": {"reclaimWithinCohort": "Any", "withinClusterQueue": "Never"},
        "resourceGroups": [{"coveredResources": [resource["name"] for resource in resources], "flavors": [{"name": cluster.flavor, "resources": resources}]}],
    }


def quota(resource: str, own: str, *, borrowing: str) -> dict[str, str]:
    """Return the quota of one resource in Kueue's words."""
    return {"name": resource, "nominalQuota": own, "borrowingLimit": borrowing}
