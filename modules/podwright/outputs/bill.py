"""The bill of materials: what is bought for a pod, how much of it, and what it serves. Every row can be traced to the things behind it."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache

from podwright.plan.pace import without_collector
from podwright.plan.types import Cable, Device, Plan, Role, StorageLink
from podwright.plan.types.fabric import CablePart


class Group(StrEnum):
    """Kinds of thing that are bought, in the order of the bill."""

    SYSTEM = "system"
    SWITCH = "switch"
    TRANSCEIVER = "transceiver"
    CABLE = "cable"
    STORAGE = "storage"
    RACK = "rack"
    PDU = "pdu"
    POWER_SHELF = "power_shelf"
    CDU = "cdu"
    LICENCE = "licence"


@dataclass(frozen=True, slots=True)
class BillRow:
    """One row: `row` names it for ever, `part` is what prices name, `serves` are the roles, fabrics and tiers that need it. Cables have a length each."""

    row: str
    group: Group
    part: str
    what: str
    quantity: int
    unit: str
    length_m: float | None
    serves: tuple[str, ...]


COLUMNS = ("ROW", "GROUP", "PART", "WHAT", "QUANTITY", "UNIT", "LENGTH_M", "SERVES")
WHOLE = -1.0
"""The length of what has none, so that keys can be sorted."""

Key = tuple[Group, str, float]
"""Group, part, length (m)."""
Line = tuple[Key, int, str, str, str]
"""Key of the row, how many, what it serves, the name of the thing itself, and the port of it that is meant, if one is."""

STORED = (Role.STORAGE_APPLIANCE, Role.STORAGE_SWITCH)
OWN_GROUP = {Role.NVLINK_SWITCH: Group.SWITCH, Role.PDU: Group.PDU, Role.POWER_SHELF: Group.POWER_SHELF, Role.CDU: Group.CDU} | dict.fromkeys(
    STORED, Group.STORAGE
)
SWITCHES = (Role.LEAF, Role.SPINE, Role.CORE)


@without_collector()
def bill(plan: Plan) -> tuple[BillRow, ...]:
    """Return the bill of a plan, by group, part and length.

    Laws: every device, rack and cable is in exactly one row of its group; a cable that splits is one cable; ports that share a plug share a transceiver.
    """
    quantities, serves = dict[Key, int](), dict[Key, set[str]]()
    for key, count, whom, _, _ in _lines(plan):
        if key in quantities:
            quantities[key] += count
            serves[key].add(whom)
        else:
            quantities[key], serves[key] = count, {whom}
    titles, order = _titles(plan), {group: index for index, group in enumerate(Group)}
    rows = sorted(quantities, key=lambda key: (order[key[0]], key[1], key[2]))
    return tuple(
        BillRow(
            row=_name((group, part, length_m)),
            group=group,
            part=part,
            what=titles.get((group, part), part),
            quantity=quantities[group, part, length_m],
            unit="each",
            length_m=None if length_m == WHOLE else length_m,
            serves=tuple(sorted(serves[group, part, length_m])),
        )
        for group, part, length_m in rows
    )


@without_collector()
def trace(plan: Plan, row: str) -> tuple[str, ...]:
    """Return what is behind a row of the bill, sorted: names of devices and racks, labels of cables, plugs as device and port; empty for no such row."""
    is_meant = cache(lambda key: _name(key) == row)
    return tuple(sorted(f"{item}/{port}" if port else item for key, _, _, item, port in _lines(plan) if is_meant(key)))


def bill_csv(rows: tuple[BillRow, ...]) -> str:
    """Return the bill as CSV text, one line a row; what a row serves stands in one cell, joined by spaces."""
    text = io.StringIO()
    sheet = csv.writer(text, lineterminator="\n")
    sheet.writerow(COLUMNS)
    for row in rows:
        length = "" if row.length_m is None else f"{row.length_m:g}"
        sheet.writerow((row.row, row.group.value, row.part, row.what, row.quantity, row.unit, length, " ".join(row.serves)))
    return text.getvalue()


def bill_json(rows: tuple[BillRow, ...]) -> str:
    """Return the bill as JSON text: a list of rows."""
    return json.dumps([asdict(row) for row in rows], indent=1, ensure_ascii=False) + "\n"


def _name(key: Key) -> str:
    group, part, length_m = key
    return f"{group}/{part}" if length_m == WHOLE else f"{group}/{part}/{length_m:g}m"


def _titles(plan: Plan) -> dict[tuple[Group, str], str]:
    """Return what people call each part."""
    kinds = {product.kind: product.title for product in plan.physical.products}
    titles = {(_group(device), device.kind): kinds.get(device.kind, device.kind) for device in plan.physical.devices}
    titles |= {(Group.RACK, f"rack-{rack.kind}"): f"Rack of {rack.height_u} U, kind {rack.kind}" for rack in plan.physical.racks}
    titles |= {(Group.LICENCE, row.name): row.title for product in plan.physical.products for row in product.licences}
    titles |= {(Group.TRANSCEIVER, module.name): module.title for module in plan.fabric.modules}
    titles |= {(Group.CABLE, row.part or row.medium): row.title or f"{row.medium}, no part named" for row in plan.fabric.parts}
    titles |= {(Group.CABLE, _storage_cable(row)): f"{row.rate_gbps}G cable to a storage system, plugs as its vendor says" for row in plan.storage.links}
    return titles


def _lines(plan: Plan) -> Iterator[Line]:
    """Yield everything that is bought, a line each."""
    yield from _devices(plan)
    yield from _cables(plan)
    yield from _beside(plan)
    for rack in plan.physical.racks:
        yield (Group.RACK, f"rack-{rack.kind}", WHOLE), 1, f"racks/{rack.kind}", rack.name, ""


def _devices(plan: Plan) -> Iterator[Line]:
    licences = {product.kind: product.licences for product in plan.physical.products}
    for device in plan.physical.devices:
        whom = _served(device)
        yield (_group(device), device.kind, WHOLE), 1, whom, device.name, ""
        for licence in licences.get(device.kind, ()):
            yield (Group.LICENCE, licence.name, WHOLE), licence.count_per_device, whom, device.name, ""


def _group(device: Device) -> Group:
    return Group.SWITCH if device.role in SWITCHES else OWN_GROUP.get(device.role, Group.SYSTEM)


def _served(device: Device) -> str:
    if device.role in STORED:
        return "storage"
    return f"{device.fabric}/{device.role}" if device.fabric else str(device.role)


def _storage_cable(link: StorageLink) -> str:
    """Return what a cable to a storage system is called as a part: its plugs are the vendor's, so that no part of the catalogue is named."""
    return f"storage-{link.rate_gbps}g"


def _beside(plan: Plan) -> Iterator[Line]:
    """Yield what is beside devices and fabrics: blocks and switches of a storage system without places, cables to one, coolant units of loops that have none in racks."""
    system = plan.storage.system
    if system is not None and not system.placed_count:
        what = f"{system.kind}-{system.capacity}" if system.capacity else system.kind
        for index in range(1, system.block_count + 1):
            yield (Group.STORAGE, what, WHOLE), 1, "storage", f"{what} block {index}", ""
        for index in range(1, system.switch_count + 1):
            yield (Group.STORAGE, f"{system.kind}-switch", WHOLE), 1, "storage", f"{system.kind} switch {index}", ""
    for link in plan.storage.links:
        for index in range(1, link.cable_count + 1):
            yield (Group.CABLE, _storage_cable(link), link.length_m), 1, "storage", f"{link.device} cable {index} to {link.leaf}", ""
    for loop in plan.cooling.loops:
        for index in range(1, loop.cdu_count + 1) if loop.cdu_standing is None else ():
            yield (Group.CDU, loop.cdu_kind, WHOLE), 1, f"cooling/{loop.name}", f"{loop.name} unit {index}", ""


@dataclass(frozen=True, slots=True)
class _Bought:
    """What cables of one medium and length add to the bill: the key of the cable, of the modules at its ends (None without), and what they serve."""

    cable: Key
    a_module: Key | None
    b_module: Key | None
    serves: str


def _cables(plan: Plan) -> Iterator[Line]:
    """Yield cables and their transceivers. The legs of a split are one cable, as long as the longest of them."""
    kinds = {device.name: (device.kind, device.device_class) for device in plan.physical.devices}
    parts = {(row.fabric, row.tier, row.medium, row.a_class, row.length_m): _bought(row) for row in plan.fabric.parts}
    cages = {(row.kind, row.port): row.cage for row in plan.fabric.cages}
    filled = set[tuple[Key, str, str]]()
    splits = dict[tuple[str, str], tuple[Cable, _Bought]]()
    for cable in plan.fabric.cables:
        (a_kind, a_class), (b_kind, _) = kinds[cable.a_device], kinds[cable.b_device]
        bought = parts[cable.fabric, cable.tier, cable.medium, a_class, cable.length_m]
        if cable.leg:
            split = (cable.a_device, cages.get((a_kind, cable.a_port), cable.a_port))
            if split not in splits or splits[split][0].length_m < cable.length_m:
                splits[split] = (cable, bought)
        else:
            yield bought.cable, 1, bought.serves, cable.label, ""
        for kind, device, port, module in ((a_kind, cable.a_device, cable.a_port, bought.a_module), (b_kind, cable.b_device, cable.b_port, bought.b_module)):
            if module is None:
                continue
            cage = cages.get((kind, port))
            if cage is None:
                yield module, 1, bought.serves, device, port
            elif (plug := (module, device, cage)) not in filled:
                filled.add(plug)
                yield module, 1, bought.serves, device, cage
    for cable, bought in splits.values():
        yield bought.cable, 1, bought.serves, cable.label, ""


def _bought(part: CablePart) -> _Bought:
    a, b = ((Group.TRANSCEIVER, module, WHOLE) if module else None for module in (part.a_module, part.b_module))
    return _Bought((Group.CABLE, part.part or part.medium, part.length_m), a, b, f"{part.fabric}/{part.tier}")
