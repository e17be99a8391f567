"""What `podwright up` does with this plan: which roles on which hosts, and which objects in the cluster."""

from collections.abc import Sequence
from dataclasses import dataclass

from podwright.plan.types import Cluster, Host, Plan, Role


@dataclass(frozen=True, slots=True)
class HostWork:
    """All hosts of one role, the first and the last by name."""

    role: Role
    count: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Work:
    """Both layers, and which of them the stack realises. `roles` are applied to every host in this order."""

    roles: tuple[str, ...]
    has_hosts: bool
    has_cluster: bool
    hosts: tuple[HostWork, ...]
    cluster: Cluster
    quota_gpu_count: int
    node_gpu_count: int


def work(plan: Plan, roles: Sequence[str], *, layers: Sequence[str]) -> Work:
    """Return what will be done to hosts and cluster."""
    by_role = [(role, [host for host in plan.hosts.hosts if host.role is role]) for role in Role]
    return Work(
        roles=tuple(roles),
        has_hosts="hosts" in layers,
        has_cluster="cluster" in layers,
        hosts=tuple(host_work(role, hosts) for role, hosts in by_role if hosts),
        cluster=plan.cluster,
        quota_gpu_count=sum(tenant.gpu_count for tenant in plan.cluster.tenants),
        node_gpu_count=sum(node.gpu_count for node in plan.cluster.nodes),
    )


def host_work(role: Role, hosts: Sequence[Host]) -> HostWork:
    """Return the hosts of one role; they come in name order."""
    return HostWork(role=role, count=len(hosts), first=hosts[0].name, last=hosts[-1].name)
