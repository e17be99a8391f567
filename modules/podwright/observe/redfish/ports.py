"""Network ports of a machine, from the functions of its adapters: MAC or GUID, and where on PCI they sit."""

import re
from collections.abc import Iterable, Iterator

from podwright.observe.redfish.machine import NicPort
from podwright.observe.redfish.shelf import Resource, Shelf
from podwright.observe.redfish.values import guid, mac, word

PCI_ID = re.compile(r"/PCIeDevices/(?P<domain>[0-9A-Fa-f]{2,4})_(?P<bus>[0-9A-Fa-f]{2})_(?P<slot>[0-9A-Fa-f]{2})(?:/|$)")
"""AMI names PCI devices by their place, in hexadecimal: `00_29_00` is what Linux calls `0000:29:00` (recorded answers of a DGX H100)."""
PORT_LINKS = (("Links", "PhysicalNetworkPortAssignment"), ("Links", "PhysicalPortAssignment"), ("PhysicalPortAssignment",), ("PhysicalNetworkPortAssignment",))
"""Where a function names its port: the newest form of the schema first."""


def nic_ports(shelf: Shelf, system: Resource, chassis: Iterable[Resource]) -> tuple[NicPort, ...] | None:
    """Return every port of every adapter in these chassis; without adapters the interfaces that the system itself lists. None where something could not be read.

    Laws: a port that several functions share stands once, and so does one that several chassis list.
    """
    found, is_whole, has_adapters = list[NicPort](), True, False
    for one in chassis:
        adapters, has_all = shelf.members(one.link("NetworkAdapters"))
        is_whole &= has_all
        for adapter in adapters:
            has_adapters = True
            functions, has_functions = shelf.members(adapter.link("NetworkDeviceFunctions"))
            is_whole &= has_functions
            found += _of_adapter(shelf, adapter, functions)
    if is_whole and not has_adapters:
        listed, is_whole = shelf.members(system.link("EthernetInterfaces"))
        found = [_interface(one) for one in listed if not one.is_absent and not _is_virtual(one)]
        if not system.link("EthernetInterfaces"):
            return None
    return tuple({port.pci or port.mac or port.guid or port.name: port for port in found}.values()) if is_whole else None


def _of_adapter(shelf: Shelf, adapter: Resource, functions: tuple[Resource, ...]) -> Iterator[NicPort]:
    """Yield the ports of one adapter: the first function of each port; the functions of one PCI device count from 0."""
    devices = dict(_devices(adapter))
    seen, count = set[str](), dict[str, int]()
    for function in functions:
        port_path = next((path for names in PORT_LINKS if (path := function.link(*names))), None)
        if function.is_absent or (port_path or function.path) in seen:
            continue
        seen.add(port_path or function.path)
        place = _place(function.link("Links", "PCIeFunction")) or _place(devices.get(function.path))
        number = count.get(place or "", 0)
        count[place or ""] = number + 1
        port = shelf.at(port_path) if port_path and _address(function) == (None, None) else None
        address = _address(function)
        yield NicPort(
            name=f"{adapter.path.rpartition('/')[2]}/{word(function.get('Id')) or number}",
            technology=word(function.get("NetDevFuncType")),
            mac=address[0] or _of_port(port),
            guid=address[1],
            pci=f"{place}.{number:x}" if place else None,
        )


def _devices(adapter: Resource) -> Iterator[tuple[str, str]]:
    """Yield which PCI device each function of an adapter belongs to, as its controllers say."""
    for controller in adapter.rows("Controllers"):
        for device in controller.links("Links", "PCIeDevices")[:1]:
            for function in controller.links("Links", "NetworkDeviceFunctions"):
                yield function, device


def _place(path: str | None) -> str | None:
    found = PCI_ID.search(path) if path else None
    return f"{int(found['domain'], 16):04x}:{found['bus'].lower()}:{found['slot'].lower()}" if found else None


def _address(function: Resource) -> tuple[str | None, str | None]:
    """Return the MAC and the GUID of a function."""
    hardware = mac(function.get("Ethernet", "PermanentMACAddress")) or mac(function.get("Ethernet", "MACAddress"))
    words = ("PermanentPortGUID", "PortGUID", "PermanentNodeGUID", "NodeGUID")
    return hardware, next((found for name in words if (found := guid(function.get("InfiniBand", name)))), None)


def _of_port(port: Resource | None) -> str | None:
    if port is None:
        return None
    for names in (("Ethernet", "AssociatedMACAddresses"), ("AssociatedNetworkAddresses",)):
        addresses = port.get(*names)
        found = next((one for row in addresses if (one := mac(row))), None) if isinstance(addresses, list) else None
        if found:
            return found
    return None


def _interface(one: Resource) -> NicPort:
    hardware = mac(one.get("PermanentMACAddress")) or mac(one.get("MACAddress"))
    return NicPort(word(one.get("Id")) or one.path.rpartition("/")[2], "Ethernet", hardware, None, None)


def _is_virtual(one: Resource) -> bool:
    """Return whether an interface is the one through which the host speaks to its BMC, or a bond or VLAN of others."""
    kind, name = one.get("EthernetInterfaceType"), str(one.get("Id")).lower()
    return kind == "Virtual" or "usb" in name or one.get("VLAN", "VLANEnable") is True
