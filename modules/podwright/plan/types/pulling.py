"""How cables are pulled: bundles in their order, and the colour of every strand."""

from dataclasses import dataclass
from typing import NamedTuple

from podwright.plan.names import DeviceName, RackName
from podwright.plan.types.fabric import Tier


class Bundle(NamedTuple):
    """All cables of one fabric and tier between two racks; `order` counts the bundles that are `pulled_at` one of them, from 1, in the order of the work.

    `cable_count` counts a cable that splits once.
    """

    name: str
    fabric: str
    tier: Tier
    a_rack: RackName
    b_rack: RackName
    pulled_at: RackName
    order: int
    cable_count: int
    length_m: float


class Strand(NamedTuple):
    """The colour of the cables of one fabric and plane; `rail` is that of the hosts' ports, None for cables between switches."""

    fabric: str
    plane: int
    rail: int | None
    colour: str


class PlaneMember(NamedTuple):
    """The plane of one switch, in a fabric that has more than one."""

    device: DeviceName
    plane: int


@dataclass(frozen=True, slots=True)
class Pulling:
    """Strands by fabric, plane, rail (None first); switches of many-plane fabrics by name; bundles in the order of the work."""

    strands: tuple[Strand, ...] = ()
    planes: tuple[PlaneMember, ...] = ()
    bundles: tuple[Bundle, ...] = ()
