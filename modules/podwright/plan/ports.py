"""The ports that cables end at: what a host calls its own, which ones a switch has."""

from collections.abc import Sequence

from podwright.catalog.architecture import FabricRule
from podwright.catalog.products import HostPort, SwitchKind, SystemKind
from podwright.plan.finding import Finding, Infeasible
from podwright.plan.names import DeviceName, PortName
from podwright.plan.pace import new_row
from podwright.plan.types import Device, Port


def operating_name(port: HostPort, technology: str) -> PortName:
    """Return what the operating system calls a port: a port that can be either has a second name on Ethernet."""
    return PortName(port.ethernet_name or port.name if technology == "ethernet" else port.name)


def host_ports(kind: SystemKind, fabric: FabricRule) -> dict[int, HostPort]:
    """Return the ports of a system on a fabric, by lane."""
    return {port.lane: port for port in kind.ports if port.fabric == fabric.name and port.technology in (None, fabric.technology)}


class SwitchPorts:
    """The ports of one kind of switch, broken out in one way, where cables of a fabric end at them; an index counts from 1."""

    def __init__(self, kind: SwitchKind, profile: str | None, *, fabric: FabricRule) -> None:
        self.fabric, self.radix = fabric.name, kind.port_count(profile)
        self.table = tuple((PortName(name), rate_gbps, connector) for name, connector, rate_gbps in kind.ports(profile))
        self.known: dict[DeviceName, Sequence[Port]] = {}

    def one(self, device: Device, index: int, lane: int) -> Port:
        """Return the port of a switch with this index.

        Raises: Infeasible when the switch has no such port.
        """
        if not 0 < index <= len(self.table):
            raise self.ended(device, index)
        name, rate_gbps, connector = self.table[index - 1]
        return new_row(Port, (device.name, name, self.fabric, lane, rate_gbps, connector))

    def of(self, device: Device) -> Sequence[Port]:
        """Return every port of a switch, in order, each of lane 0."""
        found = self.known.get(device.name)
        if found is None:
            name, fabric = device.name, self.fabric
            self.known[name] = found = [new_row(Port, (name, port, fabric, 0, rate_gbps, connector)) for port, rate_gbps, connector in self.table]
        return found

    def run(self, device: Device, first: int, count: int) -> Sequence[Port]:
        """Return so many consecutive ports of a switch, all of lane 0.

        Raises: Infeasible when the switch has not so many.
        """
        if count and not 0 < first <= len(self.table) + 1 - count:
            raise self.ended(device, first if first <= 0 else max(first, len(self.table) + 1))
        return self.of(device)[first - 1 : first - 1 + count]

    def ended(self, device: Device, index: int) -> Infeasible:
        """Return what is said where a port is needed that the switch does not have."""
        what = f"port {index} is needed, {device.kind} has {len(self.table)}"
        return Infeasible((Finding("P401", device.name, what, "Lower scalable_units, or ask for fewer hosts"),))
