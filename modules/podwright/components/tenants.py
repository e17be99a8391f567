"""Who shares the pod: a namespace each, with a ceiling, a queue, and a wall to the others."""

import pulumi
from pulumi_kubernetes.apiextensions import CustomResource
from pulumi_kubernetes.core.v1 import Namespace, ResourceQuota, ResourceQuotaSpecArgs
from pulumi_kubernetes.meta.v1 import LabelSelectorArgs
from pulumi_kubernetes.networking.v1 import NetworkPolicy, NetworkPolicyIngressRuleArgs, NetworkPolicyPeerArgs, NetworkPolicySpecArgs

from podwright.components.metadata import ACTIVE, metadata
from podwright.components.quantities import memory
from podwright.components.queueing import KUEUE
from podwright.plan.types import Cluster, TenantPlan


class Tenants(pulumi.ComponentResource):
    """Every tenant of the pod."""

    def __init__(self, name: str, args: Cluster, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("podwright:cluster:Tenants", name, {}, opts)
        for tenant in args.tenants:
            self.add(args, tenant)
        self.register_outputs({"namespaces": [tenant.name for tenant in args.tenants]})

    def add(self, cluster: Cluster, tenant: TenantPlan) -> None:
        """Declare one tenant: its namespace, and in it ceiling, queue and wall."""
        name = tenant.name
        namespace = Namespace(name, metadata=metadata(name, cluster), opts=pulumi.ResourceOptions(parent=self))
        inside = pulumi.ResourceOptions(parent=self, depends_on=[namespace])
        ResourceQuota(name, metadata=metadata(name, cluster, namespace=name), spec=ResourceQuotaSpecArgs(hard=ceiling(cluster, tenant)), opts=inside)
        NetworkPolicy(name, metadata=metadata(name, cluster, namespace=name), spec=wall(), opts=inside)
        CustomResource(
            name, KUEUE, "LocalQueue", spec={"clusterQueue": name}, metadata=metadata(name, cluster, namespace=name, annotations=ACTIVE), opts=inside
        )


def ceiling(cluster: Cluster, tenant: TenantPlan) -> dict[str, str]:
    """Return the most that the tenant's pods may ask for together, its own and what it borrows; every pod has to say what it asks for."""
    return {
        f"requests.{cluster.gpu_resource}": str(tenant.ceiling_gpu_count),
        "requests.cpu": str(tenant.ceiling_cpu_count),
        "requests.memory": memory(tenant.ceiling_memory_gib),
    }


def wall() -> NetworkPolicySpecArgs:
    """Return the rule that pods hear from pods of their own namespace and from nobody else."""
    here = NetworkPolicyPeerArgs(pod_selector=LabelSelectorArgs())
    return NetworkPolicySpecArgs(pod_selector=LabelSelectorArgs(), policy_types=["Ingress"], ingress=[NetworkPolicyIngressRuleArgs(from_=[here])])
