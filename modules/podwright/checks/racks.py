"""Racks hold what stands in them: places, height, power."""

from collections.abc import Iterator
from math import ceil

from podwright.plan.finding import Finding, Severity
from podwright.plan.types import Plan

POWER_WARNING = 0.9
"""Share of the feed from which a rack is warned of: feeds and breakers are loaded to 80 % continuously by code in North America (NEC 210.20) and to 100 %
elsewhere, so that 90 % is where an engineer should look. At 0.8 every SuperPOD rack of 40.8 kW on 45 kW would warn and nobody would read it."""


def no_slot_twice(plan: Plan) -> Iterator[Finding]:
    """Find every place and every device name that two devices hold."""
    seen: set[str] = set()
    for device in plan.physical.devices:
        if device.name in seen:
            yield Finding("P303", device.name, "two devices stand in this slot", "This plan was edited by hand: compile it again")
        seen.add(device.name)


def no_rack_unit_twice(plan: Plan) -> Iterator[Finding]:
    """Find every rack unit that two devices fill."""
    filled: dict[tuple[str, int], str] = {}
    for device in plan.physical.devices:
        for u in range(device.lowest_u, device.lowest_u + device.height_u):
            first = filled.setdefault((device.rack, u), device.name)
            if first != device.name:
                yield Finding("P304", f"{device.rack}/U{u}", f"{device.name} and {first} both fill it", "Choose an architecture whose racks have room for both")
                break


def racks_are_high_enough(plan: Plan) -> Iterator[Finding]:
    """Find every rack that is lower than what stands in it."""
    top = {rack.name: 0 for rack in plan.physical.racks}
    for device in plan.physical.devices:
        top[device.rack] = max(top.get(device.rack, 0), device.lowest_u + device.height_u - 1)
    for rack in plan.physical.racks:
        if top[rack.name] > rack.height_u:
            yield Finding(
                "P302",
                f"rack {rack.name}",
                f"{top[rack.name]} U filled, {rack.height_u} U high",
                f"Give racks of {top[rack.name]} U (site.racks.height_u), or another architecture",
            )


def racks_are_fed(plan: Plan) -> Iterator[Finding]:
    """Find every rack whose devices draw more than the site feeds, and warn where they come close."""
    drawn_w = {rack.name: 0 for rack in plan.physical.racks}
    for device in plan.physical.devices:
        drawn_w[device.rack] = drawn_w.get(device.rack, 0) + device.power_w
    for rack in plan.physical.racks:
        planned_kw, fed_kw = ceil(drawn_w[rack.name] / 100) / 10, rack.feed_w / 1000  # rounded up: what is asked for must be enough
        warning_kw = fed_kw * POWER_WARNING
        what = f"{planned_kw:.1f} kW planned, {fed_kw:.1f} kW fed"
        if planned_kw > fed_kw:
            yield Finding(
                "P301",
                f"rack {rack.name}",
                what,
                f"Feed at least {planned_kw:.1f} kW (site.racks.feed_kw), or plan fewer nodes (warning above {warning_kw:.1f})",
            )
        elif planned_kw > warning_kw:
            yield Finding("P305", f"rack {rack.name}", what, f"Look at the feed: warning above {warning_kw:.1f} kW", Severity.WARNING)
