"""What stands where: every device gets its place from its ordinal, every rack from the devices in it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from podwright.catalog.architecture import Fixture, RackRule
from podwright.catalog.load import Catalog
from podwright.plan.finding import Finding, Infeasible
from podwright.plan.names import PodName, RackName
from podwright.plan.naming import device_name, rack_name
from podwright.plan.parts import products_of
from podwright.plan.places import Racks, RackSpot
from podwright.plan.sizing import Sizing
from podwright.plan.storage_racks import PDU, SWITCH, pdu_places, product_name, storage_kind, storage_places
from podwright.plan.storing import system_of
from podwright.plan.types import Device, DeviceClass, Physical, Place, Rack, Role
from podwright.spec.pod import PodSpec

CLASS_OF_FIXTURE = {Role.POWER_SHELF: DeviceClass.PDU, Role.NVLINK_SWITCH: DeviceClass.SWITCH, Role.CDU: DeviceClass.CDU}


def place_devices(spec: PodSpec, catalog: Catalog, sizing: Sizing) -> Physical:
    """Return racks and devices, each in name order.

    Raises: Infeasible when something has no place in the architecture's racks.
    """
    pod, racks = PodName(spec.name), Racks(catalog.layout, catalog.architecture.name, units=sizing.units)
    placing = Placing(pod, catalog, sizing, racks)
    devices = [*placing.hosts(), *placing.switches(), *placing.appliances()]
    standing = racks.standing(device.place for device in devices)
    devices += placing.fixtures(standing)
    stored = tuple(placing.stored(spec))
    beside = _beside(standing, stored, catalog)
    devices += stored
    rows = tuple(_racks(spec, (*standing, *beside), devices))
    products = products_of(catalog, (device.kind for device in devices))
    return Physical(racks=rows, devices=tuple(sorted(devices, key=lambda device: device.name)), products=products)


class Placing:
    """The devices of one pod, role by role."""

    def __init__(self, pod: PodName, catalog: Catalog, sizing: Sizing, racks: Racks) -> None:
        self.pod, self.catalog, self.sizing, self.racks = pod, catalog, sizing, racks

    def hosts(self) -> Iterator[Device]:
        """Yield what runs an operating system."""
        rule, sizing = self.catalog.architecture, self.sizing
        groups: tuple[tuple[Role, str, Iterable[int]], ...] = (
            (Role.GPU_NODE, rule.unit.node, sizing.node_ordinals),
            (Role.MANAGEMENT_NODE, rule.management.kind, range(sizing.management_count)),
            (Role.STORAGE_HOST, rule.storage.kind, range(sizing.storage_count)),
        )
        for role, kind, ordinals in groups:
            for ordinal in ordinals:
                yield self._system(kind, role, None, ordinal)

    def appliances(self) -> Iterator[Device]:
        """Yield the fabric managers."""
        for name, fabric in self.sizing.fabrics.items():
            for ordinal in range(fabric.ufm_count):
                assert self.catalog.architecture.ufm is not None, "sizing gives appliances only to architectures that have a UFM rule"
                yield self._system(self.catalog.architecture.ufm.kind, Role.UFM, name, ordinal)

    def switches(self) -> Iterator[Device]:
        """Yield leaves, spines and cores of every fabric."""
        for fabric in self.catalog.fabrics:
            size = self.sizing.fabrics[fabric.name]
            layers = (
                (Role.LEAF, fabric.leaf, size.leaves),
                (Role.SPINE, fabric.spine, range(size.tiers.spine_count)),
                (Role.CORE, fabric.core, range(size.tiers.core_count)),
            )
            for role, kind, ordinals in layers:
                for ordinal in ordinals:
                    assert kind is not None, "sizing gives upper layers only to fabrics that name their switches"
                    product = self.catalog.switches[kind]
                    place, lowest_u = self.racks.place_of(f"{fabric.name}/{role}", ordinal)
                    yield self._device(DeviceClass.SWITCH, role, fabric.name, ordinal, kind, place, lowest_u, product.height.value, product.power.value)

    def fixtures(self, racks: Iterable[RackSpot]) -> Iterator[Device]:
        """Yield what each rack has whatever else stands in it: PDUs, power shelves, NVLink switch trays, coolant distribution units."""
        counted: dict[tuple[str, Role], int] = defaultdict(int)
        pdu = self.catalog.systems[self.catalog.architecture.pdu]
        for spot in racks:
            for slot in range(1, spot.rule.pdu_count + 1):
                ordinal = _next(counted, spot.rule, Role.PDU)
                yield self._device(DeviceClass.PDU, Role.PDU, None, ordinal, pdu.name, Place(spot.unit, spot.number, slot), 0, 0, pdu.power.value)
            for row in spot.rule.fixtures:
                yield from self._fixture(spot, row, counted)

    def stored(self, spec: PodSpec) -> Iterator[Device]:
        """Yield blocks and switches of the storage system that has places in racks, and the PDUs of these racks."""
        system, rule = system_of(spec, self.catalog, self.sizing), self.catalog.storage_rack
        if system is None or rule is None or spec.storage.system is None:
            return
        kind, name_of = storage_kind(spec.storage.system, self.catalog), {Role.STORAGE_APPLIANCE: product_name(system.kind, system.capacity)}
        name_of[Role.STORAGE_SWITCH], racks = f"{system.kind}-{SWITCH}", dict[int, None]()
        for role, ordinal, place, lowest_u in storage_places(rule, self.catalog, kind, blocks=system.placed_count, switches=system.switch_count):
            product = self.catalog.systems[name_of[role]]
            yield self._device(DeviceClass.APPLIANCE, role, None, ordinal, product.name, place, lowest_u, product.height.value, product.power.value)
            racks[place.rack] = None
        pdu = self.catalog.systems[f"{self.catalog.architecture.pdu}-{PDU}"]
        for ordinal, place in pdu_places(racks, self.catalog):
            yield self._device(DeviceClass.PDU, Role.PDU, None, ordinal, pdu.name, place, 0, 0, pdu.power.value)

    def _fixture(self, spot: RackSpot, row: Fixture, counted: dict[tuple[str, Role], int]) -> Iterator[Device]:
        role = Role(row.role)
        product = self.catalog.switches[row.kind] if role is Role.NVLINK_SWITCH else self.catalog.systems[row.kind]
        for index in range(row.count):
            place = Place(spot.unit, spot.number, row.first_slot + index)
            ordinal, lowest_u = _next(counted, spot.rule, role), row.lowest_u + index * row.step_u
            yield self._device(CLASS_OF_FIXTURE[role], role, None, ordinal, row.kind, place, lowest_u, product.height.value, product.power.value)

    def _system(self, kind: str, role: Role, fabric: str | None, ordinal: int) -> Device:
        product = self.catalog.systems[kind]
        place, lowest_u = self.racks.place_of(f"{fabric}/{role}" if fabric else str(role), ordinal)
        return self._device(DeviceClass(product.class_letter), role, fabric, ordinal, kind, place, lowest_u, product.height.value, product.power.value)

    def _device(
        self,
        device_class: DeviceClass,
        role: Role,
        fabric: str | None,
        ordinal: int,
        kind: str,
        place: Place,
        lowest_u: int,
        height_u: int,
        power_w: int,
    ) -> Device:
        name, rack = device_name(self.pod, device_class, place), rack_name(self.pod, place.unit, place.rack)
        return Device(name, device_class, role, fabric, ordinal, kind, place, rack, lowest_u, height_u, power_w)


def _next(counted: dict[tuple[str, Role], int], rule: RackRule, role: Role) -> int:
    ordinal = counted[rule.scope, role]
    counted[rule.scope, role] += 1
    return ordinal


def _beside(standing: Iterable[RackSpot], stored: Iterable[Device], catalog: Catalog) -> tuple[RackSpot, ...]:
    """Return the racks of the storage system.

    Raises: Infeasible when they meet the pod's own, which count up in the same row.
    """
    rule, numbers = catalog.storage_rack, sorted({device.place.rack for device in stored})
    last = max((spot.number for spot in standing if spot.unit == 0), default=0)
    if numbers and numbers[0] <= last:
        what = f"{len(numbers)} racks are asked for, the pod's own row has {numbers[-1] - last} free"
        raise Infeasible((Finding("P103", "storage_appliance", what, "Ask for fewer blocks (storage.system.blocks), or choose larger ones"),))
    return tuple(RackSpot(rule, 0, number) for number in numbers if rule)


def _racks(spec: PodSpec, racks: Iterable[RackSpot], devices: Iterable[Device]) -> Iterator[Rack]:
    power_w: dict[RackName, int] = defaultdict(int)
    for device in devices:
        power_w[device.rack] += device.power_w
    supply = spec.site.racks
    for spot in sorted(racks, key=lambda spot: (spot.unit, spot.number)):
        name = rack_name(PodName(spec.name), spot.unit, spot.number)
        yield Rack(name, spot.rule.name, spot.unit, spot.number, supply.height_u, round(supply.feed_kw * 1000), power_w[name])
