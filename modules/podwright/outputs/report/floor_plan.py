"""The floor from above: rows of racks and distribution units as boxes, rows that are alike drawn once. Geometry here, marks in the template."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from podwright.outputs.report.racks import LEGEND_ORDER, ranges
from podwright.outputs.report.words import plural, role_words
from podwright.plan.types import Floor, FloorPlace, Physical, Role

CELL_WIDTH_PX = 30  # two digits and a letter at 10 px, with the role's pattern beside them
CELL_HEIGHT_PX = 26
ROW_HEIGHT_PX = 40  # a box and as much aisle as can be seen
NAMES_WIDTH_PX = 96
MOST_CELLS = 120  # a row of more positions is told in words


@dataclass(frozen=True, slots=True)
class Cell:
    """One position: where it is drawn, what fills it, what is written on it and told of it."""

    role: str
    label: str
    title: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class FloorPlan:
    """The floor: boxes, the name of each row with its baseline, what a screen reader says."""

    width: int
    height: int
    cells: tuple[Cell, ...]
    rows: tuple[tuple[str, int], ...]
    description: str


def floor_plan(floor: Floor, physical: Physical) -> FloorPlan | None:
    """Return the drawing of the floor; None where nothing is known of it, or a row is too long to be read."""
    role_of = _roles(physical)
    if not floor.places or max(place.number for place in floor.places) - min(place.number for place in floor.places) >= MOST_CELLS:
        return None
    first = min(place.number for place in floor.places)
    cells: list[Cell] = []
    names: list[tuple[str, int]] = []
    drawn = _alike(floor.places, role_of)
    for index, (numbers, places) in enumerate(drawn):
        y = index * ROW_HEIGHT_PX
        names.append((_row_words(numbers), y + CELL_HEIGHT_PX - 8))
        cells += [_cell(place, role_of, x=NAMES_WIDTH_PX + (place.number - first) * CELL_WIDTH_PX, y=y) for place in places]
    last = max(place.number for place in floor.places)
    return FloorPlan(
        width=NAMES_WIDTH_PX + (last - first + 1) * CELL_WIDTH_PX + 2,
        height=(len(drawn) - 1) * ROW_HEIGHT_PX + CELL_HEIGHT_PX,
        cells=tuple(cells),
        rows=tuple(names),
        description=floor_words(floor),
    )


def floor_words(floor: Floor) -> str:
    """Return the floor in one sentence."""
    racks, units = sum(row.rack_count for row in floor.rows), sum(row.unit_count for row in floor.rows)
    rooms = f" and {plural(units, 'distribution unit')}" if units else ""
    longest = max((row.length_m for row in floor.rows), default=0.0)
    return f"{plural(racks, 'rack')}{rooms} in {plural(len(floor.rows), 'row')} of up to {longest:.1f} m: {floor.area_m2:,.0f} m² with the aisles"


def _roles(physical: Physical) -> Mapping[str, Role]:
    """Return what fills most of each rack; of equal parts, what stands first in the legend."""
    filled: dict[str, Counter[Role]] = {}
    for device in physical.devices:
        filled.setdefault(device.rack, Counter())[device.role] += device.height_u
    return {rack: max(parts, key=lambda role: (parts[role], -LEGEND_ORDER.index(role))) for rack, parts in filled.items()}


def _alike(places: Iterable[FloorPlace], role_of: Mapping[str, Role]) -> list[tuple[list[int], list[FloorPlace]]]:
    """Return rows that hold alike things at alike positions, as their numbers and the places of the first of them."""
    by_row: dict[int, list[FloorPlace]] = {}
    for place in places:
        by_row.setdefault(place.row, []).append(place)
    alike: dict[tuple[bool, tuple[tuple[int, Role | None], ...]], list[int]] = {}
    for row, those in by_row.items():
        alike.setdefault((row > 0, tuple((place.number, role_of.get(place.name)) for place in those)), []).append(row)
    return [(rows, by_row[rows[0]]) for rows in alike.values()]


def _cell(place: FloorPlace, role_of: Mapping[str, Role], *, x: int, y: int) -> Cell:
    role = Role.CDU if place.loop else role_of.get(place.name, Role.PDU)
    what = f"distribution unit of loop {place.loop}" if place.loop else f"rack, mostly {role_words(role)}"
    return Cell(role.value, place.name.rsplit("-", 1)[1].removeprefix("r"), f"{place.name}: {what}", x, y)


def _row_words(numbers: list[int]) -> str:
    own = {-1: "service row", 0: "pod's own row"}
    return own[numbers[0]] if numbers[0] in own else f"row{'s' * (len(numbers) > 1)} {ranges(numbers)}"
