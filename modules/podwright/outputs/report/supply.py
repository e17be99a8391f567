"""What the pod draws, heats and asks of its storage, against what is given: rows of bars, and the facts beside them."""

from collections.abc import Iterator
from dataclasses import dataclass

from podwright.outputs.report.floor_plan import floor_words
from podwright.outputs.report.words import kilowatts
from podwright.plan.demand import needed
from podwright.plan.types import Plan, Role
from podwright.plan.types.cooling import Cooling
from podwright.plan.types.power import Power
from podwright.plan.types.storage import Measure, Storage

ML_IN_L = 1000


@dataclass(frozen=True, slots=True)
class Bar:
    """One thing against its limit; without a declared limit there is no share."""

    what: str
    amount: str
    limit: str
    share_percent: int | None

    @property
    def is_over(self) -> bool:
        """Whether the limit is passed."""
        return self.share_percent is not None and self.share_percent > 100


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure with its words."""

    what: str
    value: str


@dataclass(frozen=True, slots=True)
class Supply:
    """Bars and facts of power, cooling and storage."""

    bars: tuple[Bar, ...]
    facts: tuple[Fact, ...]


def supply(plan: Plan) -> Supply:
    """Return what the page tells of power, cooling and storage; racks are told by the fullest of their kind."""
    bars = (*_power(plan), *_cooling(plan), *_storage(plan.storage))
    return Supply(bars=bars, facts=(*_power_facts(plan.power), *_cooling_facts(plan.cooling), *_storage_facts(plan), *_floor_facts(plan)))


def _power(plan: Plan) -> Iterator[Bar]:
    power = plan.power
    for word, amount_w in (("nominal", power.nominal_w), ("average", power.average_w), ("peak", power.peak_w)):
        yield _kw_bar(f"pod, {word} power", amount_w, power.supply.pod_w)
    if power.supply.row_w:
        fullest = max(power.rows, key=lambda row: row.nominal_w)
        yield _kw_bar(f"fullest row ({fullest.row}), nominal power", fullest.nominal_w, power.supply.row_w)
    kind_of = {rack.name: rack.kind for rack in plan.physical.racks}
    feed_of = {rack.name: rack.feed_w for rack in plan.physical.racks}
    for kind in dict.fromkeys(kind_of.values()):
        racks = [rack for rack in power.racks if kind_of[rack.name] == kind]
        fullest_rack = max(racks, key=lambda rack: rack.nominal_w)
        for word, amount_w in (("nominal", fullest_rack.nominal_w), ("peak", max(rack.peak_w for rack in racks))):
            yield _kw_bar(f"fullest {kind} rack, {word} power", amount_w, feed_of[fullest_rack.name])


def _cooling(plan: Plan) -> Iterator[Bar]:
    cooling = plan.cooling
    fullest = max(cooling.racks, key=lambda rack: rack.air_w)
    limit_w = cooling.limits.air_w or cooling.limits.known_air_w
    yield _kw_bar(f"most heat of one rack to air ({fullest.name})", fullest.air_w, limit_w)
    for loop in cooling.loops:
        if cooling.limits.cdu_count is not None:
            needed, given = loop.cdu_count, cooling.limits.cdu_count
            yield Bar(f"loop {loop.name}, distribution units with one to spare", str(needed), str(given), _share(needed, given))


def _storage(storage: Storage) -> Iterator[Bar]:
    system = storage.system
    given = {Measure.READ: system and system.read_gbyte_s, Measure.WRITE: system and system.write_gbyte_s, Measure.USABLE: system and system.usable_tb}
    for measure, word, unit in ((Measure.READ, "read", "GB/s"), (Measure.WRITE, "written", "GB/s"), (Measure.USABLE, "held", "TB")):
        asked = needed(storage.demands, measure)
        if asked:
            limit = given[measure]
            yield Bar(f"storage, {word}", f"{asked:,.1f} {unit}", f"{limit:,.1f} {unit}" if limit else "not declared", _share(asked, limit) if limit else None)


def _power_facts(power: Power) -> Iterator[Fact]:
    yield Fact("feeds", f"{max((rack.feed_count for rack in power.racks), default=0)} a rack, redundancy {power.supply.redundancy.replace('_', ' ')}")
    shelves = sum(rack.shelf_count for rack in power.racks)
    if shelves:
        yield Fact("power shelves", f"{shelves:,}")


def _cooling_facts(cooling: Cooling) -> Iterator[Fact]:
    yield Fact("heat", f"{kilowatts(cooling.liquid_w)} kW to liquid, {kilowatts(cooling.air_w)} kW to air")
    yield Fact("air", f"{cooling.airflow_cfm:,} CFM through the racks")
    if cooling.liquid_w:
        flow = cooling.flow_ml_min / ML_IN_L
        yield Fact("coolant", f"{cooling.coolant}, {flow:,.0f} L/min, {cooling.rise_k:.1f} K warmer on return")
    for loop in cooling.loops:
        yield Fact(
            f"loop {loop.name}", f"{loop.cdu_count} x {loop.cdu_kind}, one of them to spare, for {kilowatts(loop.liquid_w)} kW of {loop.rack_count:,} racks"
        )
    if cooling.water.supply_c is not None:
        margin = f", {cooling.water.margin_k:.1f} K above the dew point" if cooling.water.margin_k is not None else ""
        yield Fact("coolant to the racks", f"{cooling.water.supply_c:.1f} °C{margin}")
    if cooling.reuse:
        warm = f" at {cooling.reuse.temperature_c:.1f} °C" if cooling.reuse.temperature_c is not None else ""
        yield Fact("heat for others", f"{kilowatts(cooling.reuse.heat_w)} kW{warm}")


def _storage_facts(plan: Plan) -> Iterator[Fact]:
    storage = plan.storage
    if storage.system:
        yield Fact("storage system", f"{storage.system.block_count} x {storage.system.kind} ({storage.system.chosen})")
        yield Fact("storage stands", _stands(plan))
        if storage.links:
            metres = [link.length_m for link in storage.links]
            reach = f"{min(metres):g} m" if min(metres) == max(metres) else f"{min(metres):g} to {max(metres):g} m"
            yield Fact(
                "storage cables", f"{sum(link.cable_count for link in storage.links):,} to {len({link.leaf for link in storage.links})} leaves, {reach} long"
            )
    if storage.fabric:
        yield Fact("to storage", f"{storage.fabric.name} carries {storage.fabric.nodes_gbyte_s:,.0f} GB/s from all nodes")


def _stands(plan: Plan) -> str:
    """Return in which racks the storage system stands, and what it fills and draws there."""
    own = [device for device in plan.physical.devices if device.role in (Role.STORAGE_APPLIANCE, Role.STORAGE_SWITCH)]
    if not own:
        return "in no rack: the height of a block is not known"
    racks = sorted({str(device.rack) for device in own})
    return f"in {', '.join(racks)}: {sum(device.height_u for device in own)} U, {kilowatts(sum(device.power_w for device in own))} kW"


def _floor_facts(plan: Plan) -> Iterator[Fact]:
    if plan.floor.places:
        yield Fact("floor", floor_words(plan.floor))


def _kw_bar(what: str, amount_w: int, limit_w: int | None) -> Bar:
    return Bar(what, f"{kilowatts(amount_w)} kW", f"{kilowatts(limit_w)} kW" if limit_w else "not declared", _share(amount_w, limit_w) if limit_w else None)


def _share(amount: float, limit: float) -> int:
    """Return the share in percent, rounded up, so that whatever is over reads so."""
    return int(-(-100 * amount // limit))
