"""Hardware addresses for what is only simulated: a twin has no cards whose labels could be read.

They are locally administered (IEEE 802, the second lowest bit of the first octet), so that none is ever that of a real card, and are never written for real
machines: whoever wants one asks here. 46 bits are free: class of device 3, unit 10, rack 7, slot 7, and 19 for the port. A switch's port is packed as it is
counted, `swp12s3` as 12 and 3; a host's, whose names follow no such rule, by the hash of its name.
"""

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256

from podwright.plan.names import DeviceName, PortName
from podwright.plan.types import Device, DeviceClass

COUNTED = re.compile(r"(?:swp|)([0-9]{1,3})(?:[s/]([0-9]{1,2}))?")
"""A switch port's name that its place on the panel gives: `swp12`, `swp12s3`, `12/1`."""
CLASSES = (DeviceClass.NODE, DeviceClass.SWITCH, DeviceClass.APPLIANCE, DeviceClass.PDU, DeviceClass.CDU)
"""The place of a class here is part of every address: a new class goes behind the last."""
PORT_BITS = 19
NAMED = 1 << 18
"""The half of the ports' numbers that are hashes; the other half holds three digits and two."""


def simulated_macs(devices: Iterable[Device], ports: Iterable[tuple[DeviceName, PortName]]) -> dict[tuple[DeviceName, PortName], str]:
    """Return a hardware address for each port, as six pairs of digits.

    Laws: no address twice; each follows from the place of its device and the name of its port, so that growth changes none. Were two names of one device to meet
    in one hash, the later one by name would take the next free number: in the catalogue none do.
    """
    place_of = {device.name: _place(device) for device in devices}
    found: dict[tuple[DeviceName, PortName], str] = {}
    taken: dict[DeviceName, set[int]] = {}
    for device, port in sorted(ports):
        number, held = port_number(port), taken.setdefault(device, set())
        while number in held:
            number = NAMED | (number + 1) % NAMED
        held.add(number)
        found[device, port] = _text(place_of[device] << PORT_BITS | number)
    return found


def port_number(port: str) -> int:
    """Return the number of a port on its device, in 19 bits."""
    counted = COUNTED.fullmatch(port)
    if counted:
        return int(counted[1]) << 7 | int(counted[2] or 0) + (1 if counted[2] else 0)
    return NAMED | int.from_bytes(sha256(port.encode()).digest()[:4], "big") % NAMED


def _place(device: Device) -> int:
    place = device.place
    return ((CLASSES.index(device.device_class) << 10 | place.unit) << 7 | place.rack) << 7 | place.slot


def _text(number: int) -> str:
    """Return 46 bits as an address: its first octet's two lowest bits say that it is one port's, and nobody's by registration."""
    octets = number.to_bytes(6, "big")
    whole = (number >> 40 << 2 | 0b10, *octets[1:])
    return ":".join(f"{octet:02x}" for octet in whole)


def known_macs(
    declared: Mapping[tuple[DeviceName, PortName], str], devices: Iterable[Device], ports: Iterable[tuple[DeviceName, PortName]]
) -> dict[tuple[DeviceName, PortName], str]:
    """Return the address of each port of a twin: the declared one where there is one, a simulated one elsewhere."""
    return {place: declared.get(place, mac) for place, mac in simulated_macs(devices, ports).items()}
