"""Where a storage system stands: in racks of its own in the pod's row, each place a function of the block's ordinal and of its product alone."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from podwright.catalog.architecture import PlaceRow, RackRule
from podwright.catalog.figure import Figure
from podwright.catalog.load import Catalog
from podwright.catalog.products import SystemKind
from podwright.catalog.storage import OwnSwitches, StorageKind
from podwright.plan.finding import Finding, Infeasible
from podwright.plan.places import RACK_NUMBERS
from podwright.plan.types import Place, Role
from podwright.spec.storage import StorageSystem

KIND = "storage-system"
"""The kind of rack that a storage system stands in."""
SWITCH = "switch"
PDU = "storage"
PDU_COUNT = 2
"""One on each of two feeds, as every rack without GPU nodes has them here."""
FIRST_PDU = 1000
"""The ordinal of the first PDU of such a rack, behind those of the pod's own racks, whose ordinals are seats."""


def racked(words: StorageSystem | None, catalog: Catalog) -> Catalog:
    """Return the catalogue with the products of the pod's storage system, and with the rack kind that it stands in where the height of a block is known.

    Raises: Infeasible when the catalogue has no such system, or the system no such capacity.
    """
    if words is None:
        return catalog
    kind = storage_kind(words, catalog)
    height = _height(words, kind)
    if height is None:
        return catalog
    products = [_block(words, kind, height), *([_switch(kind, kind.switches)] if kind.switches else []), _pdu(catalog)]
    return replace(catalog, systems=catalog.systems | {row.name: row for row in products}, storage_rack=_rack(catalog, kind, height))


def storage_kind(words: StorageSystem, catalog: Catalog) -> StorageKind:
    """Return the product that the pod names.

    Raises: Infeasible when there is none, or none of that capacity.
    """
    kind = catalog.storage.get(words.kind)
    if kind is None:
        raise _unknown("storage.system.kind", f"{words.kind} is no storage system", list(catalog.storage))
    names = [row.name for row in kind.capacities]
    if words.capacity is not None and words.capacity not in names:
        raise _unknown("storage.system.capacity", f"{words.capacity} is no capacity of {kind.name}", names)
    return kind


def product_name(kind: str, capacity: str | None) -> str:
    """Return the name of a block as a product: with its capacity, where it comes with several."""
    return f"{kind}-{capacity}" if capacity else kind


def capacity_name(words: StorageSystem, kind: StorageKind) -> str | None:
    """Return the capacity that is meant: the one that the pod names, else the product's first."""
    return words.capacity or next((row.name for row in kind.capacities), None)


def last_number(catalog: Catalog) -> int:
    """Return the last number that a rack of the pod's own row can have: as far as the architecture's strides and two digits of a name reach."""
    return min(RACK_NUMBERS, (1 << catalog.largest.pod_racks.bit_length()) - 1)


def storage_places(rule: RackRule, catalog: Catalog, kind: StorageKind, *, blocks: int, switches: int) -> Iterator[tuple[Role, int, Place, int]]:
    """Yield role, ordinal, place and lowest U of every block and of every switch that the system brings.

    Laws: racks are numbered down from the last one that the architecture has a number for, so that they meet the pod's own, which count up, only where the row is
    full. A switch stands in the rack of the first block that it is for.
    """
    last = last_number(catalog)
    own, held = _rows(rule)
    for ordinal in range(blocks):
        rack, index = divmod(ordinal, held.count)
        yield Role.STORAGE_APPLIANCE, ordinal, Place(0, last - rack, held.first_slot + index), held.u_of(index)
    for ordinal in range(switches):
        assert own is not None, "a system has switches only where its product brings some"
        assert kind.switches is not None, "as above"
        group, member = divmod(ordinal, kind.switches.count.value)
        rack = group * kind.switches.blocks.value // held.count
        first_group = -(-rack * held.count // kind.switches.blocks.value)
        index = (group - first_group) * kind.switches.count.value + member
        yield Role.STORAGE_SWITCH, ordinal, Place(0, last - rack, own.first_slot + index), own.u_of(index)


def pdu_places(racks: Iterable[int], catalog: Catalog) -> Iterator[tuple[int, Place]]:
    """Yield ordinal and place of every PDU of these racks, by their numbers."""
    for number in racks:
        for slot in range(1, PDU_COUNT + 1):
            yield FIRST_PDU + (last_number(catalog) - number) * PDU_COUNT + slot - 1, Place(0, number, slot)


def _rows(rule: RackRule) -> tuple[PlaceRow | None, PlaceRow]:
    """Return the places of switches, where there are any, and those of blocks."""
    by_role = {row.holds: row for row in rule.places}
    return by_role.get(Role.STORAGE_SWITCH), by_role[Role.STORAGE_APPLIANCE]


def _height(words: StorageSystem, kind: StorageKind) -> Figure | None:
    """Return the height of a block: the published one, else the one that the pod quotes.

    Raises: Infeasible when the pod quotes another one than is published, since places are for ever.
    """
    quoted_u = words.block_height_u
    if kind.height is None:
        return None if quoted_u is None else _quoted(quoted_u, "U", "storage.system.block_height_u", kind)
    if quoted_u not in (None, kind.height.value):
        what = f"{quoted_u} U are quoted, {kind.name} has {kind.height.value} U in the catalogue"
        raise Infeasible((Finding("P509", "storage.system.block_height_u", what, "Drop the line"),))
    return kind.height


def _quoted(value: int, unit: str, field: str, kind: StorageKind) -> Figure:
    return Figure.model_validate({"value": value, "unit": unit, "source": f"quoted in the pod's {field}", "date": kind.source.date, "evidence": "secondary"})


def _block(words: StorageSystem, kind: StorageKind, height: Figure) -> SystemKind:
    """Return a block as a product that stands in a rack; what it draws counts as nothing where neither catalogue nor pod knows it."""
    power = kind.power
    if words.block_power_kw is not None:
        power = _quoted(round(words.block_power_kw * 1000), "W", "storage.system.block_power_kw", kind)
    return SystemKind(
        name=product_name(kind.name, capacity_name(words, kind)),
        class_letter="a",
        title=f"{kind.title}, {kind.block}",
        height=height,
        power=power
        or Figure(value=0, unit="W", source="not found in print", note="counted as nothing until it is", date=kind.source.date, evidence="estimate"),
        weight=kind.weight,
        ports_source=kind.source,
        ports=(),
    )


def _switch(kind: StorageKind, own: OwnSwitches) -> SystemKind:
    return SystemKind(
        name=f"{kind.name}-{SWITCH}",
        class_letter="a",
        title=f"{kind.title}, its own switch",
        height=own.height,
        power=Figure(value=0, unit="W", source=own.count.source, note="what it draws is in the figure of the blocks", date=own.count.date, evidence="derived"),
        ports_source=own.count,
        ports=(),
    )


def _pdu(catalog: Catalog) -> SystemKind:
    """Return the PDU of such a rack: the architecture's, without a port, since no layout has seats out-of-band for it."""
    own = catalog.systems[catalog.architecture.pdu]
    return own.model_copy(update={"name": f"{own.name}-{PDU}", "title": f"{own.title}, of a storage rack: managed as its vendor does", "ports": ()})


def _rack(catalog: Catalog, kind: StorageKind, height: Figure) -> RackRule:
    """Return the kind of rack: the switches of all groups that may begin in it at the bottom, blocks above."""
    first_u, room_u, own = catalog.enclosure.appliances_from.value, catalog.enclosure.appliances_height.value, kind.switches
    per_rack = kind.per_rack.value if kind.per_rack else room_u // height.value
    switch_count = own.count.value * -(-per_rack // own.blocks.value) if own else 0
    switch_u = own.height.value if own else 1
    switches = PlaceRow(holds=Role.STORAGE_SWITCH, first_slot=1, count=switch_count, lowest_u=first_u, step_u=switch_u) if switch_count else None
    blocks = PlaceRow(
        holds=Role.STORAGE_APPLIANCE, first_slot=switch_count + 1, count=per_rack, lowest_u=first_u + switch_count * switch_u, step_u=height.value
    )
    source = kind.per_rack or height
    return RackRule(name=KIND, scope="pod", count=1, pdu_count=PDU_COUNT, source=source, places=(*([switches] if switches else []), blocks))


def _unknown(where: str, what: str, known: list[str]) -> Infeasible:
    return Infeasible((Finding("P509", where, what, f"Choose of these: {', '.join(known) or 'none'}"),))
