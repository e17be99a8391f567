"""Who has which address: every device on every fabric it is on, and the subnets these lie in."""

from collections.abc import Iterable
from operator import itemgetter

from podwright.catalog.load import Catalog
from podwright.plan.addressing import GATEWAY, Layout
from podwright.plan.pace import named
from podwright.plan.ports import operating_name
from podwright.plan.types import Address, DeviceClass, Physical, Place, Subnet

OUT_OF_BAND = "out_of_band"
LOOPBACK = "loopback"
Row = tuple[str, str, int]
"""Interface, fabric, lane."""
ROUTED = (DeviceClass.SWITCH, DeviceClass.NODE)


def addresses(catalog: Catalog, physical: Physical, layout: Layout) -> tuple[Address, ...]:
    """Return the addresses of all devices, by device, fabric and lane.

    Laws: no address twice; each follows from the device's place alone.
    """
    of_kind = {
        kind: tuple((*row, layout.pairs(row[1], device_class, row[2])) for row in _of_kind(catalog, kind, device_class))
        for kind, device_class in {(device.kind, device.device_class) for device in physical.devices}
    }
    rows = (
        (device.name, interface, fabric, lane, device.place.unit, *pair(device.place))
        for device in physical.devices
        for interface, fabric, lane, pair in of_kind[device.kind]
    )
    return named(Address, rows)


def subnets(catalog: Catalog, physical: Physical, layout: Layout) -> tuple[Subnet, ...]:
    """Return the subnets that hold the address of a device; loopbacks have none."""
    standing = {(device.kind, device.device_class, device.place.unit) for device in physical.devices}
    of_kind = {kind: _of_kind(catalog, kind, device_class) for kind, device_class, _ in standing}
    used = {(fabric, device_class, lane, unit) for kind, device_class, unit in standing for _, fabric, lane in of_kind[kind] if fabric != LOOPBACK}
    return tuple(_subnet(layout, fabric, device_class, lane, unit) for fabric, device_class, lane, unit in sorted(used))


def _subnet(layout: Layout, fabric: str, device_class: DeviceClass, lane: int, unit: int) -> Subnet:
    prefix = layout.blocks[fabric, device_class, lane].v4_prefix_length
    net_v4, net_v6 = layout.pair(fabric, device_class, lane, Place(unit, 0, 0))
    gateway_v4, gateway_v6 = layout.pair(fabric, device_class, lane, Place(unit, GATEWAY.rack, GATEWAY.slot))
    return Subnet(fabric, device_class, lane, unit, f"{net_v4}/{prefix}", f"{net_v6}/64", gateway_v4, gateway_v6)


def _of_kind(catalog: Catalog, kind: str, device_class: DeviceClass) -> tuple[Row, ...]:
    """Return interface, fabric and lane of each address that a device of this kind has, by fabric and lane."""
    loopback = (("lo", LOOPBACK, 0),) if device_class in ROUTED else ()
    if kind in catalog.switches:
        port = catalog.switches[kind].management_port
        return _in_order((*loopback, (port.name, OUT_OF_BAND, 0))) if port else ()
    technology = {fabric.name: fabric.technology for fabric in catalog.fabrics}
    own = (
        (port.bond or operating_name(port, technology[port.fabric]), port.fabric, port.lane)
        for port in catalog.systems[kind].ports
        if port.fabric in technology and port.technology in (None, technology[port.fabric]) and not (port.bond and port.lane)
    )
    return _in_order((*loopback, *own))


def _in_order(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=itemgetter(1, 2)))
