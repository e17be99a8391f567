"""What holds of every product: ports that can be counted and named, lanes that have addresses. A breach is told at its place in the entry."""

from collections import Counter
from collections.abc import Iterator
from typing import get_args

from podwright.catalog.fault import Breach, Location
from podwright.catalog.products import PortBlock, SwitchKind, SystemKind, Technology

LANES = {"compute": 16, "storage": 4, "in_band": 1, "out_of_band": 2}
"""The fabrics that hosts have addresses on, and the lanes of each: the strides that every pod keeps free for them. Bonded lanes share the address of the first."""


def of_switch(kind: SwitchKind) -> Iterator[Breach]:
    """Yield what is wrong with the ports of a switch: indexes not contiguous from 1, names that cannot be made or stand twice, none to manage Ethernet by."""
    if kind.technology == "ethernet" and kind.management_port is None:
        yield ("management_port",), "there is none, and Ethernet switches are configured by theirs", "Say its name, connector and rate"
    yield from _of_blocks(("port_blocks",), kind.port_blocks)
    for name, blocks in kind.profiles.items():
        yield from _of_blocks(("profiles", name), blocks)


def of_system(kind: SystemKind) -> Iterator[Breach]:
    """Yield ports of a system that are another one's twin on their fabric, or on a lane that has no addresses."""
    lanes: dict[tuple[str, int, str], str] = {}
    for index, port in enumerate(kind.ports):
        for technology in (port.technology,) if port.technology else get_args(Technology):
            holder = lanes.setdefault((port.fabric, port.lane, technology), port.name)
            if holder != port.name:
                yield ("ports", index), f"{holder} is lane {port.lane} of {port.fabric} already", "Give each port a lane of its own"
                break
        if not port.bond and port.lane >= LANES.get(port.fabric, port.lane + 1):
            what = f"lane {port.lane} of {port.fabric}, hosts have addresses on {LANES[port.fabric]} there"
            yield ("ports", index, "lane"), what, "Number lanes from 0, or bond the port with the first"


def _of_blocks(at: Location, blocks: tuple[PortBlock, ...]) -> Iterator[Breach]:
    if not blocks:
        yield at, "there are no ports", "Write at least one block"
    following, names = 1, list[str]()
    for index, block in enumerate(blocks):
        if block.first != following:
            yield (*at, index, "first"), f"the block begins at port {block.first}, and {following} is next", f"Write first: {following}"
        if block.count < 1 or block.lanes_per_cage < 1:
            yield (*at, index), f"{block.count} ports, {block.lanes_per_cage} a cage", "Give 1 or more of both"
            return
        following = block.first + block.count
        try:
            names += [name for name, _, _ in block.named()]
        except (KeyError, IndexError, ValueError):
            yield (*at, index, "name"), f"no name can be made of {block.name}", "Use {index}, {cage}, {lane} or {sub}"
    for name, count in Counter(names).items():
        if count > 1:
            yield at, f"{count} ports are named {name}", "Let the name count, by {index}, {cage}, {lane} or {sub}"
            return
