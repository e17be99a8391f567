"""Storage systems, by their building block; and what architectures publish that storage should give."""

from typing import Literal

from pydantic import model_validator

from podwright.catalog.figure import Figure, Mass, Row, Source
from podwright.catalog.products import Technology


class Throughput(Source):
    """What storage reads or writes, with its source."""

    value: float
    unit: Literal["GB/s"]


class Capacity(Source):
    """What storage holds after protection, with its source; a TB is 10^12 bytes."""

    value: float
    unit: Literal["TB"]


class NamedCapacity(Row):
    """One of the capacities that a block comes with."""

    name: str
    usable: Capacity


class StoragePorts(Row):
    """The ports of a block for data; a connector that was not found is absent, and technologies that were not found are none."""

    count: Figure
    rate_gbps: int
    connector: str | None = None
    technologies: tuple[Technology, ...] = ()


class OwnSwitches(Row):
    """Switches that a system brings for itself: so many for every so many blocks begun. What they draw is in the figure of the blocks."""

    count: Figure
    blocks: Figure
    height: Figure


class StorageKind(Row):
    """A storage system. Every figure is of one building block; one that was not found is absent, and the judge says what cannot be judged for lack of it.

    `capacities`: the first one is meant where the pod names none. `gpus_per_block` is the vendor's own sizing. `per_rack` blocks stand in one rack, for ever: it
    decides where the next one goes.
    """

    name: str
    title: str
    block: str
    since: str
    source: Source
    gpus_per_block: Figure | None = None
    height: Figure | None = None
    per_rack: Figure | None = None
    power: Figure | None = None
    weight: Mass | None = None
    read: Throughput | None = None
    write: Throughput | None = None
    capacities: tuple[NamedCapacity, ...] = ()
    ports: StoragePorts | None = None
    switches: OwnSwitches | None = None
    least_blocks: Figure | None = None
    most_blocks: Figure | None = None

    @model_validator(mode="after")
    def _what_has_a_height_has_a_rack(self) -> "StorageKind":
        if (self.height is None) != (self.per_rack is None):
            raise ValueError(f"{self.name}: height and per_rack come together, since a block without a height has no place in a rack")
        return self


class GuidelineLevel(Row):
    """One level of a guideline: what the whole storage gives for each unit or GPU, and what one node alone gets."""

    name: str
    read: Throughput
    write: Throughput | None = None
    node_read: Throughput | None = None
    node_write: Throughput | None = None


class Guideline(Row):
    """What architectures publish that storage should give, for each scalable unit or each GPU; levels from the lowest."""

    name: str
    architectures: tuple[str, ...]
    per: Literal["unit", "gpu"]
    levels: tuple[GuidelineLevel, ...]
    source: Source


class GuidelineFile(Row):
    """The guidelines, whole."""

    guidelines: tuple[Guideline, ...]
