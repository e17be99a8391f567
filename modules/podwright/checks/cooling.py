"""Heat finds its way out: the room's air, coolant, distribution units, water. What the site does not declare is not judged, and said where it matters."""

from collections.abc import Iterator

from podwright.plan.finding import Finding, Severity
from podwright.plan.types import Plan

COMPILE_AGAIN = "This plan was edited by hand: compile it again"
PLATES = ("direct_to_chip", "hybrid")
DOORS = ("rear_door", "hybrid")


def room_takes_the_air_of_each_rack(plan: Plan) -> Iterator[Finding]:
    """Find every rack that gives the room more heat than it takes; note racks beyond what rooms are known to take where the site says nothing."""
    limits = plan.cooling.limits
    if limits.air_w is None:
        hot = [air_w for _, (_, air_w) in _heat(plan).items() if air_w > limits.known_air_w]
        if hot:
            what = f"{len(hot)} racks give up to {_kw(max(hot))} kW to the room's air, rooms are known to take {_kw(limits.known_air_w)}"
            yield Finding(
                "P601",
                f"pod {plan.header.pod}",
                what,
                "Say what the room takes (site.cooling.air_kw), or give the racks doors (site.cooling.racks)",
                Severity.NOTE,
            )
        return
    for rack, (_, air_w) in sorted(_heat(plan).items()):
        if air_w > limits.air_w:
            what = f"{_kw(air_w)} kW go to the room's air, it takes {_kw(limits.air_w)}"
            yield Finding("P601", f"rack {rack}", what, f"Take at least {_kw(air_w)} kW (site.cooling.air_kw), or plan fewer nodes a rack")


def loops_have_a_unit_to_spare(plan: Plan) -> Iterator[Finding]:
    """Find loops whose distribution units cannot carry them, and warn where none may fail; note what is needed where the site says nothing."""
    loops, declared = plan.cooling.loops, plan.cooling.limits.cdu_count
    where = f"pod {plan.header.pod}"
    for loop in loops:
        if loop.cdu_standing is not None:
            yield from _units(f"loop {loop.name}", loop.cdu_standing, loop.cdu_needed, loop.cdu_count, loop.cdu_kind)
    if not loops or any(loop.cdu_standing is not None for loop in loops):
        return
    needed, wanted = sum(loop.cdu_needed for loop in loops), sum(loop.cdu_count for loop in loops)
    if declared is not None:
        yield from _units(where, declared, needed, wanted, loops[0].cdu_kind, field=" (site.cooling.cdu_count)")
    else:
        what = f"{_kw(plan.cooling.liquid_w)} kW go to liquid, nothing is said of distribution units: {wanted} x {loops[0].cdu_kind} carry it, with one to spare a loop"
        yield Finding("P602", where, what, "Say how many there are (site.cooling.cdu_count) and of which kind (site.cooling.cdu)", Severity.NOTE)


def coolant_stays_above_the_dew_point(plan: Plan) -> Iterator[Finding]:
    """Find coolant so cold that water condenses on it, and warn where it is close."""
    water, limits, where = plan.cooling.water, plan.cooling.limits, f"pod {plan.header.pod}"
    if not plan.cooling.liquid_w or water.supply_c is None:
        return
    if water.dew_point_c is None:
        remedy = "Say how warm and how humid the room is (site.cooling.room_c, site.cooling.relative_humidity_pct)"
        yield Finding("P603", where, f"coolant comes at {water.supply_c:.1f} C, nothing is said of the room's dew point", remedy, Severity.NOTE)
        return
    margin_k = round(water.supply_c - water.dew_point_c, 1)
    if margin_k < limits.dew_point_warning_k:
        severity = Severity.ERROR if margin_k < limits.dew_point_error_k else Severity.WARNING
        least = limits.dew_point_error_k if severity is Severity.ERROR else limits.dew_point_warning_k
        what = f"coolant at {water.supply_c:.1f} C is {margin_k:.1f} K above the room's dew point of {water.dew_point_c:.1f} C, {least:g} K are wanted"
        yield Finding("P603", where, what, "Raise the facility's water (site.cooling.facility_water_c), or dry the room", severity)


def water_is_cold_enough(plan: Plan) -> Iterator[Finding]:
    """Find water that is warmer than its class, and coolant that is warmer than the systems take; note liquid cooling without a word on the water."""
    water, where = plan.cooling.water, f"pod {plan.header.pod}"
    if not plan.cooling.liquid_w:
        return
    if water.facility_c is None or water.supply_c is None:
        what = f"{_kw(plan.cooling.liquid_w)} kW go to liquid, nothing is said of the facility's water: class, dew point and coolant temperature are not judged"
        yield Finding("P604", where, what, "Say how warm it is (site.cooling.facility_water_c, or facility_class)", Severity.NOTE)
        return
    warmest = int(water.facility_class[1:]) if water.facility_class and water.facility_class[1:].isdecimal() else None
    if warmest is not None and water.facility_c > warmest:
        what = f"the facility's water comes at {water.facility_c:.1f} C, class {water.facility_class} ends at {warmest}"
        yield Finding("P604", where, what, "Correct site.cooling.facility_class, or facility_water_c")
    for kind in plan.cooling.kinds:
        if kind.liquid_permille and kind.coolant_max_c is not None and water.supply_c > kind.coolant_max_c:
            what = f"coolant comes at {water.supply_c:.1f} C ({water.facility_c:.1f} C and an approach of {water.approach_k:g} K), it takes {kind.coolant_max_c:.1f}"
            yield Finding(
                "P604",
                f"kind {kind.kind}",
                what,
                f"Lower site.cooling.facility_water_c by {water.supply_c - kind.coolant_max_c:.1f} K, or choose a unit with a smaller approach",
            )


def coolant_flows_as_it_should(plan: Plan) -> Iterator[Finding]:
    """Find racks that need more coolant than their branch carries, and warn of a flow outside the range that systems are built for."""
    cooling, limits = plan.cooling, plan.cooling.limits
    if not cooling.liquid_w:
        return
    for rack in cooling.racks:
        if limits.rack_flow_ml_min is not None and rack.flow_ml_min > limits.rack_flow_ml_min:
            what = f"{_litres(rack.flow_ml_min)} L/min for {_kw(rack.liquid_w)} kW, the branch carries {_litres(limits.rack_flow_ml_min)}"
            remedy = f"Give {_litres(rack.flow_ml_min)} L/min (site.cooling.rack_lpm), or less for each kW (site.cooling.flow_lpm_per_kw)"
            yield Finding("P605", f"rack {rack.name}", what, remedy)
    by_rule = any(rack.liquid_w and rack.drop_kpa is None for rack in cooling.racks)
    if by_rule and not limits.least_flow_ml_min <= cooling.flow_ml_min_per_kw <= limits.most_flow_ml_min:
        what = (
            f"{cooling.flow_ml_min_per_kw / 1000:g} L/min a kW, which is {cooling.rise_k:g} K; systems are built for "
            f"{limits.least_flow_ml_min / 1000:g} to {limits.most_flow_ml_min / 1000:g} L/min"
        )
        yield Finding("P605", f"pod {plan.header.pod}", what, "Change site.cooling.flow_lpm_per_kw, or ask the systems' vendor", Severity.WARNING)


def cold_plates_have_coolant(plan: Plan) -> Iterator[Finding]:
    """Find kinds of system with cold plates in racks without coolant for them."""
    wet = {row.kind for row in plan.cooling.kinds if row.liquid_permille}
    dry = {rack.name: rack.cooling for rack in plan.cooling.racks if rack.cooling in ("air", "rear_door")}
    for rack, kind in sorted({(device.rack, device.kind) for device in plan.physical.devices if device.kind in wet and device.rack in dry}):
        yield Finding(
            "P606",
            f"rack {rack}",
            f"{kind} has cold plates, the rack is cooled by {dry[rack]}",
            "Choose racks that bring coolant to it (site.cooling.racks), or systems without cold plates",
        )


def heat_is_what_stands_in_the_racks(plan: Plan) -> Iterator[Finding]:
    """Find every rack whose heat in the plan is not that of its devices, and a pod whose heat is not that of its racks."""
    found = _heat(plan)
    for rack in plan.cooling.racks:
        liquid_w, air_w = found.get(rack.name, (0, 0))
        if (rack.liquid_w, rack.air_w, rack.heat_w) != (liquid_w, air_w, liquid_w + air_w):
            what = f"{_kw(rack.liquid_w)} kW to liquid and {_kw(rack.air_w)} to air planned, its devices give {_kw(liquid_w)} and {_kw(air_w)}"
            yield Finding("P607", f"rack {rack.name}", what, COMPILE_AGAIN)
    told = sum(rack.liquid_w for rack in plan.cooling.racks), sum(rack.air_w for rack in plan.cooling.racks)
    if told != (plan.cooling.liquid_w, plan.cooling.air_w):
        yield Finding("P607", f"pod {plan.header.pod}", f"{_kw(plan.cooling.heat_w)} kW planned, its racks give {_kw(sum(told))}", COMPILE_AGAIN)


def units_push_the_coolant_through(plan: Plan) -> Iterator[Finding]:
    """Find loops with a rack that takes more pressure than their distribution units give."""
    for loop in plan.cooling.loops:
        if loop.drop_kpa is not None and loop.head_kpa is not None and loop.drop_kpa > loop.head_kpa:
            what = f"a rack takes {loop.drop_kpa} kPa, {loop.cdu_kind} gives {loop.head_kpa}"
            yield Finding("P609", f"loop {loop.name}", what, "Choose a unit with more head (site.cooling.cdu), or colder water, which flows more slowly")


def _heat(plan: Plan) -> dict[str, tuple[int, int]]:
    """Return heat to liquid and to the room's air by rack (W), counted from its devices."""
    permille = {row.kind: row.liquid_permille for row in plan.cooling.kinds}
    heat, plates = dict[str, int](), dict[str, int]()
    for device in plan.physical.devices:
        heat[device.rack] = heat.get(device.rack, 0) + device.power_w
        plates[device.rack] = plates.get(device.rack, 0) + device.power_w * permille.get(device.kind, 0)
    found = dict[str, tuple[int, int]]()
    for rack in plan.cooling.racks:
        whole = heat.get(rack.name, 0)
        liquid = plates.get(rack.name, 0) // 1000 if rack.cooling in PLATES else whole if rack.cooling == "immersion" else 0
        if rack.cooling in DOORS:
            liquid += min(whole - liquid, plan.cooling.limits.door_w)
        found[rack.name] = liquid, whole - liquid
    return found


def _units(where: str, standing: int, needed: int, wanted: int, kind: str, *, field: str = "") -> Iterator[Finding]:
    if standing < wanted:
        what = f"{standing} x {kind} stand, {needed} carry the heat and {wanted} with one to spare a loop"
        severity = Severity.ERROR if standing < needed else Severity.WARNING
        yield Finding("P602", where, what, f"Give {wanted}{field}, or larger units", severity)


def _kw(power_w: int) -> str:
    """Return watts as kilowatts, rounded up to a tenth."""
    return f"{-(-power_w // 100) / 10:.1f}"


def _litres(flow_ml_min: int) -> str:
    return f"{-(-flow_ml_min // 100) / 10:.1f}"
