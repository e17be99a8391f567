"""Cooling: heat to liquid and to air, coolant, distribution units, water temperatures, use of the heat."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from podwright.catalog.cooling import CduRating, Fluid
from podwright.catalog.load import Catalog
from podwright.plan.coolant import LARGEST_OF_CLASS, dew_point_c, facility_class, rise_k
from podwright.plan.finding import Finding, Infeasible
from podwright.plan.heat import Design, heat_kinds, rack_heat
from podwright.plan.names import RackName
from podwright.plan.powering import watts
from podwright.plan.types import Cooling, CoolingLimits, Device, HeatReuse, Loop, Physical, RackCooling, Reason, Role, Water
from podwright.spec.pod import PodSpec
from podwright.spec.supply import CoolantLoop, CoolingSupply

SPARE_UNITS = 1
"""Distribution units of a loop that may fail."""


def cooling_section(spec: PodSpec, catalog: Catalog, physical: Physical) -> Cooling:
    """Return where the heat of the pod goes.

    Laws: heat is the nominal power; what goes to liquid and what goes to air are the whole of it, in every rack and in the pod.
    Raises: Infeasible when the coolant or the distribution unit is not in the catalogue.
    """
    supply, limits = spec.site.cooling, _limits(spec.site.cooling, catalog)
    fluid, in_room = _fluid(supply, catalog), _in_room(supply, catalog)
    standing = [device for device in physical.devices if device.role is Role.CDU]
    ratings = _ratings(standing, catalog) or in_room
    flow = round((supply.flow_lpm_per_kw or catalog.cooling.flow.value) * 1000)
    kinds = heat_kinds(catalog, physical)
    approach, at_c = max(rating.approach.value for rating in ratings.values()), _facility_c(supply)
    supply_c = None if at_c is None else round(at_c + approach, 1)
    racks = tuple(rack_heat(catalog, physical, kinds, Design(supply.racks.value if supply.racks else None, limits.door_w, flow, supply_c)))
    liquid, flowing = sum(rack.liquid_w for rack in racks), sum(rack.flow_ml_min for rack in racks)
    each = flowing * 1000 / liquid if liquid else flow
    rise = rise_k(fluid, flow_ml_min_per_kw=each, at_c=catalog.fluids.reference.value if supply_c is None else supply_c)
    water = _water(supply, approach_k=approach, rise=rise)
    return Cooling(
        coolant=fluid.name,
        flow_ml_min_per_kw=flow,
        rise_k=rise,
        limits=limits,
        water=water,
        kinds=tuple(kinds.values()),
        racks=racks,
        loops=tuple(_loops(supply, racks, standing, ratings, {rack.name: rack.number for rack in physical.racks})),
        heat_w=sum(rack.heat_w for rack in racks),
        liquid_w=liquid,
        air_w=sum(rack.air_w for rack in racks),
        flow_ml_min=flowing,
        airflow_cfm=sum(rack.airflow_cfm for rack in racks),
        reuse=_reuse(catalog, water, liquid) if supply.heat_reuse else None,
    )


def cooling_reasons(catalog: Catalog, cooling: Cooling) -> Iterator[Reason]:
    """Yield what flow, air and distribution units rest on, as far as the pod has them."""
    rules = catalog.cooling
    yield Reason("air", f"{rules.airflow.value:g} CFM for each kW that goes to air", rules.airflow.told())
    if cooling.liquid_w:
        flow = f"{round(cooling.flow_ml_min / cooling.liquid_w, 2):g} L/min for each kW to liquid, which makes {cooling.rise_k} K: heat = density x flow x specific heat x rise"
        yield Reason("coolant", flow, next(fluid for fluid in catalog.fluids.fluids if fluid.name == cooling.coolant).source.told())
        yield Reason("coolant", f"the rule is {rules.flow.value:g} L/min a kW, {rules.least_flow.value:g} to {rules.most_flow.value:g}", rules.flow.told())
        curves = dict.fromkeys(rule.coolant for rule in catalog.racks if rule.coolant and cooling.water.supply_c is not None)
        yield from (Reason("coolant", "racks take it by temperature, as their maker has it", curve.source.told()) for curve in curves)
    for kind in sorted({loop.cdu_kind for loop in cooling.loops}):
        rating = catalog.cdus[kind].rating if kind in catalog.cdus else catalog.systems[kind].cdu
        assert rating is not None, "a loop names units that have a rating"
        yield Reason(f"kind {kind}", f"{rating.heat.value} W, {rating.flow.value:g} L/min, approach {rating.approach.value:g} K", rating.heat.told())


def _limits(supply: CoolingSupply, catalog: Catalog) -> CoolingLimits:
    rules, door_w = catalog.cooling, watts(supply.door_kw)
    return CoolingLimits(
        air_w=watts(supply.air_kw),
        known_air_w=rules.room_air.value,
        door_w=rules.door.value if door_w is None else door_w,
        rack_flow_ml_min=watts(supply.rack_lpm),
        cdu_count=supply.cdu_count,
        least_flow_ml_min=round(rules.least_flow.value * 1000),
        most_flow_ml_min=round(rules.most_flow.value * 1000),
        dew_point_error_k=rules.dew_point_error.value,
        dew_point_warning_k=rules.dew_point_warning.value,
    )


def _fluid(supply: CoolingSupply, catalog: Catalog) -> Fluid:
    fluids = {fluid.name: fluid for fluid in catalog.fluids.fluids}
    if supply.coolant not in fluids:
        raise _unknown("site.cooling.coolant", supply.coolant, fluids)
    return fluids[supply.coolant]


def _in_room(supply: CoolingSupply, catalog: Catalog) -> Mapping[str, CduRating]:
    name = supply.cdu or catalog.cooling.cdu
    if name not in catalog.cdus:
        raise _unknown("site.cooling.cdu", name, catalog.cdus)
    return {name: catalog.cdus[name].rating}


def _unknown(where: str, name: str, known: Iterable[str]) -> Infeasible:
    return Infeasible((Finding("P608", where, f"the catalogue has no {name}", f"Write one of {', '.join(sorted(known))}"),))


def _ratings(standing: Iterable[Device], catalog: Catalog) -> Mapping[str, CduRating]:
    ratings = {kind: catalog.systems[kind].cdu for kind in sorted({device.kind for device in standing})}
    return {kind: rating for kind, rating in ratings.items() if rating is not None}


def _facility_c(supply: CoolingSupply) -> float | None:
    """Return the warmest supply of the facility's water: as declared, else as its class allows."""
    if supply.facility_water_c is not None or supply.facility_class is None:
        return supply.facility_water_c
    return LARGEST_OF_CLASS.get(supply.facility_class)


def _water(supply: CoolingSupply, *, approach_k: float, rise: float) -> Water:
    at_c = _facility_c(supply)
    supply_c = None if at_c is None else round(at_c + approach_k, 1)
    room_c, humidity_pct = supply.room_c, supply.relative_humidity_pct
    dew_c = None if room_c is None or humidity_pct is None else dew_point_c(room_c, humidity_pct)
    declared = supply.facility_class or (None if at_c is None else facility_class(at_c))
    return Water(
        facility_class=declared.value if declared else None,
        facility_c=None if at_c is None else round(at_c, 1),
        approach_k=approach_k,
        supply_c=supply_c,
        return_c=None if supply_c is None else round(supply_c + rise, 1),
        dew_point_c=dew_c,
        margin_k=None if supply_c is None or dew_c is None else round(supply_c - dew_c, 1),
    )


def _loops(
    supply: CoolingSupply, racks: tuple[RackCooling, ...], standing: list[Device], ratings: Mapping[str, CduRating], number_of: Mapping[RackName, int]
) -> Iterator[Loop]:
    """Yield the coolant loops that carry heat; units that stand in racks serve the loop of their rack."""
    wet = [rack for rack in racks if rack.liquid_w]
    scope = supply.loop or _scope(wet, standing)
    row_of = {rack.name: rack.row for rack in racks}
    by_loop: dict[str, list[RackCooling]] = {}
    for rack in wet:
        by_loop.setdefault(_loop_name(scope, rack.name, rack.row), []).append(rack)
    inside = Counter(_loop_name(scope, device.rack, row_of[device.rack]) for device in standing)
    kind, rating = next(iter(ratings.items()))
    for name, members in by_loop.items():
        heat, flow = sum(rack.liquid_w for rack in members), sum(rack.flow_ml_min for rack in members)
        needed = max(-(-heat // rating.heat.value), -(-flow // round(rating.flow.value * 1000)))
        drops, head = [rack.drop_kpa for rack in members if rack.drop_kpa is not None], int(rating.head.value) if rating.head else None
        row, number = (None if scope is CoolantLoop.POD else members[0].row), (number_of[members[0].name] if scope is CoolantLoop.RACK else None)
        units = needed, needed + SPARE_UNITS, inside[name] if standing else None
        yield Loop(name, len(members), heat, flow, kind, *units, max(drops, default=None), head, row, number)


def _scope(wet: list[RackCooling], standing: list[Device]) -> CoolantLoop:
    """Return what shares a loop where the site does not say: a rack with units of its own, a row with some, else the pod."""
    if not standing:
        return CoolantLoop.POD
    return CoolantLoop.RACK if {rack.name for rack in wet} <= {device.rack for device in standing} else CoolantLoop.ROW


def _loop_name(scope: CoolantLoop, rack: str, row: int) -> str:
    return {CoolantLoop.POD: "pod", CoolantLoop.ROW: f"row {row}", CoolantLoop.RACK: f"rack {rack}"}[scope]


def _reuse(catalog: Catalog, water: Water, liquid_w: int) -> HeatReuse:
    """Return the heat that can be used: a heat exchanger gives it on at the coolant's return less its approach."""
    if water.return_c is None:
        return HeatReuse(liquid_w, None, None)
    at_c = round(water.return_c - water.approach_k, 1)
    return HeatReuse(liquid_w, at_c, "network" if at_c >= catalog.cooling.network_supply.value else "heat_pump")
