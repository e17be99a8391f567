"""What differs between two plans, what it costs, and what stands."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from podwright.plan.cable_changes import cable_changes
from podwright.plan.names import RackName
from podwright.plan.switch_changes import switch_changes
from podwright.plan.types import Plan, SystemPlan
from podwright.plan.types.fabric import CablePart

Row = TypeVar("Row")


class Cost(StrEnum):
    """What a change asks of a standing pod, cheapest first: nothing but a run, work to be drained, a thing built again."""

    LIVE = "live"
    DRAIN = "drain"
    REBUILD = "rebuild"


@dataclass(frozen=True, slots=True)
class Delta:
    """One difference: what kind of thing, which, what becomes of it (`added`, `removed`, `changed`), and what that costs."""

    kind: str
    name: str
    change: str
    cost: Cost
    text: str = ""


def diff(old: Plan, new: Plan) -> tuple[Delta, ...]:
    """Return every difference between two plans of one pod, by kind and name.

    Laws: the difference of a plan with itself is empty; a grown pod has only `added` rows, unless a layer that got wider moves cables. A cable that changes
    is one row, whatever changes of it.
    """
    return tuple(row for compare in COMPARISONS for row in compare(old, new))


def _racks(old: Plan, new: Plan) -> Iterator[Delta]:
    yield from _compared("rack", old.physical.racks, new.physical.racks, lambda row: row.name, lambda row: (row.kind, row.height_u, row.feed_w), Cost.LIVE)


def _devices(old: Plan, new: Plan) -> Iterator[Delta]:
    yield from _compared(
        "device", old.physical.devices, new.physical.devices, lambda row: row.name, lambda row: (row.kind, row.role.value, row.lowest_u), Cost.REBUILD
    )


def _cables(old: Plan, new: Plan) -> Iterator[Delta]:
    """Yield cables that come and go, and what changes of each that stands: it is drained where it is unplugged, and runs on where it is labelled or tied again."""
    yield from _compared("cable", old.fabric.cables, new.fabric.cables, lambda row: row.label, lambda _: (), Cost.DRAIN)
    for label, unplugged, relabelled in cable_changes(old, new):
        yield Delta("cable", label, "changed", Cost.DRAIN if unplugged else Cost.LIVE, ", ".join(map(str, (*unplugged, *relabelled))))


def _parts(old: Plan, new: Plan) -> Iterator[Delta]:
    """Yield cables of one medium and length, tier by tier, that are bought as another part, or with other modules, than before: a tier that gets longer may
    need another fibre.
    """
    rows = ({(row.fabric, row.tier, row.medium, row.a_class, row.length_m): row for row in plan.fabric.parts} for plan in (old, new))
    before, after = rows
    for key in sorted(before.keys() & after.keys()):
        for was, becomes in ((before[key].part, after[key].part), (_modules(before[key]), _modules(after[key]))):
            if was != becomes:
                name = f"{key[0]}/{key[1]} {key[2]} {key[4]:g} m from {key[3]}"
                yield Delta("cable part", name, "changed", Cost.DRAIN, f"{was or 'none'} -> {becomes or 'none'}")


def _modules(part: CablePart) -> str:
    return " and ".join(module for module in (part.a_module, part.b_module) if module)


def _addresses(old: Plan, new: Plan) -> Iterator[Delta]:
    yield from _compared(
        "address",
        old.fabric.addresses,
        new.fabric.addresses,
        lambda row: f"{row.device}/{row.interface}/{row.fabric}",
        lambda row: (row.v4, row.v6),
        Cost.REBUILD,
    )


def _switches(old: Plan, new: Plan) -> Iterator[Delta]:
    """Yield what changes of Ethernet switches and networks that stand: hosts on them lose their connections while it does."""
    for kind, name, facts in switch_changes(old, new):
        yield Delta(kind, name, "changed", Cost.DRAIN, ", ".join(facts))


def _lids(old: Plan, new: Plan) -> Iterator[Delta]:
    """Yield every port and switch that stands and gets another LID, or is in another subnet: its connections break, and a subnet manager moves it."""
    before = {(row.device, row.port): (row.subnet, row.lid) for row in old.infiniband.lids}
    for row in new.infiniband.lids:
        subnet, lid = before.get((row.device, row.port), (row.subnet, row.lid))
        told = f"{lid} -> {row.lid}" if subnet == row.subnet else f"{subnet} {lid} -> {row.subnet} {row.lid}"
        if (subnet, lid) != (row.subnet, row.lid):
            yield Delta("LID", f"{row.subnet} {row.device}{'/' if row.port else ''}{row.port}", "changed", Cost.DRAIN, told)


def _ib_subnets(old: Plan, new: Plan) -> Iterator[Delta]:
    """Yield subnets that come and go, and what changes of each that stands: a prefix is in every address of its ports."""
    yield from _compared(
        "subnet",
        old.infiniband.subnets,
        new.infiniband.subnets,
        lambda row: row.name,
        lambda row: (row.prefix, row.manager or "no manager"),
        Cost.DRAIN,
        removed=Cost.REBUILD,
    )


def _partitions(old: Plan, new: Plan) -> Iterator[Delta]:
    yield from _compared(
        "partition",
        old.infiniband.partitions,
        new.infiniband.partitions,
        lambda row: row.name,
        lambda row: (f"0x{row.pkey:04x}", "full" if row.is_full else "limited", ", ".join(row.subnets), f"{len(row.members)} hosts", ", ".join(row.places)),
        Cost.DRAIN,
    )


def _hosts(old: Plan, new: Plan) -> Iterator[Delta]:
    yield from _compared(
        "host", old.hosts.hosts, new.hosts.hosts, lambda row: row.name, lambda row: (row.full_name, row.profile, str(row.interfaces)), Cost.REBUILD
    )


def _profiles(old: Plan, new: Plan) -> Iterator[Delta]:
    yield from _compared("profile", old.hosts.profiles, new.hosts.profiles, lambda row: row.name, lambda row: (str(row),), Cost.LIVE)


def _labels(old: Plan, new: Plan) -> Iterator[Delta]:
    """Yield every node that stands and gets other labels: from then on the scheduler sees it in another place."""
    before = {node.name: node.labels for node in old.cluster.nodes}
    for node in new.cluster.nodes:
        labels = before.get(node.name, node.labels)
        if labels != node.labels:
            was, becomes = ({label.key: label.value for label in side} for side in (labels, node.labels))
            told = (f"{key} {was.get(key, 'none')} -> {becomes.get(key, 'none')}" for key in sorted(was | becomes) if was.get(key) != becomes.get(key))
            yield Delta("node labels", node.name, "changed", Cost.LIVE, ", ".join(told))


def _tenants(old: Plan, new: Plan) -> Iterator[Delta]:
    shown = "{0.gpu_count} GPUs, {0.cpu_count} cores, {0.memory_gib} GiB, may borrow {0.borrowing_gpu_count} GPUs"
    yield from _compared(
        "tenant", old.cluster.tenants, new.cluster.tenants, lambda row: row.name, lambda row: (shown.format(row),), Cost.LIVE, removed=Cost.REBUILD
    )


def _storage_blocks(old: Plan, new: Plan) -> Iterator[Delta]:
    yield from _compared("storage block", _blocks(old.storage.system), _blocks(new.storage.system), lambda row: row[0], lambda row: (row[1],), Cost.REBUILD)


def _blocks(system: SystemPlan | None) -> list[tuple[str, str | None]]:
    """Return name and capacity of each block; one that goes is drained of its data first."""
    return [(f"{system.kind}-{index:03d}", system.capacity) for index in range(1, system.block_count + 1)] if system else []


def _power(old: Plan, new: Plan) -> Iterator[Delta]:
    names = ("nominal", "average", "peak")
    yield from _totals("power", names, *((one.power.nominal_w, one.power.average_w, one.power.peak_w) for one in (old, new)))


def _heat(old: Plan, new: Plan) -> Iterator[Delta]:
    yield from _totals("heat", ("to liquid", "to air"), *((one.cooling.liquid_w, one.cooling.air_w) for one in (old, new)))


def _feeds(old: Plan, new: Plan) -> Iterator[Delta]:
    yield from _of_standing_racks(
        "feeds", {rack.name: str(rack.feed_count) for rack in old.power.racks}, {rack.name: str(rack.feed_count) for rack in new.power.racks}
    )


def _rack_cooling(old: Plan, new: Plan) -> Iterator[Delta]:
    yield from _of_standing_racks("cooling", {rack.name: rack.cooling for rack in old.cooling.racks}, {rack.name: rack.cooling for rack in new.cooling.racks})


def _of_standing_racks(kind: str, old: Mapping[RackName, str], new: Mapping[RackName, str]) -> Iterator[Delta]:
    """Yield what changes of racks that stand before and after."""
    for name, becomes in new.items():
        was = old.get(name, becomes)
        if was != becomes:
            yield Delta(kind, name, "changed", Cost.REBUILD, f"{was} -> {becomes}")


def _coolant(old: Plan, new: Plan) -> Iterator[Delta]:
    if old.cooling.coolant != new.cooling.coolant and old.cooling.liquid_w:
        yield Delta("coolant", "pod", "changed", Cost.DRAIN, f"{old.cooling.coolant} -> {new.cooling.coolant}")
    before, after = (_units(plan) for plan in (old, new))
    for kind in sorted(before.keys() | after.keys()):
        more = after[kind] - before[kind]
        if more:
            told = f"{abs(more)}, {after[kind]} in all"
            yield Delta("coolant unit", kind, "added", Cost.LIVE, told) if more > 0 else Delta("coolant unit", kind, "removed", Cost.DRAIN, told)


def _units(plan: Plan) -> Counter[str]:
    """Return the distribution units that the loops need, spare ones too, by kind."""
    found = Counter[str]()
    for loop in plan.cooling.loops:
        found[loop.cdu_kind] += loop.cdu_count
    return found


def _totals(kind: str, names: tuple[str, ...], old: tuple[int, ...], new: tuple[int, ...]) -> Iterator[Delta]:
    """Yield what a pod's totals grow or shrink by, in kW; what stands has what it had."""
    for name, before, after in zip(names, old, new, strict=True):
        if before != after:
            more = after > before
            yield Delta(kind, name, "added" if more else "removed", Cost.LIVE, f"{abs(after - before) / 1000:.1f} kW, {after / 1000:.1f} kW in all")


def _versions(old: Plan, new: Plan) -> Iterator[Delta]:
    yield from _compared("version", old.versions, new.versions, lambda row: row.component, lambda row: (row.version,), Cost.DRAIN)


COMPARISONS: tuple[Callable[[Plan, Plan], Iterator[Delta]], ...] = (
    _racks,
    _devices,
    _cables,
    _parts,
    _addresses,
    _switches,
    _ib_subnets,
    _lids,
    _partitions,
    _hosts,
    _profiles,
    _labels,
    _tenants,
    _storage_blocks,
    _power,
    _feeds,
    _rack_cooling,
    _heat,
    _coolant,
    _versions,
)


def _compared(
    kind: str,
    old: Iterable[Row],
    new: Iterable[Row],
    name: Callable[[Row], str],
    facts: Callable[[Row], tuple[object, ...]],
    changed: Cost,
    *,
    removed: Cost = Cost.DRAIN,
) -> Iterator[Delta]:
    """Yield the differences of one kind: added is live, removed and changed cost what the kind says."""
    before, after = {name(row): facts(row) for row in old}, {name(row): facts(row) for row in new}
    for key in sorted(before.keys() | after.keys()):
        if key not in before:
            yield Delta(kind, key, "added", Cost.LIVE)
        elif key not in after:
            yield Delta(kind, key, "removed", removed)
        elif before[key] != after[key]:
            was, becomes = ([str(fact) for fact in side] for side in (before[key], after[key]))
            told = ", ".join(f"{a} -> {b}" for a, b in zip(was, becomes, strict=True) if a != b)
            yield Delta(kind, key, "changed", changed, told)
