"""What holds of every entry of the catalogue, whatever the size of a pod. A breach is told at its place in the entry."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from podwright.catalog.architecture import FabricRule, Layout, RackRule
from podwright.catalog.fault import Breach, Fault, Location
from podwright.catalog.joints import every_management_port_has_a_seat, media_join_every_pair, no_seat_for_what_has_no_port
from podwright.catalog.port_use import leaf_use, overlaps
from podwright.catalog.product_laws import LANES, of_switch, of_system
from podwright.catalog.products import SwitchKind, SystemKind
from podwright.catalog.reader import Reader
from podwright.catalog.subject import SWITCH_ROLES, Subject

Kind = TypeVar("Kind", SystemKind, SwitchKind)
FABRICS_OF_NODES = ("compute", "in_band", "out_of_band")
REACHED = ("in_band", "out_of_band")
HOSTS = ("gpu_node", "management_node", "storage_host")
SCOPED = ("pdu", "power_shelf", "nvlink_switch", "cdu")
SCOPES = ("unit", "pod", "zone")


def layouts_grow(subject: Subject) -> Iterator[Breach]:
    """Find layouts that are no larger than one before them with as many nodes a rack."""
    most: dict[int, int] = {}
    for at, layout in subject.layouts():
        if layout.most_units <= most.get(layout.nodes_per_rack, 0):
            what = f"{layout.most_units} units at most, and a layout before it of as many nodes a rack has {most[layout.nodes_per_rack]}"
            yield (*at, "most_units"), what, "Order layouts from the smallest to the largest"
        most[layout.nodes_per_rack] = layout.most_units


def no_name_twice(subject: Subject) -> Iterator[Breach]:
    """Find layouts, racks and fabrics that are named like one before them."""
    groups: list[tuple[Location, Iterable[Layout | RackRule | FabricRule]]] = [(("layouts",), subject.rule.layouts)]
    for at, layout in subject.layouts():
        groups += [((*at, "racks"), layout.racks), ((*at, "fabrics"), layout.fabrics)]
    for at, rows in groups:
        for name, count in Counter(row.name for row in rows).items():
            if count > 1:
                yield at, f"{name} stands {count} times", "Give each its own name"


def fabrics_name_what_is_there(subject: Subject) -> Iterator[Breach]:
    """Find fabrics that name a fabric or a breakout which nobody has, and groups of cores without what they need."""
    for at, layout, fabric in subject.fabrics():
        names = tuple(other.name for other in layout.fabrics if other.name != fabric.name)
        for word, named in (("shares", fabric.shares), ("uplinks_into", fabric.uplinks_into)):
            if named is not None and named not in names:
                yield (*at, word), f"there is no other fabric {named} in {layout.name}", f"Name one of: {', '.join(names)}"
        for role in SWITCH_ROLES:
            kind, profile = subject.switches.get(getattr(fabric, role) or ""), getattr(fabric, f"{role}_profile")
            if kind is not None and profile is not None and profile not in kind.profiles:
                remedy = f"Name one of: {', '.join(kind.profiles)}" if kind.profiles else "Drop the line"
                yield (*at, f"{role}_profile"), f"{kind.name} has no breakout {profile}", remedy
        if fabric.name not in LANES:
            yield (*at, "name"), f"{fabric.name} is no fabric that hosts have addresses on", f"Name it one of: {', '.join(LANES)}"
        if fabric.core and not fabric.spine:
            yield (*at, "core"), "there are cores and no spines", "Name the spine switch, or drop core"


def blocks_divide(subject: Subject) -> Iterator[Breach]:
    """Find fabrics whose leaves cannot be divided among planes, and fabrics that hang on another by no uplink."""
    for at, _, fabric in subject.fabrics():
        if fabric.leaves_in_block % fabric.plane_count:
            yield (*at, "plane_count"), f"{fabric.leaves_in_block} leaves a block in {fabric.plane_count} planes", "Give a count that divides the leaves"
        if fabric.divides_rails and (fabric.plane_count not in fabric.rail_divisions):
            ways = ", ".join(map(str, fabric.rail_divisions))
            what = f"{fabric.lane_count} rails on {fabric.leaves_in_block} leaves a block in {fabric.plane_count} planes"
            yield (*at, "divides_rails"), what, f"Give a plane_count of {ways}, or drop divides_rails"
        if fabric.uplinks_into and not fabric.uplinks_per_leaf:
            yield (*at, "uplinks_per_leaf"), f"there are no uplinks into {fabric.uplinks_into}", "Give 1 or more, or drop uplinks_into"


def nodes_are_nodes(subject: Subject) -> Iterator[Breach]:
    """Find a unit without nodes, a node without GPUs, cores or memory, and layouts whose nodes are not joined."""
    rule = subject.rule
    if rule.unit.node_count.value < 1:
        yield ("unit", "node_count"), f"{rule.unit.node_count.value} nodes a unit", "Give 1 or more"
    if (node := subject.systems.get(rule.unit.node)) and not (node.gpus and node.cpu and node.memory):
        yield ("unit", "node"), f"{node.name} says nothing of its GPUs, cores or memory", "Say all three (gpus, cpu, memory), or name a GPU node"
    for place, host in ((("unit", "node"), rule.unit.node), (("management", "kind"), rule.management.kind), (("storage", "kind"), rule.storage.kind)):
        first = {port.fabric for port in subject.systems[host].ports if port.lane == 0} if host in subject.systems else set(REACHED)
        for name in REACHED:
            if name not in first:
                yield place, f"{host} has no first lane (0) on {name}", "Name a host that has one: by it the host is reached"
    for at, layout in subject.layouts():
        seated = {fabric.name for fabric in layout.fabrics if any(row.holds == "gpu_node" for row in fabric.seats)}
        for name in FABRICS_OF_NODES:
            if name not in seated:
                yield (*at, "fabrics"), f"gpu_node has no seat on a fabric {name}", f"Give it seats there: every node is on {' and '.join(FABRICS_OF_NODES)}"


def ports_suffice(subject: Subject) -> Iterator[Breach]:
    """Find leaves that need more ports than their switch has, or one port for two purposes."""
    for at, layout, fabric in subject.fabrics():
        kind = subject.switches.get(fabric.leaf)
        if fabric.shares or kind is None:
            continue
        have = len(kind.ports(fabric.leaf_profile))
        uses = leaf_use(fabric, layout, port_count=kind.port_count(fabric.leaf_profile))
        for use in uses:
            if use.last > have or use.first < 1:
                what = f"{use.purpose} take ports {use.first} to {use.last} of a leaf, {kind.name} has {have}"
                yield at, what, "Seat fewer hosts a block, or take more leaves or a larger switch"
        for one, other in overlaps(uses):
            what = f"{one.purpose} take ports {one.first} to {one.last} of a leaf, and {other.purpose} take {other.first} to {other.last}"
            yield at, what, "Move one of them"


def seats_are_whole(subject: Subject) -> Iterator[Breach]:
    """Find rows of seats that cannot be counted, and seats for what no rule of this layout makes."""
    for at, layout, fabric in subject.fabrics():
        known = {*_placed(layout), *(f"{role}/{scope}" for role in SCOPED for scope in SCOPES)}
        for index, row in enumerate(fabric.seats):
            here = (*at, "seats", index)
            if row.holds not in known:
                yield (
                    here,
                    f"no rule makes a {row.holds}",
                    f"Name a host, a switch of a fabric ({layout.fabrics[0].name}/leaf), or a fixture by scope (pdu/unit)",
                )
            if (row.per_unit is None) != (row.unit_stride is None) or (row.per_unit is None) == (row.count is None):
                yield here, f"seats of {row.holds} are said neither by count nor by per_unit and unit_stride", "Give count alone, or both of the others"
            elif row.per_unit is not None and row.unit_stride is not None and row.per_unit > row.unit_stride:
                yield here, f"{row.per_unit} seats of {row.holds} a unit, and the next unit begins after {row.unit_stride}", "Raise unit_stride"


def racks_hold_what_is_there(subject: Subject) -> Iterator[Breach]:
    """Find places for what no rule of this layout makes, and two rows of places that hold the same ordinals."""
    for at, layout in subject.layouts():
        first: set[tuple[str, int]] = set()
        for index, rack in enumerate(layout.racks):
            for number, row in enumerate(rack.places):
                here = (*at, "racks", index, "places", number)
                if row.holds not in _placed(layout):
                    yield here, f"no rule makes a {row.holds}", f"Name a host ({', '.join(HOSTS)}) or a switch of a fabric ({layout.fabrics[0].name}/leaf)"
                if (row.holds, row.first_ordinal) in first:
                    yield here, f"{row.holds} has places from ordinal {row.first_ordinal} on already", "Give first_ordinal, or drop one of the rows"
                first.add((row.holds, row.first_ordinal))
        if layout.first_zone is None and any(rack.scope == "zone" for rack in layout.racks):
            yield at, "racks of scope zone have no numbers", "Give first_zone, beyond the last scalable unit"


def no_slot_twice(subject: Subject) -> Iterator[Breach]:
    """Find racks in which two things have one slot, or one rack unit."""
    for at, layout, rack in subject.racks():
        slots: dict[tuple[str, int], tuple[Location, str]] = {("p", slot): ((), "a PDU") for slot in range(1, rack.pdu_count + 1)}
        units: dict[int, str] = {}
        for here, holds, letter, height, first_slot, lowest in _rows(subject, layout, rack):
            for slot in range(first_slot, first_slot + len(lowest)):
                holder = slots.setdefault((letter, slot), (here, holds))
                if holder[0] != here:
                    yield (*at, *here), f"slot {letter}{slot:02} of {rack.name} holds {holder[1]} and {holds}", "Move one of them"
                    break
            taken = [u for lowest_u in lowest for u in range(lowest_u, lowest_u + height)]
            clash = next((u for u in taken if u in units or u < 1), None)
            if clash is not None:
                yield (*at, *here), f"U{clash} of {rack.name} holds {units.get(clash, 'the floor')} and {holds}", "Move one of them"
            elif len(set(taken)) < len(taken):
                yield (*at, *here), f"{holds} of {height} U every {lowest[1] - lowest[0]} U overlap", f"Give step_u {height} or more"
            units |= dict.fromkeys(taken, holds)


def _placed(layout: Layout) -> frozenset[str]:
    """Return what the rules of a layout make and give a place of its own."""
    return frozenset((*HOSTS, *(f"{fabric.name}/{role}" for fabric in layout.fabrics for role in (*SWITCH_ROLES, "ufm"))))


Shelved = tuple[Location, str, str, int, int, tuple[int, ...]]
"""Place in the rack rule, what is held, class letter, height (U), first slot, lowest U of each."""


def _rows(subject: Subject, layout: Layout, rack: RackRule) -> Iterator[Shelved]:
    """Yield the rows of a rack whose products are known, places first."""
    for index, row in enumerate(rack.places):
        kind = subject.kind_of(layout, row.holds)
        if kind is not None:
            letter = kind.class_letter if isinstance(kind, SystemKind) else "s"
            yield ("places", index), row.holds, letter, kind.height.value, row.first_slot, tuple(map(row.u_of, range(row.count)))
    for index, fixture in enumerate(rack.fixtures):
        product = subject.switches.get(fixture.kind) if fixture.role == "nvlink_switch" else subject.systems.get(fixture.kind)
        if product is not None:
            fixed = {"nvlink_switch": "s", "power_shelf": "p", "cdu": "c"}[fixture.role]
            lowest = tuple(fixture.lowest_u + number * fixture.step_u for number in range(fixture.count))
            yield ("fixtures", index), fixture.role, fixed, product.height.value, fixture.first_slot, lowest


Law = Callable[[Subject], Iterator[Breach]]
WORDS: tuple[Law, ...] = (layouts_grow, no_name_twice, fabrics_name_what_is_there, blocks_divide, nodes_are_nodes, seats_are_whole, racks_hold_what_is_there)
"""Laws of what an architecture says."""
COUNTS: tuple[Law, ...] = (ports_suffice, no_slot_twice)
"""Laws of what it comes to."""
JOINTS: tuple[Law, ...] = (media_join_every_pair, no_seat_for_what_has_no_port, every_management_port_has_a_seat)
"""Laws of what is joined."""


def faults_of(subject: Subject, reader: Reader) -> Iterator[Fault]:
    """Yield every fault of an architecture and of what it names; those of the architecture itself only where ports and systems are right."""
    faults = [*of_kinds("nodes", subject.systems, of_system, reader), *of_kinds("switches", subject.switches, of_switch, reader)]
    yield from faults
    if not faults:
        for at, what, remedy in of_architecture(subject):
            yield reader.fault("architectures", subject.rule.name, at, what=what, remedy=remedy)


def of_kinds(section: str, kinds: Mapping[str, Kind], law: Callable[[Kind], Iterator[Breach]], reader: Reader) -> Iterator[Fault]:
    """Yield every fault of products of one section."""
    for name, kind in kinds.items():
        for at, what, remedy in law(kind):
            yield reader.fault(section, name, at, what=what, remedy=remedy)


def of_architecture(subject: Subject) -> Iterator[Breach]:
    """Yield every breach of the first laws that an architecture breaks: places and ports are counted where names hold, and joined where they suffice."""
    for laws in (WORDS, COUNTS, JOINTS):
        broken = [breach for law in laws for breach in law(subject)]
        if broken:
            yield from broken
            return
