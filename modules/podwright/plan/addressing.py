"""Addresses, from place alone: base of the block + unit, rack and slot, each with a stride that never changes.

IPv4: the block of a class and lane begins at a fixed offset in its fabric's pool; a unit takes 2^(rack bits + slot bits) addresses of it, which is also the
subnet; rack 0 is no rack, so its numbers are free for the network itself (0), the gateway (1) and virtual addresses.
IPv6: subnet = block index x 256 + unit, one /64 each; host = rack x 65536 + slot, so that an address reads `::<rack>:<slot>`, in hexadecimal.
"""

import socket
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from netaddr import IPNetwork

from podwright.catalog.architecture import Largest
from podwright.catalog.load import Catalog
from podwright.plan.finding import Finding, Infeasible
from podwright.plan.types import AddressBlock, DeviceClass, Physical, Place
from podwright.spec.site import Pools

SHARES: tuple[tuple[str, tuple[tuple[DeviceClass, int], ...]], ...] = (
    ("loopback", ((DeviceClass.SWITCH, 0), (DeviceClass.NODE, 0))),
    ("in_band", ((DeviceClass.NODE, 0),)),
    ("storage", tuple((DeviceClass.NODE, lane) for lane in range(4))),
    ("out_of_band", ((DeviceClass.SWITCH, 0), (DeviceClass.PDU, 0), (DeviceClass.APPLIANCE, 0), (DeviceClass.NODE, 0), (DeviceClass.NODE, 1))),
    ("compute", tuple((DeviceClass.NODE, lane) for lane in range(16))),
)
"""Which class of device has a stride on which lane of which fabric, in the order in which blocks are laid out: wide ones first, so that each is aligned.
Four storage paths and sixteen rails are the most of any architecture here (two planes of eight rails); a new class goes behind the last one."""

LOOPBACK, POINT_TO_POINT = "loopback", "point_to_point"
UPLINKS_PER_LEAF = 64  # the widest Ethernet leaf has 64 uplinks (SN5600 as 128 x 400G); InfiniBand's are never numbered. One pair an uplink
LEAVES = 4096  # 512 leaves at 64 scalable units of dgx-superpod-h100, times eight planes
PAIRED_FABRICS, PAIRS_OF_FABRIC = 4, LEAVES // 2
"""Loopbacks that two leaves share (MLAG): fabrics that may have such pairs, and what each has, by the pair's ordinal. They lie behind all others of the pool."""
PAIR_LANE = 1
V6_UNITS = 256  # units a block in IPv6: eight bits, so that a unit reads as two hexadecimal digits
GATEWAY = Place(0, 0, 1)  # rack 0, slot 1 of the unit's subnet


@dataclass(frozen=True, slots=True)
class Block:
    """The stride of one class on one lane. `base` is the offset in the pool, `index` counts blocks of a pool; bits say how a place is packed."""

    fabric: str
    device_class: DeviceClass
    lane: int
    index: int
    base: int
    unit_bits: int
    rack_bits: int
    slot_bits: int

    @property
    def v4_prefix_length(self) -> int:
        """Return the prefix length of a unit's subnet."""
        return 32 - self.rack_bits - self.slot_bits

    @property
    def address_count(self) -> int:
        """Return the number of IPv4 addresses of the block."""
        return 1 << (self.unit_bits + self.rack_bits + self.slot_bits)

    def v4_offset(self, unit: int, rack: int, slot: int) -> int:
        """Return the offset of a place in the IPv4 pool."""
        return self.base + (((unit << self.rack_bits) + rack) << self.slot_bits) + slot

    def v6_offset(self, unit: int, rack: int, slot: int) -> int:
        """Return the offset of a place in the IPv6 pool."""
        return ((self.index * V6_UNITS + unit) << 64) + (rack << 16) + slot


@dataclass(frozen=True, slots=True)
class Range:
    """One pool as numbers."""

    v4_first: int
    v4_last: int
    v6_first: int
    v6_last: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The pools of a pod and the blocks in them; gives every address there is."""

    blocks: Mapping[tuple[str, DeviceClass, int], Block]
    pools: Mapping[str, Range]
    has_pairs: bool = False

    def shared_loopback(self, fabric: int, pair: int) -> str:
        """Return the IPv4 address that two leaves share: pair `pair` of the fabric with this number, both from 0."""
        return v4_text(self.pools[LOOPBACK].v4_first + self.shared_base + fabric * PAIRS_OF_FABRIC + pair)

    @property
    def shared_base(self) -> int:
        """Return where shared loopbacks begin in their pool: behind those that one device has alone."""
        return max(block.base + block.address_count for block in self.blocks.values() if block.fabric == LOOPBACK)

    def pair(self, fabric: str, device_class: DeviceClass, lane: int, place: Place) -> tuple[str, str]:
        """Return the IPv4 and IPv6 address of a place on one lane of a fabric."""
        return self.pairs(fabric, device_class, lane)(place)

    def pairs(self, fabric: str, device_class: DeviceClass, lane: int) -> Callable[[Place], tuple[str, str]]:
        """Return a function that gives the IPv4 and IPv6 address of any place on one lane of a fabric; what many addresses begin with, it writes once."""
        block, pool = self.blocks[fabric, device_class, lane], self.pools[fabric]
        v4_of_24, v6_of_unit = dict[int, str](), dict[int, str]()

        def pair(place: Place) -> tuple[str, str]:
            unit, rack, slot = place.unit, place.rack, place.slot
            v4 = pool.v4_first + block.v4_offset(unit, rack, slot)
            v4_stem = v4_of_24.get(v4 >> 8) or v4_of_24.setdefault(v4 >> 8, v4_text(v4 & ~255)[:-1])
            if not rack or not slot:
                return f"{v4_stem}{v4 & 255}", v6_text(pool.v6_first + block.v6_offset(unit, rack, slot))
            v6_stem = v6_of_unit.get(unit) or v6_of_unit.setdefault(unit, _v6_stem(pool.v6_first + block.v6_offset(unit, 0, 0)))
            return f"{v4_stem}{v4 & 255}", f"{v6_stem}{rack:x}:{slot:x}"

        return pair


def lay_out(pools: Pools, catalog: Catalog, physical: Physical, *, built_units: int, has_pairs: bool = False) -> Layout:
    """Return the pools and blocks of a pod; `has_pairs`: two leaves may share a loopback.

    Raises: Infeasible when a pool ends before the units that the pod is built for.
    """
    ranges = {name: _range(getattr(pools, name).v4, getattr(pools, name).v6) for name, _ in SHARES}
    ranges[POINT_TO_POINT] = _range(pools.point_to_point.v4, pools.point_to_point.v6)
    classes = {device.device_class for device in physical.devices}
    blocks = {(block.fabric, block.device_class, block.lane): block for name, shares in _shares(classes) for block in _blocks(name, shares, catalog.largest)}
    lanes = {fabric.name: fabric.lane_count for fabric in catalog.fabrics if fabric.uplinks_into is None}
    used = [block for block in blocks.values() if block.lane < lanes.get(block.fabric, 2)]
    last_unit = {device.device_class: device.place.unit for device in sorted(physical.devices, key=lambda device: device.place.unit)}
    reach = {block: max(built_units, last_unit.get(block.device_class, 0)) for block in used}
    layout = Layout(blocks, ranges, has_pairs)
    findings = tuple(_too_small(pools, ranges, reach)) or tuple(_too_small_for_pairs(pools, layout))
    if findings:
        raise Infeasible(findings)
    return layout


def reserved(layout: Layout) -> tuple[AddressBlock, ...]:
    """Return every block as it stands in the plan, behind them loopbacks that pairs share, the reserved one of numbered links between switches last."""
    rows = [_told(block.fabric, block.device_class, block.lane, layout.pools[block.fabric], *_extent(block)) for block in layout.blocks.values()]
    if layout.has_pairs:
        index = sum(block.fabric == LOOPBACK for block in layout.blocks.values())
        v6_first, last = index * V6_UNITS << 64, layout.shared_base + PAIRED_FABRICS * PAIRS_OF_FABRIC - 1
        v6_last = v6_first + (V6_UNITS << 64) - 1
        rows.append(_told(LOOPBACK, DeviceClass.SWITCH, PAIR_LANE, layout.pools[LOOPBACK], layout.shared_base, last, v6_first, v6_last))
    links = layout.pools[POINT_TO_POINT]
    count = LEAVES * UPLINKS_PER_LEAF * 2
    return (*rows, _told(POINT_TO_POINT, DeviceClass.SWITCH, 0, links, 0, count - 1, 0, count - 1))


def point_to_point_offsets(leaf_ordinal: int, uplink: int) -> tuple[int, int]:
    """Return the offsets in the pool of both ends of a numbered uplink, the leaf's first: reserved while links are unnumbered."""
    first = (leaf_ordinal * UPLINKS_PER_LEAF + uplink) * 2
    return first, first + 1


def v4_text(number: int) -> str:
    """Return an IPv4 address as text."""
    return f"{number >> 24}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def v6_text(number: int) -> str:
    """Return an IPv6 address as text, in the form of RFC 5952."""
    return socket.inet_ntop(socket.AF_INET6, number.to_bytes(16, "big"))


def _v6_stem(network: int) -> str:
    """Return what every address of a /64 begins with, up to rack and slot; both are never 0, so that the form is the same for all."""
    return v6_text(network + (1 << 16) + 1).removesuffix("1:1")


def _blocks(fabric: str, shares: Iterable[tuple[DeviceClass, int]], largest: Largest) -> Iterator[Block]:
    base = 0
    for index, (device_class, lane) in enumerate(shares):
        is_host = device_class is DeviceClass.NODE
        racks, slots = (largest.racks_per_unit, largest.nodes_per_rack) if is_host else (largest.pod_racks, largest.devices_per_rack)
        block = Block(fabric, device_class, lane, index, base, largest.scalable_units.bit_length(), racks.bit_length(), slots.bit_length())
        yield block
        base += block.address_count


def _range(v4: str, v6: str) -> Range:
    four, six = IPNetwork(v4), IPNetwork(v6)
    return Range(int(four.first), int(four.last), int(six.first), int(six.last))


def _shares(classes: Container[DeviceClass]) -> Iterator[tuple[str, tuple[tuple[DeviceClass, int], ...]]]:
    """Yield the shares of each fabric; coolant distribution units have theirs where there are any, behind all others."""
    for name, shares in SHARES:
        yield name, (*shares, (DeviceClass.CDU, 0)) if name == "out_of_band" and DeviceClass.CDU in classes else shares


def _too_small(pools: Pools, ranges: Mapping[str, Range], reach: Mapping[Block, int]) -> Iterator[Finding]:
    """Yield one finding for each pool that ends before the last unit of its last block."""
    last_unit = max(reach.values())
    for fabric, need in _needs(reach).items():
        pool = ranges[fabric]
        for family, given, have, wanted in (
            ("v4", getattr(pools, fabric).v4, pool.v4_last - pool.v4_first + 1, need[0]),
            ("v6", getattr(pools, fabric).v6, pool.v6_last - pool.v6_first + 1, need[1]),
        ):
            if wanted > have:
                width = (32 if family == "v4" else 128) - (wanted - 1).bit_length()
                yield Finding(
                    "P203",
                    f"addresses.pools.{fabric}.{family}",
                    f"{given} has {have} addresses, {last_unit} scalable units reach {wanted}",
                    f"Give a /{width} or wider",
                )


def _too_small_for_pairs(pools: Pools, layout: Layout) -> Iterator[Finding]:
    """Yield a finding where the pool of loopbacks ends before those that pairs share."""
    pool, wanted = layout.pools[LOOPBACK], layout.shared_base + PAIRED_FABRICS * PAIRS_OF_FABRIC
    have = pool.v4_last - pool.v4_first + 1
    if layout.has_pairs and wanted > have:
        what = f"{pools.loopback.v4} has {have} addresses, those that pairs of MLAG share reach {wanted}"
        yield Finding("P203", "addresses.pools.loopback.v4", what, f"Give a /{32 - (wanted - 1).bit_length()} or wider")


def _needs(reach: Mapping[Block, int]) -> dict[str, tuple[int, int]]:
    """Return a fabric's needed addresses, IPv4 and IPv6: up to the end of the last unit in its last block."""
    needs: dict[str, tuple[int, int]] = {}
    for block, last_unit in reach.items():
        v4 = block.base + ((last_unit + 1) << (block.rack_bits + block.slot_bits))
        v6 = (block.index * V6_UNITS + last_unit + 1) << 64
        held = needs.get(block.fabric, (0, 0))
        needs[block.fabric] = max(held[0], v4), max(held[1], v6)
    return needs


def _extent(block: Block) -> tuple[int, int, int, int]:
    first = block.index * V6_UNITS << 64
    return block.base, block.base + block.address_count - 1, first, first + (V6_UNITS << 64) - 1


def _told(fabric: str, device_class: DeviceClass, lane: int, pool: Range, v4_first: int, v4_last: int, v6_first: int, v6_last: int) -> AddressBlock:
    return AddressBlock(
        fabric=fabric,
        device_class=device_class,
        lane=lane,
        v4_first=v4_text(pool.v4_first + v4_first),
        v4_last=v4_text(min(pool.v4_first + v4_last, 0xFFFFFFFF)),
        v4_pool_last=v4_text(pool.v4_last),
        v6_first=v6_text(pool.v6_first + v6_first),
        v6_last=v6_text(pool.v6_first + v6_last),
        v6_pool_last=v6_text(pool.v6_last),
    )
