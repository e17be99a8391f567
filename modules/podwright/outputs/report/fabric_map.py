"""A small drawing of each fabric: who hangs on which leaves, and the leaves on which spines, drawn from the cables themselves."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from podwright.outputs.report.words import fabric_words, place_words, plural, role_words, unit_words
from podwright.plan.types import Cable, Device, Fabrics, Physical, Role, Tier

WIDTH_PX = 460  # still legible when a phone shrinks it to 328
BOX_HEIGHT_PX = 44
GAP_HEIGHT_PX = 58
BOX_SPACE_PX = 6
BOXES_IN_ROW = 8  # more would be too narrow for their words; they are drawn as groups
SHORT_ROLES = {Role.GPU_NODE: "GPU nodes", Role.MANAGEMENT_NODE: "management", Role.STORAGE_HOST: "storage", Role.UFM: "UFM", Role.PDU: "PDUs"}
SWITCH_ROWS = (Role.SPINE, Role.LEAF)


@dataclass(frozen=True, slots=True)
class Group:
    """Devices drawn as one box; `lines` are written in it, from above."""

    title: str
    role: str
    lines: tuple[str, ...]
    x: int
    y: int
    width: int
    height: int
    middle_x: int


@dataclass(frozen=True, slots=True)
class Link:
    """All cables between two boxes, from the lower to the upper one."""

    title: str
    x1: int
    y1: int
    x2: int
    y2: int
    width: float


@dataclass(frozen=True, slots=True)
class Caption:
    """Words between two rows: how many cables of which rate."""

    text: str
    y: int
    width: int


@dataclass(frozen=True, slots=True)
class FabricMap:
    """The drawing of one fabric."""

    identifier: str
    title: str
    description: str
    width: int
    height: int
    groups: tuple[Group, ...]
    links: tuple[Link, ...]
    captions: tuple[Caption, ...]


def maps(physical: Physical, fabrics: Fabrics) -> tuple[FabricMap, ...]:
    """Return one drawing a fabric, in the plan's order."""
    devices = {device.name: device for device in physical.devices}
    return tuple(fabric_map(fabric.name, [cable for cable in fabrics.cables if cable.fabric == fabric.name], devices) for fabric in fabrics.fabrics)


def fabric_map(name: str, cables: Sequence[Cable], devices: dict[str, Device]) -> FabricMap:
    """Return the drawing of one fabric."""
    rows = device_rows(name, cables, devices)
    boxes = [row_boxes(row, number, name) for number, row in enumerate(rows)]
    group_of_device = {device.name: group for row in boxes for group, group_members in row for device in group_members}
    words = [plural(len(row), row_noun(row, name)) for row in rows]
    return FabricMap(
        identifier=f"map-{name}",
        title=f"{fabric_words(name)} fabric".capitalize(),
        description=", ".join([*words, plural(len(cables), "cable")]) + ".",
        width=WIDTH_PX,
        height=len(rows) * (BOX_HEIGHT_PX + GAP_HEIGHT_PX) - GAP_HEIGHT_PX + 8,
        groups=tuple(group for row in boxes for group, _ in row),
        links=links(cables, group_of_device),
        captions=captions(cables, group_of_device),
    )


def device_rows(name: str, cables: Sequence[Cable], devices: dict[str, Device]) -> list[list[Device]]:
    """Return the devices of a fabric in the rows of its drawing, those that are not empty: the fabric above that it is cabled into, spines, leaves, everything else."""
    own = [device for device in devices.values() if is_own_switch(device, name)]
    above = {cable.b_device for cable in cables if cable.tier is Tier.UPLINK} - {device.name for device in own}
    below = {end for cable in cables for end in (cable.a_device, cable.b_device)} - above - {device.name for device in own}
    rows = [
        [devices[end] for end in above],
        *([device for device in own if device.role is role] for role in SWITCH_ROWS),
        [devices[end] for end in below],
    ]
    return [sorted(row, key=lambda device: device.name) for row in rows if row]


def row_noun(row: Sequence[Device], fabric: str) -> str:
    """Return what the devices of one row are called together."""
    return role_words(row[0].role) if is_own_switch(row[0], fabric) else "device"


def is_own_switch(device: Device, fabric: str) -> bool:
    """Return whether the device is a switch of this fabric."""
    return device.fabric == fabric and device.role in SWITCH_ROWS


def row_boxes(row: Sequence[Device], number: int, fabric: str) -> list[tuple[Group, list[Device]]]:
    """Return the boxes of one row with the devices in each: switches one by one while there is room, hosts by unit and role."""
    finest: Callable[[Device], tuple[object, ...]] = switch_key if is_own_switch(row[0], fabric) else host_key
    for key in (finest, host_key, role_key):
        groups: dict[tuple[object, ...], list[Device]] = {}
        for device in row:
            groups.setdefault(key(device), []).append(device)
        if len(groups) <= BOXES_IN_ROW:
            break
    width = (WIDTH_PX - (len(groups) - 1) * BOX_SPACE_PX - 2) // len(groups)
    y = 4 + number * (BOX_HEIGHT_PX + GAP_HEIGHT_PX)
    ordered = sorted(groups.values(), key=lambda members: (members[0].place.unit == 0, members[0].name))
    return [(group(members, x=1 + index * (width + BOX_SPACE_PX), y=y, width=width), members) for index, members in enumerate(ordered)]


def switch_key(device: Device) -> tuple[object, ...]:
    """Return what tells every switch apart."""
    return (device.name,)


def host_key(device: Device) -> tuple[object, ...]:
    """Return what tells groups apart by unit and role."""
    return (device.place.unit, device.role)


def role_key(device: Device) -> tuple[object, ...]:
    """Return what tells groups apart by role alone."""
    return (device.role,)


def group(members: Sequence[Device], *, x: int, y: int, width: int) -> Group:
    """Return one box."""
    return Group(title=group_title(members), role=members[0].role.value, lines=group_lines(members), x=x, y=y, width=width, height=BOX_HEIGHT_PX, middle_x=x + width // 2)


def group_title(members: Sequence[Device]) -> str:
    """Return the devices of a box in full."""
    if len(members) == 1:
        return members[0].name
    return f"{plural(len(members), role_words(members[0].role))}, {members[0].name} to {members[-1].name}"


def group_lines(members: Sequence[Device]) -> tuple[str, ...]:
    """Return what is written in a box."""
    first = members[0]
    if len(members) == 1:
        return (role_words(first.role).split(" ", maxsplit=1)[0], place_words(first.place), first.name.rsplit("-", 1)[1])
    unit_numbers = {device.place.unit for device in members}
    where = unit_words(first.place.unit) if len(unit_numbers) == 1 else f"in {len(unit_numbers)} units"
    noun = SHORT_ROLES[first.role] if first.role in SHORT_ROLES else plural(2, role_words(first.role)).removeprefix("2 ")
    return (f"{len(members):,}", noun, where)


def links(cables: Sequence[Cable], group_of_device: dict[str, Group]) -> tuple[Link, ...]:
    """Return the lines between boxes; a line is wider the more cables it stands for, by doubling."""
    counts = Counter(lower_and_upper(cable, group_of_device) for cable in cables)
    return tuple(
        Link(
            title=f"{plural(count, 'cable')} between {lower.title} and {upper.title}",
            x1=lower.middle_x,
            y1=lower.y,
            x2=upper.middle_x,
            y2=upper.y + upper.height,
            width=1 + count.bit_length() * 0.4,
        )
        for (lower, upper), count in sorted(counts.items(), key=lambda item: (item[0][0].y, item[0][0].x, item[0][1].x))
    )


def captions(cables: Sequence[Cable], group_of_device: dict[str, Group]) -> tuple[Caption, ...]:
    """Return the words between the rows: how many cables of which rate end at the row above."""
    counts = Counter((lower_and_upper(cable, group_of_device)[1].y, cable.rate_gbps) for cable in cables)
    texts_of_row: dict[int, list[str]] = {}
    for (y, rate_gbps), count in sorted(counts.items()):
        texts_of_row.setdefault(y, []).append(f"{count:,} × {rate_gbps} Gb/s")
    text_of_row = {y: ", ".join(texts) for y, texts in texts_of_row.items()}
    return tuple(Caption(text=text, y=y + BOX_HEIGHT_PX + GAP_HEIGHT_PX // 2 + 4, width=14 + 6 * len(text)) for y, text in text_of_row.items())


def lower_and_upper(cable: Cable, group_of_device: dict[str, Group]) -> tuple[Group, Group]:
    """Return the boxes of both ends, the lower on the page first."""
    a, b = group_of_device[cable.a_device], group_of_device[cable.b_device]
    return (a, b) if a.y >= b.y else (b, a)
