"""What a product is: systems, switches, media. Ports are named as the operating system names them."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from podwright.catalog.cooling import CduRating
from podwright.catalog.figure import Airflow, Depth, Figure, Mass, Row, Share, Source, Temperature
from podwright.catalog.machine import MachineParts

Technology = Literal["infiniband", "ethernet", "nvlink"]


class HostPort(Row):
    """One port of a system. `fabric` is the fabric it is for (`managed`: the one its appliance manages); `bond` joins ports of one fabric.

    `leg` is set where one cable splits at this end: its first leg is 1. A row with `technology` is there on fabrics of that technology alone.
    Ports with the same `cage` share one plug; without it a port, or the legs of one split, have a plug of their own.
    """

    name: str
    fabric: str
    lane: int = Field(ge=0)
    connector: str
    rate_gbps: int = Field(ge=1)
    ethernet_name: str | None = None
    bond: str | None = None
    leg: int = Field(default=0, ge=0)
    cage: str | None = None
    technology: Technology | None = None


class Gpus(Row):
    """GPUs of a node, and the words by which Kubernetes knows them.

    `has_nvswitch`: they are joined by switches inside of the node, which a fabric manager on the node rules. Source: NVIDIA Fabric Manager user guide, supported systems:
    DGX and HGX of A100 to B300 with eight GPUs; on NVL72 the rack's switch trays have their own.
    """

    count: Figure
    resource: str
    product_label: str
    has_nvswitch: bool = False


class Licence(Row):
    """A right to use software that a product asks for: so many for each GPU, or for each of the product."""

    name: str
    title: str
    per: Literal["gpu", "device"]
    source: Source


class Psus(Row):
    """Power supplies of a system: how many it has, how many it needs to run at full load."""

    count: Figure
    needed: Figure


class Body(Row):
    """What a building asks of a product, as far as it is published.

    `typical_power` is what it draws on average, `peak_power` what it draws for a moment; without them both are its `power`. `liquid_share` is the part of its
    heat that its cold plates take, `coolant_max` the warmest coolant that these may be given.
    """

    typical_power: Figure | None = None
    peak_power: Figure | None = None
    weight: Mass | None = None
    depth: Depth | None = None
    airflow: Airflow | None = None
    liquid_share: Share | None = None
    coolant_max: Temperature | None = None
    psus: Psus | None = None
    licences: tuple[Licence, ...] = ()


class SystemKind(Body):
    """A system, an appliance or a PDU; the class letter is the letter of its slot.

    `output_power` is what a power shelf gives, `cdu` what a coolant distribution unit in a rack takes, `machine` what its BMC tells of one that is as it should be.
    """

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
    output_power: Figure | None = None
    cdu: CduRating | None = None
    machine: MachineParts | None = None


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


class SwitchKind(Body):
    """A switch; `asic` is the family of its chip, which decides what it can do beyond forwarding."""

    name: str
    title: str
    technology: Technology
    height: Figure
    power: Figure
    port_blocks: tuple[PortBlock, ...]
    management_port: ManagementPort | None = None
    ports_source: Source
    asic: str | None = None

    profiles: dict[str, tuple[PortBlock, ...]] = Field(default_factory=dict)

    def ports(self, profile: str | None = None) -> tuple[tuple[str, str, int], ...]:
        """Return name, connector and rate (Gb/s) of every port, the port with index 1 first, as the cages are broken out in the profile."""
        return tuple(port for block in self._blocks(profile) for port in block.named())

    def port_count(self, profile: str | None = None) -> int:
        """Return the number of ports of the first block, which is the radix for leaves and spines."""
        return self._blocks(profile)[0].count

    def _blocks(self, profile: str | None) -> tuple[PortBlock, ...]:
        return self.profiles[profile] if profile else self.port_blocks
