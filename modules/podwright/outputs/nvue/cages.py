"""Cages of a switch: how each is broken out, which ones shine."""

from functools import lru_cache

from podwright.outputs.nvue.aspects import Aspects
from podwright.outputs.nvue.spans import span
from podwright.outputs.nvue.told import Told
from podwright.outputs.nvue.tree import Tree
from podwright.plan.types.switching import SwitchCage

Settings = tuple[tuple[str, Tree], ...]


def give_cages(aspects: Aspects, told: Told) -> None:
    """Give every port its type, every cage its breakout, and take the light from what nothing is plugged into."""
    for key, settings in _panel(told.cages):
        aspects.one(key, settings)
    used = {port.port for port in told.ports}
    up, down = [], []
    for cage in told.cages:
        idle = [port for port in cage.ports if port not in used]
        if len(idle) < len(cage.ports):
            up.append(cage.cage)
            down += idle
        elif cage.is_usable:
            down.append(cage.cage)
    aspects.give(up, {"link": {"state": {"up": {}}}})
    aspects.give(down, {"link": {"state": {"down": {}}}})


@lru_cache(maxsize=256)
def _panel(cages: tuple[SwitchCage, ...]) -> Settings:
    """Return what all switches of one panel have in common."""
    split = [cage for cage in cages if cage.ports != (cage.cage,)]
    names = [cage.cage for cage in cages if cage.is_usable] + [port for cage in split for port in cage.ports]
    found: list[tuple[str, Tree]] = [(span(names), {"type": "swp"})] if names else []
    for count, lanes in sorted({(len(cage.ports), cage.lanes_per_port) for cage in split}):
        alike = [cage.cage for cage in split if (len(cage.ports), cage.lanes_per_port) == (count, lanes)]
        found.append((span(alike), {"link": {"breakout": {f"{count}x": {"lanes-per-port": str(lanes)}}}}))
    lent = [cage.cage for cage in cages if not cage.is_usable]
    return (*found, (span(lent), {"type": "swp", "link": {"breakout": {"disabled": {}}}})) if lent else tuple(found)
