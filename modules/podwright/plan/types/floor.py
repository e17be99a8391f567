"""What racks weigh, and how deep they are filled."""

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Floor:
    """What a rack may weigh and how deep it is (None is not declared), what an empty one weighs, the depth that cables need behind, and the racks in name order."""

    rack_kg: int | None
    rack_depth_mm: int | None
    empty_rack_g: int
    depth_behind_mm: int
    kinds: tuple[KindBody, ...]
    racks: tuple[RackLoad, ...]
