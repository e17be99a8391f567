"""Which leaf each block of a storage system is cabled to, and how long its cables are. Plugs and port names at the block are its vendor's; the leaf's free port is
chosen where it is pulled.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from podwright.catalog.architecture import FabricRule, Layout, SeatRow
from podwright.catalog.load import Catalog
from podwright.catalog.port_use import leaf_use
from podwright.plan.floor import lengths
from podwright.plan.floor_places import spot_of
from podwright.plan.sizing import seat
from podwright.plan.types import Device, Physical, Role, StorageLink, SystemPlan

ANY_BLOCK = -1
"""What stands for a block of leaves that no seat is in."""


def storage_links(catalog: Catalog, physical: Physical, carrier: FabricRule, system: SystemPlan) -> tuple[StorageLink, ...]:
    """Return the cables of every block by block and leaf; none where the ports of a block are not known, or speak something else.

    Laws: cables are dealt to the leaves of one block of leaves after another, in turn, as many to a leaf as it has ports that nothing but storage ever takes, and for
    a leaf of the vendor's own as many as its uplinks carry (1:1, RA-11333-001 V11). So neither more units nor more blocks move one; what comes to leaves that do not
    stand has no link yet.
    """
    block = system.block
    if not system.placed_count or not block.port_count or not block.port_rate_gbps:
        return ()
    if block.port_technologies and carrier.technology not in block.port_technologies:
        return ()
    rate_gbps = min(block.port_rate_gbps, catalog.switches[carrier.leaf].ports(carrier.leaf_profile)[0][2])
    leaves = {device.ordinal: device for device in physical.devices if device.role is Role.LEAF and device.fabric == carrier.name}
    return tuple(_links(catalog, physical, _dealt(catalog, leaves, carrier, rate_gbps), system, rate_gbps))


def _dealt(catalog: Catalog, leaves: Mapping[int, Device], carrier: FabricRule, rate_gbps: int) -> Mapping[int, Device]:
    """Return the leaf of each cable by the cable's number."""
    own = range(carrier.leaves_per_block, carrier.leaves_in_block) or range(carrier.leaves_per_block)
    rooms, found, first = _rooms(catalog, carrier, rate_gbps), dict[int, Device](), 0
    for block in range(max(leaves, default=-1) // carrier.leaves_in_block + 1):
        room = rooms.get(block, rooms[ANY_BLOCK])
        for turn, index in enumerate(own):
            leaf = leaves.get(block * carrier.leaves_in_block + index)
            if leaf is not None:
                found |= dict.fromkeys(range(first + turn, first + room * len(own), len(own)), leaf)
        first += room * len(own)
    return found


def _rooms(catalog: Catalog, carrier: FabricRule, rate_gbps: int) -> Mapping[int, int]:
    """Return how many cables each leaf of a block of leaves takes, by block, at the layout's largest size; blocks that no seat is in are alike."""
    kind, layout = catalog.switches[carrier.leaf], catalog.layout
    port_count, up_gbps = kind.port_count(carrier.leaf_profile), kind.ports(carrier.leaf_profile)[0][2]
    if carrier.system_leaves_per_block:
        return {ANY_BLOCK: min(port_count - carrier.uplinks_per_system_leaf, carrier.uplinks_per_system_leaf * up_gbps // rate_gbps)}
    here = [fabric for fabric in layout.fabrics if carrier.name in (fabric.name, fabric.shares)]
    taken = {port for use in leaf_use(carrier, layout, port_count=port_count) for port in range(use.first, use.last + 1)}
    free = port_count - len(taken & set(range(1, port_count + 1))) - (0 if carrier.spine else _hung(layout, carrier))
    ports_of = {fabric.name: -(-fabric.lane_count // fabric.leaves_per_block) for fabric in here}
    free += sum(fabric.hosts_per_block * ports_of[fabric.name] for fabric in here)
    used = [Counter(at // fabric.hosts_per_block for at in _seats(fabric, layout.most_units)) for fabric in here]
    blocks = {block for counted in used for block in counted}
    rooms = {block: free - sum(counted[block] * ports_of[fabric.name] for fabric, counted in zip(here, used, strict=True)) for block in blocks}
    return {block: max(0, room) for block, room in rooms.items()} | {ANY_BLOCK: 0}


def _seats(fabric: FabricRule, units: int) -> set[int]:
    """Return the seats that are in use at the largest size, but for those of storage hosts: their ports are what the architecture leaves to storage."""
    rows = (row for row in fabric.seats if row.holds != Role.STORAGE_HOST)
    return {seat(row, ordinal) for row in rows for ordinal in range(units * row.per_unit if row.per_unit else row.count or 0)}


def _links(catalog: Catalog, physical: Physical, leaf_of: Mapping[int, Device], system: SystemPlan, rate_gbps: int) -> Iterator[StorageLink]:
    length_m, racks = lengths(catalog.media.floor), {rack.name: rack for rack in physical.racks}
    each = system.block.port_count or 0
    blocks = sorted((device for device in physical.devices if device.role is Role.STORAGE_APPLIANCE), key=lambda device: device.ordinal)
    for device in blocks:
        numbers = range(device.ordinal * each, (device.ordinal + 1) * each)
        counted = Counter(leaf_of[number] for number in numbers if number in leaf_of)
        for leaf in sorted(counted, key=lambda leaf: leaf.name):
            metres = length_m(spot_of(racks[device.rack], catalog), spot_of(racks[leaf.rack], catalog))
            yield StorageLink(device.name, leaf.name, counted[leaf], rate_gbps, metres)


def _hung(layout: Layout, carrier: FabricRule) -> int:
    """Return how many ports of a leaf that is the top of its fabric are taken from the last one down by uplinks of others, at the layout's largest size."""
    total = 0
    for other in layout.fabrics:
        if other.uplinks_into in (carrier.name, *(row.name for row in layout.fabrics if row.shares == carrier.name)) and other.blocks_per_uplink_block is None:
            leaves = (max(_last_seat(row, layout.most_units) for row in other.seats) // other.hosts_per_block + 1) * other.leaves_in_block
            total += leaves * -(-other.uplinks_per_leaf // max(1, min(other.uplinks_per_leaf, carrier.leaves_per_block)))
    return total


def _last_seat(row: SeatRow, units: int) -> int:
    return seat(row, units * row.per_unit - 1 if row.per_unit else (row.count or 1) - 1)
