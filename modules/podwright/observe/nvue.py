"""Neighbours and links as NVUE tells them: `nv show interface -o json`, also with `--view`, whole or of single interfaces.

Shape: an object by interface name; `lldp.neighbor` an object by the neighbour's name, with `chassis` and `port`; `link` with `state`, `speed`, `lanes`, `fec`.
Source: docs.nvidia.com, NVUE reference, show commands LLDP and interface, read 2026-11-21: names of the fields; no recorded answer of a switch was to be had.
"""

import re

from podwright.observe.documents import Piece, document
from podwright.observe.observed import Heard, Link, Node, NodeKind, Observed, PortState, asked, digits

SPEED = re.compile(r"(\d+(?:\.\d+)?)\s*([GM])(?:b?(?:/s|ps)?)?", re.IGNORECASE)


def interfaces(text: str, *, device: str, source: str) -> Observed:
    """Return neighbours and port states of one switch. Raises: Unreadable."""
    nodes: dict[str, Node] = {asked(device): Node(asked(device), NodeKind.ASKED, device, (), source)}
    links, states, speaks = list[Link](), list[PortState](), False
    for port, entry in document(text, source).entries():
        lldp = entry.maybe("lldp")
        if lldp is not None:
            speaks = True
            neighbours = lldp.maybe("neighbor")
            for name, neighbour in neighbours.entries() if neighbours and neighbours.value else ():
                node = _node(name, neighbour, source)
                nodes[node.key] = node
                links.append(Link(asked(device), port, node.key, _port(neighbour.at("port")), None, None, source))
        link = entry.maybe("link")
        if link is not None:
            states.append(_state(link, port, device=device, source=source))
    return Observed(nodes=tuple(nodes.values()), links=tuple(links), states=tuple(states), heard=(Heard(device, "lldp"),) if speaks else ())


def _node(name: str, neighbour: Piece, source: str) -> Node:
    chassis = neighbour.at("chassis")
    identity, told = chassis.maybe("chassis-id"), chassis.maybe("system-name")
    called = told.word() if told else name
    if identity is None:
        return Node(f"name:{called}", NodeKind.CHASSIS, called, (), source)
    value = digits(identity.word())
    is_mac = re.fullmatch(r"[0-9a-f]{12}", value) is not None
    return Node(f"mac:{value}" if is_mac else f"chassis:{identity.word()}", NodeKind.CHASSIS, called, (f"mac:{value}",) if is_mac else (), source)


def _port(port: Piece) -> str:
    name, description = port.maybe("name"), port.maybe("description")
    if name is None and description is None:
        raise port.wrong("name or description")
    value = (name or description or port).word()
    kind = port.maybe("type")
    if (kind is not None and kind.value == "mac") or re.fullmatch(r"[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}", value):
        told = description.word() if description else ""
        return told if told and told != value and " " not in told else f"mac:{digits(value)}"
    return value


def _state(link: Piece, port: str, *, device: str, source: str) -> PortState:
    speed, lanes, fec, mac = link.maybe("speed"), link.maybe("lanes"), link.maybe("fec"), link.maybe("mac-address") or link.maybe("mac")
    return PortState(
        asked(device),
        port,
        is_up=_is_up(link),
        rate_gbps=_rate(speed) if speed else None,
        lanes=int(lanes.value) if lanes and isinstance(lanes.value, int | str) and str(lanes.value).isdigit() else None,
        fec=str(fec.value).lower() if fec and isinstance(fec.value, str) else None,
        address=f"mac:{digits(mac.word())}" if mac else None,
        source=source,
    )


def _is_up(link: Piece) -> bool | None:
    """Return whether a link is up: `oper-status` says it in a word, `state` in a word or as an object with the one word."""
    for name in ("oper-status", "state"):
        found = link.maybe(name)
        if found is not None:
            word = next(iter(found.value), "") if isinstance(found.value, dict) else found.value
            if word not in ("up", "down"):
                raise found.wrong("up or down")
            return word == "up"
    return None


def _rate(speed: Piece) -> float | None:
    if not isinstance(speed.value, str) or speed.value.lower() in ("auto", "unknown", "n/a", ""):
        return None
    found = SPEED.fullmatch(speed.value.strip())
    if found is None:
        raise speed.wrong("a speed such as 400G")
    return float(found[1]) / (1 if found[2].upper() == "G" else 1000)
