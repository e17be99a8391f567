"""By check of power, floor and cooling: its code, and a pod that it alone finds fault with."""

from collections.abc import Callable
from dataclasses import replace

from podwright.plan.types import Plan
from unit.wet_pods import celsius, changed_plan, wet_plan

Break = tuple[str, Callable[[], Plan]]


def supplied(room: str, **words: object) -> Plan:
    """Return a starter pod without a finding but for what the site says of this room of it: `power`, `cooling` or `floor`."""
    return changed_plan(site={"domain": "pod.example", room: words}, tenants=({"name": "all", "gpu_count": 16},))


def with_rack_power(**words: object) -> Plan:
    """Return a starter pod whose rack has other power in the plan."""
    pod = supplied("power")
    (rack,) = pod.power.racks
    return replace(pod, power=replace(pod.power, racks=(replace(rack, **words),)))


def with_rack_heat(**words: object) -> Plan:
    """Return a starter pod whose rack has other heat in the plan."""
    pod = supplied("cooling")
    (rack,) = pod.cooling.racks
    return replace(pod, cooling=replace(pod.cooling, racks=(replace(rack, **words),)))


def with_head(head_kpa: int) -> Plan:
    """Return a wet pod whose rack takes 127 kPa and whose units give so much."""
    pod = wet_plan()
    (loop,) = pod.cooling.loops
    return replace(pod, cooling=replace(pod.cooling, loops=(replace(loop, drop_kpa=127, head_kpa=head_kpa),)))


def with_a_place_twice() -> Plan:
    """Return a wet pod whose first distribution unit stands where its rack does."""
    pod = wet_plan()
    rack, *others = sorted(pod.floor.places, key=lambda place: place.loop)
    moved = others[0]._replace(row=rack.row, number=rack.number)
    return replace(pod, floor=replace(pod.floor, places=(rack, moved, *others[1:])))


SUPPLY: dict[str, Break] = {
    "rows_are_fed": ("P306", lambda: supplied("power", row_kw=20)),
    "pod_is_fed": ("P307", lambda: supplied("power", pod_kw=20)),
    "racks_are_borne": ("P308", lambda: supplied("floor", rack_kg=400)),
    "racks_are_deep_enough": ("P309", lambda: supplied("floor", rack_depth_mm=800)),
    "nothing_stands_where_something_stands": ("P315", with_a_place_twice),
    "feeds_carry_the_rack_when_some_fail": ("P310", lambda: supplied("power", feed_count=3, each_feed_kw=12)),
    "shelves_carry_the_rack_when_some_fail": ("P311", lambda: with_rack_power(shelf_count=2, shelf_w=20_000)),
    "systems_keep_enough_power_supplies": ("P312", lambda: supplied("power", feed_count=2, each_feed_kw=30)),
    "racks_draw_what_stands_in_them": ("P313", lambda: with_rack_power(average_w=1)),
    "reserve_is_kept_free": ("P314", lambda: supplied("power", pod_kw=27, reserve_pct=10)),
}
COOLING: dict[str, Break] = {
    "room_takes_the_air_of_each_rack": ("P601", lambda: supplied("cooling", air_kw=20)),
    "loops_have_a_unit_to_spare": ("P602", lambda: wet_plan(cdu_count=0)),
    "coolant_stays_above_the_dew_point": ("P603", lambda: wet_plan(facility_water_c=8)),
    "water_is_cold_enough": ("P604", lambda: wet_plan(node={"coolant_max": celsius(32)})),
    "coolant_flows_as_it_should": ("P605", lambda: wet_plan(rack_lpm=20)),
    "cold_plates_have_coolant": ("P606", lambda: wet_plan("air")),
    "heat_is_what_stands_in_the_racks": ("P607", lambda: with_rack_heat(liquid_w=1)),
    "units_push_the_coolant_through": ("P609", lambda: with_head(126)),
}
