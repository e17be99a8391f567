"""How many of everything: nodes, blocks, leaves, spines, cores. Each published rule has a function with its name."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from podwright.catalog.architecture import Architecture, FabricRule, SeatRow
from podwright.catalog.load import Catalog
from podwright.plan.dividing import DIVIDED, divided
from podwright.plan.finding import Finding, Infeasible
from podwright.plan.storage_racks import racked
from podwright.plan.tiers import Tiers, size_of_tiers
from podwright.spec.fabric import Ufm
from podwright.spec.pod import PodSpec


@dataclass(frozen=True, slots=True)
class FabricSize:
    """Leaves that stand, by ordinal, and the upper tiers, built for the size that the pod may grow to."""

    leaves: tuple[int, ...]
    tiers: Tiers
    ufm_count: int


@dataclass(frozen=True, slots=True)
class Sizing:
    """What stands, by ordinal. `node_ordinals` skips the seat that a fabric manager takes; `fabrics` is by name."""

    units: int
    built_units: int
    node_ordinals: tuple[int, ...]
    management_count: int
    storage_count: int
    has_ufm: bool
    fabrics: Mapping[str, FabricSize]


def size(spec: PodSpec, catalog: Catalog) -> Sizing:
    """Return how many of everything the pod has.

    Raises: Infeasible when the architecture ends before the pod does.
    """
    rule = catalog.architecture
    units, built = spec.scalable_units, built_units(spec)
    most = most_units(rule)
    if built > most:
        what = f"{built} scalable units, {rule.name} ends at {most}"
        raise Infeasible((Finding("P101", f"pod {spec.name}", what, "Lower scalable_units or growth.scalable_units, or choose a larger architecture"),))
    has_ufm = manages(rule, spec.fabrics.compute.ufm)
    ordinals = node_ordinals(spec, rule, has_ufm=has_ufm)
    counts = _pod_counts(spec, rule)
    return Sizing(
        units=units,
        built_units=built,
        node_ordinals=ordinals,
        management_count=counts["management_node"],
        storage_count=counts["storage_host"],
        has_ufm=has_ufm,
        fabrics=_fabric_sizes(catalog, units, built, counts, has_ufm=has_ufm),
    )


def laid_out(spec: PodSpec, catalog: Catalog) -> Catalog:
    """Return the catalogue with the layout that the pod's size and its nodes a rack ask for, with what its storage system stands in, and divided into subnets.

    Raises: Infeasible when the architecture has no layout with so many nodes a rack, or the catalogue no such storage system, or rails cannot be divided so.
    """
    wanted = spec.racks.nodes_per_rack
    try:
        return _divided(spec, racked(spec.storage.system, catalog.laid_out(built_units(spec), nodes_per_rack=wanted)))
    except KeyError:
        offered = ", ".join(map(str, sorted({layout.nodes_per_rack for layout in catalog.architecture.layouts})))
        what = f"{wanted} nodes a rack, {catalog.architecture.name} has layouts for {offered}"
        raise Infeasible((Finding("P105", "racks.nodes_per_rack", what, "Choose one of these"),)) from None


def _divided(spec: PodSpec, catalog: Catalog) -> Catalog:
    rule, built = catalog.architecture, built_units(spec)
    if spec.fabrics.compute.subnets == 1 or built > most_units(rule):
        return catalog
    compute = next(fabric for fabric in catalog.fabrics if fabric.name == DIVIDED)
    blocks = Things(_pod_counts(spec, rule), catalog, built).blocks(compute)
    return divided(catalog, spec.fabrics.compute.subnets, block_count=max(blocks) + 1, has_ufm=manages(rule, spec.fabrics.compute.ufm))


def most_units(rule: Architecture) -> int:
    """Return the scalable units at which an architecture ends."""
    return rule.unit.most.value if rule.unit.most else rule.layouts[-1].most_units


def _pod_counts(spec: PodSpec, rule: Architecture) -> dict[str, int]:
    """Return how many hosts of each role the pod has as a whole."""
    return {
        "management_node": _chosen(spec.management.host_count, rule.management.default_count),
        "storage_host": _chosen(spec.storage.host_count, rule.storage.default_count),
    }


def built_units(spec: PodSpec) -> int:
    """Return the units that the pod's upper layers are built for."""
    return max(spec.scalable_units, spec.growth.scalable_units or 0)


def manages(rule: Architecture, wish: Ufm | None) -> bool:
    """Return whether the pod has a fabric manager cabled to its fabrics: the spec's wish, else the architecture's habit."""
    if rule.ufm is None:
        if wish is Ufm.ON_FABRIC:
            raise Infeasible(
                (
                    Finding(
                        "P104",
                        "fabrics.compute.ufm",
                        f"on_fabric is asked for, {rule.name} has no seat for UFM",
                        "Write none, or choose an architecture that has one",
                    ),
                )
            )
        return False
    return (wish.value if wish else rule.ufm.default) == Ufm.ON_FABRIC.value


def node_ordinals(spec: PodSpec, rule: Architecture, *, has_ufm: bool) -> tuple[int, ...]:
    """Return the ordinals of the GPU nodes, ascending; the seat of the fabric manager is left out.

    Raises: Infeasible when more nodes are asked for than there are places.
    """
    places = range(spec.scalable_units * rule.unit.node_count.value)
    free = tuple(k for k in places if not (has_ufm and rule.ufm and k == rule.ufm.node_seat))
    wanted = _chosen(spec.node_count, len(free))
    if wanted > len(free):
        made_room = ", one of them given to UFM" if len(free) < len(places) else ""
        raise Infeasible(
            (
                Finding(
                    "P102",
                    f"pod {spec.name}",
                    f"{wanted} nodes, {spec.scalable_units} scalable units of {rule.name} have {len(places)} places{made_room}",
                    "Lower node_count or raise scalable_units",
                ),
            )
        )
    return free[:wanted]


def seat(row: SeatRow, ordinal: int) -> int:
    """Return the seat of the thing with this ordinal: a function of the ordinal alone, so it never moves."""
    if row.per_unit is None or row.unit_stride is None:
        return row.first + ordinal
    return row.first + ordinal // row.per_unit * row.unit_stride + ordinal % row.per_unit


def _chosen(asked: int | None, default: int) -> int:
    return default if asked is None else asked


class Things:
    """What is to be seated, by what a seat calls it (`gpu_node`, `compute/leaf`, `pdu/unit`): the ordinals that there are."""

    def __init__(self, counts: Mapping[str, int], catalog: Catalog, units: int) -> None:
        """Begin with what comes with the units: nodes as if each unit were full, as NVIDIA advises to build it, and what its racks always have."""
        in_unit = [rack for rack in catalog.racks if rack.scope == "unit"]
        fixtures = dict[str, int]()
        for rack in in_unit:
            for row in rack.fixtures:
                fixtures[f"{row.role}/unit"] = fixtures.get(f"{row.role}/unit", 0) + rack.count * row.count
        per_unit = {"gpu_node": catalog.architecture.unit.node_count.value, "pdu/unit": sum(rack.count * rack.pdu_count for rack in in_unit), **fixtures}
        self.ordinals: dict[str, Iterable[int]] = {name: range(count) for name, count in counts.items()}
        self.ordinals |= {name: range(units * count) for name, count in per_unit.items()}

    def blocks(self, fabric: FabricRule) -> frozenset[int]:
        """Return the blocks of leaves that have a seat in use; a fabric without any seat in use has its first block."""
        used = (seat(row, ordinal) // fabric.hosts_per_block for row in fabric.seats for ordinal in self.ordinals.get(row.holds, ()))
        return frozenset(used) or frozenset((0,))


def _fabric_sizes(catalog: Catalog, units: int, built: int, counts: Mapping[str, int], *, has_ufm: bool) -> dict[str, FabricSize]:
    """Return the size of each fabric, in the layout's order, so that a fabric may seat the switches of earlier ones."""
    sizes = dict[str, FabricSize]()
    standing, grown = Things(counts, catalog, units), Things(counts, catalog, built)
    for fabric in catalog.fabrics:
        hung = [other for other in catalog.fabrics if other.uplinks_into == fabric.name]
        blocks, built_blocks = (things.blocks(fabric) | _taken_by(hung, things) for things in (standing, grown))
        hanging = sum(len(grown.blocks(other)) * other.uplinks_per_leaf for other in hung if other.blocks_per_uplink_block is None)
        tiers = size_of_tiers(catalog, fabric, max(blocks | built_blocks) + 1, hanging=hanging, units=built)
        ufm_count = fabric.ufm.appliance_count if fabric.ufm and has_ufm else 0
        for things, those in ((grown, built_blocks), (standing, blocks)):
            leaves = tuple(_leaves(fabric, those))
            things.ordinals |= {f"{fabric.name}/leaf": leaves, f"{fabric.name}/ufm": range(ufm_count)}
            things.ordinals |= {f"{fabric.name}/spine": range(tiers.spine_count), f"{fabric.name}/core": range(tiers.core_count)}
        sizes[fabric.name] = FabricSize(leaves=leaves, tiers=tiers, ufm_count=ufm_count)
    return sizes


def _leaves(fabric: FabricRule, blocks: Iterable[int]) -> Iterator[int]:
    """Yield the ordinals of the leaves of these blocks; a fabric on another one's leaves has none."""
    if not fabric.shares:
        for block in sorted(blocks):
            yield from range(block * fabric.leaves_in_block, (block + 1) * fabric.leaves_in_block)


def _taken_by(hung: Iterable[FabricRule], things: Things) -> frozenset[int]:
    """Return the blocks whose leaves take uplinks of fabrics that hang on this one."""
    return frozenset(block // other.blocks_per_uplink_block for other in hung if other.blocks_per_uplink_block for block in things.blocks(other))
