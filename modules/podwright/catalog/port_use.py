"""Which ports of a leaf are taken, and what for: the arithmetic of the wiring rules, for one leaf, whatever the size of the pod."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from podwright.catalog.architecture import FabricRule, Layout


@dataclass(frozen=True, slots=True)
class PortUse:
    """Ports `first` to `last` of a leaf, both included, and what they are for."""

    purpose: str
    first: int
    last: int


def leaf_use(fabric: FabricRule, layout: Layout, *, port_count: int) -> tuple[PortUse, ...]:
    """Return what takes ports of a leaf of the fabric: its hosts, fabrics that share it, its uplinks, and what hangs on it."""
    sharing = [other for other in layout.fabrics if other.shares == fabric.name]
    return (*_own(fabric), *_peers(fabric, layout), *(use for other in sharing for use in _own(other)), *_hung(fabric, layout, port_count))


def overlaps(uses: tuple[PortUse, ...]) -> Iterator[tuple[PortUse, PortUse]]:
    """Yield each two uses that take the same port."""
    for one, other in combinations(uses, 2):
        if one.first <= other.last and other.first <= one.last:
            yield one, other


def _own(fabric: FabricRule) -> Iterator[PortUse]:
    lanes_per_leaf = -(-fabric.lane_count // fabric.leaves_per_block)
    down = fabric.hosts_per_block * lanes_per_leaf
    yield PortUse(f"hosts on {fabric.name}", fabric.first_port, fabric.first_port + down - 1)
    count = max(fabric.uplinks, default=0)
    if fabric.spine and count:
        first = fabric.first_uplink_port or fabric.first_port + fabric.hosts_per_block * fabric.lane_count // fabric.leaves_per_block
        yield PortUse(f"uplinks of {fabric.name}", first, first + count - 1)
    elif fabric.uplinks_into and count:
        yield PortUse(f"uplinks of {fabric.name}", fabric.hosts_per_block + 1, fabric.hosts_per_block + count)


def _peers(fabric: FabricRule, layout: Layout) -> Iterator[PortUse]:
    """Yield what links between the two leaves of a pair take, at the most units."""
    count = fabric.peer_links + fabric.peer_links_per_unit * layout.most_units
    if count:
        yield PortUse(f"links between leaves of {fabric.name}", fabric.first_peer_port, fabric.first_peer_port + count - 1)


def _hung(fabric: FabricRule, layout: Layout, port_count: int) -> Iterator[PortUse]:
    """Yield what uplinks of other fabrics take at the leaves of this one, from the last port down, where the rule says how many blocks share a leaf."""
    for other in layout.fabrics:
        into = next((rule for rule in layout.fabrics if rule.name == other.uplinks_into), None)
        if into is None or fabric.name not in (into.name, into.shares) or other.blocks_per_uplink_block is None:
            continue
        per_top = -(-other.uplinks_per_leaf // max(1, min(other.uplinks_per_leaf, into.leaves_per_block)))
        taken = other.blocks_per_uplink_block * other.leaves_in_block * per_top
        if taken:
            last = other.uplinks_from_port or port_count
            yield PortUse(f"uplinks of {other.name} from above", last - taken + 1, last)
