"""Racks by unit, the ones that are laid out alike drawn once."""

from collections.abc import Sequence
from dataclasses import dataclass

from podwright.outputs.report.rack_drawing import RackDrawing, draw
from podwright.outputs.report.words import ROLES, unit_words
from podwright.plan.types import Device, Physical, Plan, Rack, Role

Layout = tuple[tuple[object, ...], ...]
LEGEND_ORDER = tuple(ROLES)


@dataclass(frozen=True, slots=True)
class Alike:
    """One rack that is not drawn because an earlier one looks the same: its own names, lowest unit first."""

    rack: Rack
    device_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DrawnRack:
    """One rack as a drawing, and the others of its unit that are laid out like it."""

    rack: Rack
    drawing: RackDrawing
    alike: tuple[Alike, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """The racks of one unit; `alike` names the units that are laid out like it and are not drawn."""

    name: str
    rack_count: int
    device_count: int
    racks: tuple[DrawnRack, ...]
    alike: str


def units(physical: Physical, last_unit: int) -> tuple[Unit, ...]:
    """Return the racks of the pod by unit, units first, then zones (units beyond the last scalable one), the pod's own racks last; units laid out alike once."""
    devices_of_rack: dict[str, list[Device]] = {rack.name: [] for rack in physical.racks}
    for device in physical.devices:
        devices_of_rack[device.rack].append(device)
    racks_of_unit: dict[int, list[Rack]] = {}
    for rack in physical.racks:
        racks_of_unit.setdefault(rack.unit, []).append(rack)
    alike: dict[tuple[object, ...], list[int]] = {}
    for number in sorted(racks_of_unit, key=lambda number: (number == 0, number)):
        racks = racks_of_unit[number]
        likeness = (number > last_unit, *(layout(rack, devices_of_rack[rack.name]) for rack in racks))
        alike.setdefault(likeness, []).append(number)
    return tuple(unit(numbers, racks_of_unit[numbers[0]], devices_of_rack, last_unit=last_unit) for numbers in alike.values())


def unit(numbers: Sequence[int], racks: Sequence[Rack], devices_of_rack: dict[str, list[Device]], *, last_unit: int) -> Unit:
    """Return the first of units that are alike; racks in it that look alike follow the first of them."""
    groups: dict[Layout, list[Rack]] = {}
    for rack in racks:
        groups.setdefault(layout(rack, devices_of_rack[rack.name]), []).append(rack)
    return Unit(
        name=unit_words(numbers[0], last_unit=last_unit),
        rack_count=len(racks),
        device_count=sum(len(devices_of_rack[rack.name]) for rack in racks),
        racks=tuple(drawn(group, devices_of_rack) for group in groups.values()),
        alike=ranges(numbers[1:]),
    )


def ranges(numbers: Sequence[int]) -> str:
    """Return ascending numbers as people list them: `2 to 31, 33`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] + 1 == number:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def drawn(group: Sequence[Rack], devices_of_rack: dict[str, list[Device]]) -> DrawnRack:
    """Return the first rack of the group as a drawing and the others by their names."""
    first, *others = group
    alike = tuple(Alike(rack=rack, device_names=tuple(device.name for device in from_below(devices_of_rack[rack.name]) if device.height_u)) for rack in others)
    return DrawnRack(rack=first, drawing=draw(first, from_below(devices_of_rack[first.name])), alike=alike)


def from_below(devices: Sequence[Device]) -> list[Device]:
    """Return the devices of a rack, lowest first."""
    return sorted(devices, key=lambda device: (device.lowest_u, device.name))


def layout(rack: Rack, devices: Sequence[Device]) -> Layout:
    """Return what makes two racks look alike: everything but the names."""
    return (
        (rack.kind, rack.height_u, rack.feed_w),
        *((device.role, device.fabric or "", device.kind, device.lowest_u, device.height_u) for device in from_below(devices)),
    )


def legend(plan: Plan) -> tuple[Role, ...]:
    """Return the roles that the pod has, hosts first; distribution units of the room are among them."""
    present = {device.role for device in plan.physical.devices} | {Role.CDU for place in plan.floor.places if place.loop}
    return tuple(role for role in LEGEND_ORDER if role in present)
