"""What the scheduler sees: topology, queues, tenants, nodes."""

from dataclasses import dataclass

from podwright.plan.names import DeviceName
from podwright.plan.types.hosts import SecretRef


@dataclass(frozen=True, slots=True)
class Label:
    """One Kubernetes label."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class NodeRegistration:
    """How a GPU node presents itself to the cluster: its labels and what it can give."""

    name: DeviceName
    labels: tuple[Label, ...]
    cpu_count: int
    memory_gib: int
    gpu_count: int


@dataclass(frozen=True, slots=True)
class TenantPlan:
    """One tenant: namespace, quota and queue have its name.

    Without a prefix: what is always its own. `borrowing_`: how much more it may use while others are idle. `ceiling_`: the two together, the
    most that its namespace may ever ask for.
    """

    name: str
    gpu_count: int
    cpu_count: int
    memory_gib: int
    borrowing_gpu_count: int
    borrowing_cpu_count: int
    borrowing_memory_gib: int
    ceiling_gpu_count: int
    ceiling_cpu_count: int
    ceiling_memory_gib: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """The Kubernetes cluster: `identifier` never changes while the pod stands; `topology_levels` are label keys, widest first."""

    identifier: str
    kind: str
    kubeconfig: SecretRef
    gpu_resource: str
    topology: str
    topology_levels: tuple[str, ...]
    flavor: str
    flavor_labels: tuple[Label, ...]
    cohort: str
    tenants: tuple[TenantPlan, ...]
    nodes: tuple[NodeRegistration, ...]
