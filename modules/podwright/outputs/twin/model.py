"""What of a pod stands in its twin: Ethernet switches, hosts, and the cables between them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from podwright.plan.names import DeviceName, PodName, PortName
from podwright.plan.port_names import PanelNames, names_of_ports
from podwright.plan.types import Device, DeviceClass, Ethernet, Fabrics, Physical, Port, Role, SwitchSystem

FIRST_FABRIC = "out_of_band"
"""The fabric that a machine's first interface is on: its BMC's port, since a virtual machine has none."""
SWITCH_PORT = re.compile(r"swp(\d+)(?:s(\d+))?")
CLASSES = {DeviceClass.NODE: 0, DeviceClass.SWITCH: 1, DeviceClass.APPLIANCE: 2, DeviceClass.PDU: 3, DeviceClass.CDU: 4}
LEGS = 16
"""More ports than a cage is ever broken out into."""


class Interface(NamedTuple):
    """One end of a link: the port in the plan, its name in a container and in a virtual machine (`eth3`), a MAC address that its place decides.

    A switch's ports are called in a container as its operating system calls them; a virtual machine of Cumulus Linux has these names too.
    """

    device: DeviceName
    port: PortName
    name: str
    machine_name: str
    mac: str


class Link(NamedTuple):
    """One cable; `is_management` where it ends at the management port of a switch, for which some twins have a network of their own."""

    label: str
    fabric: str
    a: Interface
    b: Interface
    is_management: bool


@dataclass(frozen=True, slots=True)
class Twin:
    """What switches run; switches and hosts in name order, links by label, what of the pod has no twin (kinds of device, with their number), InfiniBand fabrics left out."""

    pod: PodName
    system: SwitchSystem
    switches: tuple[Device, ...]
    hosts: tuple[Device, ...]
    links: tuple[Link, ...]
    without: tuple[tuple[str, int], ...]
    fabrics_without: tuple[str, ...]


def twin_of(pod: PodName, physical: Physical, fabric: Fabrics, switching: Ethernet, *, units: int | None = None) -> Twin:
    """Return the twin of a pod, or of its first so many units with the pod's own racks and zones.

    Laws: names, interfaces and MAC addresses follow from places, so that the twin of a grown pod holds that of the smaller one; both ends of every link stand in
    the twin. InfiniBand has no twin here: OpenSM with ibsim is one.
    """
    last = max((host.place.unit for host in physical.devices if host.role is Role.GPU_NODE), default=0)
    ethernet = {row.name for row in fabric.fabrics if row.technology == "ethernet"}
    chosen = [device for device in physical.devices if units is None or device.place.unit <= units or device.place.unit > last]
    switches = {device.name: device for device in chosen if device.device_class is DeviceClass.SWITCH and device.fabric in ethernet}
    hosts = {device.name: device for device in chosen if device.device_class is DeviceClass.NODE and device.role is not Role.NVLINK_SWITCH}
    standing = switches | hosts
    interfaces = _interfaces(standing, fabric, ethernet, names_of_ports(switching))
    links = tuple(
        Link(cable.label, cable.fabric, interfaces[a], interfaces[b], is_management=cable.a_device in switches and SWITCH_PORT.fullmatch(cable.a_port) is None)
        for cable in fabric.cables
        if cable.fabric in ethernet and (a := (cable.a_device, cable.a_port)) in interfaces and (b := (cable.b_device, cable.b_port)) in interfaces
    )
    used = {end.device for link in links for end in (link.a, link.b)}
    without: dict[str, int] = {}
    for device in chosen:
        if device.name not in standing:
            without[device.kind] = without.get(device.kind, 0) + 1
    return Twin(
        pod,
        switching.system,
        tuple(switches[name] for name in sorted(switches.keys() & used)),
        tuple(hosts[name] for name in sorted(hosts.keys() & used)),
        links,
        tuple(sorted(without.items())),
        tuple(row.name for row in fabric.fabrics if row.technology != "ethernet"),
    )


def mac_address(device: Device, number: int) -> str:
    """Return a locally administered MAC address: class, unit, rack and slot of the device, and the number of the interface; each has bits of its own."""
    place = device.place
    bits = ((((CLASSES[device.device_class] << 10) | place.unit) << 7 | place.rack) << 7 | place.slot) << 13 | number
    text = f"{bits:010x}"
    return ":".join(("02", *(text[index : index + 2] for index in range(0, 10, 2))))


def _interfaces(
    standing: dict[DeviceName, Device], fabric: Fabrics, ethernet: set[str], names: Mapping[DeviceName, PanelNames]
) -> dict[tuple[DeviceName, PortName], Interface]:
    """Return the interfaces of the twin by device and port: hosts' are numbered by fabric and lane, out-of-band first."""
    rank = {row.name: (row.name != FIRST_FABRIC, index) for index, row in enumerate(fabric.fabrics)}
    ports: dict[DeviceName, list[Port]] = {}
    for port in fabric.ports:
        if port.device in standing and port.fabric in ethernet:
            ports.setdefault(port.device, []).append(port)
    found = {}
    for name, mine in ports.items():
        device = standing[name]
        is_switch, panel = device.device_class is DeviceClass.SWITCH, names.get(name, {})
        for index, port in enumerate(sorted(mine, key=lambda port: (rank[port.fabric], port.lane, port.name))):
            cage = SWITCH_PORT.fullmatch(port.name) if is_switch else None
            number = int(cage[1]) * LEGS + int(cage[2] or 0) if cage else index
            called = panel.get(port.name)
            machine_name = f"eth{called.ordinal}" if called else port.name if is_switch else f"eth{index}"
            found[name, port.name] = Interface(name, port.name, called.name if called else port.name, machine_name, mac_address(device, number))
    return found
