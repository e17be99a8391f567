"""An InfiniBand subnet as ibdiagnet tells it in `ibdiagnet2.db_csv`: nodes, cables, port states, error counters, and what the cables say of themselves.

Shape: NODES a row a switch or adapter; PORTS a row a port; LINKS a row a cable; PM_INFO a row a port's counters; CABLE_INFO a row a port with a plug in it. The
last two are there only where they were asked for (`--get_phy_info`).
Source: as in `sections`; codes of speeds, widths, states and FEC from ibdm's Fabric.h of the same headers (IBLinkSpeed, IBLinkWidth, IBPortState, IBFECMode), read
2026-11-21. No recorded file of a real subnet was to be had: tried on columns and rows that public readers of the file tell.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from podwright.observe.aggregation import without_aggregation_nodes
from podwright.observe.observed import Heard, Link, Node, NodeKind, Observed, PortState, Repeated
from podwright.observe.sections import REMEDY, Section, sections
from podwright.observe.unreadable import Unreadable, shown
from podwright.plan.pace import without_collector

NEEDED = ("NODES", "PORTS", "LINKS")
WANTED = (*NEEDED, "PM_INFO", "CABLE_INFO")
KINDS = {"1": NodeKind.ADAPTER, "2": NodeKind.SWITCH, "3": NodeKind.ADAPTER}
LANES = {"1": 1, "2": 4, "4": 8, "8": 12, "16": 2}
LANE_GBPS = {1: 2.5, 2: 5.0, 4: 10.0, 1 << 8: 14.0, 2 << 8: 25.0, 4 << 8: 50.0, 8 << 8: 100.0, 1 << 16: 10.0, 2 << 16: 20.0, 1 << 24: 200.0}
IS_UP = {"1": False, "2": False, "3": False, "4": True}
FEC = {"0": "off", "1": "baser", "2": "rs", "3": "llrs", "4": "rs"}
"""In the words of ethtool, for one comparison of both; the maker's own kinds are left out, since nothing says which of them fit each other."""
NOTHING = frozenset(("", "N/A", "NA", "None", "0", "0x0", "0x00", "0x0000", "0x00000000", "0x0000000000000000"))
ZEROS = re.compile(r"(0x)?0+(\s|$)")
GUID = re.compile(r"0x[0-9a-fA-F]{1,16}")
TRAFFIC = re.compile(r"(Data|Pkts|Packets)(Extended)?$")
COMPLAINT, LIMIT = re.compile("Alarm|Warning"), re.compile("Thresh")

Port = tuple[str, str]


class Plug(NamedTuple):
    """What the memory of a plug says: serial and part number, and the alarms and warnings that are on, by their columns."""

    serial: str | None
    part: str | None
    alarms: tuple[str, ...]


@without_collector()
def subnet(text: str, *, device: str, source: str) -> Observed:
    """Return every cable of a subnet, once, and the state of every port. `device` is who was asked.

    Raises: Unreadable when the text ends within a section, lacks one that tells the topology, or a row is none of the program's.
    """
    found = sections(text, WANTED, source=source)
    lacking = [name for name in NEEDED if name not in found]
    if lacking:
        what, remedy = f"it has no section {', '.join(lacking)}", "Take it again with all of them: --enable_output db_csv; it may be cut"
        raise Unreadable(source, 0, what, f"the sections {', '.join(NEEDED)}", remedy)
    nodes, repeated = _nodes(found["NODES"], source)
    states = _states(found["PORTS"], nodes, source)
    links = tuple(_links(found["LINKS"], nodes, states, source))
    if not links:
        raise Unreadable(source, found["LINKS"].line, "no cable is in it", "the links of a subnet", REMEDY)
    counters = dict(_counters(found["PM_INFO"], source)) if "PM_INFO" in found else {}
    plugs = dict(_plugs(found["CABLE_INFO"], source)) if "CABLE_INFO" in found else {}
    told = tuple(_with_plug(state._replace(counters=counters.get(port, ())), plugs.get(port)) for port, state in states.items() if port[1] != "0")
    return without_aggregation_nodes(Observed(tuple(nodes.values()), links, told, (Heard(device, "scan"),), repeated=repeated))


def _nodes(section: Section, source: str) -> tuple[dict[str, Node], tuple[Repeated, ...]]:
    """Return nodes by their keys, and GUIDs that stand twice."""
    guid_at, kind_at, name_at = (section.place(name, source=source) for name in ("NodeGUID", "NodeType", "NodeDesc"))
    nodes: dict[str, Node] = {}
    repeated = list[Repeated]()
    for number, cells in section.rows:
        key = _guid(cells[guid_at], number, source)
        kind = KINDS.get(cells[kind_at])
        if kind is None:
            raise Unreadable(source, number, f"the kind of node is {shown(cells[kind_at])}", "1 (adapter), 2 (switch) or 3 (router)", REMEDY)
        if key in nodes:
            repeated.append(Repeated(key, f"{source}:{number}"))
            continue
        nodes[key] = Node(key, kind, cells[name_at], (key,), source)
    return nodes, tuple(repeated)


def _states(section: Section, nodes: dict[str, Node], source: str) -> dict[Port, PortState]:
    """Return the state of each port, and add to adapters the GUIDs of their ports."""
    node_at, guid_at, port_at = (section.place(name, source=source) for name in ("NodeGuid", "PortGuid", "PortNum"))
    width_at, speed_at, state_at = (section.place(name, source=source) for name in ("LinkWidthActv", "LinkSpeedActv", "PortState"))
    fec_at = section.columns.get("fecactv")
    states: dict[Port, PortState] = {}
    for number, cells in section.rows:
        port = _port(cells[node_at], cells[port_at], number, source)
        lanes, lane_gbps = LANES.get(cells[width_at]), LANE_GBPS.get(_number(cells[speed_at], number, source))
        is_up = IS_UP.get(cells[state_at])
        states[port] = PortState(
            *port,
            is_up=is_up,
            rate_gbps=lanes * lane_gbps if is_up and lanes and lane_gbps else None,
            lanes=lanes if is_up else None,
            fec=FEC.get(cells[fec_at]) if fec_at is not None and is_up else None,
            source=source,
        )
        node = nodes.get(port[0])
        if node is not None and node.kind is NodeKind.ADAPTER and port[1] != "0" and cells[guid_at] not in NOTHING:
            nodes[port[0]] = node._replace(port_ids=(*node.port_ids, (port[1], _guid(cells[guid_at], number, source))))
    return states


def _links(section: Section, nodes: Mapping[str, Node], states: Mapping[Port, PortState], source: str) -> Iterator[Link]:
    """Yield each cable once, whether a release tells it from one end or from both."""
    at = [section.place(name, source=source) for name in ("NodeGuid1", "PortNum1", "NodeGuid2", "PortNum2")]
    told: set[tuple[Port, Port]] = set()
    for number, cells in section.rows:
        a, b = _port(cells[at[0]], cells[at[1]], number, source), _port(cells[at[2]], cells[at[3]], number, source)
        for key, _ in (a, b):
            if key not in nodes:
                raise Unreadable(source, number, f"{key.removeprefix('guid:')} is not among the nodes", "a row in section NODES for both ends", REMEDY)
        if (b, a) not in told and (a, b) not in told:
            told.add((a, b))
            state = states.get(a)
            yield Link(*a, *b, state.rate_gbps if state else None, state.lanes if state else None, source)


def _counters(section: Section, source: str) -> Iterator[tuple[Port, tuple[tuple[str, int], ...]]]:
    """Yield for each port the counters that count anything but traffic and are above 0, the wide one (`...Ext`) where there are two of a name."""
    keys = section.place("NodeGUID", source=source), section.place("PortNumber", "PortNum", source=source), section.columns.get("portguid")
    named: dict[str, list[int]] = {}
    for index in sorted(range(len(section.heads)), key=lambda index: not section.heads[index].endswith("Ext")):
        name = section.heads[index].removesuffix("Ext")
        if index not in keys and not TRAFFIC.search(name):
            named.setdefault(name, []).append(index)
    for number, cells in section.rows:
        if NOTHING.issuperset(cells[index] for at in named.values() for index in at):
            continue
        told = ((name, _first(cells, at)) for name, at in named.items())
        values = {name: value for name, cell in told if cell not in NOTHING and (value := _number(cell, number, source))}
        if values:
            yield _port(cells[keys[0]], cells[keys[1]], number, source), tuple(values.items())


def _plugs(section: Section, source: str) -> Iterator[tuple[Port, Plug]]:
    """Yield for each port with a plug what its memory says."""
    node_at, port_at = section.place("NodeGuid", source=source), section.place("PortNum", "PortNumber", source=source)
    serial_at, part_at = section.place("SN", source=source), section.place("PN", source=source)
    complaints = [(head, at) for at, head in enumerate(section.heads) if COMPLAINT.search(head) and not LIMIT.search(head)]
    for number, cells in section.rows:
        alarms = tuple(head for head, at in complaints if (told := cells[at]) not in NOTHING and not ZEROS.match(told))
        yield _port(cells[node_at], cells[port_at], number, source), Plug(_word(cells[serial_at]), _word(cells[part_at]), alarms)


def _with_plug(state: PortState, plug: Plug | None) -> PortState:
    return state if plug is None else state._replace(serial=plug.serial, part=plug.part, alarms=plug.alarms)


def _first(cells: list[str], at: list[int]) -> str:
    """Return the first of several cells that says anything."""
    return next((cells[index] for index in at if cells[index] not in ("", "N/A", "NA")), "")


def _word(cell: str) -> str | None:
    return None if cell in NOTHING else cell


def _port(guid: str, number: str, line: int, source: str) -> Port:
    if not number.isdecimal():
        raise Unreadable(source, line, f"the port is {shown(number)}", "its number", REMEDY)
    return _guid(guid, line, source), str(int(number))


def _guid(cell: str, line: int, source: str) -> str:
    if not GUID.fullmatch(cell):
        raise Unreadable(source, line, f"the GUID is {shown(cell)}", "0x and at most 16 hexadecimal digits", REMEDY)
    return f"guid:{int(cell, 16):016x}"


def _number(cell: str, line: int, source: str) -> int:
    """Return a number, decimal or behind 0x; 0 for what is not told."""
    if cell in NOTHING:
        return 0
    try:
        return int(cell, 16 if cell.startswith("0x") else 10)
    except ValueError:
        raise Unreadable(source, line, shown(cell), "a number", REMEDY) from None
