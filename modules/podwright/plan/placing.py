"""What stands where: every device gets its place from its ordinal, every rack from the devices in it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from podwright.catalog.architecture import Architecture, PlaceRow, RackRule
from podwright.catalog.load import Catalog
from podwright.plan.finding import Finding, Infeasible
from podwright.plan.names import PodName
from podwright.plan.naming import device_name, rack_name
from podwright.plan.sizing import Sizing
from podwright.plan.types import Device, DeviceClass, Physical, Place, Rack, Role
from podwright.spec.pod import PodSpec


def place_devices(spec: PodSpec, catalog: Catalog, sizing: Sizing) -> Physical:
    """Return racks and devices, each in name order.

    Raises: Infeasible when something has no place in the architecture's racks.
    """
    pod, rule = PodName(spec.name), catalog.architecture
    devices = [*_hosts(pod, catalog, sizing), *_switches(pod, catalog, sizing), *_appliances(pod, catalog, sizing)]
    unit_racks = [(row, unit, number) for unit in range(1, sizing.units + 1) for row, number in _numbered(rule, "unit")]
    last_pod_rack = max((device.place.rack for device in devices if device.place.unit == 0), default=0)
    pod_racks = [(row, 0, first + k) for row, first in _first_numbers(rule, "pod") for k in range(last_pod_rack)]
    devices += _pdus(pod, catalog, [*pod_racks, *unit_racks])
    return Physical(racks=tuple(_racks(spec, [*pod_racks, *unit_racks], devices)), devices=tuple(sorted(devices, key=lambda device: device.name)))


def place_of(rule: Architecture, holds: str, ordinal: int, *, units: int) -> tuple[Place, int]:
    """Return the place of the thing with this ordinal, and its lowest U: the k-th of the places that hold such things.

    Raises: Infeasible when the architecture has no such place.
    """
    for rack in rule.racks:
        row = next((row for row in rack.places if row.holds == holds), None)
        if row is None:
            continue
        unit, number = _rack_of(rule, rack, row, ordinal)
        if unit <= units:
            index = ordinal % row.count
            return Place(unit, number, row.first_slot + index), row.lowest_u + index * row.step_u
        break
    raise Infeasible(
        (
            Finding(
                "P103",
                holds,
                f"number {ordinal + 1} is asked for, the racks of {rule.name} have no place for it",
                "Ask for fewer, or choose an architecture with more places",
            ),
        )
    )


def _rack_of(rule: Architecture, rack: RackRule, row: PlaceRow, ordinal: int) -> tuple[int, int]:
    """Return unit and rack number of an ordinal."""
    first = {row.name: number for row, number in _first_numbers(rule, rack.scope)}[rack.name]
    if rack.scope == "pod":
        return 0, first + ordinal // row.count
    in_unit = ordinal % (rack.count * row.count)
    return 1 + ordinal // (rack.count * row.count), first + in_unit // row.count


def _first_numbers(rule: Architecture, scope: str) -> Iterator[tuple[RackRule, int]]:
    """Yield each rack rule of a scope with the number of its first rack."""
    number = 1
    for rack in rule.racks:
        if rack.scope == scope:
            yield rack, number
            number += rack.count


def _numbered(rule: Architecture, scope: str) -> Iterator[tuple[RackRule, int]]:
    """Yield every rack of a scope with its number."""
    for rack, first in _first_numbers(rule, scope):
        yield from ((rack, first + k) for k in range(rack.count))


def _hosts(pod: PodName, catalog: Catalog, sizing: Sizing) -> Iterator[Device]:
    rule = catalog.architecture
    groups: tuple[tuple[Role, str, Iterable[int]], ...] = (
        (Role.GPU_NODE, rule.unit.node, sizing.node_ordinals),
        (Role.MANAGEMENT_NODE, rule.management.kind, range(sizing.management_count)),
        (Role.STORAGE_HOST, rule.storage.kind, range(sizing.storage_count)),
    )
    for role, kind, ordinals in groups:
        for ordinal in ordinals:
            yield _system(pod, catalog, sizing, kind=kind, role=role, fabric=None, ordinal=ordinal)


def _appliances(pod: PodName, catalog: Catalog, sizing: Sizing) -> Iterator[Device]:
    for name, fabric in sizing.fabrics.items():
        for ordinal in range(fabric.ufm_count):
            assert catalog.architecture.ufm is not None, "sizing gives appliances only to architectures that have a UFM rule"
            yield _system(pod, catalog, sizing, kind=catalog.architecture.ufm.kind, role=Role.UFM, fabric=name, ordinal=ordinal)


def _system(pod: PodName, catalog: Catalog, sizing: Sizing, *, kind: str, role: Role, fabric: str | None, ordinal: int) -> Device:
    product = catalog.systems[kind]
    holds = f"{fabric}/{role}" if fabric else str(role)
    place, lowest_u = place_of(catalog.architecture, holds, ordinal, units=sizing.units)
    return _device(pod, DeviceClass(product.class_letter), role, fabric, ordinal, kind, place, lowest_u, product.height.value, product.power.value)


def _switches(pod: PodName, catalog: Catalog, sizing: Sizing) -> Iterator[Device]:
    for fabric in catalog.architecture.fabrics:
        counts = sizing.fabrics[fabric.name]
        for role, kind, count in ((Role.LEAF, fabric.leaf, counts.leaf_count), (Role.SPINE, fabric.spine, counts.spine_count)):
            for ordinal in range(count):
                assert kind is not None, "sizing gives spines only to fabrics that name a spine switch"
                product = catalog.switches[kind]
                place, lowest_u = place_of(catalog.architecture, f"{fabric.name}/{role}", ordinal, units=sizing.units)
                yield _device(pod, DeviceClass.SWITCH, role, fabric.name, ordinal, kind, place, lowest_u, product.height.value, product.power.value)


def _pdus(pod: PodName, catalog: Catalog, racks: Iterable[tuple[RackRule, int, int]]) -> Iterator[Device]:
    product = catalog.systems[catalog.architecture.pdu]
    ordinals = {"pod": 0, "unit": 0}
    for rack, unit, number in racks:
        for slot in range(1, rack.pdu_count + 1):
            ordinal, ordinals[rack.scope] = ordinals[rack.scope], ordinals[rack.scope] + 1
            yield _device(pod, DeviceClass.PDU, Role.PDU, None, ordinal, product.name, Place(unit, number, slot), 0, 0, product.power.value)


def _device(
    pod: PodName, device_class: DeviceClass, role: Role, fabric: str | None, ordinal: int, kind: str, place: Place, lowest_u: int, height_u: int, power_w: int
) -> Device:
    name, rack = device_name(pod, device_class, place), rack_name(pod, place.unit, place.rack)
    return Device(
        name=name,
        device_class=device_class,
        role=role,
        fabric=fabric,
        ordinal=ordinal,
        kind=kind,
        place=place,
        rack=rack,
        lowest_u=lowest_u,
        height_u=height_u,
        power_w=power_w,
    )


def _racks(spec: PodSpec, racks: Iterable[tuple[RackRule, int, int]], devices: Iterable[Device]) -> Iterator[Rack]:
    power_w: dict[str, int] = defaultdict(int)
    for device in devices:
        power_w[device.rack] += device.power_w
    supply = spec.site.racks
    for rule, unit, number in sorted(racks, key=lambda row: row[1:]):
        name = rack_name(PodName(spec.name), unit, number)
        yield Rack(name=name, kind=rule.name, unit=unit, number=number, height_u=supply.height_u, feed_w=round(supply.feed_kw * 1000), power_w=power_w[name])
