"""Pods whose cables cannot be bought as the media rules stand."""

from collections.abc import Callable
from dataclasses import replace

from podwright.plan.types import Plan
from unit.pods import STARTER, plan


def _with_part(**words: object) -> Plan:
    """Return a starter pod without another finding, the part of its rails replaced."""
    pod = plan(STARTER, tenants=({"name": "all", "gpu_count": 16},))
    parts = tuple(replace(row, **words) if row.medium == "ndr-mpo" else row for row in pod.fabric.parts)
    return replace(pod, fabric=replace(pod.fabric, parts=parts))


PARTS: dict[str, tuple[str, Callable[[], Plan]]] = {
    "every_cable_can_be_bought": ("P408", lambda: _with_part(part=None, reach_m=2.0)),
    "media_rules_have_no_gap": ("P409", lambda: _with_part(part=None, reach_m=50.0)),
}
"""By check: its code, and a pod that it alone finds fault with."""
