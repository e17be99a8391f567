"""InfiniBand subnets: LIDs from place alone, and what the subnet manager is told.

A subnet's LIDs fall into rows, a row a block of leaves: first the switches of the row, leaf, spine and core in turn, then the ports of the block's seats. The
k-th spine stands in the row of the k-th leaf, whatever it serves. So a row's length follows from the architecture's block, and no LID from how many there are.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from podwright.catalog.architecture import FabricRule
from podwright.catalog.load import Catalog
from podwright.plan.cabling import Wired
from podwright.plan.names import DeviceName, PortName
from podwright.plan.pace import new_row
from podwright.plan.partitioning import partitions, pkey_of
from podwright.plan.sizing import Sizing, seat
from podwright.plan.standing import Stand, stand_of
from podwright.plan.types import Device, InfiniBand, Lid, LidHolder, LidSubnet, Physical, Port, Reason, Role
from podwright.spec.infiniband import Routing
from podwright.spec.pod import PodSpec

FIRST_LID = 0x0400
"""Below it lies what OpenSM gives by itself, the lowest free LID first, to what the plan does not know: a storage vendor's own systems, a tester. 1,023 ports."""
LIDS_PER_SWITCH = 4
"""Its own, and three that stay free for what answers inside it: with SHARP a chip is an aggregation node besides, and the largest boxes hold four chips (Q3400:
115.2 Tb/s of 28.8). At twice as many, three tiers of XDR would end at 36 scalable units instead of 71; it may be raised for architectures to come."""
SWITCHES = (Role.LEAF, Role.SPINE, Role.CORE)
PREFIXES = {"compute": 1, "storage": 2}
"""The number of a fabric in its subnets' prefixes; a fabric that has none comes behind them."""
SITE_LOCAL = 0xFEC0 << 48
"""Prefixes that a site gives itself: ten bits 1111111011, 38 zeros, 16 bits for the subnet (IBTA architecture specification, volume 1, unicast GIDs). Programs take
ports with one prefix for ports that reach each other, so that no two subnets may share one: Open MPI's openib transport counts by it."""
LID_SOURCE = "derived: rows of a block each, below the 49,151 unicast LIDs and 32,767 P_Keys of the IBTA architecture specification, volume 1"
HOLDERS = {Role.GPU_NODE: LidHolder.COMPUTE, Role.UFM: LidHolder.MANAGER}
BY_LID = itemgetter(4)


@dataclass(frozen=True, slots=True)
class Rows:
    """How the LIDs of one fabric's subnets lie: for each fabric that lands on its leaves, where in a row the ports of its seats begin, and how many a seat has."""

    leaves: int
    stride: int
    first_host: Mapping[str, int]

    def of_switch(self, role: Role, number: int) -> int:
        """Return the LID of the switch with this number among those of its role in its plane."""
        row, index = divmod(number, self.leaves)
        return FIRST_LID + row * self.stride + (SWITCHES.index(role) * self.leaves + index) * LIDS_PER_SWITCH


def infiniband_section(spec: PodSpec, catalog: Catalog, physical: Physical, wired: Mapping[str, Wired], sizing: Sizing) -> InfiniBand:
    """Return the subnets of every InfiniBand fabric, who has which LID in them, and the partitions.

    Laws: a LID follows from the place of what has it; none is ever taken twice or wrapped around: one beyond the unicast range is the judge's to find.
    """
    rules = [rule for rule in catalog.fabrics if rule.technology == "infiniband"]
    if not rules:
        return InfiniBand()
    stand = stand_of(physical, catalog.layout)
    subnets = tuple(subnet for rule in rules if rule.shares is None for subnet in _subnets(spec, catalog, rule, stand, sizing))
    lids = tuple(row for rule in rules if rule.shares is None for row in _lids(catalog, rule, stand, wired, sizing))
    return InfiniBand(subnets=subnets, partitions=partitions(spec, subnets, lids), lids=lids)


def infiniband_reasons(section: InfiniBand) -> Iterator[Reason]:
    """Yield how each subnet is numbered and routed, and where P_Keys come from."""
    for subnet in section.subnets:
        numbers = [row.lid for row in section.lids if row.subnet == subnet.name]
        routed = f"routed by {subnet.engine} from {len(subnet.roots)} roots" if subnet.roots else f"routed by {subnet.engine}, there is one tier"
        yield Reason(f"subnet {subnet.name}", f"LIDs {min(numbers)} to {max(numbers)} by place, prefix {subnet.prefix}, {routed}", LID_SOURCE)
    for row in section.partitions:
        if row.tenant is not None:
            chosen = "from the tenant's name" if row.pkey == pkey_of(row.tenant) else "as declared"
            yield Reason(f"partition {row.name}", f"P_Key 0x{row.pkey:04x} {chosen}, {len(row.members)} hosts", LID_SOURCE)


def subnet_name(fabric: str, plane: int, plane_count: int) -> str:
    """Return the name of a subnet: its fabric's, and the plane where there are several, from 1."""
    return f"{fabric}-p{plane + 1}" if plane_count > 1 else fabric


def _subnets(spec: PodSpec, catalog: Catalog, rule: FabricRule, stand: Stand, sizing: Sizing) -> Iterator[LidSubnet]:
    words, tiers = spec.fabrics.infiniband, sizing.fabrics[rule.name].tiers
    has_spines = tiers.spine_count > 0 and len(stand.of(f"{rule.name}/leaf")) > (rule.plane_count if rule.divides_rails else 0)
    engine = ("ftree" if words.routing is Routing.FAT_TREE else "updn") if has_spines else "minhop"
    top = stand.of(f"{rule.name}/core") or stand.of(f"{rule.name}/spine")
    known = PREFIXES.get(rule.name) or len(PREFIXES) + 1 + [one.name for one in catalog.fabrics].index(rule.name)
    ufm = catalog.architecture.ufm
    for plane in range(rule.plane_count):
        yield LidSubnet(
            name=subnet_name(rule.name, plane, rule.plane_count),
            fabric=rule.name,
            plane=plane,
            prefix=f"0x{SITE_LOCAL + known * 256 + plane:016x}",
            engine=engine,
            adaptive_routing=words.adaptive_routing and has_spines,
            sharp=words.sharp and rule.name == "compute",
            manager=ufm.kind if ufm and rule.ufm and sizing.has_ufm else None,
            roots=tuple(sorted(device.name for device in top.values() if _plane_of_switch(rule, device, tiers.cores_per_plane)[0] == plane)),
        )


def _lids(catalog: Catalog, rule: FabricRule, stand: Stand, wired: Mapping[str, Wired], sizing: Sizing) -> Iterator[Lid]:
    """Yield the LIDs of one fabric's subnets, subnet by subnet, each in the order of numbers; fabrics on the same leaves are in the same subnets."""
    sharing = [one for one in catalog.fabrics if one.shares == rule.name and one.technology == rule.technology]
    rows, cores_per_plane = _rows(rule, sharing), sizing.fabrics[rule.name].tiers.cores_per_plane
    found: list[list[Lid]] = [[] for _ in range(rule.plane_count)]
    names = [subnet_name(rule.name, plane, rule.plane_count) for plane in range(rule.plane_count)]
    for role in SWITCHES:
        for device in stand.of(f"{rule.name}/{role}").values():
            plane, number = _plane_of_switch(rule, device, cores_per_plane)
            found[plane].append(Lid(names[plane], device.name, PortName(""), LidHolder.SWITCH, rows.of_switch(role, number)))
    for one in (rule, *sharing):
        _add_ports(one, _seated(catalog, one, rows, stand), wired[one.name].a_ends, names, found)
    for of_plane in found:
        yield from sorted(of_plane, key=BY_LID)


def _rows(rule: FabricRule, sharing: Iterable[FabricRule]) -> Rows:
    leaves = rule.leaves_in_block // rule.plane_count
    at, first_host = len(SWITCHES) * leaves * LIDS_PER_SWITCH, dict[str, int]()
    for one in (rule, *sharing):
        first_host[one.name] = at
        at += one.hosts_per_block * (one.lane_count // rule.plane_count)
    return Rows(leaves=leaves, stride=at, first_host=first_host)


def _seated(catalog: Catalog, rule: FabricRule, rows: Rows, stand: Stand) -> dict[DeviceName, tuple[int, int, LidHolder]]:
    """Return the LID of the first lane, the number of that lane, and what it is, of every device that has a seat; of a manager's, which sits on a node's."""
    lanes = rule.lane_count // rule.plane_count
    found = dict[DeviceName, tuple[int, int, LidHolder]]()
    for row in rule.seats:
        for ordinal, device in stand.of(row.holds).items():
            found[device.name] = _of_seat(rule, rows, seat(row, ordinal), lanes), row.lane, HOLDERS.get(device.role, LidHolder.SERVICE)
    ufm = catalog.architecture.ufm
    if rule.ufm and ufm:
        for ordinal, device in stand.of(f"{rule.name}/ufm").items():
            first = rule.manager_lane(ordinal * (rule.ufm.link_count // rule.ufm.appliance_count))
            found[device.name] = _of_seat(rule, rows, ufm.node_seat, lanes), -first, LidHolder.MANAGER
    return found


def _of_seat(rule: FabricRule, rows: Rows, at: int, lanes: int) -> int:
    block, index = divmod(at, rule.hosts_per_block)
    return FIRST_LID + block * rows.stride + rows.first_host[rule.name] + index * lanes


def _add_ports(
    rule: FabricRule,
    seated: Mapping[DeviceName, tuple[int, int, LidHolder]],
    ports: Iterable[Port],
    names: Sequence[str],
    found: list[list[Lid]],
) -> None:
    """Add the LID of every port among these that a seated device has."""
    lanes = rule.lane_count // rule.plane_count
    for device, name, _, port_lane, _, _ in ports:
        seat_of = seated.get(device)
        if seat_of is not None:
            first, first_lane, holder = seat_of
            plane, lane = divmod(port_lane - first_lane, lanes)
            found[plane].append(new_row(Lid, (names[plane], device, name, holder, first + lane)))


def _plane_of_switch(rule: FabricRule, device: Device, cores_per_plane: int) -> tuple[int, int]:
    """Return the plane of a switch, and its number among those of its role in the plane, as its place has it."""
    if device.role is Role.CORE:
        return divmod(device.ordinal, cores_per_plane)
    if device.role is Role.LEAF:
        block, index = divmod(device.ordinal, rule.leaves_in_block)
        plane, in_plane = divmod(index, rule.leaves_in_block // rule.plane_count)
        return plane, block * (rule.leaves_in_block // rule.plane_count) + in_plane
    rest, column = divmod(device.ordinal, rule.column_count)
    plane, in_plane = divmod(column, rule.column_count // rule.plane_count)
    return plane, rest * (rule.column_count // rule.plane_count) + in_plane
