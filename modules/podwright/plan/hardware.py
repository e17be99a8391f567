"""What the delivered hardware is known by, as outputs and comparisons take it. It stands beside the plan and is no part of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from podwright.plan.names import DeviceName, PortName
from podwright.spec.hardware import HardwareRow

Where = tuple[DeviceName, PortName]
"""A port of a device; of the device itself, where the port is empty."""


@dataclass(frozen=True, slots=True)
class Hardware:
    """MACs (`b8:ce:f6:00:00:01`) and GUIDs (`0xb8cef60300000001`) by port, serial numbers by port and, with an empty port, by device; all in the file's order."""

    places: tuple[Where, ...] = ()
    macs: Mapping[Where, str] = field(default_factory=lambda: MappingProxyType({}))
    guids: Mapping[Where, str] = field(default_factory=lambda: MappingProxyType({}))
    serials: Mapping[Where, str] = field(default_factory=lambda: MappingProxyType({}))


UNKNOWN = Hardware()
"""No hardware is declared."""


def hardware(rows: Iterable[HardwareRow]) -> Hardware:
    """Return what rows of a hardware file say, to be asked by port."""
    known = [((DeviceName(row.device), PortName(row.port)), row) for row in rows]
    return Hardware(
        places=tuple(where for where, _ in known),
        macs=MappingProxyType({where: row.mac for where, row in known if row.mac}),
        guids=MappingProxyType({where: row.guid for where, row in known if row.guid}),
        serials=MappingProxyType({where: row.serial for where, row in known if row.serial}),
    )
