"""Where the heat goes: to air and to liquid, with what flow, at what temperature, through how many distribution units."""

from dataclasses import dataclass

from podwright.plan.names import RackName


@dataclass(frozen=True, slots=True)
class KindHeat:
    """One kind of device: the part of its heat that its cold plates take, the air its fans move, the warmest coolant it may be given."""

    kind: str
    liquid_permille: int
    airflow_cfm: int | None
    coolant_max_c: float | None


@dataclass(frozen=True, slots=True)
class CoolingLimits:
    """What the site says it takes (None is not declared), and the catalogue's limits beside it.

    `known_air_w` is the most heat of one rack that rooms are known to take; the flows are mL/min for each kW of heat to liquid.
    """

    air_w: int | None
    known_air_w: int
    door_w: int
    rack_flow_ml_min: int | None
    cdu_count: int | None
    least_flow_ml_min: int
    most_flow_ml_min: int
    dew_point_error_k: float
    dew_point_warning_k: float


@dataclass(frozen=True, slots=True)
class Water:
    """Temperatures (degrees Celsius) and differences (K) from the facility's water to the coolant's return; None where the site does not say enough.

    `supply_c` is the facility's water and the approach; `return_c` the supply and the rise; `margin_k` the supply less the room's dew point.
    """

    facility_class: str | None
    facility_c: float | None
    approach_k: float
    supply_c: float | None
    return_c: float | None
    dew_point_c: float | None
    margin_k: float | None


@dataclass(frozen=True, slots=True)
class RackCooling:
    """One rack: heat to liquid (cold plates, bath or door) and to the room's air; coolant; air through the rack by the rule, and what its fans move at most.

    `drop_kpa` is the pressure that its coolant loses in it, where that is published.
    """

    name: RackName
    row: int
    cooling: str
    heat_w: int
    liquid_w: int
    air_w: int
    flow_ml_min: int
    airflow_cfm: int
    fan_cfm: int | None
    drop_kpa: int | None


@dataclass(frozen=True, slots=True)
class Loop:
    """One coolant loop: its heat, its flow, the distribution units that carry it, and these with one to spare; `cdu_standing` stand in racks of the plan.

    `drop_kpa` is the most pressure that one of its racks takes, `head_kpa` what a unit gives at its flow; None where they are not published. `row` is that of its
    racks, None where the pod shares it; `rack_number` is there where it is one rack's.
    """

    name: str
    rack_count: int
    liquid_w: int
    flow_ml_min: int
    cdu_kind: str
    cdu_needed: int
    cdu_count: int
    cdu_standing: int | None
    drop_kpa: int | None
    head_kpa: int | None
    row: int | None = None
    rack_number: int | None = None


@dataclass(frozen=True, slots=True)
class HeatReuse:
    """Heat that the coolant carries out, and how warm the facility's water leaves the units with it; `grade` is `network` (warm enough to feed one), else `heat_pump`."""

    heat_w: int
    temperature_c: float | None
    grade: str | None


@dataclass(frozen=True, slots=True)
class Cooling:
    """The cooling of the pod; racks in name order. `rise_k` is how much warmer the coolant leaves the racks than it comes."""

    coolant: str
    flow_ml_min_per_kw: int
    rise_k: float
    limits: CoolingLimits
    water: Water
    kinds: tuple[KindHeat, ...]
    racks: tuple[RackCooling, ...]
    loops: tuple[Loop, ...]
    heat_w: int
    liquid_w: int
    air_w: int
    flow_ml_min: int
    airflow_cfm: int
    reuse: HeatReuse | None
