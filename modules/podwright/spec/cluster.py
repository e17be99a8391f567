"""The clusters of a pod and who shares them."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from podwright.spec.field import Change, DnsLabel, SecretName, VersionNumber, Words


class KubernetesKind(StrEnum):
    """Where the Kubernetes cluster comes from."""

    EXISTING = "existing"


class Kubernetes(Words):
    """The pod's Kubernetes cluster."""

    kind: Annotated[KubernetesKind, Change.REBUILD] = Field(
        default=KubernetesKind.EXISTING, strict=False, description="`existing`: a cluster that already runs, reached by a kubeconfig."
    )
    version: Annotated[VersionNumber | None, Change.LIVE] = Field(
        default=None,
        description="Version that the existing cluster runs; left out: the one that the rest of the pod was run with.",
        examples=["1.36.3"],
    )
    kubeconfig: Annotated[SecretName, Change.LIVE] = Field(default="kubeconfig", description="Name of the secret that holds the kubeconfig.")


class Clusters(Words):
    """The clusters of a pod."""

    kubernetes: Kubernetes = Field(default_factory=Kubernetes, description="The pod's Kubernetes cluster.")


class Tenant(Words):
    """A team that shares the pod: a namespace with a quota and a queue."""

    name: Annotated[DnsLabel, Change.REBUILD] = Field(description="Name of the tenant, its namespace and its queue.", examples=["research"])
    gpu_count: Annotated[int, Change.LIVE] = Field(
        ge=0, examples=[8], description="GPUs that are always this tenant's; tenants lend what they do not use to each other."
    )
    cpu_count: Annotated[int | None, Change.LIVE] = Field(
        default=None, ge=1, examples=[112], description="CPU cores of the tenant's quota; left out: the share of the pod's cores that goes with its GPUs."
    )
    memory_gib: Annotated[int | None, Change.LIVE] = Field(
        default=None,
        ge=1,
        examples=[1024],
        description="Memory of the tenant's quota, in GiB; left out: the share of the pod's memory that goes with its GPUs.",
    )
    may_borrow: Annotated[bool, Change.LIVE] = Field(default=True, description="May use what other tenants leave idle.")
