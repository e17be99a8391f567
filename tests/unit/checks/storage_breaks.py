"""Pods that each break one check of the storage."""

from collections.abc import Callable
from dataclasses import replace

from podwright.plan.types import Plan
from podwright.spec.pod import Growth
from unit.pods import SUPERPOD, plan


def stored(system: dict[str, object], **workload: object) -> Plan:
    """Return a superpod of one unit with such storage; with three blocks of AI400X2 and no workload it is without a finding."""
    words = {"system": {"kind": "ddn-ai400x2"} | system, "workload": workload}
    return plan(SUPERPOD, growth=Growth(scalable_units=2), tenants=({"name": "all", "gpu_count": 248},), storage=words)


def unplaced(pod: Plan) -> Plan:
    """Return the pod with a storage system that has no places, though it stands in racks."""
    assert pod.storage.system is not None
    return replace(pod, storage=replace(pod.storage, system=replace(pod.storage.system, placed_count=0)))


STORAGE: dict[str, tuple[str, Callable[[], Plan]]] = {
    "storage_reads_fast_enough": ("P501", lambda: stored({"blocks": 1}, level="best")),
    "storage_writes_fast_enough": ("P502", lambda: stored({"blocks": 1}, checkpoints={"parameters_billion": 70, "seconds": 10})),
    "storage_reaches_the_guideline": ("P503", lambda: stored({"blocks": 1, "block_read_gbyte_s": 14})),
    "storage_fabric_carries_the_system": ("P504", lambda: stored({"blocks": 10})),
    "storage_blocks_are_sold": ("P505", lambda: stored({"blocks": 65, "block_read_gbyte_s": 1})),
    "storage_can_be_judged": ("P506", lambda: stored({"kind": "wekapod-prime"})),
    "storage_holds_enough": ("P507", lambda: stored({"blocks": 3}, dataset_tb=361)),
    "storage_level_is_published": ("P508", lambda: stored({"blocks": 3}, level="standard")),
    "storage_stands_in_racks": ("P510", lambda: unplaced(stored({"blocks": 3}))),
}
"""By check: its code, and a pod that it alone finds fault with."""
