"""How many of everything: nodes, blocks, leaves, spines. Each published rule has a function with its name."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import gcd

from podwright.catalog.architecture import Architecture, FabricRule, SeatRow
from podwright.catalog.load import Catalog
from podwright.plan.finding import Finding, Infeasible
from podwright.spec.fabric import Ufm
from podwright.spec.pod import PodSpec


@dataclass(frozen=True, slots=True)
class FabricSize:
    """Leaves that stand, and spines built for the size that the pod may grow to."""

    block_count: int
    leaf_count: int
    spine_count: int
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
    units, built = spec.scalable_units, max(spec.scalable_units, spec.growth.scalable_units or 0)
    most = min(rule.largest.scalable_units, rule.unit.most.value if rule.unit.most else rule.largest.scalable_units)
    if built > most:
        what = f"{built} scalable units, {rule.name} ends at {most}"
        raise Infeasible((Finding("P101", f"pod {spec.name}", what, "Lower scalable_units or growth.scalable_units, or choose a larger architecture"),))
    has_ufm = manages(rule, spec.fabrics.compute.ufm)
    ordinals = node_ordinals(spec, rule, has_ufm=has_ufm)
    counts = {
        "management_node": _chosen(spec.management.host_count, rule.management.default_count),
        "storage_host": _chosen(spec.storage.host_count, rule.storage.default_count),
    }
    standing = _fabric_sizes(catalog, units, built, counts, has_ufm=has_ufm)
    return Sizing(
        units=units,
        built_units=built,
        node_ordinals=ordinals,
        management_count=counts["management_node"],
        storage_count=counts["storage_host"],
        has_ufm=has_ufm,
        fabrics=standing,
    )


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


def spine_rule(total_uplinks: int, *, port_count: int, uplinks: tuple[int, ...], least: int) -> int | None:
    """Return the number of spines: the smallest that has the ports and divides every leaf's uplinks evenly; None where two tiers end.

    Source: derived from DGX SuperPOD RA, DGX H100, RA-11333-001 V11, table 4 (4, 8, 16, 16 spines at 1 to 4 SU: 12 would do at 3 but does not divide 32).
    """
    divisor = gcd(*uplinks)
    need = max(least, -(-total_uplinks // port_count))
    return next((count for count in range(need, divisor + 1) if divisor % count == 0), None)


def _chosen(asked: int | None, default: int) -> int:
    return default if asked is None else asked


def _fabric_sizes(catalog: Catalog, units: int, built: int, counts: Mapping[str, int], *, has_ufm: bool) -> dict[str, FabricSize]:
    """Return the size of each fabric, in the architecture's order, so that a fabric may seat the switches of earlier ones."""
    rule, sizes, things = catalog.architecture, dict[str, FabricSize](), dict(counts)
    standing, grown = _per_unit(rule, units), _per_unit(rule, built)
    for fabric in rule.fabrics:
        blocks = _block_count(fabric, things | standing)
        built_blocks = max(blocks, _block_count(fabric, things | grown))
        per_block = fabric.leaves_per_block + fabric.system_leaves_per_block
        things |= {f"{fabric.name}/leaf": blocks * per_block, f"{fabric.name}/ufm": fabric.ufm.appliance_count if fabric.ufm and has_ufm else 0}
        hanging = sum(_block_count(other, things | grown) * other.uplinks_per_leaf for other in rule.fabrics if other.uplinks_into == fabric.name)
        things[f"{fabric.name}/spine"] = _spine_count(fabric, catalog, built_blocks, hanging=hanging, units=built)
        sizes[fabric.name] = FabricSize(
            block_count=blocks,
            leaf_count=things[f"{fabric.name}/leaf"],
            spine_count=things[f"{fabric.name}/spine"],
            ufm_count=things[f"{fabric.name}/ufm"],
        )
    return sizes


def _per_unit(rule: Architecture, units: int) -> dict[str, int]:
    """Return what comes with the units: nodes as if each unit were full, as NVIDIA advises to build it, and the PDUs of its racks."""
    pdus = sum(rack.count * rack.pdu_count for rack in rule.racks if rack.scope == "unit")
    return {"gpu_node": units * rule.unit.node_count.value, "pdu/unit": units * pdus}


def _block_count(fabric: FabricRule, things: Mapping[str, int]) -> int:
    """Return the blocks of leaves that hold every seat in use."""
    last = max((seat(row, things[row.holds] - 1) for row in fabric.seats if things.get(row.holds)), default=0)
    return last // fabric.hosts_per_block + 1


def _spine_count(fabric: FabricRule, catalog: Catalog, blocks: int, *, hanging: int, units: int) -> int:
    """Return the spines for so many blocks, with ports for the uplinks of fabrics that hang on this one."""
    if fabric.spine is None:
        if blocks * fabric.leaves_per_block > 1 and fabric.uplinks_into is None:
            what = f"{units} scalable units need {blocks * fabric.leaves_per_block} leaves, without spines {catalog.architecture.name} has one"
            raise Infeasible(
                (Finding("P101", f"fabric {fabric.name}", what, "Lower scalable_units or growth.scalable_units, or choose a larger architecture"),)
            )
        return 0
    kinds = [(fabric.leaves_per_block, fabric.uplinks_per_leaf), (fabric.system_leaves_per_block, fabric.uplinks_per_system_leaf)]
    uplinks = tuple(up for leaves, up in kinds if leaves)
    total = blocks * sum(leaves * up for leaves, up in kinds) + hanging
    radix = catalog.switches[fabric.spine].port_count()
    count = spine_rule(total, port_count=radix, uplinks=uplinks, least=fabric.least_spines)
    if count is None:
        what = f"{units} scalable units need {total} spine ports, two tiers of {radix}-port switches end at {gcd(*uplinks) * radix}"
        raise Infeasible((Finding("P101", f"fabric {fabric.name}", what, "Lower scalable_units or growth.scalable_units"),))
    return count
