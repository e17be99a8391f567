"""What the scheduler sees: nodes with their place in the fabric, tenants with their share."""

from collections.abc import Iterator
from functools import cache
from operator import attrgetter

from podwright.catalog.architecture import FabricRule, SeatRow
from podwright.catalog.load import Catalog
from podwright.catalog.products import SystemKind
from podwright.plan.finding import Finding, Infeasible
from podwright.plan.names import PodName, SecretName
from podwright.plan.sizing import seat
from podwright.plan.types import Cluster, Device, Label, NodeRegistration, Physical, Role, SecretRef, TenantPlan
from podwright.spec.cluster import Tenant
from podwright.spec.pod import PodSpec

TIER = "fabric.topograph.run/tier-{tier}"  # NVIDIA topograph's label keys; tier 0 is the leaf
NVLINK_DOMAIN = "accelerator.topograph.run/domain"  # what reaches each other by NVLink: a node's GPUs, or a rack's
HOSTNAME = "kubernetes.io/hostname"  # Kueue wants it last among topology levels
GPU_PRODUCT = "nvidia.com/gpu.product"  # set on a node by GPU feature discovery


def cluster(spec: PodSpec, catalog: Catalog, physical: Physical) -> Cluster:
    """Return the cluster: topology levels from the fabric's shape, one flavor for the node kind, one queue a tenant."""
    kind = catalog.systems[catalog.architecture.unit.node]
    assert kind.gpus and kind.cpu and kind.memory, f"{kind.name} is a node kind, so it says its GPUs, cores and memory"
    nodes = [device for device in physical.devices if device.role is Role.GPU_NODE]
    gpu_total = len(nodes) * kind.gpus.count.value
    return Cluster(
        identifier=f"podwright-{spec.name}",
        kind=spec.clusters.kubernetes.kind.value,
        kubeconfig=SecretRef(SecretName(spec.clusters.kubernetes.kubeconfig)),
        gpu_resource=kind.gpus.resource,
        topology=spec.name,
        topology_levels=topology_levels(catalog),
        flavor=kind.name,
        flavor_labels=(Label(GPU_PRODUCT, kind.gpus.product_label),),
        cohort=spec.name,
        tenants=tuple(_tenants(spec, kind, gpu_total, len(nodes))),
        nodes=tuple(_registration(PodName(spec.name), catalog, device, kind) for device in nodes),
    )


def topology_levels(catalog: Catalog) -> tuple[str, ...]:
    """Return the label keys of the levels, widest first: the tiers of switches, the rack where NVLink joins one, the host."""
    tiers = [TIER.format(tier=tier) for tier in range(2 if compute_fabric(catalog).core else 1, -1, -1)]
    domain = (NVLINK_DOMAIN,) if catalog.architecture.nvlink_domain == "rack" else ()
    return (*tiers, *domain, HOSTNAME)


def compute_fabric(catalog: Catalog) -> FabricRule:
    """Return the fabric between GPUs."""
    return next(fabric for fabric in catalog.fabrics if fabric.name == "compute")


def tiers_of(pod: PodName, fabric: FabricRule, ordinal: int, *, unit_nodes: int) -> tuple[str, ...]:
    """Return the names of what a node shares with others, tier 0 first: a block of leaves, a group of spines where cores join groups, the pod.

    Laws: a name follows from the node's seat alone. A block is what shares leaves, however many nodes a unit has: it is named by the unit of its first node, and by
    its number there where a unit has several.
    """
    row = next(row for row in fabric.seats if row.holds == Role.GPU_NODE)
    block = seat(row, ordinal) // fabric.hosts_per_block
    first, after = (_first_ordinal(row, number * fabric.hosts_per_block) for number in (block, block + 1))
    before, within = divmod(first, unit_nodes)
    unit = f"{pod}-u{before + 1:03d}"
    leaves = f"{unit}-b{within // (after - first) + 1}" if after - first < unit_nodes else unit
    group = (f"{pod}-g{block // fabric.blocks_per_group + 1:03d}",) if fabric.core and fabric.blocks_per_group else (pod,) if fabric.core else ()
    return leaves, *group, pod


def _first_ordinal(row: SeatRow, at: int) -> int:
    """Return the ordinal of the first node whose seat is not before this one."""
    if row.per_unit is None or row.unit_stride is None:
        return max(0, at - row.first)
    units, within = divmod(max(0, at - row.first), row.unit_stride)
    return units * row.per_unit + min(within, row.per_unit)


def _registration(pod: PodName, catalog: Catalog, device: Device, kind: SystemKind) -> NodeRegistration:
    """Return how one node presents itself."""
    assert kind.gpus and kind.cpu and kind.memory, f"{kind.name} is a node kind"
    domain = device.rack if catalog.architecture.nvlink_domain == "rack" else device.name
    tiers = tiers_of(pod, compute_fabric(catalog), device.ordinal, unit_nodes=catalog.architecture.unit.node_count.value)
    shared = _shared_labels(tiers, kind.gpus.product_label)
    labels = sorted((Label(NVLINK_DOMAIN, domain), *shared), key=attrgetter("key"))
    return NodeRegistration(device.name, tuple(labels), kind.cpu.value, kind.memory.value, kind.gpus.count.value)


@cache
def _shared_labels(tiers: tuple[str, ...], product: str) -> tuple[Label, ...]:
    """Return the labels that all nodes of one kind and one block of leaves have."""
    return (*(Label(TIER.format(tier=tier), name) for tier, name in enumerate(tiers)), Label(GPU_PRODUCT, product))


def _tenants(spec: PodSpec, kind: SystemKind, gpu_total: int, node_count: int) -> Iterator[TenantPlan]:
    """Yield each tenant with its quota; cores and memory go with the GPUs, rounded down.

    Raises: Infeasible when the tenants are promised more GPUs than the pod has.
    """
    promised = sum(tenant.gpu_count for tenant in spec.tenants)
    if promised > gpu_total:
        raise Infeasible(
            (
                Finding(
                    "P701",
                    "tenants",
                    f"{promised} GPUs are promised to {len(spec.tenants)} tenants, the pod has {gpu_total}",
                    f"Lower their gpu_count by {promised - gpu_total}, or add nodes",
                ),
            )
        )
    for tenant in spec.tenants:
        yield _tenant(tenant, kind, gpu_total, node_count)


def _tenant(tenant: Tenant, kind: SystemKind, gpu_total: int, node_count: int) -> TenantPlan:
    assert kind.cpu and kind.memory, f"{kind.name} is a node kind"
    cpu_total, memory_total = node_count * kind.cpu.value, node_count * kind.memory.value
    cpu_count = cpu_total * tenant.gpu_count // gpu_total if tenant.cpu_count is None else tenant.cpu_count
    memory_gib = memory_total * tenant.gpu_count // gpu_total if tenant.memory_gib is None else tenant.memory_gib
    others_gpu, others_cpu, others_memory = (
        max(total - own, 0) if tenant.may_borrow else 0 for total, own in ((gpu_total, tenant.gpu_count), (cpu_total, cpu_count), (memory_total, memory_gib))
    )
    return TenantPlan(
        name=tenant.name,
        gpu_count=tenant.gpu_count,
        cpu_count=cpu_count,
        memory_gib=memory_gib,
        borrowing_gpu_count=others_gpu,
        borrowing_cpu_count=others_cpu,
        borrowing_memory_gib=others_memory,
        ceiling_gpu_count=tenant.gpu_count + others_gpu,
        ceiling_cpu_count=cpu_count + others_cpu,
        ceiling_memory_gib=memory_gib + others_memory,
    )
