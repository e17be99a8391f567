"""Pods that each break one check of InfiniBand."""

from collections.abc import Callable
from dataclasses import replace

from podwright.plan.types import Lid, Partition, Plan
from unit.plan.divided import divided_plan
from unit.pods import STARTER, plan

ONE = {"name": "one", "gpu_count": 8}
OTHER = {"name": "other", "gpu_count": 8}
NODES = ("u001-r01-n01", "u001-r01-n02")


def partitioned(*rows: dict[str, object], **words: object) -> Plan:
    """Return a starter pod of two nodes and two tenants with such partitions; with a node each it is without a finding."""
    return plan(STARTER, tenants=(ONE, OTHER), fabrics={"infiniband": {"partitions": rows or BOTH} | words})


BOTH = ({"tenant": "one", "members": [NODES[0]]}, {"tenant": "other", "members": [NODES[1]]})


def with_lid(index: int, **words: object) -> Plan:
    """Return a pod of which one row of LIDs says something else."""
    pod = partitioned()
    lids: list[Lid] = list(pod.infiniband.lids)
    lids[index] = lids[index]._replace(**words)
    return replace(pod, infiniband=replace(pod.infiniband, lids=tuple(lids)))


def with_partition(index: int, pod: Plan | None = None, **words: object) -> Plan:
    """Return a pod of which one partition says something else."""
    pod = pod or partitioned()
    rows: list[Partition] = list(pod.infiniband.partitions)
    rows[index] = replace(rows[index], **words)
    return replace(pod, infiniband=replace(pod.infiniband, partitions=tuple(rows)))


def without_lid() -> Plan:
    """Return a pod of which a port has no LID."""
    pod = partitioned()
    return replace(pod, infiniband=replace(pod.infiniband, lids=pod.infiniband.lids[:-1]))


def of_a_tenant_that_left() -> Plan:
    """Return a pod with a partition whose tenant is no longer there."""
    return with_partition(1, tenant="gone")


def in_too_many() -> Plan:
    """Return a pod of which a node is in a partition more than its ports have room for; tenants meet there, too."""
    return plan(
        STARTER,
        tenants=tuple({"name": f"t{number}", "gpu_count": 16 if not number else 0} for number in range(128)),
        fabrics={"infiniband": {"partitions": [{"tenant": f"t{number}", "pkey": number + 1, "members": ["u001"]} for number in range(128)]}},
    )


def with_a_port_of_another_subnet() -> Plan:
    """Return a pod of two subnets of which a node's port is told to be in the other one than its leaf: with the number there that is its own anywhere."""
    pod = divided_plan(2, 1, node_count=1, tenants=(ONE,), growth={"scalable_units": 2})
    lids = [row._replace(subnet="compute-p2", lid=40_000) if (row.subnet, row.lid) == ("compute-p1", 1072) else row for row in pod.infiniband.lids]
    return replace(pod, infiniband=replace(pod.infiniband, lids=tuple(lids)))


INFINIBAND: dict[str, tuple[str, Callable[[], Plan]]] = {
    "no_lid_twice": ("P460", lambda: with_lid(3, lid=partitioned().infiniband.lids[2].lid)),
    "lids_fit_their_subnet": ("P461", lambda: with_lid(-1, lid=0xC000)),
    "every_infiniband_port_has_a_lid": ("P462", without_lid),
    "no_pkey_twice": ("P463", lambda: with_partition(2, pkey=partitioned().infiniband.partitions[1].pkey)),
    "partitions_are_tenants": ("P464", of_a_tenant_that_left),
    "partition_members_stand": ("P465", lambda: partitioned(BOTH[0], BOTH[1] | {"members": [NODES[1], "u002"]})),
    "ports_hold_their_partitions": ("P466", in_too_many),
    "no_host_of_two_tenants": ("P467", lambda: partitioned(BOTH[0], BOTH[1] | {"members": ["u001-r01"]})),
    "every_host_has_a_partition": ("P468", lambda: partitioned(BOTH[0])),
    "nvidia_runs_what_others_cannot": ("P469", lambda: partitioned(sharp=True)),
    "subnets_never_meet": ("P470", with_a_port_of_another_subnet),
}
"""By check: its code, and a pod that it alone finds fault with (a node in too many partitions is also one where tenants meet: P467)."""
