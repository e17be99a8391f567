"""What every object of the pod carries besides its name: whose it is, and when it counts as ready."""

from pulumi_kubernetes.meta.v1 import ObjectMetaArgs

from podwright.plan.types import Cluster

READY_LIMIT_S = 120
"""How long a controller may take to say that an object is active; Kueue says so within a second once it runs."""
ACTIVE = {"pulumi.com/waitFor": "condition=Active", "pulumi.com/timeoutSeconds": str(READY_LIMIT_S)}
"""Annotations of an object whose controller says when it is active."""


def metadata(name: str, cluster: Cluster, *, namespace: str | None = None, annotations: dict[str, str] | None = None) -> ObjectMetaArgs:
    """Return the metadata of an object of the pod."""
    labels = {"app.kubernetes.io/managed-by": "podwright", "app.kubernetes.io/part-of": cluster.identifier}
    return ObjectMetaArgs(name=name, namespace=namespace, labels=labels, annotations=annotations)
