"""What a product is: systems, switches, media. Ports are named as the operating system names them."""

from typing import Literal

from podwright.catalog.figure import Figure, Row, Source

Technology = Literal["infiniband", "ethernet"]


class HostPort(Row):
    """One port of a system. `fabric` is the fabric it is for (`managed`: the one its appliance manages); `bond` joins ports of one fabric."""

    name: str
    fabric: str
    lane: int
    connector: str
    rate_gbps: int
    ethernet_name: str | None = None
    bond: str | None = None


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
    """Ports of a switch that are alike; `name` may use {index}, {cage} and {lane}, each from 1."""

    first: int
    count: int
    name: str
    lanes_per_cage: int
    connector: str
    rate_gbps: int


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

    def port_count(self) -> int:
        """Return the number of ports of the first block, which is the radix for leaves and spines."""
        return self.port_blocks[0].count

    def port(self, index: int) -> tuple[str, str, int]:
        """Return name, connector and rate (Gb/s) of the port with this index, counted from 1; KeyError where there is none."""
        for block in self.port_blocks:
            offset = index - block.first
            if 0 <= offset < block.count:
                name = block.name.format(index=index, cage=offset // block.lanes_per_cage + 1, lane=offset % block.lanes_per_cage + 1)
                return name, block.connector, block.rate_gbps
        raise KeyError(index)


class MediumKind(Row):
    """A cable that joins two connectors, A end first, at one rate."""

    name: str
    technology: Technology
    connectors: tuple[str, str]
    rate_gbps: int
