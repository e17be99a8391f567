"""What a scan meets inside of switches: the nodes that SHARP adds up in, which are plugged to a port of the chip that no cable reaches."""

import re
from dataclasses import replace

from podwright.observe.observed import Observed

NAMED = re.compile(r"(Mellanox|NVIDIA) Technologies Aggregation Node\b.*", re.IGNORECASE)
"""How its firmware describes it; every Quantum has one, on port 41 (QM8700) or behind the last cage. Source: answers of iblinkinfo and ibnetdiscover on HDR
subnets that users published, and readers of ibdiagnet's database that leave it out by this name; read 2026-11-21."""


def is_aggregation_node(name: str) -> bool:
    """Return whether something that calls itself so is inside of a switch."""
    return NAMED.fullmatch(name.strip()) is not None


def without_aggregation_nodes(observed: Observed) -> Observed:
    """Return what was observed without what is inside of switches, and without what it is plugged to there."""
    inner = {node.key for node in observed.nodes if is_aggregation_node(node.name)}
    if not inner:
        return observed
    nodes = tuple(node for node in observed.nodes if node.key not in inner)
    links = tuple(link for link in observed.links if link.a_node not in inner and link.b_node not in inner)
    states = tuple(state for state in observed.states if state.node not in inner)
    return replace(observed, nodes=nodes, links=links, states=states)
