"""Pods that break exactly one check of the operating system."""

from podwright.plan.types import Plan
from unit.pods import STARTER, plan


def told(**words: object) -> Plan:
    """Return a starter pod with these words of its operating system, without another finding."""
    return plan(STARTER, tenants=({"name": "all", "gpu_count": 16},), system=words)


SYSTEM = {
    "huge_pages_leave_room": ("P570", lambda: told(huge_page_gib=16_000)),
    "logs_stay_secret": ("P571", lambda: told(logs={"receiver": {"name": "logs.example", "is_encrypted": False}})),
    "doors_are_not_open_to_everybody": ("P572", lambda: told(login_from=[{"v4": "0.0.0.0/0"}])),
}
