"""What a product is: systems, switches, media. Ports are named as the operating system names them."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from podwright.catalog.figure import Figure, Row, Source

Technology = Literal["infiniband", "ethernet"]


class HostPort(Row):
    """One port of a system. `fabric` is the fabric it is for (`managed`: the one its appliance manages); `bond` joins ports of one fabric.

    `leg` is set where one cable splits at this end: its first leg is 1. A row with `technology` is there on fabrics of that technology alone.
    """

    name: str
    fabric: str
    lane: int
    connector: str
    rate_gbps: int
    ethernet_name: str | None = None
    bond: str | None = None
    leg: int = 0
    technology: Technology | None = None


class Gpus(Row):
    """GPUs of a node, and the words by which Kubernetes knows them."""

    count: Figure
    resource: str
    product_label: str


class SystemKind(Row):
    """A system, an appliance or a PDU; the class letter is the letter of its slot."""

    name: str
    class_letter: Literal["n", "a", "p"]
    title: str
    height: Figure
    power: Figure
    ports_source: Source
    ports: tuple[HostPort, ...]
    gpus: Gpus | None = None
    cpu: Figure | None = None
    memory: Figure | None = None


class PortBlock(Row):
    """Ports of a switch that are alike; `name` may use {index}, {cage} and {lane}, each from 1, and {sub}, the lane from 0. `first_cage` numbers the first."""

    first: int
    count: int
    name: str
    lanes_per_cage: int
    connector: str
    rate_gbps: int
    first_cage: int = 1

    def named(self) -> Iterator[tuple[str, str, int]]:
        """Yield name, connector and rate (Gb/s) of each port."""
        for offset in range(self.count):
            cage, sub = divmod(offset, self.lanes_per_cage)
            name = self.name.format(index=self.first + offset, cage=self.first_cage + cage, lane=sub + 1, sub=sub)
            yield name, self.connector, self.rate_gbps


class ManagementPort(Row):
    """The port by which a switch is managed."""

    name: str
    connector: str
    rate_gbps: int


class SwitchKind(Row):
    """A switch."""

    name: str
    title: str
    technology: Technology
    height: Figure
    power: Figure
    port_blocks: tuple[PortBlock, ...]
    management_port: ManagementPort
    ports_source: Source

    profiles: dict[str, tuple[PortBlock, ...]] = Field(default_factory=dict)

    def ports(self, profile: str | None = None) -> tuple[tuple[str, str, int], ...]:
        """Return name, connector and rate (Gb/s) of every port, the port with index 1 first, as the cages are broken out in the profile."""
        return tuple(port for block in self._blocks(profile) for port in block.named())

    def port_count(self, profile: str | None = None) -> int:
        """Return the number of ports of the first block, which is the radix for leaves and spines."""
        return self._blocks(profile)[0].count

    def _blocks(self, profile: str | None) -> tuple[PortBlock, ...]:
        return self.profiles[profile] if profile else self.port_blocks
