"""What the work asks of the storage, what is published, what a declared system gives, what the storage fabric carries."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from podwright.plan.names import DeviceName


class Measure(StrEnum):
    """What storage is asked for: to read and to write (GB/s), to hold (TB)."""

    READ = "read"
    WRITE = "write"
    USABLE = "usable"


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing that the work asks for, in the measure's unit, with its formula in numbers. One of a guideline's level is not added to the others."""

    name: str
    measure: Measure
    amount: float
    formula: str
    of_level: bool


@dataclass(frozen=True, slots=True)
class LevelPlan:
    """One level of the published guideline at this size, in GB/s; what is not published is None."""

    name: str
    read_gbyte_s: float
    write_gbyte_s: float | None
    node_read_gbyte_s: float | None
    node_write_gbyte_s: float | None


@dataclass(frozen=True, slots=True)
class GuidelinePlan:
    """The published guideline of the architecture: levels from the lowest."""

    name: str
    levels: tuple[LevelPlan, ...]
    source: str


@dataclass(frozen=True, slots=True)
class BlockFigures:
    """What one building block gives and takes; what was not found is None, and technologies that were not found are none."""

    read_gbyte_s: float | None
    write_gbyte_s: float | None
    usable_tb: float | None
    height_u: int | None
    power_w: int | None
    port_count: int | None
    port_rate_gbps: int | None
    port_technologies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SystemPlan:
    """The declared system: so many blocks and the switches that it brings; the product's limits; sums are None where a block's figure is.

    `chosen` says where the number of blocks comes from. `placed_count` blocks, with the switches, are devices of the plan: all, or none where the height of a block
    is not known.
    """

    kind: str
    capacity: str | None
    block: BlockFigures
    block_count: int
    chosen: str
    least_blocks: int
    most_blocks: int | None
    switch_count: int
    read_gbyte_s: float | None
    write_gbyte_s: float | None
    usable_tb: float | None
    height_u: int | None
    power_w: int | None
    placed_count: int = 0


class StorageLink(NamedTuple):
    """The cables between one block of the storage system and one leaf: how many, their rate, and the length to buy."""

    device: DeviceName
    leaf: DeviceName
    cable_count: int
    rate_gbps: int
    length_m: float


@dataclass(frozen=True, slots=True)
class FabricLimit:
    """What the fabric of this name carries to storage, in GB/s: over all cables of the GPU nodes, over those of the node that has least, over the uplinks of the leaves that
    a storage system has for itself (`system_leaves`, empty where it has none), and into the free ports that its own ports find.
    """

    name: str
    nodes_gbyte_s: float
    least_node_gbyte_s: float
    system_leaves: tuple[DeviceName, ...]
    uplinks_gbyte_s: float | None
    ports_gbyte_s: float | None


@dataclass(frozen=True, slots=True)
class Storage:
    """The storage of the pod. `level` is the guideline's level that it must reach; `fabric` is None where the architecture has neither a storage nor an in-band fabric.

    `links` are by block and leaf; a cable of a block that no leaf has room for is in none.
    """

    level: str | None
    demands: tuple[Demand, ...]
    guideline: GuidelinePlan | None
    system: SystemPlan | None
    fabric: FabricLimit | None
    links: tuple[StorageLink, ...] = ()
