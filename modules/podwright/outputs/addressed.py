"""Every address of a pod joined with its device, its subnet and its names: what address plans, inventories and DHCP servers are written from; pure."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from socket import AF_INET6, inet_aton, inet_pton
from typing import NamedTuple

from podwright.plan.names import DeviceName
from podwright.plan.types import Address, Device, Ethernet, Fabrics, Hosts, Physical, Subnet

V4_ALONE, V6_ALONE = "/32", "/128"
"""The length of an address that lies in no subnet: a loopback."""


class Addressed(NamedTuple):
    """One address pair. The lengths begin with a slash; the subnet is None where the address lies in none; names are empty where nobody calls it by one."""

    row: Address
    device: Device
    v4_length: str
    v6_length: str
    subnet: Subnet | None
    names: tuple[str, ...]


def addressed(physical: Physical, fabric: Fabrics, hosts: Hosts) -> Iterator[Addressed]:
    """Yield every address of the pod in the plan's order: by device, fabric and lane."""
    devices = {device.name: device for device in physical.devices}
    names = {entry.v4: entry.names for entry in hosts.names}
    by_v4 = Spans([(*_bounds(row.v4), row) for row in fabric.subnets if row.v4])
    by_v6 = Spans([(*_bounds(row.v6), row) for row in fabric.subnets if row.v6])
    for row in fabric.addresses:
        subnet, other = by_v4.holding(inet_aton(row.v4)), by_v6.holding(inet_pton(AF_INET6, row.v6)) if row.v6 else None
        yield Addressed(
            row,
            devices[row.device],
            _length(subnet.v4) if subnet else V4_ALONE,
            _length(other.v6) if other else V6_ALONE,
            subnet,
            names.get(row.v4, ()),
        )


def shared_ends(ethernet: Ethernet) -> Iterator[tuple[str, DeviceName]]:
    """Yield address and switch of every end of tunnels that two switches share, for both of them: no address of the fabric section, which are one device's each."""
    yield from ((row.shared_v4, row.device) for row in ethernet.mlag if row.shared_v4)


class Spans:
    """Subnets by the addresses that they hold; none of them overlap."""

    def __init__(self, spans: Sequence[tuple[bytes, bytes, Subnet]]) -> None:
        self.spans = sorted(spans, key=lambda span: span[0])
        self.firsts = [first for first, _, _ in self.spans]

    def holding(self, address: bytes) -> Subnet | None:
        """Return the subnet that holds the address, None if none does."""
        index = bisect_right(self.firsts, address) - 1
        return self.spans[index][2] if index >= 0 and address <= self.spans[index][1] else None


def _bounds(network: str) -> tuple[bytes, bytes]:
    text, _, length = network.partition("/")
    first = inet_pton(AF_INET6, text) if ":" in text else inet_aton(text)
    last = int.from_bytes(first, "big") | (1 << (len(first) * 8 - int(length))) - 1
    return first, last.to_bytes(len(first), "big")


def _length(network: str) -> str:
    return network[network.index("/") :]
