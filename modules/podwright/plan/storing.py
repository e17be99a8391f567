"""The storage section: what the work asks for, what is published, what the declared system gives, what the storage fabric carries."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from podwright.catalog.architecture import FabricRule
from podwright.catalog.load import Catalog
from podwright.catalog.storage import Guideline, StorageKind
from podwright.catalog.storage import GuidelineLevel as LevelRule
from podwright.plan.cabling import Cabling
from podwright.plan.demand import demands, guideline_gbyte_s, needed
from podwright.plan.names import DeviceName
from podwright.plan.sizing import Sizing
from podwright.plan.storage_cables import storage_links
from podwright.plan.storage_racks import capacity_name, storage_kind
from podwright.plan.types import (
    BlockFigures,
    Cable,
    Demand,
    FabricLimit,
    GuidelinePlan,
    LevelPlan,
    Measure,
    Physical,
    Port,
    Role,
    Storage,
    SystemPlan,
    Tier,
)
from podwright.spec.pod import PodSpec
from podwright.spec.storage import StorageSystem

BITS_PER_BYTE = 8


def store(spec: PodSpec, catalog: Catalog, sizing: Sizing, physical: Physical, cabling: Cabling) -> Storage:
    """Return the storage section of the plan."""
    system, (asked, guideline, _), level = system_of(spec, catalog, sizing), _asked(spec, catalog, sizing), spec.storage.workload.level
    carrier = _carrier(catalog)
    return Storage(
        level=level.value if level else None,
        demands=asked,
        guideline=guideline,
        system=system,
        fabric=_fabric_limit(catalog, physical, cabling, system.block if system else None, system.block_count if system else 0),
        links=storage_links(catalog, physical, carrier[1], system) if carrier and system else (),
    )


def system_of(spec: PodSpec, catalog: Catalog, sizing: Sizing) -> SystemPlan | None:
    """Return the storage system that the pod declares, with as many blocks as it needs where it does not say how many; None where it declares none.

    Raises: Infeasible when the catalogue has no such system, or the system no such capacity.
    """
    if spec.storage.system is None:
        return None
    asked, guideline, gpu_count = _asked(spec, catalog, sizing)
    return _system(spec.storage.system, catalog, asked, guideline, gpu_count=gpu_count)


def _asked(spec: PodSpec, catalog: Catalog, sizing: Sizing) -> tuple[tuple[Demand, ...], GuidelinePlan | None, int]:
    """Return what the work asks for, what is published for the size, and the number of GPUs."""
    gpus = catalog.systems[catalog.architecture.unit.node].gpus
    gpu_count = len(sizing.node_ordinals) * gpus.count.value if gpus else 0
    guideline = _guideline(catalog, units=sizing.units, gpu_count=gpu_count)
    return demands(spec.storage.workload, guideline, gpu_count=gpu_count), guideline, gpu_count


def _guideline(catalog: Catalog, *, units: int, gpu_count: int) -> GuidelinePlan | None:
    rule = next((row for row in catalog.guidelines if catalog.architecture.name in row.architectures), None)
    count = units if rule and rule.per == "unit" else gpu_count
    return GuidelinePlan(rule.name, tuple(_level(row, count) for row in rule.levels), _told(rule, count)) if rule else None


def _told(rule: Guideline, count: int) -> str:
    return f"{rule.source.told()}; {count} {'scalable units' if rule.per == 'unit' else 'GPUs'}"


def _level(row: LevelRule, count: int) -> LevelPlan:
    return LevelPlan(
        name=row.name,
        read_gbyte_s=float(guideline_gbyte_s(row.read.value, count)),
        write_gbyte_s=float(guideline_gbyte_s(row.write.value, count)) if row.write else None,
        node_read_gbyte_s=float(row.node_read.value) if row.node_read else None,
        node_write_gbyte_s=float(row.node_write.value) if row.node_write else None,
    )


def _system(words: StorageSystem, catalog: Catalog, asked: tuple[Demand, ...], guideline: GuidelinePlan | None, *, gpu_count: int) -> SystemPlan:
    kind = storage_kind(words, catalog)
    block = _block(words, kind)
    floors = [Floor(words.blocks, "as declared")] if words.blocks else list(_floors(kind, block, asked, guideline, gpu_count=gpu_count))
    chosen = max(floors, key=lambda row: row.blocks)
    count = chosen.blocks
    own = kind.switches
    switch_count = -(-count // own.blocks.value) * own.count.value if own else 0
    return SystemPlan(
        kind=kind.name,
        capacity=capacity_name(words, kind),
        block=block,
        block_count=count,
        chosen=chosen.why,
        least_blocks=kind.least_blocks.value if kind.least_blocks else 1,
        most_blocks=kind.most_blocks.value if kind.most_blocks else None,
        switch_count=switch_count,
        read_gbyte_s=_times(count, block.read_gbyte_s),
        write_gbyte_s=_times(count, block.write_gbyte_s),
        usable_tb=_times(count, block.usable_tb),
        height_u=count * block.height_u + (switch_count * own.height.value if own else 0) if block.height_u is not None else None,
        power_w=count * block.power_w if block.power_w is not None else None,
        placed_count=count if catalog.storage_rack else 0,
    )


def _times(count: int, each: float | None) -> float | None:
    return None if each is None else round(count * each, 3)


def _block(words: StorageSystem, kind: StorageKind) -> BlockFigures:
    """Return the figures of one block: those that the pod gives, else the catalogue's."""
    usable = {row.name: row.usable.value for row in kind.capacities}.get(words.capacity) if words.capacity else None
    usable = usable if usable is not None else kind.capacities[0].usable.value if kind.capacities else None
    return BlockFigures(
        read_gbyte_s=_first(words.block_read_gbyte_s, kind.read.value if kind.read else None),
        write_gbyte_s=_first(words.block_write_gbyte_s, kind.write.value if kind.write else None),
        usable_tb=_first(words.block_usable_tb, usable),
        height_u=kind.height.value if kind.height else words.block_height_u,
        power_w=_watts(words.block_power_kw, kind),
        port_count=kind.ports.count.value if kind.ports else None,
        port_rate_gbps=kind.ports.rate_gbps if kind.ports else None,
        port_technologies=kind.ports.technologies if kind.ports else (),
    )


def _watts(said_kw: float | None, kind: StorageKind) -> int | None:
    if said_kw is not None:
        return round(said_kw * 1000)
    return kind.power.value if kind.power else None


def _first(said: float | None, known: float | None) -> float | None:
    chosen = known if said is None else said
    return None if chosen is None else float(chosen)


@dataclass(frozen=True, slots=True)
class Floor:
    """The least number of blocks by one reason."""

    blocks: int
    why: str


def _floors(kind: StorageKind, block: BlockFigures, asked: tuple[Demand, ...], guideline: GuidelinePlan | None, *, gpu_count: int) -> Iterator[Floor]:
    """Yield how many blocks each reason asks for; where the pod asks for nothing, the guideline's lowest level is meant."""
    if kind.gpus_per_block:
        each = kind.gpus_per_block.value
        yield Floor(ceil(gpu_count / each), f"a block for {each} of {gpu_count} GPUs: {kind.gpus_per_block.told()}")
    read, written, held = (needed(asked, measure) for measure in (Measure.READ, Measure.WRITE, Measure.USABLE))
    if guideline and not asked:
        read, written = guideline.levels[0].read_gbyte_s, guideline.levels[0].write_gbyte_s or 0.0
    wanted = (("GB/s read", read, block.read_gbyte_s), ("GB/s written", written, block.write_gbyte_s), ("TB held", held, block.usable_tb))
    for unit, need, each_gives in wanted:
        if need and each_gives:
            yield Floor(ceil(round(need / each_gives, 9)), f"{need:g} {unit} by blocks of {each_gives:g}")
    yield Floor(kind.least_blocks.value, f"the least that is sold: {kind.least_blocks.told()}") if kind.least_blocks else Floor(1, "one block is the least")


def _fabric_limit(catalog: Catalog, physical: Physical, cabling: Cabling, block: BlockFigures | None, block_count: int) -> FabricLimit | None:
    """Return what the storage fabric carries, counted from cables and free ports; the in-band network is it where storage has none of its own."""
    found = _carrier(catalog)
    if found is None:
        return None
    rule, carrier = found
    leaves = {device.name: device.ordinal for device in physical.devices if device.role is Role.LEAF and device.fabric == carrier.name}
    own = tuple(sorted(name for name, ordinal in leaves.items() if ordinal % carrier.leaves_in_block >= carrier.leaves_per_block))
    nodes, uplinks = node_gbps(physical, cabling.wired[rule.name].cables), uplink_gbps(cabling.wired[carrier.name].cables, frozenset(own))
    return FabricLimit(
        name=rule.name,
        nodes_gbyte_s=sum(nodes.values()) / BITS_PER_BYTE,
        least_node_gbyte_s=min(nodes.values(), default=0) / BITS_PER_BYTE,
        system_leaves=own,
        uplinks_gbyte_s=uplinks / BITS_PER_BYTE if own else None,
        ports_gbyte_s=_ports_gbyte_s(catalog, carrier, cabling.ports, own or tuple(leaves), block, block_count),
    )


def _carrier(catalog: Catalog) -> tuple[FabricRule, FabricRule] | None:
    """Return the fabric to storage, and the one whose leaves it is on; None where there is neither a storage nor an in-band fabric."""
    rules = {row.name: row for row in catalog.fabrics}
    rule = rules.get("storage") or rules.get("in_band")
    return (rule, rules[rule.shares or rule.name]) if rule else None


def node_gbps(physical: Physical, cables: Iterable[Cable]) -> dict[str, int]:
    """Return the rate of those of a fabric's cables that end at each GPU node, in Gb/s by the node's name; a node without one has 0."""
    rates = {device.name: 0 for device in physical.devices if device.role is Role.GPU_NODE}
    for cable in cables:
        if cable.a_device in rates:
            rates[cable.a_device] += cable.rate_gbps
    return {str(node): rate for node, rate in rates.items()}


def uplink_gbps(cables: Iterable[Cable], leaves: frozenset[DeviceName]) -> int:
    """Return the rate of all uplinks of these leaves together, in Gb/s."""
    return sum(cable.rate_gbps for cable in cables if cable.tier is Tier.LEAF_SPINE and cable.a_device in leaves)


def _ports_gbyte_s(
    catalog: Catalog,
    carrier: FabricRule,
    ends: Mapping[DeviceName, Sequence[Port]],
    leaves: tuple[DeviceName, ...],
    block: BlockFigures | None,
    block_count: int,
) -> float | None:
    """Return what the system's ports bring into the fabric: as many as find a free port, each at the lower rate of the two; None without known ports."""
    if block is None or block.port_count is None or block.port_rate_gbps is None:
        return None
    ports = catalog.switches[carrier.leaf].ports(carrier.leaf_profile)
    used = {leaf: {port.name for port in ends[leaf]} for leaf in leaves}
    free = sorted((rate for leaf in leaves for name, _, rate in ports if name not in used[leaf]), reverse=True)
    return sum(min(rate, block.port_rate_gbps) for rate in free[: block_count * block.port_count]) / BITS_PER_BYTE
