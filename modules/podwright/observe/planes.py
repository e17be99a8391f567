"""Ports that a scan tells of once a plane: each chip of a Quantum-X800 switch is a switch of its own there, and a cable runs one lane to each of its chips.

Source: readers of ibdiagnet's files that tell XDR subnets (chips as `MF0;<name>:Q3400_RA/U2`, four planes a port, links between chips of one switch inside of it),
published by their users, read 2026-11-21; no scan of such a switch was to be had.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from podwright.observe.observed import Link, Node, NodeKind, PortState, merged
from podwright.observe.planned import End

SCANNED = (NodeKind.SWITCH, NodeKind.ADAPTER)


class Plane(NamedTuple):
    """One link as it was told, and the ends that it has by names."""

    link: Link
    a: End
    b: End


def has_planes(nodes: Mapping[str, Node], device_of: Mapping[str, str]) -> bool:
    """Return whether several switches of a scan are one device."""
    switches = [device_of[key] for key, node in nodes.items() if node.kind is NodeKind.SWITCH and key in device_of]
    return len(switches) != len(set(switches))


def whole_links(nodes: Mapping[str, Node], planes: Iterable[Plane]) -> list[Plane]:
    """Return each cable once a source, with the rate and the lanes of all its planes; what joins chips inside of a switch is left out, all else is as told."""
    found: list[Plane] = []
    at: dict[tuple[str, frozenset[End]], int] = {}
    told: set[tuple[str, str, str, str, str]] = set()
    for plane in planes:
        link = plane.link
        kinds = [nodes[key].kind for key in (link.a_node, link.b_node) if key in nodes]
        if len(kinds) < 2 or any(kind not in SCANNED for kind in kinds):
            found.append(plane)
            continue
        if plane.a.device == plane.b.device and link.a_node != link.b_node:
            continue
        mark = (link.source, link.a_node, link.a_port, link.b_node, link.b_port)
        place = at.setdefault((link.source, frozenset((plane.a, plane.b))), len(found))
        if place == len(found):
            found.append(plane)
        elif mark not in told:
            found[place] = found[place]._replace(link=_added(found[place].link, link))
        told.add(mark)
    return found


def whole_states(nodes: Mapping[str, Node], by_port: Mapping[tuple[str, str], PortState], end_of: Mapping[tuple[str, str], End]) -> dict[End, PortState]:
    """Return the state of each end: of a port with several planes the sum of rates and lanes, up where all are, and what any of them counts or complains of;
    what its own host says of it beside a scan stands as it is.
    """
    scanned: dict[End, PortState] = {}
    others: dict[End, PortState] = {}
    for port, state in by_port.items():
        is_scanned = port[0] in nodes and nodes[port[0]].kind in SCANNED
        found, end = scanned if is_scanned else others, end_of[port]
        before = found.get(end)
        found[end] = state if before is None else _joined(before, state) if is_scanned else merged(before, state)
    return others | {end: merged(state, others[end]) if end in others else state for end, state in scanned.items()}


def _added(one: Link, other: Link) -> Link:
    rate_gbps = one.rate_gbps + other.rate_gbps if one.rate_gbps is not None and other.rate_gbps is not None else None
    return one._replace(rate_gbps=rate_gbps, width=one.width + other.width if one.width and other.width else None)


def _joined(one: PortState, other: PortState) -> PortState:
    counters = dict(one.counters)
    for name, value in other.counters:
        counters[name] = max(value, counters.get(name, 0))
    told = [state.is_up for state in (one, other) if state.is_up is not None]
    return one._replace(
        is_up=all(told) if told else None,
        rate_gbps=(one.rate_gbps or 0) + (other.rate_gbps or 0) or None,
        lanes=(one.lanes or 0) + (other.lanes or 0) or None,
        fec=one.fec or other.fec,
        counters=tuple(counters.items()),
        alarms=tuple(dict.fromkeys((*one.alarms, *other.alarms))),
        serial=one.serial or other.serial,
        part=one.part or other.part,
    )
