"""Power: what racks, feeds, rows and the pod draw, and what each rack's feeds carry when one of them fails."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from string import ascii_uppercase
from typing import overload

from podwright.catalog.load import Catalog
from podwright.catalog.products import SwitchKind, SystemKind
from podwright.plan.names import RackName
from podwright.plan.types import Device, FeedPower, KindPower, Physical, Power, Rack, RackPower, Reason, Role, RowPower, Supply
from podwright.spec.pod import PodSpec
from podwright.spec.supply import PowerSupply, Redundancy

FEEDS_WITHOUT_PDU = 2
"""Feeds of a rack that has no PDU: power shelves hang on an A and a B side."""
FEED_NAMES = ascii_uppercase

Drawn = tuple[int, int, int]
"""Nominal, average and peak (W)."""


def power_section(spec: PodSpec, catalog: Catalog, physical: Physical) -> Power:
    """Return what the pod draws.

    Laws: every total is the sum of its racks', every rack's that of its devices.
    """
    kinds = {kind: _kind(product_of(catalog, kind)) for kind in sorted({device.kind for device in physical.devices})}
    drawn, shelves = _drawn(physical.devices, kinds), _shelves(physical.devices)
    racks = tuple(_rack(spec.site.power, catalog, rack, drawn[rack.name], shelves.get(rack.name, [])) for rack in physical.racks)
    supply = spec.site.power
    nominal, average, peak = _total(racks)
    return Power(
        supply=Supply(supply.redundancy.value, watts(supply.each_feed_kw), watts(supply.row_kw), watts(supply.pod_kw), supply.reserve_pct),
        kinds=tuple(kinds.values()),
        racks=racks,
        rows=tuple(_rows(supply, racks)),
        feeds=tuple(_feeds(racks)),
        nominal_w=nominal,
        average_w=average,
        peak_w=peak,
        headroom_w=headroom_w(watts(supply.pod_kw), nominal, reserve_pct=supply.reserve_pct),
    )


def power_reasons(catalog: Catalog, power: Power) -> Iterator[Reason]:
    """Yield what the averages and the peaks rest on."""
    for row in power.kinds:
        product = product_of(catalog, row.kind)
        for name, figure in (("on average", product.typical_power), ("at peak", product.peak_power)):
            if figure is not None:
                yield Reason(f"kind {row.kind}", f"{figure.value} W {name}", figure.told())
    plain = sum(product_of(catalog, row.kind).typical_power is None and row.nominal_w > 0 for row in power.kinds)
    if plain:
        yield Reason("average power", f"{plain} of {len(power.kinds)} kinds have no published average: their nominal power stands for it", "catalogue")


def product_of(catalog: Catalog, kind: str) -> SystemKind | SwitchKind:
    """Return the product of this name."""
    return catalog.switches[kind] if kind in catalog.switches else catalog.systems[kind]


def watts(kilowatts: float | None) -> int | None:
    """Return kilowatts as whole watts; what is not declared stays so."""
    return None if kilowatts is None else round(kilowatts * 1000)


@overload
def headroom_w(fed_w: int, drawn_w: int, *, reserve_pct: int) -> int: ...
@overload
def headroom_w(fed_w: None, drawn_w: int, *, reserve_pct: int) -> None: ...
@overload
def headroom_w(fed_w: int | None, drawn_w: int, *, reserve_pct: int) -> int | None: ...
def headroom_w(fed_w: int | None, drawn_w: int, *, reserve_pct: int) -> int | None:
    """Return what could still be drawn (W) with the reserve kept free; None where nothing is declared."""
    return None if fed_w is None else fed_w * (100 - reserve_pct) // 100 - drawn_w


def surviving_feeds(feed_count: int, redundancy: Redundancy) -> int:
    """Return how many of a rack's feeds are left when those that may fail have failed; where nothing is promised, when one has."""
    return feed_count // 2 if redundancy is Redundancy.TWO_N else feed_count - 1


def surviving_shelves(count: int, *, half: bool) -> int:
    """Return how many power shelves are left: half of them with N+N, all but one with N+1."""
    return count // 2 if half else count - 1


def _kind(product: SystemKind | SwitchKind) -> KindPower:
    nominal, psus = product.power.value, product.psus
    return KindPower(
        kind=product.name,
        nominal_w=nominal,
        average_w=product.typical_power.value if product.typical_power else nominal,
        peak_w=product.peak_power.value if product.peak_power else nominal,
        psu_count=psus.count.value if psus else None,
        psu_needed=psus.needed.value if psus else None,
    )


def _drawn(devices: Iterable[Device], kinds: Mapping[str, KindPower]) -> Mapping[RackName, Drawn]:
    found: dict[RackName, Drawn] = defaultdict(lambda: (0, 0, 0))
    for device in devices:
        kind, (nominal, average, peak) = kinds[device.kind], found[device.rack]
        found[device.rack] = nominal + kind.nominal_w, average + kind.average_w, peak + kind.peak_w
    return found


def _shelves(devices: Iterable[Device]) -> Mapping[RackName, list[str]]:
    found: dict[RackName, list[str]] = {}
    for device in devices:
        if device.role is Role.POWER_SHELF:
            found.setdefault(device.rack, []).append(device.kind)
    return found


def _rack(supply: PowerSupply, catalog: Catalog, rack: Rack, drawn: Drawn, shelves: list[str]) -> RackPower:
    rule = next(rule for rule in catalog.racks if rule.name == rack.kind)
    nominal, average, peak = drawn
    feeds = supply.feed_count or rule.pdu_count or FEEDS_WITHOUT_PDU
    left = surviving_feeds(feeds, supply.redundancy)
    output = catalog.systems[shelves[0]].output_power if shelves else None
    return RackPower(
        name=rack.name,
        row=rack.unit,
        nominal_w=nominal,
        average_w=average,
        peak_w=peak,
        headroom_w=headroom_w(rack.feed_w, nominal, reserve_pct=supply.reserve_pct),
        feed_count=feeds,
        surviving_feed_count=left,
        feed_w=-(-nominal // feeds),
        failed_feed_w=-(-nominal // left) if left else None,
        failed_feed_peak_w=-(-peak // left) if left else None,
        shelf_count=len(shelves),
        shelf_w=output.value * surviving_shelves(len(shelves), half=rule.shelves == "n_plus_n") if output else None,
    )


def _rows(supply: PowerSupply, racks: Iterable[RackPower]) -> Iterator[RowPower]:
    by_row: dict[int, list[RackPower]] = {}
    for rack in racks:
        by_row.setdefault(rack.row, []).append(rack)
    for row in sorted(by_row):
        total = _total(by_row[row])
        yield RowPower(row, len(by_row[row]), *total, headroom_w(watts(supply.row_kw), total[0], reserve_pct=supply.reserve_pct))


def _feeds(racks: tuple[RackPower, ...]) -> Iterator[FeedPower]:
    for index in range(max(rack.feed_count for rack in racks)):
        fed = [rack for rack in racks if index < rack.feed_count]
        yield FeedPower(
            name=FEED_NAMES[index],
            rack_count=len(fed),
            nominal_w=sum(rack.feed_w for rack in fed),
            failed_w=sum(rack.failed_feed_w or 0 for rack in fed),
            failed_peak_w=sum(rack.failed_feed_peak_w or 0 for rack in fed),
        )


def _total(racks: Iterable[RackPower]) -> Drawn:
    nominal = average = peak = 0
    for rack in racks:
        nominal, average, peak = nominal + rack.nominal_w, average + rack.average_w, peak + rack.peak_w
    return nominal, average, peak
