"""GUIDs of HCA ports and switches: those that are known of the delivered hardware, and stand-ins by place where a fabric is simulated."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from podwright.plan.names import DeviceName, PortName
from podwright.plan.types import Device, DeviceClass, Lid, LidHolder

Where = tuple[DeviceName, PortName]
"""A port of a host or a manager; a switch has no port here."""

LOCAL = 0x02 << 56  # the locally administered bit of an EUI-64, IEEE guidelines for EUI: no vendor's range has it
CLASSES = tuple(DeviceClass)
NAMED = 20
"""Names of devices without a GUID that a file gives at its top; the whole list has a file of its own."""


@dataclass(frozen=True, slots=True)
class Guids:
    """GUIDs by port, as far as they are known, and who lacks one, in the order of LIDs.

    `node_offset` is what is added to the GUID of an HCA's port to have that of the HCA itself: nothing on ConnectX, where both are one; ibsim counts its ports.
    """

    known: Mapping[Where, int]
    lacking: tuple[Where, ...]
    node_offset: int = 0

    def header(self, what: str) -> str:
        """Return comment lines for the top of a file: what it is, and which devices are not in it because their GUID is not known."""
        lines = [f"# {what}\n"]
        if self.lacking:
            devices = list(dict.fromkeys(device for device, _ in self.lacking))
            rest = f", and {len(devices) - NAMED} more in lacking-guids.txt" if len(devices) > NAMED else ""
            lines.append(f"# NOT COMPLETE: {len(self.lacking)} ports and switches of {len(devices)} devices have no GUID in hardware.csv: ")
            lines.append(f"{', '.join(devices[:NAMED])}{rest}\n")
        return "".join(lines)


def known_guids(lids: Iterable[Lid], guids: Mapping[Where, int]) -> Guids:
    """Return the GUIDs of everything that has a LID. A switch has one GUID, which may stand at whichever of its ports, or at none."""
    rows = list(lids)
    switches = {row.device for row in rows if row.holder is LidHolder.SWITCH}
    of_switch = {device: guid for (device, _), guid in guids.items() if device in switches}
    found, lacking = dict[Where, int](), list[Where]()
    for row in rows:
        where = row.device, row.port
        guid = of_switch.get(row.device) if row.holder is LidHolder.SWITCH else guids.get(where)
        if guid is None:
            lacking.append(where)
        else:
            found[where] = guid
    return Guids(found, tuple(lacking))


def simulated_guids(lids: Iterable[Lid], devices: Iterable[Device]) -> Guids:
    """Return a GUID for everything that has a LID, as ibsim gives them: a port's is its HCA's and one."""
    device_of = {device.name: device for device in devices}
    found, count = dict[Where, int](), dict[DeviceName, int]()
    for row in sorted(lids, key=lambda row: (row.device, row.port)):
        index = count[row.device] = count.get(row.device, -1) + 1
        found[row.device, row.port] = simulated_guid(device_of[row.device], index) + (row.holder is not LidHolder.SWITCH)
    return Guids(found, (), node_offset=-1)


def simulated_guid(device: Device, index: int) -> int:
    """Return the locally administered GUID of the HCA with this index in a device, or of a switch: class, unit, rack, slot and index, eight bits or more each."""
    place = device.place
    return LOCAL | CLASSES.index(device.device_class) << 48 | place.unit << 32 | place.rack << 24 | place.slot << 16 | index << 8


def lacking_list(guids: Guids) -> str:
    """Return every port and switch without a GUID, a line each: device, and the port of a host or manager."""
    return "".join(f"{device},{port}\n" for device, port in guids.lacking)
