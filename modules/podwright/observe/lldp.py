"""Neighbours as lldpd tells them: `lldpctl -f json` (or `lldpcli -f json show neighbors`), and what it says of itself (`lldpcli -f json show chassis`).

Shapes: `interface` is an object where there is one neighbour and a list of objects with one member each where there are more; a chassis stands below its name,
or without one where it gives none. Source: lldpcli(8) of lldpd 1.0.16, and its answers in network namespaces, 2026-11-21.
"""

from collections.abc import Iterator

from podwright.observe.documents import Piece, document
from podwright.observe.observed import Heard, Link, Node, NodeKind, Observed, asked, digits

PORT_NAMES = ("ifname", "local", "alias", "ifalias")
"""Kinds of port id that may be the port's name; anything else (mac, ip) identifies it, and the description is then the better name."""


def neighbours(text: str, *, device: str, source: str) -> Observed:
    """Return the neighbours of one device. Raises: Unreadable."""
    root = document(text, source).at("lldp")
    interfaces = root.maybe("interface")
    nodes: dict[str, Node] = {asked(device): Node(asked(device), NodeKind.ASKED, device, (), source)}
    links = []
    for name, entry in _entries(interfaces) if interfaces else ():
        chassis_name, chassis = _chassis(entry.at("chassis"))
        node = _node(chassis_name, chassis, source)
        nodes[node.key] = node
        links.append(Link(asked(device), name, node.key, _port(entry.at("port")), None, None, source))
    return Observed(nodes=tuple(nodes.values()), links=tuple(links), heard=(Heard(device, "lldp"),))


def own_chassis(text: str, *, device: str, source: str) -> Observed:
    """Return what a device that was asked calls itself in its own frames. Raises: Unreadable."""
    name, chassis = _chassis(document(text, source).at("local-chassis").at("chassis"))
    said = _node(name, chassis, source)
    return Observed(nodes=(Node(asked(device), NodeKind.ASKED, said.name or device, said.ids, source),))


def _entries(interfaces: Piece) -> Iterator[tuple[str, Piece]]:
    for item in interfaces.items():
        yield from item.entries()


def _chassis(piece: Piece) -> tuple[str, Piece]:
    """Return name and content of a chassis; the name is empty where it gives none."""
    if piece.maybe("id") is not None and "type" in (members := dict(piece.at("id").entries())) and "value" in members:
        name = piece.maybe("name")
        return (name.word() if name else ""), piece
    found = list(piece.entries())
    if len(found) != 1:
        raise piece.wrong("one chassis")
    return found[0]


def _node(name: str, chassis: Piece, source: str) -> Node:
    """Return the thing a chassis is; it is told apart by its id, else by its name."""
    identity = chassis.maybe("id")
    if identity is None:
        if not name:
            raise chassis.wrong("a name or an id")
        return Node(f"name:{name}", NodeKind.CHASSIS, name, (), source)
    kind, value = identity.at("type").word(), identity.at("value").word()
    if kind == "mac":
        return Node(f"mac:{digits(value)}", NodeKind.CHASSIS, name, (f"mac:{digits(value)}",), source)
    return Node(f"{kind}:{value}", NodeKind.CHASSIS, name or (value if kind == "local" else ""), (), source)


def _port(port: Piece) -> str:
    """Return what the neighbour calls its port: by name where it gives one, else its description, else its address."""
    identity, description = port.at("id"), port.maybe("descr")
    kind, value = identity.at("type").word(), identity.at("value").word()
    if kind in PORT_NAMES:
        return value
    address = f"mac:{digits(value)}" if kind == "mac" else value
    told = description.word() if description else ""
    return told if told and " " not in told else address
