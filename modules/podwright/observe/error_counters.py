"""Error counters of InfiniBand ports: of a whole subnet by `ibqueryerrors`, of one port by `perfquery`; and what any of them may reach.

Source: ibqueryerrors(8) and perfquery(8) of infiniband-diags 44, and their answers on simulated fabrics, 2026-11-21.
"""

import re
from collections.abc import Mapping

from podwright.observe.observed import Observed, PortState, asked
from podwright.observe.unreadable import Unreadable, shown

LIMITS: Mapping[str, int] = {
    "SymbolErrorCounter": 10,
    "LinkErrorRecoveryCounter": 10,
    "LinkDownedCounter": 10,
    "PortRcvErrors": 10,
    "PortRcvRemotePhysicalErrors": 100,
    "PortRcvSwitchRelayErrors": 100,
    "PortXmitDiscards": 100,
    "PortXmitConstraintErrors": 100,
    "PortRcvConstraintErrors": 100,
    "LocalLinkIntegrityErrors": 10,
    "ExcessiveBufferOverrunErrors": 10,
    "VL15Dropped": 100,
    "rx_crc_errors_phy": 10,
    "rx_symbol_err_phy": 10,
    "rx_discards_phy": 100,
    "tx_errors_phy": 10,
    "link_down_events_phy": 10,
    "rx_errors": 10,
    "rx_crc_errors": 10,
    "tx_carrier_errors": 10,
}
"""What a counter may reach before it is drift. InfiniBand: the thresholds that infiniband-diags ships as examples (error_thresholds, read 2026-11-21).
Ethernet, by the names that the mlx5 driver and the kernel give: taken from their like among those (estimate)."""

PORT_LINE = re.compile(r"\s+GUID 0x([0-9a-f]+) port (ALL|\d+):\s*((?:\[[^\]]*\]\s*)+)")
COUNTER = re.compile(r"\[(\w+) == (\d+)[^\]]*\]")
OTHER_LINE = re.compile(r'\s*|##.*|Errors for 0x[0-9a-f]+ ".*"|\s+Link info:.*|ibwarn: .*|.*ibnetdisc\.c:\d+.*|Suppressing: .*')
SINGLE = re.compile(r"(\w+):\.*(0x[0-9a-fA-F]+|\d+)")
LIMIT_LINE = re.compile(r"(\w+)\s*=\s*(\d+)")


def subnet_counters(text: str, *, source: str) -> Observed:
    """Return the counters of every port that `ibqueryerrors` names. Raises: Unreadable."""
    states = []
    for number, line in enumerate(text.split("\n"), start=1):
        found = PORT_LINE.fullmatch(line)
        if found is None:
            if not OTHER_LINE.fullmatch(line):
                raise Unreadable(source, number, shown(line), "GUID, port and [counter == number]", "Take it again; it may be cut")
            continue
        guid, port, told = found.groups()
        if port not in ("ALL", "0"):
            states.append(
                PortState(f"guid:{int(guid, 16):016x}", port, counters=tuple((name, int(value)) for name, value in COUNTER.findall(told)), source=source)
            )
    return Observed(states=tuple(states))


def port_counters(text: str, *, device: str, port: str, source: str) -> Observed:
    """Return the counters of one port as `perfquery` tells them. Raises: Unreadable."""
    counters = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip() or line.startswith(("#", "ibwarn: ")):
            continue
        found = SINGLE.fullmatch(line.strip())
        if found is None:
            raise Unreadable(source, number, shown(line), "a line such as SymbolErrorCounter:......0")
        counters.append((found[1], int(found[2], 0)))
    if not counters:
        raise Unreadable(source, 0, "no counter is in it", "the answer of perfquery")
    return Observed(states=(PortState(asked(device), port, counters=tuple(counters), source=source),))


def limits(text: str, *, source: str) -> dict[str, int]:
    """Return the limits with those that a file of lines NAME=NUMBER declares, as ibqueryerrors reads them too. Raises: Unreadable."""
    found = dict(LIMITS)
    for number, line in enumerate(text.split("\n"), start=1):
        said = line.partition("#")[0].strip()
        if not said:
            continue
        pair = LIMIT_LINE.fullmatch(said)
        if pair is None:
            raise Unreadable(source, number, shown(said), "NAME=NUMBER", "Write such as LinkDownedCounter=5")
        found[pair[1]] = int(pair[2])
    return found
