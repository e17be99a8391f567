"""Rows of the pods that outputs of cables are tried on; each pod is compiled once."""

from functools import cache

from podwright.outputs.cabling.rows import CableRow, cable_rows
from podwright.plan.types import Plan
from unit.pods import STARTER, plan


@cache
def pod(architecture: str = STARTER, units: int = 1) -> Plan:
    """Return a pod."""
    return plan(architecture, units)


@cache
def rows(architecture: str = STARTER, units: int = 1) -> tuple[CableRow, ...]:
    """Return the rows of its cables."""
    found = pod(architecture, units)
    return tuple(cable_rows(found.physical, found.fabric, found.pulling))
