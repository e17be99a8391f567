"""The number that InfiniBand gives a port of a switch, and what its software calls the devices."""

import re
from collections.abc import Iterable

from podwright.plan.types import Device, DeviceClass
from podwright.plan.types.fabric import Cage

NAMED = re.compile(r"^(?:sw)?(\d+)(?:/|p)(\d+)$")
"""A port as the switch calls it: `17/2` (Quantum-2: cage and port), `1/17` (Quantum: the only module and port), `sw17p2` (Quantum-X800)."""


class PortNumbers:
    """Numbers of InfiniBand ports."""

    def __init__(self, cages: Iterable[Cage]) -> None:
        """Learn from the plan how many ports of each kind share a cage."""
        self.per_cage: dict[str, int] = {}
        sharing: dict[tuple[str, str], int] = {}
        for row in cages:
            count = sharing[row.kind, row.cage] = sharing.get((row.kind, row.cage), 0) + 1
            self.per_cage[row.kind] = max(self.per_cage.get(row.kind, 1), count)

    def of(self, device: Device, port: str) -> int:
        """Return the number of a port of a switch, from 1: cage after cage where several ports share one, else the number in its name."""
        named = NAMED.match(port)
        assert named is not None, f"InfiniBand port {device.name}/{port} has a number in its name"
        first, second = int(named[1]), int(named[2])
        per_cage = self.per_cage.get(device.kind, 1)
        return (first - 1) * per_cage + second if per_cage > 1 else second


def is_switch(device: Device) -> bool:
    """Return whether the device is a switch of a fabric."""
    return device.device_class is DeviceClass.SWITCH and device.fabric is not None


def model(device: Device) -> str:
    """Return what UFM calls a kind of switch: `MQM9700`.

    Source: UFM Cable Validation Tool 1.5, topo file (MQM8700, MQM9700), read 2026-11-21; Quantum-X800 by the same rule, which is an estimate.
    """
    return f"M{device.kind.upper()}"
