"""What changes of a cable that stands, by what the change asks for: a hand that labels or ties it again, or one that unplugs it."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from podwright.plan.strands import Strands
from podwright.plan.types import Cable, Device, Plan
from podwright.plan.types.fabric import CablePart


class Fact(NamedTuple):
    """One thing that is said of a cable: what it is called, what it was, what it becomes."""

    name: str
    was: str
    becomes: str

    def __str__(self) -> str:
        """Return the change as people read it."""
        return f"{self.name} {self.was or 'none'} -> {self.becomes or 'none'}"


class CableChange(NamedTuple):
    """What changes of one cable: what is plugged or bought otherwise, and what is written or tied otherwise while it runs; one of them may be empty."""

    label: str
    unplugged: tuple[Fact, ...]
    relabelled: tuple[Fact, ...]


def cable_changes(old: Plan, new: Plan) -> Iterator[CableChange]:
    """Yield what changes of every cable that both plans have, by label.

    The place in the pulling order is none of it: what stands is pulled. A part that is bought otherwise for the same medium and length is told tier by tier.
    """
    before = {cable.label: cable for cable in old.fabric.cables}
    one, other = _Lookup(old), _Lookup(new)
    for cable in sorted(new.fabric.cables, key=lambda cable: cable.label):
        was = before.get(cable.label)
        if was is None:
            continue
        is_same = was == cable and one.sockets(was) == other.sockets(cable)
        unplugged = () if is_same else tuple(_differing(one.plugged(was), other.plugged(cable)))
        moved = {fact.name for fact in unplugged}
        relabelled = tuple(fact for fact in _differing(one.written(was), other.written(cable)) if fact.name.removesuffix(" at") not in moved)
        if unplugged or relabelled:
            yield CableChange(cable.label, unplugged, relabelled)


def _differing(was: Mapping[str, str], becomes: Mapping[str, str]) -> Iterator[Fact]:
    return (Fact(name, was[name], told) for name, told in becomes.items() if was[name] != told)


def _place(device: Device) -> str:
    return f"{device.rack} U{device.lowest_u}" if device.height_u else device.rack


class _Lookup:
    """What a plan says of its cables, beside the rows themselves."""

    def __init__(self, plan: Plan) -> None:
        self.strands = Strands(plan.fabric, plan.pulling)
        self.devices = {device.name: device for device in plan.physical.devices}
        self.connectors = {(port.device, port.name): port.connector for port in plan.fabric.ports}
        self.bundles = {(row.fabric, row.tier, row.a_rack, row.b_rack): row.name for row in plan.pulling.bundles}
        self.parts = {(row.fabric, row.tier, row.medium, row.a_class, row.length_m): row for row in plan.fabric.parts}

    def plugged(self, cable: Cable) -> dict[str, str]:
        """Return what a cable is and where it is plugged; no change of these leaves its link up."""
        part = self.part(cable)
        near, far = self.sockets(cable)
        return {
            "fabric": cable.fabric,
            "tier": cable.tier.value,
            "far end": f"{cable.b_device}/{cable.b_port}",
            "rate": f"{cable.rate_gbps}G",
            "medium": cable.medium,
            "leg": str(cable.leg or ""),
            "length": f"{cable.length_m:g} m",
            "connectors": f"{near} and {far}",
            "part": part.part or "" if part else "",
        }

    def sockets(self, cable: Cable) -> tuple[str, str]:
        """Return the connectors of both ports of a cable."""
        return self.connectors[cable.a_device, cable.a_port], self.connectors[cable.b_device, cable.b_port]

    def part(self, cable: Cable) -> CablePart | None:
        """Return what is bought for a cable."""
        return self.parts.get((cable.fabric, cable.tier, cable.medium, self.devices[cable.a_device].device_class, cable.length_m))

    def written(self, cable: Cable) -> dict[str, str]:
        """Return what stands on the labels of a cable and in which bundle it is tied."""
        strand, a, b = self.strands.of(cable), self.devices[cable.a_device], self.devices[cable.b_device]
        return {
            "colour": strand.colour,
            "plane": str(strand.plane),
            "rail": "" if strand.rail is None else str(strand.rail),
            "bundle": self.bundles[cable.fabric, cable.tier, a.rack, b.rack],
            "near end at": _place(a),
            "far end at": _place(b),
        }
