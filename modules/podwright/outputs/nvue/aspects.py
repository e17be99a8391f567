"""Settings of interfaces, laid together: what many have in common is said once."""

from collections.abc import Iterable

from podwright.outputs.nvue.spans import span
from podwright.outputs.nvue.tree import Tree, lay


class Aspects:
    """Settings by the interfaces that have them, in the order in which they are given."""

    def __init__(self) -> None:
        self.tree: Tree = {}

    def give(self, names: Iterable[str], settings: Tree) -> None:
        """Give settings to all of these interfaces; to none if there are none."""
        key = span(names)
        if key and settings:
            self.one(key, settings)

    def one(self, key: str, settings: Tree) -> None:
        """Give settings to one interface, or to a span of them."""
        below = self.tree.setdefault(key, {})
        assert isinstance(below, dict), "an interface has settings"
        lay(below, settings)
