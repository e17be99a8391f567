"""Where everything stands that takes floor: racks, and the coolant distribution units of the room. A position follows from a place alone, so it never moves.

A row is a unit; racks count from 1 along it. Racks of a storage system stand before the first rack of the pod's own row, from 0 down. Distribution units of a row's
loop stand before its first rack in the same way; those of a loop that the pod shares, and of its own row, stand in a row of their own (-1). So nothing that a cable
passes gets longer when one is added.
"""

from collections.abc import Iterable, Iterator

from podwright.catalog.load import Catalog
from podwright.plan.names import PodName
from podwright.plan.storage_racks import KIND, last_number
from podwright.plan.types import Cooling, FloorPlace, FloorRow, Loop, Physical, Rack

SERVICE_ROW = -1
"""The row of distribution units that no unit's row has for itself; the pod's own racks are row 0."""


def floor_places(pod: PodName, catalog: Catalog, physical: Physical, cooling: Cooling) -> tuple[FloorPlace, ...]:
    """Return the position of every rack and of every distribution unit of the room, by row and number.

    Laws: no position twice; one more unit or rack moves none.
    """
    racks = (FloorPlace(*spot_of(rack, catalog), rack.name, "") for rack in physical.racks)
    return tuple(sorted((*racks, *_units(pod, cooling.loops, 1 << catalog.largest.racks_per_unit.bit_length()))))


def floor_rows(places: Iterable[FloorPlace], catalog: Catalog) -> Iterator[FloorRow]:
    """Yield every row that something stands in, ascending; its length is from its first position to its last, empty ones among them."""
    rule = catalog.media.floor
    by_row: dict[int, list[FloorPlace]] = {}
    for place in places:
        by_row.setdefault(place.row, []).append(place)
    for row, those in sorted(by_row.items()):
        numbers, unit_count = [place.number for place in those], sum(bool(place.loop) for place in those)
        length_m = round((max(numbers) - min(numbers) + 1) * rule.rack_width_m.value, 1)
        yield FloorRow(row, len(those) - unit_count, unit_count, length_m, round(length_m * rule.row_pitch_m.value, 1))


def spot_of(rack: Rack, catalog: Catalog) -> tuple[int, int]:
    """Return row and number of a rack on the floor."""
    return rack.unit, rack.number - last_number(catalog) if rack.kind == KIND else rack.number


def _units(pod: PodName, loops: Iterable[Loop], rack_numbers: int) -> Iterator[FloorPlace]:
    """Yield the distribution units of the room; those of loops of one rack each take turns, rack by rack, so that each has room for more."""
    for loop in loops:
        if loop.cdu_standing is not None:
            continue
        row = loop.row or 0
        for index in range(loop.cdu_count):
            turn = index if loop.rack_number is None else index * rack_numbers + loop.rack_number - 1
            at = (row, -turn) if row else (SERVICE_ROW, turn + 1)
            yield FloorPlace(*at, f"{pod}-u{row:03d}-c{turn + 1:02d}", loop.name)
