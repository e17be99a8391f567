"""How things describe themselves, and what a thing is called in messages that the plan does not have."""

import re

from podwright.observe.ids import printable, readable
from podwright.observe.observed import Node, NodeKind
from podwright.observe.planned import End

MANAGED = re.compile(r"MF0;(?P<name>[^:]+):[^/]*(?:/U(?P<chip>\d+))?")
"""How a managed InfiniBand switch describes itself: name, kind and number of the chip. Source: MLNX-OS and NVOS user manuals, node description."""
AS_DELIVERED = re.compile(r".*(Mellanox|NVIDIA) Technologies\s*", re.IGNORECASE)
"""How a switch describes itself that nothing manages, and an adapter that no rdma-ndd has named: `Quantum Mellanox Technologies`, `MT4123 ConnectX6   Mellanox
Technologies`. It has no name to be wrong. Source: answers of iblinkinfo and ibdiagnet that users published, read 2026-11-21."""


def names_in(description: str) -> tuple[str, str]:
    """Return the name that a description begins with, lower case, as it is and without its domain; what stands behind it may be an adapter."""
    managed = MANAGED.fullmatch(description)
    first = (managed["name"] if managed else description).strip().split(" ", 1)[0].lower()
    return first, first.partition(".")[0]


def chip_in(description: str) -> str:
    """Return the number of the chip that a description tells of a switch with several; 1 where it tells none."""
    managed = MANAGED.fullmatch(description)
    return managed["chip"] or "1" if managed else "1"


def is_nameless(description: str) -> bool:
    """Return whether something on InfiniBand was never given a name."""
    return AS_DELIVERED.fullmatch(description) is not None


def unknown_end(node: Node, port: str, *, is_only: bool) -> End:
    """Return what a port of an unknown thing is called: by the thing's own name, and its id behind it where others might have the name too.

    The adapters of a host are one thing with a port each where `is_only` says that no other adapter has this one's description.
    """
    host, _, adapter = node.name.partition(" ")
    if node.kind is NodeKind.ADAPTER and is_only and adapter and " " not in adapter:
        return End(host, adapter if port == "1" else f"{adapter} port {port}")
    identity = readable(node.key)
    return End(printable(f"{node.name} ({identity})" if node.name and node.name not in identity else identity), printable(port))
