"""Rack and floor bear what stands in the rack, and the rack is deep enough for it. What the site does not declare is not judged."""

from collections import Counter
from collections.abc import Iterator

from podwright.plan.finding import Finding, Severity
from podwright.plan.types import Plan, Role

COMPILE_AGAIN = "This plan was edited by hand: compile it again"


def nothing_stands_where_something_stands(plan: Plan) -> Iterator[Finding]:
    """Find every position of the floor that two things have, and racks and distribution units of the room that have none or more than one."""
    holder: dict[tuple[int, int], str] = {}
    for place in plan.floor.places:
        first = holder.setdefault((place.row, place.number), place.name)
        if first != place.name:
            yield Finding("P315", f"row {place.row}/{place.number}", f"{place.name} and {first} both stand there", COMPILE_AGAIN)
    found: Counter[str] = Counter(place.loop or place.name for place in plan.floor.places)
    asked: Counter[str] = Counter(rack.name for rack in plan.physical.racks)
    asked |= Counter({loop.name: loop.cdu_count for loop in plan.cooling.loops if loop.cdu_standing is None})
    for name in sorted(found.keys() | asked.keys()):
        if found[name] != asked[name]:
            yield Finding("P315", f"pod {plan.header.pod}", f"{name} has {found[name]} positions on the floor and asks for {asked[name]}", COMPILE_AGAIN)


def racks_are_borne(plan: Plan) -> Iterator[Finding]:
    """Find every rack that weighs more than rack and floor bear; note where devices without a published mass are not in the sum."""
    limit_kg = plan.floor.rack_kg
    if limit_kg is None:
        return
    whole = {rack.name: rack.whole_kg for rack in plan.floor.racks if rack.whole_kg is not None}
    grams = {row.kind: row.weight_g for row in plan.floor.kinds}
    found_g, unknown = {rack.name: plan.floor.empty_rack_g for rack in plan.physical.racks}, set[str]()
    for device in plan.physical.devices:
        if device.role is not Role.PDU and device.rack not in whole:
            own = grams.get(device.kind)
            found_g[device.rack] = found_g.get(device.rack, 0) + (own or 0)
            unknown |= {device.kind} if own is None else set()
    for rack, mass_g in found_g.items():
        mass_kg = whole.get(rack, -(-mass_g // 1000))
        if mass_kg > limit_kg:
            remedy = f"Give racks and a floor for {mass_kg} kg (site.floor.rack_kg), or plan fewer nodes a rack"
            yield Finding("P308", f"rack {rack}", f"{mass_kg} kg planned, rack and floor bear {limit_kg}", remedy)
    if unknown:
        what = f"the masses of {', '.join(sorted(unknown))} are not published: racks with these weigh more than is counted"
        yield Finding("P308", f"pod {plan.header.pod}", what, "Weigh them, or leave a margin in site.floor.rack_kg", Severity.NOTE)


def racks_are_deep_enough(plan: Plan) -> Iterator[Finding]:
    """Find every rack that is less deep than a device in it, and warn where cables and PDUs have no room behind it."""
    limit_mm, behind_mm = plan.floor.rack_depth_mm, plan.floor.depth_behind_mm
    if limit_mm is None:
        return
    depths = {row.kind: row.depth_mm or 0 for row in plan.floor.kinds}
    deepest: dict[str, tuple[int, str]] = {}
    for device in plan.physical.devices:
        deepest[device.rack] = max(deepest.get(device.rack, (0, "")), (depths.get(device.kind, 0), device.kind))
    for rack, (depth_mm, kind) in sorted(deepest.items()):
        what, remedy = f"{kind} is {depth_mm} mm deep, the rack {limit_mm}", f"Give racks of {depth_mm + behind_mm} mm (site.floor.rack_depth_mm)"
        if depth_mm > limit_mm:
            yield Finding("P309", f"rack {rack}", what, remedy)
        elif depth_mm + behind_mm > limit_mm:
            yield Finding("P309", f"rack {rack}", f"{what}, and cables need {behind_mm} mm behind it", remedy, Severity.WARNING)
