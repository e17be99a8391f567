"""One rack as lines and boxes: geometry here, marks in the template."""

from collections.abc import Sequence
from dataclasses import dataclass

from podwright.outputs.report.words import device_words, kilowatts, plural
from podwright.plan.types import Device, Rack

UNIT_HEIGHT_PX = 13  # the smallest row in which a 10 px name can be read
NUMBERS_WIDTH_PX = 24
INSIDE_WIDTH_PX = 236  # a name of 24 characters and a role beside it in one rack unit
STRIP_WIDTH_PX = 15
HEAD_HEIGHT_PX = 4
NAME_LENGTH = 24  # longer names are drawn without the pod's name, which the caption has


@dataclass(frozen=True, slots=True)
class Mark:
    """The number of one rack unit and the line it stands on."""

    number: int
    baseline_y: int
    line_y: int


@dataclass(frozen=True, slots=True)
class Box:
    """One device: where it is drawn, what is written on it, what a screen reader says."""

    role: str
    label: str
    words: str
    second_line: str
    title: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class RackDrawing:
    """One rack: its frame, the numbers of its units, its devices, and what stands beside the units."""

    identifier: str
    title: str
    description: str
    width: int
    height: int
    inside_x: int
    inside_width: int
    inside_height: int
    top_y: int
    marks: tuple[Mark, ...]
    boxes: tuple[Box, ...]
    strips: tuple[Box, ...]


def draw(rack: Rack, devices: Sequence[Device]) -> RackDrawing:
    """Return the drawing of one rack; `devices` come lowest first."""
    standing = [device for device in devices if device.height_u]
    beside = [device for device in devices if not device.height_u]
    inside_height = rack.height_u * UNIT_HEIGHT_PX
    strips_width = len(beside) * STRIP_WIDTH_PX
    return RackDrawing(
        identifier=f"rack-{rack.name}",
        title=f"Rack {rack.name}",
        description=description(rack, standing, beside),
        width=NUMBERS_WIDTH_PX + INSIDE_WIDTH_PX + strips_width + 4,
        height=inside_height + 2 * HEAD_HEIGHT_PX,
        inside_x=NUMBERS_WIDTH_PX,
        inside_width=INSIDE_WIDTH_PX,
        inside_height=inside_height,
        top_y=HEAD_HEIGHT_PX,
        marks=tuple(mark(rack, number) for number in range(1, rack.height_u + 1)),
        boxes=tuple(box(rack, device) for device in standing),
        strips=tuple(strip(rack, device, number) for number, device in enumerate(beside)),
    )


def mark(rack: Rack, number: int) -> Mark:
    """Return the mark of one rack unit; units count from below."""
    line_y = HEAD_HEIGHT_PX + (rack.height_u - number + 1) * UNIT_HEIGHT_PX
    return Mark(number=number, baseline_y=line_y - 3, line_y=line_y)


def box(rack: Rack, device: Device) -> Box:
    """Return one device at its height."""
    top_u = rack.height_u - device.lowest_u - device.height_u + 1
    return Box(
        role=device.role.value,
        label=short_name(device),
        words=device_words(device),
        second_line=f"{device.kind}, {kilowatts(device.power_w)} kW" if device.height_u > 1 else "",
        title=f"{device.name}: {device_words(device)}, {device.kind}, {units_words(device)}, {kilowatts(device.power_w)} kW",
        x=NUMBERS_WIDTH_PX,
        y=HEAD_HEIGHT_PX + top_u * UNIT_HEIGHT_PX,
        width=INSIDE_WIDTH_PX,
        height=device.height_u * UNIT_HEIGHT_PX,
    )


def strip(rack: Rack, device: Device, number: int) -> Box:
    """Return a device that fills no unit, upright beside them."""
    return Box(
        role=device.role.value,
        label=device.name.rsplit("-", 1)[1],
        words=device_words(device),
        second_line="",
        title=f"{device.name}: {device_words(device)}, {device.kind}, beside the units",
        x=NUMBERS_WIDTH_PX + INSIDE_WIDTH_PX + 3 + number * STRIP_WIDTH_PX,
        y=HEAD_HEIGHT_PX,
        width=STRIP_WIDTH_PX - 3,
        height=rack.height_u * UNIT_HEIGHT_PX,
    )


def short_name(device: Device) -> str:
    """Return the name that fits on the drawing."""
    if len(device.name) <= NAME_LENGTH:
        return device.name
    return "-".join(device.name.rsplit("-", 3)[1:])


def units_words(device: Device) -> str:
    """Return the rack units that a device fills."""
    if device.height_u == 1:
        return f"U{device.lowest_u}"
    return f"U{device.lowest_u} to U{device.lowest_u + device.height_u - 1}"


def description(rack: Rack, standing: Sequence[Device], beside: Sequence[Device]) -> str:
    """Return the rack in words, lowest device first."""
    parts = [f"{units_words(device)} {device.name}, {device_words(device)}" for device in standing]
    if beside:
        parts.append("beside the units " + ", ".join(device.name for device in beside))
    return f"{plural(rack.height_u, 'rack unit')}. " + "; ".join(parts) + "."
