"""States of a subnet's ports as `iblinkinfo -l` tells them, one line a port: width, speed of a lane, up or down.

Source: iblinkinfo(8) of infiniband-diags 44, and its answers on simulated fabrics, 2026-11-21.
"""

import re

from podwright.observe.observed import Observed, PortState
from podwright.observe.unreadable import Unreadable, shown

LINE = re.compile(r'0x([0-9a-f]{1,16}) "(.*?)"\s+\d+\s+(\d+)\[.*?\] ==\((.*?)\)==>\s+.*')
UP = re.compile(r"\s*(\d+)X\s+(?:([\d.]+) Gbps|undefined \(\d+\))\s+(\w+)\s*/\s*(\w+)\s*")
"""A speed that is younger than the program is undefined to it. Source: libibmad's dump.c, mad_dump_linkspeedext, read 2026-11-21."""
DOWN = re.compile(r"\s*(?:\d+X\s+[\d.]+ Gbps\s+)?(Down|Initialize|Armed)\s*/\s*\w+\s*")
NOISE = re.compile(r"\s*|#.*|ibwarn: .*|.*ibnetdisc\.c:\d+.*")

SIGNAL_GBPS = ((212.5, 200.0), (106.25, 100.0), (53.125, 50.0), (25.78125, 25.0), (14.0625, 14.0), (10.3125, 10.0), (10.0, 10.0), (5.0, 5.0), (2.5, 2.5))
"""What a lane signals, with the code's own bits, and what it carries by name. Source: as LANE_GBPS; the first of each pair as iblinkinfo prints it."""


def port_states(text: str, *, source: str) -> Observed:
    """Return the state of every port of a subnet; a port's node is `guid:` and digits. Raises: Unreadable."""
    states = []
    for number, line in enumerate(text.split("\n"), start=1):
        if NOISE.fullmatch(line):
            continue
        found = LINE.fullmatch(line)
        if found is None:
            raise Unreadable(source, number, shown(line), "a line of `iblinkinfo -l`: guid, name, lid, port, state", "Take it again with -l; it may be cut")
        guid, _, port, told = found.groups()
        states.append(_state(f"guid:{int(guid, 16):016x}", port, told, source=source, number=number))
    return Observed(states=tuple(states))


def _state(node: str, port: str, told: str, *, source: str, number: int) -> PortState:
    if DOWN.fullmatch(told):
        return PortState(node, port, is_up=False, source=source)
    found = UP.fullmatch(told)
    if found is None:
        raise Unreadable(source, number, f"port {port} is {shown(told.strip())}", "width, speed and state such as 4X 106.25 Gbps Active/LinkUp")
    signal_gbps = float(found[2] or 0)
    lane_gbps = next((named for signal, named in SIGNAL_GBPS if abs(signal - signal_gbps) < 0.01), None)
    width = int(found[1])
    return PortState(node, port, is_up=found[3] == "Active", rate_gbps=width * lane_gbps if lane_gbps else None, lanes=width, source=source)
