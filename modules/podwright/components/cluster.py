"""What the pod adds to its Kubernetes cluster, as one resource; and the provider that leads to the cluster."""

import pulumi
from pulumi_kubernetes import Provider

from podwright.components.queueing import Queueing
from podwright.components.tenants import Tenants
from podwright.plan.types import Cluster


class PodCluster(pulumi.ComponentResource):
    """Queues from the fabric's shape, then the tenants who use them. Needs `providers` with the cluster's own."""

    def __init__(self, name: str, args: Cluster, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("podwright:cluster:PodCluster", name, {}, opts)
        self.queueing = Queueing(name, args, pulumi.ResourceOptions(parent=self))
        self.tenants = Tenants(name, args, pulumi.ResourceOptions(parent=self, depends_on=[self.queueing]))
        self.register_outputs({"identifier": args.identifier, "tenants": [tenant.name for tenant in args.tenants]})


def cluster_provider(cluster: Cluster, kubeconfig: pulumi.Input[str], opts: pulumi.ResourceOptions | None = None) -> Provider:
    """Return the provider of the pod's cluster.

    Its identifier is the plan's, so that a new kubeconfig replaces nothing. It takes back fields that another hand holds: drift is mended, not a conflict.
    """
    return Provider(cluster.identifier, kubeconfig=pulumi.Output.secret(kubeconfig), cluster_identifier=cluster.identifier, enable_patch_force=True, opts=opts)
