"""Ports of a host or an Ethernet switch as ethtool tells them: speed, lanes, FEC, counters, and what their optics complain of.

Source: ethtool(8), version 6.1, its answers in network namespaces, and its sources (qsfp, sff, cmis) for the words of modules, 2026-11-21.
"""

import re
from collections.abc import Iterator

from podwright.observe.observed import Observed, PortState, asked
from podwright.observe.unreadable import Unreadable, shown

SETTINGS = re.compile(r"Settings for (\S+):")
FEC = re.compile(r"FEC parameters for (\S+):")
SPEED = re.compile(r"(\d+)Mb/s")
NOISE = re.compile(r"\s*|netlink error: .*|Cannot get .*|No data available|no stats available")
COUNTER = re.compile(r"\s+(\S.*?):\s+(\d+)")
ALARM = re.compile(r"\s*(.+?)\s*:\s*(On|Off|Yes|No|True|False|\[[\w\s,]*\])\s*", re.IGNORECASE)
"""A flag of a module, or of each of its lanes: `Tx fault : [ Yes, No, No, No ]`."""
IS_ON = re.compile(r"\b(on|yes|true)\b", re.IGNORECASE)
COMPLAINT, ABILITY = re.compile("alarm|warning|fault", re.IGNORECASE), re.compile("implemented|support", re.IGNORECASE)
FIELD = re.compile(r"\s*[^:]+?\s*:.*|\s+.*")


def settings(text: str, *, device: str, source: str) -> Observed:
    """Return speed, lanes and link of every interface that `ethtool IFACE` told of, one block behind the other. Raises: Unreadable."""
    states = []
    for port, _, fields in _blocks(text, SETTINGS, source=source, expected="Settings for <interface>:"):
        told = dict(fields)
        speed, lanes, link = told.get("Speed", ""), told.get("Lanes", ""), told.get("Link detected")
        found = SPEED.fullmatch(speed)
        rate_gbps = int(found[1]) / 1000 if found else None
        is_up = link.startswith("yes") if link is not None else None
        states.append(PortState(asked(device), port, is_up=is_up, rate_gbps=rate_gbps, lanes=int(lanes) if lanes.isdigit() else None, source=source))
    return Observed(states=tuple(states))


def fec(text: str, *, device: str, source: str) -> Observed:
    """Return the FEC of every interface that `ethtool --show-fec IFACE` told of. Raises: Unreadable."""
    states = []
    for port, number, fields in _blocks(text, FEC, source=source, expected="FEC parameters for <interface>:"):
        told = {name.lower(): value for name, value in fields}
        active = next((value for name, value in told.items() if name.startswith("active fec encoding")), None)
        if active is None:
            raise Unreadable(source, number, f"{port} has no active FEC", "Active FEC encoding in every block")
        states.append(PortState(asked(device), port, fec=active.lower(), source=source))
    return Observed(states=tuple(states))


def statistics(text: str, *, device: str, port: str, source: str) -> Observed:
    """Return the counters of one interface as `ethtool -S` tells them. Raises: Unreadable."""
    counters = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith("NIC statistics:") or NOISE.fullmatch(line):
            continue
        found = COUNTER.fullmatch(line)
        if found is None:
            raise Unreadable(source, number, shown(line), "a counter and its number")
        counters.append((found[1], int(found[2])))
    return Observed(states=(PortState(asked(device), port, counters=tuple(counters), source=source),))


def optics(text: str, *, device: str, port: str, source: str) -> Observed:
    """Return what the module of one port complains of, in its own words, as `ethtool -m` tells it: alarms and warnings that are on. Raises: Unreadable."""
    alarms = []
    for number, line in enumerate(text.split("\n"), start=1):
        if NOISE.fullmatch(line):
            continue
        if not FIELD.fullmatch(line):
            raise Unreadable(source, number, shown(line), "a field of a module and its value")
        found = ALARM.fullmatch(line)
        if found and COMPLAINT.search(found[1]) and not ABILITY.search(found[1]) and IS_ON.search(found[2]):
            alarms.append(found[1])
    return Observed(states=(PortState(asked(device), port, alarms=tuple(alarms), source=source),))


def _blocks(text: str, head: re.Pattern[str], *, source: str, expected: str) -> Iterator[tuple[str, int, list[tuple[str, str]]]]:
    """Yield interface, line of the head, and names with values of each block."""
    port, began, fields = "", 0, list[tuple[str, str]]()
    for number, line in enumerate(text.split("\n"), start=1):
        found = head.fullmatch(line.strip())
        if found:
            if port:
                yield port, began, fields
            port, began, fields = found[1], number, []
        elif NOISE.fullmatch(line):
            continue
        elif not port:
            raise Unreadable(source, number, shown(line), expected)
        else:
            name, colon, value = line.strip().partition(":")
            if colon:
                fields.append((name, value.strip()))
            elif not line.startswith(("\t", " ")):
                raise Unreadable(source, number, shown(line), "a field and its value")
    if port:
        yield port, began, fields
    elif text.strip() and not all(NOISE.fullmatch(line) for line in text.split("\n")):
        raise Unreadable(source, 0, "no interface is in it", expected)
