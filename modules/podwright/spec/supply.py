"""What the building gives: power by feed, row and pod; water and air; what the floor bears. What is left out is not judged."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from podwright.spec.field import Change, Words


class Redundancy(StrEnum):
    """What may fail of a rack's feeds while it runs on: half of them, one, or nothing."""

    TWO_N = "2n"
    N_PLUS_ONE = "n_plus_1"
    NONE = "none"


class CoolingKind(StrEnum):
    """What takes the heat of a rack: the room's air, a door behind it, cold plates, both of these, a bath."""

    AIR = "air"
    REAR_DOOR = "rear_door"
    DIRECT_TO_CHIP = "direct_to_chip"
    HYBRID = "hybrid"
    IMMERSION = "immersion"


class CoolantLoop(StrEnum):
    """What shares a coolant loop and its spare distribution unit."""

    POD = "pod"
    ROW = "row"
    RACK = "rack"


class FacilityClass(StrEnum):
    """ASHRAE TC 9.9 classes of facility water; the number is the warmest supply in degrees Celsius, `W+` has no end."""

    W17 = "W17"
    W27 = "W27"
    W32 = "W32"
    W40 = "W40"
    W45 = "W45"
    W_PLUS = "W+"


class PowerSupply(Words):
    """What the site feeds to racks, rows and the pod."""

    feed_count: Annotated[int | None, Change.REBUILD] = Field(
        default=None, ge=1, le=8, examples=[2], description="Feeds of a rack; left out: one for each PDU of the architecture's rack, two where it has none."
    )
    each_feed_kw: Annotated[float | None, Change.LIVE] = Field(
        default=None, gt=0, le=1000, examples=[34.5], description="Power that one feed may carry for hours, in kW; left out: a feed that fails is not judged."
    )
    redundancy: Annotated[Redundancy, Change.LIVE] = Field(
        default=Redundancy.N_PLUS_ONE,
        strict=False,
        description="What may fail while a rack runs on: half of its feeds (`2n`), one of them (`n_plus_1`), or nothing (`none`).",
    )
    row_kw: Annotated[float | None, Change.LIVE] = Field(
        default=None, gt=0, le=100000, examples=[1300], description="Power that the busway of one row may carry, in kW; left out: rows are not judged."
    )
    pod_kw: Annotated[float | None, Change.LIVE] = Field(
        default=None, gt=0, le=1000000, examples=[2000], description="Power that the site has for the whole pod, in kW; left out: the pod is not judged."
    )
    reserve_pct: Annotated[int, Change.LIVE] = Field(
        default=0, ge=0, le=90, description="Part of what rack, row and pod are fed that is kept free for later, in percent."
    )


class CoolingSupply(Words):
    """What the site takes away, and how."""

    racks: Annotated[CoolingKind | None, Change.REBUILD] = Field(
        default=None, strict=False, examples=["rear_door"], description="What takes the heat of every rack; left out: as the architecture's racks have it."
    )
    air_kw: Annotated[float | None, Change.LIVE] = Field(
        default=None, gt=0, le=1000, examples=[42], description="Heat of one rack that the room's air takes, in kW; left out: not judged."
    )
    door_kw: Annotated[float | None, Change.LIVE] = Field(
        default=None, gt=0, le=1000, examples=[75], description="Heat that the door of a rack takes, where racks have one, in kW; left out: an active door's."
    )
    facility_water_c: Annotated[float | None, Change.LIVE] = Field(
        default=None,
        ge=2,
        le=60,
        examples=[30],
        description="Warmest supply of the facility's water, in degrees Celsius; left out: its class, else not judged.",
    )
    facility_class: Annotated[FacilityClass | None, Change.LIVE] = Field(
        default=None, strict=False, examples=["W32"], description="Class of the facility's water; the number is its warmest supply in degrees Celsius."
    )
    coolant: Annotated[str, Change.DRAIN] = Field(default="pg25", description="Fluid between the distribution units and the systems, as the catalogue has it.")
    flow_lpm_per_kw: Annotated[float | None, Change.LIVE] = Field(
        default=None, ge=0.1, le=20, examples=[1.5], description="Coolant for each kW of heat to liquid, in L/min; left out: the catalogue's rule."
    )
    rack_lpm: Annotated[float | None, Change.LIVE] = Field(
        default=None, gt=0, le=5000, examples=[260], description="Coolant that the branch to one rack carries, in L/min; left out: not judged."
    )
    cdu: Annotated[str | None, Change.DRAIN] = Field(
        default=None, examples=["coolit-chx2000"], description="Kind of coolant distribution unit in the room; left out: the catalogue's."
    )
    cdu_count: Annotated[int | None, Change.LIVE] = Field(
        default=None,
        ge=0,
        le=10000,
        examples=[2],
        description="Coolant distribution units in the room, spare ones too; left out: their need is told, not judged.",
    )
    loop: Annotated[CoolantLoop | None, Change.DRAIN] = Field(
        default=None,
        strict=False,
        examples=["pod"],
        description="What shares a coolant loop with its own spare unit; left out: the rack or the row where units stand in racks, else the pod.",
    )
    room_c: Annotated[float | None, Change.LIVE] = Field(
        default=None, ge=5, le=50, examples=[24], description="Temperature of the room's air, in degrees Celsius; with its humidity, it gives the dew point."
    )
    relative_humidity_pct: Annotated[float | None, Change.LIVE] = Field(
        default=None, ge=1, le=100, examples=[50], description="Relative humidity of the room's air, in percent, on the most humid day that the room allows."
    )
    heat_reuse: Annotated[bool, Change.LIVE] = Field(default=False, description="Whether the heat of the coolant is to be used; the plan then says how much.")


class FloorSupply(Words):
    """What a rack may weigh and hold."""

    rack_kg: Annotated[float | None, Change.LIVE] = Field(
        default=None, gt=0, le=20000, examples=[1500], description="Mass of one loaded rack that rack and floor bear, in kg; left out: not judged."
    )
    rack_depth_mm: Annotated[int | None, Change.REBUILD] = Field(
        default=None, ge=300, le=2000, examples=[1200], description="Depth of a rack, in mm; left out: not judged."
    )
