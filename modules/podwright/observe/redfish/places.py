"""The places that machines stand at, and what is expected and declared of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from podwright.plan.types import Device, Hosts, MachineKind, Machines, Physical
from podwright.spec.hardware import HardwareRow


@dataclass(frozen=True, slots=True)
class Places:
    """Hosts of the plan by name in the order of their racks, top first in each; kinds by name; the host that each serial number and address is declared for."""

    devices: Mapping[str, Device]
    kinds: Mapping[str, MachineKind]
    owner_of_serial: Mapping[str, str]
    owner_of_address: Mapping[str, str]
    serial_of: Mapping[str, str]
    address_of: Mapping[tuple[str, str], str]

    def where(self, host: str) -> str:
        """Return the place of a host as a person finds it: rack, rack units, name."""
        device = self.devices[host]
        top = device.lowest_u + device.height_u - 1
        return f"rack {device.rack}, U{device.lowest_u}{f'-{top}' if top > device.lowest_u else ''}, {host}"

    def expected(self, host: str) -> MachineKind:
        """Return what is expected of the machine at a place."""
        return self.kinds[self.devices[host].kind]


def places(physical: Physical, hosts: Hosts, machines: Machines, hardware: Iterable[HardwareRow] = ()) -> Places:
    """Return the places of all hosts; rows of the hardware file that are no host's are left out."""
    names = {host.name for host in hosts.hosts}
    standing = sorted((device for device in physical.devices if device.name in names), key=lambda device: (device.rack, -device.lowest_u))
    rows = [row for row in hardware if row.device in names]
    addresses = [(row, address) for row in rows for address in (row.mac, row.guid) if address]
    return Places(
        devices={device.name: device for device in standing},
        kinds={kind.kind: kind for kind in machines.kinds},
        owner_of_serial={row.serial.lower(): row.device for row in rows if row.serial and not row.port},
        owner_of_address={address: row.device for row, address in addresses},
        serial_of={row.device: row.serial for row in rows if row.serial and not row.port},
        address_of={(row.device, row.port): address for row, address in reversed(addresses)},
    )
