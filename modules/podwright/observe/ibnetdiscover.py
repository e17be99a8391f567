"""An InfiniBand subnet as `ibnetdiscover` tells it: every switch and adapter with its ports, every cable told by both of its ends.

Source: ibnetdiscover(8) of infiniband-diags 44, and its answers on simulated fabrics, 2026-11-21.
"""

import re
from dataclasses import dataclass, field

from podwright.observe.aggregation import without_aggregation_nodes
from podwright.observe.observed import Heard, Link, Node, NodeKind, Observed, Repeated
from podwright.observe.unreadable import Unreadable, shown
from podwright.plan.pace import without_collector

RECORD = re.compile(r'(Switch|Ca|Rt)\s+(\d+)\s+"([SHR])-([0-9a-f]{16})"\s*# "(.*?)"(?: (?:enhanced|base) port 0 lid \d+ lmc \d+)?\s*')
PORT = re.compile(r'\[(\d+)\](?:\[[^\]]*\])?(?:\(([0-9a-f]+)\))?\s+"([SHR])-([0-9a-f]{16})"\[(\d+)\](?:\[[^\]]*\])?(?:\(([0-9a-f]+)\))?\s*#\s?(.*)')
SPEED = re.compile(r"\s(\d+x|\?\?)([A-Z]DR(?:10)?|\?\?\?)\s*$")
"""Width and speed; question marks where the link has one that is younger than the program. Source: ibnetdiscover.c of infiniband-diags,
dump_linkwidth_compat and dump_linkspeedext_compat, read 2026-11-21."""
HEAD = re.compile(r"(vendid|devid|sysimgguid|switchguid|caguid|rtguid)=0x[0-9a-f]+(\([0-9a-f]+\))?\s*|DR path .*")
DUPLICATE = re.compile(r"Duplicate (?:Port|Node).*?guid 0x([0-9a-f]+)", re.IGNORECASE)
NOISE = re.compile(r"#.*|\s*|ibwarn: .*|src/.*|\./libibnetdisc/.*|.*ibnetdisc\.c:\d+.*")

LANE_GBPS = {"SDR": 2.5, "DDR": 5.0, "QDR": 10.0, "FDR10": 10.0, "FDR": 14.0, "EDR": 25.0, "HDR": 50.0, "NDR": 100.0, "XDR": 200.0}
"""Gb/s of one lane as links are named. Source: IBTA roadmap, infinibandta.org, read 2026-11-21."""
KINDS = {"S": NodeKind.SWITCH, "H": NodeKind.ADAPTER, "R": NodeKind.ADAPTER}


@dataclass(slots=True)
class _Scan:
    """What was read so far: nodes by their mark, the ends of every cable, the line of each."""

    source: str
    nodes: dict[str, Node] = field(default_factory=dict)
    ends: dict[tuple[str, str], tuple[str, str, float | None, int | None, int]] = field(default_factory=dict)
    port_guids: dict[str, tuple[str, str]] = field(default_factory=dict)
    repeated: dict[str, Repeated] = field(default_factory=dict)

    def wrong(self, line: int, what: str, expected: str) -> Unreadable:
        return Unreadable(self.source, line, what, expected, "Take it again; it may be cut or edited")


@without_collector()
def subnet(text: str, *, device: str, source: str) -> Observed:
    """Return every cable of a subnet, once; what is plugged inside of switches is none. `device` is who was asked.

    Raises: Unreadable when a line is none of the program's, or when the text ends before all is told: a record that a cable names and that is not there, a cable
    that only one of its ends tells.
    """
    scan, current = _Scan(source), ""
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        if line.startswith("["):
            _end(scan, current, line, number)
        elif found := RECORD.fullmatch(line):
            current = _record(scan, found, number)
        elif duplicate := DUPLICATE.search(line):
            scan.repeated.setdefault(f"guid:{int(duplicate[1], 16):016x}", Repeated(f"guid:{int(duplicate[1], 16):016x}", source))
        elif not HEAD.fullmatch(line) and not NOISE.fullmatch(line):
            raise scan.wrong(number, shown(line), "a record or a port of a topology")
    if not scan.ends:
        raise scan.wrong(len(lines), "no cable is in it", "the answer of ibnetdiscover")
    _insist_whole(scan, len(lines))
    whole = Observed(nodes=tuple(scan.nodes.values()), links=tuple(_links(scan)), heard=(Heard(device, "scan"),), repeated=tuple(scan.repeated.values()))
    return without_aggregation_nodes(whole)


def _record(scan: _Scan, found: re.Match[str], number: int) -> str:
    _, _, letter, guid, name = found.groups()
    key = f"guid:{guid}"
    if key in scan.nodes:
        scan.repeated.setdefault(key, Repeated(key, f"{scan.source}:{number}"))
        key = f"guid:{guid}#{number}"
    scan.nodes[key] = Node(key, KINDS[letter], name.strip(), (f"guid:{guid}",), scan.source)
    return key


def _end(scan: _Scan, current: str, line: str, number: int) -> None:
    found = PORT.fullmatch(line)
    if found is None:
        raise scan.wrong(number, shown(line), '[port] "S-guid or H-guid"[port] # "name" lid rate')
    if not current:
        raise scan.wrong(number, shown(line), "a switch or an adapter before its ports")
    port, own_guid, _, there, there_port, _, words = found.groups()
    speed = SPEED.search(words)
    if speed is None:
        raise scan.wrong(number, f"the line ends in {shown(words[-20:])}", "width and speed, such as 4xNDR, at its end")
    width, lane_gbps = int(speed[1].strip("x?") or 0), LANE_GBPS.get(speed[2])
    if (current, port) in scan.ends:
        raise scan.wrong(number, f"port {port} stands here for the second time", "every port of a record once")
    scan.ends[current, port] = f"guid:{there}", there_port, width * lane_gbps if width and lane_gbps else None, width or None, number
    if own_guid:
        _own_guid(scan, f"guid:{int(own_guid, 16):016x}", current, port, number)


def _own_guid(scan: _Scan, guid: str, current: str, port: str, number: int) -> None:
    """Keep the GUID of an adapter's port; one that another port has already is repeated."""
    holder = scan.port_guids.setdefault(guid, (current, port))
    if holder != (current, port):
        scan.repeated.setdefault(guid, Repeated(guid, f"{scan.source}:{number}"))
    node = scan.nodes[current]
    if node.kind is NodeKind.ADAPTER:
        scan.nodes[current] = node._replace(port_ids=(*node.port_ids, (port, guid)))


def _insist_whole(scan: _Scan, last: int) -> None:
    """Return when every cable is told by both of its ends; a repeated GUID garbles what stands around it, and is found by itself."""
    if scan.repeated:
        return
    for (node, port), (there, there_port, _, _, number) in scan.ends.items():
        if there not in scan.nodes:
            raise scan.wrong(last, f"the text ends before {there.removeprefix('guid:')}, which line {number} names", "a record of everything that is named")
        back = scan.ends.get((there, there_port))
        if back is None:
            raise scan.wrong(last, f"port {there_port} of {there.removeprefix('guid:')} is not told, which line {number} names", "both ends of every cable")
        if back[:2] != (node, port):
            raise scan.wrong(back[4], f"port {there_port} is plugged to another port than line {number} says", "both ends of a cable to agree")


def _links(scan: _Scan) -> list[Link]:
    links, told = [], set()
    for (node, port), (there, there_port, rate_gbps, width, _) in scan.ends.items():
        if (there, there_port, node, port) not in told:
            told.add((node, port, there, there_port))
            links.append(Link(node, port, there, there_port, rate_gbps, width, scan.source))
    return links
