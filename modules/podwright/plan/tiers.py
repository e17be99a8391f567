"""Spines and cores: how many, in which groups, and which port of which an uplink lands on. Each published rule has a function with its name."""

from dataclasses import dataclass, replace
from math import gcd

from podwright.catalog.architecture import FabricRule
from podwright.catalog.load import Catalog
from podwright.plan.finding import Finding, Infeasible


@dataclass(frozen=True, slots=True)
class Tiers:
    """The upper tiers of one fabric.

    Leaves fall into groups of blocks x columns (rails or planes); every group has `spines_per_group` spines. Cores fall into sets: one serves the spines of
    `spines_per_core` consecutive numbers of every group of its plane, each with `links_per_core` cables to each of the set's cores.
    """

    group_blocks: int
    column_count: int
    group_rows: int
    spines_per_group: int
    spine_uplinks: int = 0
    spines_per_core: int = 1
    links_per_core: int = 1
    cores_per_plane: int = 0
    plane_count: int = 1

    @property
    def spine_count(self) -> int:
        """Return the number of spines."""
        return self.group_rows * self.column_count * self.spines_per_group

    @property
    def core_count(self) -> int:
        """Return the number of cores."""
        return self.plane_count * self.cores_per_plane

    @property
    def cores_per_set(self) -> int:
        """Return the number of cores that a spine meets."""
        return self.spine_uplinks // self.links_per_core

    def spine(self, row: int, column: int, number: int) -> int:
        """Return the ordinal of a spine: rows of groups first, then numbers, then columns, so that a wider layer keeps the ordinals of the narrower one."""
        return (row * self.spines_per_group + number) * self.column_count + column

    def place(self, spine: int) -> tuple[int, int, int]:
        """Return row, column and number of the spine with this ordinal."""
        rest, column = divmod(spine, self.column_count)
        return rest // self.spines_per_group, column, rest % self.spines_per_group

    def core(self, spine: int, uplink: int) -> tuple[int, int]:
        """Return the ordinal of the core that an uplink of a spine goes to, and the index of its port there, from 1."""
        row, column, number = self.place(spine)
        plane, in_plane = divmod(column, self.column_count // self.plane_count)
        groups = self.group_rows * self.column_count // self.plane_count
        core_set, within = divmod(number, self.spines_per_core)
        group = row * self.column_count // self.plane_count + in_plane
        turn, core = divmod(uplink, self.cores_per_set)
        return plane * self.cores_per_plane + core_set * self.cores_per_set + core, (within * groups + group) * self.links_per_core + turn + 1


NO_SPINES = Tiers(group_blocks=1, column_count=1, group_rows=0, spines_per_group=0)


def spine_rule(total_uplinks: int, *, port_count: int, uplinks: tuple[int, ...], least: int) -> int | None:
    """Return the number of spines: the smallest that has the ports and divides every leaf's uplinks evenly; None where one tier of spines ends.

    Source: derived from DGX SuperPOD RA, DGX H100, RA-11333-001 V11, table 4 (4, 8, 16, 16 spines at 1 to 4 SU: 12 would do at 3 but does not divide 32).
    """
    divisor = gcd(*uplinks)
    need = max(least, -(-total_uplinks // port_count))
    return next((count for count in range(need, divisor + 1) if divisor % count == 0), None)


def core_rule(group_count: int, spines_per_group: int, spine_uplinks: int, *, port_count: int, links: int = 1) -> tuple[int, int] | None:
    """Return how many consecutive spines of every group share a set of cores, and the number of cores; None where three tiers end.

    Each spine meets each core of its set by so many links, so that a set has as many cores as a spine has uplinks, or a part of them, and every group meets every
    set alike.
    Source: derived from DGX SuperPOD RA, DGX H100, RA-11333-001 V11, table 3 (64, 128, 256 cores at 16, 32, 64 SU), and DGX A100, RA-09950-001.
    """
    shared = port_count // (group_count * links)
    return (shared, -(-spines_per_group // shared) * (spine_uplinks // links)) if shared else None


def divided_core_rule(group_count: int, spines_per_group: int, spine_uplinks: int, *, port_count: int) -> tuple[int, int, int] | None:
    """Return links, shared spines and cores as the core rule has them, with the links by which cores are fewest: a plane of few rails has few groups, and a core
    that meets each spine once would be half empty. None where three tiers end.
    """
    every = ((links, core_rule(group_count, spines_per_group, spine_uplinks, port_count=port_count, links=links)) for links in range(1, spine_uplinks + 1))
    fitting = [(rule[1], links, rule[0]) for links, rule in every if rule and spine_uplinks % links == 0]
    if not fitting:
        return None
    cores, links, shared = min(fitting)
    return links, shared, cores


def size_of_tiers(catalog: Catalog, fabric: FabricRule, block_count: int, *, hanging: int, units: int) -> Tiers:
    """Return the upper tiers for so many blocks of leaves, with ports for `hanging` uplinks of fabrics that hang on this one.

    Raises: Infeasible when the tiers that the architecture has end before the pod does.
    """
    if fabric.spine is None:
        if block_count > 1 and fabric.uplinks_into is None and fabric.shares is None:
            what = f"{units} scalable units need {block_count * fabric.leaves_in_block} leaves, without spines {catalog.architecture.name} has {fabric.leaves_in_block}"
            raise _ended(fabric, what)
        return NO_SPINES
    radix = catalog.switches[fabric.spine].port_count(fabric.spine_profile)
    columns, down = fabric.column_count, radix // 2 if fabric.core else radix
    group_blocks = fabric.blocks_per_group or block_count if fabric.core else block_count
    rows, full = -(-block_count // group_blocks), min(block_count, group_blocks)
    per_block = max(sum(up for index, up in enumerate(fabric.uplinks) if fabric.column(index) == column) for column in range(columns))
    need = full * per_block + -(-hanging // columns)
    kinds = tuple(up for up in fabric.uplinks if up)
    spines = spine_rule(need, port_count=down, uplinks=kinds, least=fabric.least_spines)
    if spines is None:
        what = f"{units} scalable units need {need} spine ports, a tier of {radix}-port switches with {down} ports down ends at {gcd(*kinds) * down}"
        raise _ended(fabric, what)
    two = Tiers(group_blocks=group_blocks, column_count=columns, group_rows=rows, spines_per_group=spines, plane_count=fabric.plane_count)
    return _with_cores(catalog, fabric, two, uplinks=-(-need // spines), units=units) if fabric.core else two


def _with_cores(catalog: Catalog, fabric: FabricRule, two: Tiers, *, uplinks: int, units: int) -> Tiers:
    assert fabric.core is not None, "three tiers name their core switch"
    radix = catalog.switches[fabric.core].port_count(fabric.core_profile)
    groups = two.group_rows * two.column_count // two.plane_count
    if fabric.divides_rails:
        rule = divided_core_rule(groups, two.spines_per_group, uplinks, port_count=radix)
    else:
        single = core_rule(groups, two.spines_per_group, uplinks, port_count=radix)
        rule = (1, *single) if single else None
    if rule is None:
        raise _ended(fabric, f"{units} scalable units need {groups} groups of spines, a core of {radix} ports joins {radix}")
    links, shared, cores = rule
    return replace(two, spine_uplinks=uplinks, spines_per_core=shared, links_per_core=links, cores_per_plane=cores)


def _ended(fabric: FabricRule, what: str) -> Infeasible:
    remedy = "Lower scalable_units or growth.scalable_units, or choose a larger architecture"
    return Infeasible((Finding("P101", f"fabric {fabric.name}", what, remedy),))
