"""What stands, by what a seat calls it."""

from collections.abc import Mapping
from dataclasses import dataclass

from podwright.catalog.architecture import Layout
from podwright.plan.types import Device, Physical, Role

BY_SCOPE = (Role.PDU, Role.POWER_SHELF, Role.NVLINK_SWITCH, Role.CDU)
"""Roles of what racks have whatever else stands in them: counted for the units, the pod and its zones apart."""


@dataclass(frozen=True, slots=True)
class Stand:
    """The devices of a pod by what a seat calls them (`gpu_node`, `compute/leaf`, `pdu/unit`), each by ordinal, in order."""

    by_holds: Mapping[str, Mapping[int, Device]]

    def of(self, holds: str) -> Mapping[int, Device]:
        """Return every such device by its ordinal."""
        return self.by_holds.get(holds, {})


def stand_of(physical: Physical, layout: Layout) -> Stand:
    """Return the devices by what a seat calls them."""
    found: dict[str, dict[int, Device]] = {}
    for device in sorted(physical.devices, key=lambda device: device.ordinal):
        found.setdefault(holds_of(device, layout), {})[device.ordinal] = device
    return Stand(found)


def holds_of(device: Device, layout: Layout) -> str:
    """Return what a seat calls a device."""
    if device.role in BY_SCOPE:
        return f"{device.role}/{layout.scope_of(device.place.unit)}"
    return f"{device.fabric}/{device.role}" if device.fabric else str(device.role)
