"""Feeds, rows and the pod carry what is drawn, also when a feed fails. What the site does not declare is not judged."""

from collections import Counter
from collections.abc import Iterator

from podwright.plan.finding import Finding, Severity
from podwright.plan.types import Plan

COMPILE_AGAIN = "This plan was edited by hand: compile it again"
Drawn = tuple[int, int, int]
"""Nominal, average and peak (W)."""
NOTHING: Drawn = (0, 0, 0)


def rows_are_fed(plan: Plan) -> Iterator[Finding]:
    """Find every row whose racks draw more than its busway carries."""
    limit_w = plan.power.supply.row_w
    if limit_w is None:
        return
    drawn, rows = _drawn(plan), dict[int, Drawn]()
    for rack in plan.physical.racks:
        rows[rack.unit] = _sum(rows.get(rack.unit, NOTHING), drawn.get(rack.name, NOTHING))
    for row, (nominal_w, _, peak_w) in sorted(rows.items()):
        yield from _over("P306", f"row {row}", (nominal_w, peak_w), limit_w, "the busway carries", "site.power.row_kw")


def pod_is_fed(plan: Plan) -> Iterator[Finding]:
    """Find a pod that draws more than the site has for it."""
    limit_w = plan.power.supply.pod_w
    if limit_w is None:
        return
    total = NOTHING
    for own in _drawn(plan).values():
        total = _sum(total, own)
    yield from _over("P307", f"pod {plan.header.pod}", (total[0], total[2]), limit_w, "the site has", "site.power.pod_kw")


def feeds_carry_the_rack_when_some_fail(plan: Plan) -> Iterator[Finding]:
    """Find every rack whose remaining feeds cannot carry it; without redundancy, whose feeds together cannot."""
    supply = plan.power.supply
    if supply.each_feed_w is None:
        return
    drawn, is_redundant = _drawn(plan), supply.redundancy != "none"
    for rack in plan.power.racks:
        left = _left(rack.feed_count, half=supply.redundancy == "2n") if is_redundant else rack.feed_count
        nominal_w, _, peak_w = drawn.get(rack.name, NOTHING)
        what = f"{left} of {rack.feed_count} feeds {'are left when feeds fail and ' if is_redundant else ''}carry"
        yield from _over("P310", f"rack {rack.name}", (nominal_w, peak_w), left * supply.each_feed_w, what, "site.power.each_feed_kw or feed_count")


def shelves_carry_the_rack_when_some_fail(plan: Plan) -> Iterator[Finding]:
    """Find kinds of rack whose remaining power shelves cannot carry one; racks of a kind that draw alike are told of once."""
    kind_of: dict[str, str] = {rack.name: rack.kind for rack in plan.physical.racks}
    shelved = [(rack.name, rack.shelf_count, rack.shelf_w) for rack in plan.power.racks if rack.shelf_w is not None]
    drawn = _drawn(plan) if shelved else {}
    alike = Counter((kind_of.get(name, "unknown"), count, shelf_w, drawn.get(name, NOTHING)) for name, count, shelf_w in shelved)
    for (kind, shelf_count, shelf_w, (nominal_w, _, peak_w)), racks in sorted(alike.items()):
        what = f"the shelves that are left of {shelf_count} when shelves fail carry"
        yield from _over("P311", f"rack kind {kind}", (nominal_w, peak_w), shelf_w, what, None, each=f" in each of {racks} racks")


def systems_keep_enough_power_supplies(plan: Plan) -> Iterator[Finding]:
    """Warn of kinds of system that lose more power supplies with their feeds than they can; their supplies are spread over the rack's feeds."""
    supply = plan.power.supply
    if supply.each_feed_w is None or supply.redundancy == "none":
        return
    feeds = {rack.name: rack.feed_count for rack in plan.power.racks}
    psus = {row.kind: (row.psu_count, row.psu_needed) for row in plan.power.kinds}
    standing = Counter((device.kind, feeds.get(device.rack, 0)) for device in plan.physical.devices)
    for (kind, feed_count), count in sorted(standing.items()):
        own, needed = psus.get(kind, (None, None))
        if own is None or needed is None or not feed_count:
            continue
        lost = -(-own * (feed_count - _left(feed_count, half=supply.redundancy == "2n")) // feed_count)
        if own - lost < needed:
            what = f"{count} of them have {own} power supplies on {feed_count} feeds: {own - lost} are left when feeds fail, {needed} are needed for full load"
            yield Finding(
                "P312",
                f"kind {kind}",
                what,
                "Feed the racks from more feeds (site.power.feed_count), or expect these systems to slow down or stop",
                Severity.WARNING,
            )


def racks_draw_what_stands_in_them(plan: Plan) -> Iterator[Finding]:
    """Find every rack whose power in the plan is not that of its devices, and a pod whose power is not that of its racks."""
    drawn, total = _drawn(plan), NOTHING
    for rack in plan.power.racks:
        told, counted = (rack.nominal_w, rack.average_w, rack.peak_w), drawn.get(rack.name, NOTHING)
        if told != counted:
            yield Finding("P313", f"rack {rack.name}", f"{_kw(told[0])} kW planned, its devices draw {_kw(counted[0])}", COMPILE_AGAIN)
        total = _sum(total, told)
    if total != (plan.power.nominal_w, plan.power.average_w, plan.power.peak_w):
        yield Finding("P313", f"pod {plan.header.pod}", f"{_kw(plan.power.nominal_w)} kW planned, its racks draw {_kw(total[0])}", COMPILE_AGAIN)


def reserve_is_kept_free(plan: Plan) -> Iterator[Finding]:
    """Find racks, rows and a pod that draw what was to be kept free; one that draws more than it is fed is another check's."""
    supply = plan.power.supply
    if not supply.reserve_pct:
        return
    drawn, rows, pod = _drawn(plan), dict[int, int](), 0
    fed: list[tuple[str, int, int | None]] = []
    for rack in plan.physical.racks:
        nominal_w = drawn.get(rack.name, NOTHING)[0]
        rows[rack.unit], pod = rows.get(rack.unit, 0) + nominal_w, pod + nominal_w
        fed.append((f"rack {rack.name}", nominal_w, rack.feed_w))
    fed += [(f"row {row}", nominal_w, supply.row_w) for row, nominal_w in sorted(rows.items())]
    for where, nominal_w, limit_w in (*fed, (f"pod {plan.header.pod}", pod, supply.pod_w)):
        free_w = limit_w * (100 - supply.reserve_pct) // 100 if limit_w is not None else nominal_w
        if limit_w is not None and free_w < nominal_w <= limit_w:
            what = f"{_kw(nominal_w)} kW planned, {limit_w / 1000:.1f} fed, of which {supply.reserve_pct} % are a reserve: {free_w / 1000:.1f} kW may be drawn"
            yield Finding("P314", where, what, "Feed more, plan fewer nodes, or give up the reserve (site.power.reserve_pct)")


def _drawn(plan: Plan) -> dict[str, Drawn]:
    """Return what each rack draws, counted from its devices."""
    kinds = {row.kind: (row.average_w - row.nominal_w, row.peak_w - row.nominal_w) for row in plan.power.kinds}
    found: dict[str, Drawn] = {}
    for device in plan.physical.devices:
        less, more = kinds.get(device.kind, (0, 0))
        found[device.rack] = _sum(found.get(device.rack, NOTHING), (device.power_w, device.power_w + less, device.power_w + more))
    return found


def _left(feed_count: int, *, half: bool) -> int:
    return feed_count // 2 if half else feed_count - 1


def _sum(one: Drawn, other: Drawn) -> Drawn:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def _over(code: str, where: str, drawn_w: tuple[int, int], limit_w: int, carries: str, field: str | None, *, each: str = "") -> Iterator[Finding]:
    """Yield an error where hours are too much, a warning where moments are: breakers and shelves bear a short peak, but nothing is to spare."""
    nominal_w, peak_w = drawn_w
    more = f" ({field})" if field else ""
    if nominal_w > limit_w:
        yield Finding(
            code, where, f"{_kw(nominal_w)} kW planned{each}, {carries} {limit_w / 1000:.1f}", f"Give at least {_kw(nominal_w)} kW{more}, or plan fewer nodes"
        )
    elif peak_w > limit_w:
        what = f"{_kw(peak_w)} kW at peak{each}, {carries} {limit_w / 1000:.1f}"
        yield Finding(code, where, what, f"Give at least {_kw(peak_w)} kW{more}, or cap the peaks", Severity.WARNING)


def _kw(power_w: int) -> str:
    """Return watts as kilowatts, rounded up to a tenth: what is asked for must be enough."""
    return f"{-(-power_w // 100) / 10:.1f}"
