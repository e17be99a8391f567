"""A small drawing of each fabric: who hangs on which leaves, and the leaves on which spines, drawn from the cables themselves."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from podwright.outputs.report.words import device_words, fabric_words, place_words, plural, role_words, unit_words
from podwright.plan.names import DeviceName
from podwright.plan.types import Cable, Device, Fabrics, Physical, Role, Tier

BOX_HEIGHT_PX = 48
GAP_HEIGHT_PX = 56
BOX_SPACE_PX = 6
LEAST_WIDTH_PX = 240  # room for the words between two rows of one box
PHONE_WIDTH_PX = 400  # wider than this, a phone scrolls the drawing instead of shrinking it
COLUMN_WIDTH_PX = 550  # wider than this, a drawing has the row to itself instead of shrinking in a column
BOX_WIDTH_PX = 80  # twelve letters, as in `in-band leaf`
BOXES_IN_ROW = 8  # more would be too narrow for their words; they are drawn as groups
SHORT_ROLES = {
    Role.GPU_NODE: "GPU nodes",
    Role.MANAGEMENT_NODE: "management",
    Role.STORAGE_HOST: "storage",
    Role.NVLINK_SWITCH: "NVLink",
    Role.UFM: "UFM",
    Role.PDU: "PDUs",
    Role.POWER_SHELF: "shelves",
    Role.CDU: "CDUs",
    Role.STORAGE_APPLIANCE: "appliances",
    Role.STORAGE_SWITCH: "storage",
}
SWITCH_ROWS = (Role.CORE, Role.SPINE, Role.LEAF)


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
    is_wide: bool
    is_alone: bool
    groups: tuple[Group, ...]
    links: tuple[Link, ...]
    captions: tuple[Caption, ...]


def maps(physical: Physical, fabrics: Fabrics) -> tuple[FabricMap, ...]:
    """Return one drawing a fabric, in the plan's order."""
    devices = {device.name: device for device in physical.devices}
    return tuple(fabric_map(fabric.name, [cable for cable in fabrics.cables if cable.fabric == fabric.name], devices) for fabric in fabrics.fabrics)


def fabric_map(name: str, cables: Sequence[Cable], devices: dict[DeviceName, Device]) -> FabricMap:
    """Return the drawing of one fabric."""
    rows = device_rows(name, cables, devices)
    rows_of_groups = [row_groups(row, name) for row in rows]
    width = max([LEAST_WIDTH_PX, *(row_width(len(groups)) + 4 for groups in rows_of_groups)])
    boxes = [row_boxes(groups, number, name, width=width) for number, groups in enumerate(rows_of_groups)]
    group_of_device = {device.name: group for row in boxes for group, group_members in row for device in group_members}
    words = [plural(len(row), row_noun(row, name)) for row in rows]
    return FabricMap(
        identifier=f"map-{name}",
        title=f"{fabric_words(name)} fabric".capitalize(),
        description=", ".join([*words, plural(len(cables), "cable")]) + ".",
        width=width,
        height=len(rows) * (BOX_HEIGHT_PX + GAP_HEIGHT_PX) - GAP_HEIGHT_PX + 8,
        is_wide=width > PHONE_WIDTH_PX,
        is_alone=width > COLUMN_WIDTH_PX,
        groups=tuple(group for row in boxes for group, _ in row),
        links=links(cables, group_of_device),
        captions=captions(cables, group_of_device),
    )


def device_rows(name: str, cables: Sequence[Cable], devices: dict[DeviceName, Device]) -> list[list[Device]]:
    """Return the devices of a fabric in the rows of its drawing, those that are not empty: the fabric above that it is cabled into, cores, spines, leaves, everything else."""
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
    if is_own_switch(row[0], fabric):
        return role_words(row[0].role)
    return device_words(row[0]) if len({(device.role, device.fabric) for device in row}) == 1 else "device"


def is_own_switch(device: Device, fabric: str) -> bool:
    """Return whether the device is a switch of this fabric."""
    return device.fabric == fabric and device.role in SWITCH_ROWS


def row_groups(row: Sequence[Device], fabric: str) -> list[list[Device]]:
    """Return the devices of each box of one row: switches one by one while there is room, everything else by unit and role, or by role alone."""
    finest: Callable[[Device], tuple[object, ...]] = switch_key if is_own_switch(row[0], fabric) else host_key
    groups: dict[tuple[object, ...], list[Device]] = {}
    for key in (finest, host_key, role_key):
        groups = {}
        for device in row:
            groups.setdefault(key(device), []).append(device)
        if len(groups) <= BOXES_IN_ROW:
            break
    return sorted(groups.values(), key=lambda members: (members[0].place.unit == 0, members[0].name))


def row_boxes(groups: Sequence[Sequence[Device]], number: int, fabric: str, *, width: int) -> list[tuple[Group, Sequence[Device]]]:
    """Return the boxes of one row in the middle of the drawing, with the devices in each."""
    left, y = (width - row_width(len(groups))) // 2, 4 + number * (BOX_HEIGHT_PX + GAP_HEIGHT_PX)
    return [
        (group(members, x=left + index * (BOX_WIDTH_PX + BOX_SPACE_PX), y=y, lines=group_lines(members, fabric)), members)
        for index, members in enumerate(groups)
    ]


def row_width(box_count: int) -> int:
    """Return how wide so many boxes are."""
    return box_count * (BOX_WIDTH_PX + BOX_SPACE_PX) - BOX_SPACE_PX


def switch_key(device: Device) -> tuple[object, ...]:
    """Return what tells every switch apart."""
    return (device.name,)


def host_key(device: Device) -> tuple[object, ...]:
    """Return what tells groups apart by unit and role."""
    return (device.place.unit, device.role)


def role_key(device: Device) -> tuple[object, ...]:
    """Return what tells groups apart by role alone."""
    return (device.role,)


def group(members: Sequence[Device], *, x: int, y: int, lines: tuple[str, ...]) -> Group:
    """Return one box."""
    return Group(
        title=group_title(members), role=members[0].role.value, lines=lines, x=x, y=y, width=BOX_WIDTH_PX, height=BOX_HEIGHT_PX, middle_x=x + BOX_WIDTH_PX // 2
    )


def group_title(members: Sequence[Device]) -> str:
    """Return the devices of a box in full."""
    if len(members) == 1:
        return members[0].name
    return f"{plural(len(members), role_words(members[0].role))}, {members[0].name} to {members[-1].name}"


def group_lines(members: Sequence[Device], fabric: str) -> tuple[str, ...]:
    """Return what is written in a box."""
    first = members[0]
    if len(members) == 1:
        what = role_words(first.role) if is_own_switch(first, fabric) else device_words(first)
        return (SHORT_ROLES.get(first.role, what).removesuffix("s"), place_words(first.place), first.name.rsplit("-", 1)[1])
    unit_numbers = {device.place.unit for device in members}
    where = unit_words(first.place.unit) if len(unit_numbers) == 1 else f"in {len(unit_numbers)} units"
    noun = SHORT_ROLES[first.role] if first.role in SHORT_ROLES else plural(2, role_words(first.role)).removeprefix("2 ")
    return (f"{len(members):,}", noun, where)


def links(cables: Sequence[Cable], group_of_device: dict[DeviceName, Group]) -> tuple[Link, ...]:
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


def captions(cables: Sequence[Cable], group_of_device: dict[DeviceName, Group]) -> tuple[Caption, ...]:
    """Return the words between the rows: how many cables of which rate end at the row above."""
    counts = Counter((lower_and_upper(cable, group_of_device)[1].y, cable.rate_gbps) for cable in cables)
    texts_of_row: dict[int, list[str]] = {}
    for (y, rate_gbps), count in sorted(counts.items()):
        texts_of_row.setdefault(y, []).append(f"{count:,} \N{MULTIPLICATION SIGN} {rate_gbps} Gb/s")
    text_of_row = {y: ", ".join(texts) for y, texts in texts_of_row.items()}
    return tuple(Caption(text=text, y=y + BOX_HEIGHT_PX + GAP_HEIGHT_PX // 2 + 4, width=14 + 6 * len(text)) for y, text in text_of_row.items())


def lower_and_upper(cable: Cable, group_of_device: dict[DeviceName, Group]) -> tuple[Group, Group]:
    """Return the boxes of both ends, the lower on the page first."""
    a, b = group_of_device[cable.a_device], group_of_device[cable.b_device]
    return (a, b) if a.y >= b.y else (b, a)
