"""Answers as they came, from a host or from a file, and what each kind of answer is read by."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from podwright.observe import db_csv, error_counters, ethtool, iblinkinfo, ibnetdiscover, ip_link, lldp, nvue
from podwright.observe.observed import Observed, Silence, together
from podwright.observe.unreadable import Unreadable


class Reading(NamedTuple):
    """One answer: its kind, who gave it, on which port where it is about one, its text, and what messages call it."""

    kind: str
    device: str
    port: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of answer: the command that gives it, how its file ends, whether it is about one port, and how it is read."""

    command: str
    ending: str
    is_of_port: bool
    read: Callable[[Reading], Observed]


KINDS: Mapping[str, Kind] = {
    "lldp": Kind("lldpcli -f json show neighbors", "json", False, lambda one: lldp.neighbours(one.text, device=one.device, source=one.source)),
    "chassis": Kind("lldpcli -f json show chassis", "json", False, lambda one: lldp.own_chassis(one.text, device=one.device, source=one.source)),
    "nvue": Kind("nv show interface -o json", "json", False, lambda one: nvue.interfaces(one.text, device=one.device, source=one.source)),
    "link": Kind("ip -j link show", "json", False, lambda one: ip_link.interfaces(one.text, device=one.device, source=one.source)),
    "ethtool": Kind("ethtool PORT (one behind the other)", "txt", False, lambda one: ethtool.settings(one.text, device=one.device, source=one.source)),
    "fec": Kind("ethtool --show-fec PORT (one behind the other)", "txt", False, lambda one: ethtool.fec(one.text, device=one.device, source=one.source)),
    "statistics": Kind("ethtool -S PORT", "txt", True, lambda one: ethtool.statistics(one.text, device=one.device, port=one.port, source=one.source)),
    "optics": Kind("ethtool -m PORT", "txt", True, lambda one: ethtool.optics(one.text, device=one.device, port=one.port, source=one.source)),
    "perfquery": Kind("perfquery", "txt", True, lambda one: error_counters.port_counters(one.text, device=one.device, port=one.port, source=one.source)),
    "ibnetdiscover": Kind("ibnetdiscover 2>&1", "txt", False, lambda one: ibnetdiscover.subnet(one.text, device=one.device, source=one.source)),
    "db_csv": Kind("ibdiagnet", "txt", False, lambda one: db_csv.subnet(one.text, device=one.device, source=one.source)),
    "iblinkinfo": Kind("iblinkinfo -l", "txt", False, lambda one: iblinkinfo.port_states(one.text, source=one.source)),
    "ibqueryerrors": Kind("ibqueryerrors", "txt", False, lambda one: error_counters.subnet_counters(one.text, source=one.source)),
}
"""By name: what may be asked, in the order in which it is read."""


def read(readings: Iterable[Reading], silences: Iterable[Silence] = ()) -> tuple[Observed, tuple[Unreadable, ...]]:
    """Return what all answers that can be read tell, and the refusals of those that cannot."""
    parts, refused = [Observed(silences=tuple(silences))], list[Unreadable]()
    for reading in readings:
        try:
            parts.append(KINDS[reading.kind].read(reading))
        except Unreadable as wrong:
            refused.append(wrong)
    return together(parts), tuple(refused)
