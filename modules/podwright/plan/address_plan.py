"""Who has which address: every device on every fabric it is on, and the subnets these lie in."""

from collections.abc import Iterable
from operator import attrgetter

from podwright.catalog.load import Catalog
from podwright.plan.addressing import GATEWAY, Layout
from podwright.plan.types import Address, Device, DeviceClass, Physical, Place, Subnet
from podwright.plan.wiring import operating_name

OUT_OF_BAND = "out_of_band"
LOOPBACK = "loopback"
ROUTED = (DeviceClass.SWITCH, DeviceClass.NODE)


def addresses(catalog: Catalog, physical: Physical, layout: Layout) -> tuple[Address, ...]:
    """Return the addresses of all devices, by device, fabric and lane.

    Laws: no address twice; each follows from the device's place alone.
    """
    of_kind = {kind: _of_kind(catalog, kind, device_class) for kind, device_class in {(device.kind, device.device_class) for device in physical.devices}}
    rows = [
        Address(device.name, interface, fabric, lane, device.place.unit, *layout.pair(fabric, device.device_class, lane, device.place))
        for device in physical.devices
        for interface, fabric, lane in of_kind[device.kind]
    ]
    return tuple(sorted(rows, key=attrgetter("device", "fabric", "lane")))


def subnets(addresses: Iterable[Address], devices: Iterable[Device], layout: Layout) -> tuple[Subnet, ...]:
    """Return the subnets that hold at least one of these addresses; loopbacks have none."""
    class_of = {device.name: device.device_class for device in devices}
    used = sorted({(row.fabric, class_of[row.device], row.lane, row.unit) for row in addresses if row.fabric != LOOPBACK})
    return tuple(_subnet(layout, fabric, device_class, lane, unit) for fabric, device_class, lane, unit in used)


def _subnet(layout: Layout, fabric: str, device_class: DeviceClass, lane: int, unit: int) -> Subnet:
    prefix = layout.blocks[fabric, device_class, lane].v4_prefix_length
    net_v4, net_v6 = layout.pair(fabric, device_class, lane, Place(unit, 0, 0))
    gateway_v4, gateway_v6 = layout.pair(fabric, device_class, lane, Place(unit, GATEWAY.rack, GATEWAY.slot))
    return Subnet(fabric, device_class, lane, unit, f"{net_v4}/{prefix}", f"{net_v6}/64", gateway_v4, gateway_v6)


def _of_kind(catalog: Catalog, kind: str, device_class: DeviceClass) -> tuple[tuple[str, str, int], ...]:
    """Return interface, fabric and lane of each address that a device of this kind has."""
    loopback = (("lo", LOOPBACK, 0),) if device_class in ROUTED else ()
    if kind in catalog.switches:
        return (*loopback, (catalog.switches[kind].management_port.name, OUT_OF_BAND, 0))
    technology = {fabric.name: fabric.technology for fabric in catalog.fabrics}
    own = (
        (port.bond or operating_name(port, technology[port.fabric]), port.fabric, port.lane)
        for port in catalog.systems[kind].ports
        if port.fabric in technology and port.technology in (None, technology[port.fabric]) and not (port.bond and port.lane)
    )
    return (*loopback, *own)
