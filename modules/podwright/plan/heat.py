"""Where the heat of each rack goes, by how it is cooled."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil

from podwright.catalog.architecture import RackRule
from podwright.catalog.load import Catalog
from podwright.plan.coolant import flow_ml_min
from podwright.plan.names import RackName
from podwright.plan.powering import product_of
from podwright.plan.types import KindHeat, Physical, RackCooling


def heat_kinds(catalog: Catalog, physical: Physical) -> Mapping[str, KindHeat]:
    """Return what each kind that stands gives to liquid, by name, in name order."""
    return {kind: _kind(catalog, kind) for kind in sorted({device.kind for device in physical.devices})}


def split(cooling: str, *, heat_w: int, plates_w: int, door_w: int) -> tuple[int, int, int]:
    """Return the heat of a rack (W) to liquid, to the room's air, and through the rack as air; a door takes what its systems give to air, up to its rating."""
    if cooling == "immersion":
        return heat_w, 0, 0
    to_plates = plates_w if cooling in ("direct_to_chip", "hybrid") else 0
    to_air = heat_w - to_plates
    to_door = min(to_air, door_w) if cooling in ("rear_door", "hybrid") else 0
    return to_plates + to_door, to_air - to_door, to_air


@dataclass(frozen=True, slots=True)
class Design:
    """What flow and heat of a rack follow from: how the site cools every rack (None: as the architecture), the door, the rule for coolant, and the coolant's temperature where the site says enough."""

    racks: str | None
    door_w: int
    flow_ml_min_per_kw: int
    supply_c: float | None


def rack_heat(catalog: Catalog, physical: Physical, kinds: Mapping[str, KindHeat], design: Design) -> Iterator[RackCooling]:
    """Yield the cooling of every rack, in the racks' order."""
    rule_of = {rule.name: rule for rule in catalog.racks}
    plates, fans = _sums(physical, kinds)
    for rack in physical.racks:
        rule = rule_of[rack.kind]
        cooling = design.racks or rule.cooling
        liquid, air, through = split(cooling, heat_w=rack.power_w, plates_w=plates.get(rack.name, 0) // 1000, door_w=design.door_w)
        flow, drop = _coolant(rule, liquid, design)
        yield RackCooling(
            name=rack.name,
            row=rack.unit,
            cooling=cooling,
            heat_w=rack.power_w,
            liquid_w=liquid,
            air_w=air,
            flow_ml_min=flow,
            airflow_cfm=-(-through * round(catalog.cooling.airflow.value) // 1000),
            fan_cfm=fans.get(rack.name),
            drop_kpa=drop,
        )


def _coolant(rule: RackRule, liquid_w: int, design: Design) -> tuple[int, int | None]:
    """Return flow (mL/min) and drop of pressure (kPa): by the rack's own curve where it has one and the temperature is known, else by the rule."""
    if rule.coolant is None or design.supply_c is None or not liquid_w:
        return flow_ml_min(liquid_w, flow_ml_min_per_kw=design.flow_ml_min_per_kw), None
    flow_l_per_min, drop_kpa = (take(design.supply_c, heat_w=liquid_w) for take in (rule.coolant.flow_l_per_min, rule.coolant.drop_kpa))
    return ceil(round(flow_l_per_min * 1000, 3)), ceil(round(drop_kpa, 3))


def _kind(catalog: Catalog, kind: str) -> KindHeat:
    product = product_of(catalog, kind)
    return KindHeat(
        kind=kind,
        liquid_permille=round(product.liquid_share.value * 1000) if product.liquid_share else 0,
        airflow_cfm=product.airflow.cfm if product.airflow else None,
        coolant_max_c=round(product.coolant_max.value, 1) if product.coolant_max else None,
    )


def _sums(physical: Physical, kinds: Mapping[str, KindHeat]) -> tuple[dict[RackName, int], dict[RackName, int]]:
    """Return by rack the heat that cold plates take (mW) and the air that known fans move (CFM)."""
    plates, fans = dict[RackName, int](), dict[RackName, int]()
    for device in physical.devices:
        kind = kinds[device.kind]
        if kind.liquid_permille:
            plates[device.rack] = plates.get(device.rack, 0) + device.power_w * kind.liquid_permille
        if kind.airflow_cfm is not None:
            fans[device.rack] = fans.get(device.rack, 0) + kind.airflow_cfm
    return plates, fans
