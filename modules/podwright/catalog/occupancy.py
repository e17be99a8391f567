"""What holds of a layout at its largest size: seats, unit numbers, racks and slots, counted from what stands there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from podwright.catalog.architecture import FabricRule, Largest, Layout, SeatRow
from podwright.catalog.fault import Breach
from podwright.catalog.products import SwitchKind

LAST_NUMBER = 99
"""The last rack of a unit, and the last slot of a rack: two digits of a name."""
HOST = "n"
OUT_OF_BAND = "out_of_band"


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in a layout at its largest size: ordinals and product by what a seat calls them; unit, rack and slot numbers in use by class letter."""

    ordinals: Mapping[str, Iterable[int]]
    kinds: Mapping[str, str]
    places: Mapping[str, Iterable[tuple[int, int, int]]]


def of_layout(layout: Layout, largest: Largest, standing: Standing, *, switches: Mapping[str, SwitchKind]) -> Iterator[Breach]:
    """Yield every breach of a layout at its largest size, at its place in the layout."""
    for index, fabric in enumerate(layout.fabrics):
        for at, what, remedy in (*_seats_twice(fabric, standing), *_seats_without_leaf(fabric, standing), *_hung_too_deep(fabric, layout, standing, switches)):
            yield ("fabrics", index, *at), what, remedy
    yield from _unseated(layout, standing)
    yield from _beyond_strides(largest, standing)


def seat(row: SeatRow, ordinal: int) -> int:
    """Return the seat of the thing with this ordinal."""
    if row.per_unit is None or row.unit_stride is None:
        return row.first + ordinal
    return row.first + ordinal // row.per_unit * row.unit_stride + ordinal % row.per_unit


def _seats_twice(fabric: FabricRule, standing: Standing) -> Iterator[Breach]:
    """Yield each row of seats that meets another one's: all of its count where it has one, else those in use."""
    holder: dict[int, int] = {}
    for index, row in enumerate(fabric.seats):
        taken = {seat(row, ordinal) for ordinal in (range(row.count) if row.count is not None else standing.ordinals.get(row.holds, ()))}
        clash = min((at for at in taken if at in holder), default=None)
        if clash is not None:
            other = fabric.seats[holder[clash]]
            yield ("seats", index), f"seat {clash} is of {other.holds} and of {row.holds}", "Move one of the rows"
        too_many = max(standing.ordinals.get(row.holds, ()), default=-1) + 1
        if row.count is not None and too_many > row.count:
            yield ("seats", index), f"{too_many} of {row.holds} stand, {row.count} have a seat", "Raise count"
        for at in taken:
            holder.setdefault(at, index)


def _seats_without_leaf(fabric: FabricRule, standing: Standing) -> Iterator[Breach]:
    """Yield each row with a seat in use in a block of leaves that does not stand."""
    blocks = {ordinal // fabric.leaves_in_block for ordinal in standing.ordinals.get(f"{fabric.shares or fabric.name}/leaf", ())}
    for index, row in enumerate(fabric.seats):
        lost = sorted(
            {
                at // fabric.hosts_per_block
                for ordinal in standing.ordinals.get(row.holds, ())
                if (at := seat(row, ordinal)) // fabric.hosts_per_block not in blocks
            }
        )
        if lost:
            what = f"{row.holds} has seats in block {lost[0]}, which nothing else makes stand"
            yield ("seats", index), what, "Seat them in blocks that nodes or switches use"


def _hung_too_deep(fabric: FabricRule, layout: Layout, standing: Standing, switches: Mapping[str, SwitchKind]) -> Iterator[Breach]:
    """Yield uplinks from other fabrics that reach ports of the leaves' hosts, where the leaves are the top of the fabric they hang on."""
    into = next((other for other in layout.fabrics if other.name == fabric.uplinks_into), None)
    if into is None or into.spine or fabric.blocks_per_uplink_block is not None or into.shares:
        return
    leaves, tops = (max(standing.ordinals.get(f"{name}/leaf", ()), default=-1) + 1 for name in (fabric.name, into.name))
    hosts = into.first_port - 1 + into.hosts_per_block * -(-into.lane_count // into.leaves_per_block)
    taken = leaves * -(-fabric.uplinks_per_leaf // max(1, min(fabric.uplinks_per_leaf, tops)))
    last = fabric.uplinks_from_port or switches[into.leaf].port_count(into.leaf_profile)
    first = last - taken + 1
    if taken and (first < 1 or (first <= hosts and into.first_port <= last)):
        what = f"{taken} ports of a leaf of {into.name} are taken from port {last} down, its hosts take {into.first_port} to {hosts}"
        yield ("uplinks_into",), what, "Seat fewer hosts there, or give it a spine"


def _unseated(layout: Layout, standing: Standing) -> Iterator[Breach]:
    """Yield what has no seat on the fabric that manages, where the same product has one in another role: what no role seats is managed another way."""
    managing = next(((index, fabric) for index, fabric in enumerate(layout.fabrics) if fabric.name == OUT_OF_BAND), None)
    if managing is None:
        return
    index, fabric = managing
    seated = {row.holds for row in fabric.seats}
    managed = {standing.kinds[holds] for holds in seated & standing.kinds.keys()}
    for holds, kind in sorted(standing.kinds.items()):
        if kind in managed and holds not in seated and holds != f"{OUT_OF_BAND}/leaf":
            what = f"{holds} stands and has no seat, as other {kind} have"
            yield ("fabrics", index, "seats"), what, "Give it one: by it the thing is managed"


def _beyond_strides(largest: Largest, standing: Standing) -> Iterator[Breach]:
    """Yield numbers of units, racks and slots that the strides of addresses, or two digits of a name, cannot hold."""
    for letter, places in sorted(standing.places.items()):
        racks, slots = (largest.racks_per_unit, largest.nodes_per_rack) if letter == HOST else (largest.pod_racks, largest.devices_per_rack)
        words = ("scalable_units", "racks_per_unit", "nodes_per_rack") if letter == HOST else ("scalable_units", "pod_racks", "devices_per_rack")
        most = tuple(max(column) for column in zip(*places, strict=True))
        for what, number, limit, word in zip(("unit", "rack", "slot"), most, (largest.scalable_units, racks, slots), words, strict=True):
            room = (1 << limit.bit_length()) - 1
            if number > room or (what != "unit" and number > LAST_NUMBER):
                yield (
                    ("largest", word),
                    f"{what} {letter}{number} stands, addresses and names have room to {min(room, LAST_NUMBER if what != 'unit' else room)}",
                    f"Raise largest.{word}",
                )
