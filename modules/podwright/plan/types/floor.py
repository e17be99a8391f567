"""What racks weigh, and how deep they are filled."""

from dataclasses import dataclass
from typing import NamedTuple

from podwright.plan.names import RackName


@dataclass(frozen=True, slots=True)
class KindBody:
    """Mass and depth of one kind of device; None where they are not published."""

    kind: str
    weight_g: int | None
    depth_mm: int | None


@dataclass(frozen=True, slots=True)
class RackLoad:
    """One rack: its mass with all that is known of what stands in it, how many devices have no known mass, and its deepest device.

    `whole_kg` is set where the mass of such a rack is published whole; it then is the rack's mass.
    """

    name: RackName
    weight_kg: int
    whole_kg: int | None
    unweighed_count: int
    depth_mm: int


class FloorPlace(NamedTuple):
    """One position of the floor, counted along its row from the first rack (1), before it from 0 down: a rack; or a distribution unit of the room, whose loop it names.

    The row is a unit's; 0 is the pod's own, and -1 that of what serves the whole pod.
    """

    row: int
    number: int
    name: str
    loop: str


class FloorRow(NamedTuple):
    """One row: its racks and distribution units, its length from the first position to the last, and the floor that it takes with its share of the aisles."""

    row: int
    rack_count: int
    unit_count: int
    length_m: float
    area_m2: float


@dataclass(frozen=True, slots=True)
class Floor:
    """What a rack may weigh and how deep it is (None is not declared), what an empty one weighs, the depth that cables need behind, and the racks in name order.

    Places by row and number, rows from the lowest; `area_m2` is the floor of all rows and their aisles.
    """

    rack_kg: int | None
    rack_depth_mm: int | None
    empty_rack_g: int
    depth_behind_mm: int
    kinds: tuple[KindBody, ...]
    racks: tuple[RackLoad, ...]
    places: tuple[FloorPlace, ...] = ()
    rows: tuple[FloorRow, ...] = ()
    area_m2: float = 0.0
