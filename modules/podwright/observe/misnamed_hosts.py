"""Hosts on InfiniBand that call themselves by another name: each adapter has one cable, so that only all of them together tell a name from a swap."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from podwright.observe.planned import End, Planned

LEAST_WITNESSES, LEAST_SHARE = 3, 0.6
"""Cables that must speak for another name before a name is doubted, none of them for its own: two may be a swap of cables, three of five are no chance."""


class Adapter(NamedTuple):
    """One port of an adapter: its key and port, how it describes itself, the device that means if any, and the end that is planned where it is plugged."""

    key: str
    port: str
    description: str
    named: str | None
    should: End


class MisnamedHost(NamedTuple):
    """One host: what it is, what it calls itself, and the key, port and end of each of its adapters."""

    device: str
    said: str
    adapters: tuple[tuple[str, str, End], ...]


def misnamed_hosts(planned: Planned, adapters: Iterable[Adapter]) -> list[MisnamedHost]:
    """Return the hosts at whose ports stand adapters that all have one other name, in the order of their names.

    An adapter speaks for a host where it is plugged to a port of it and is the adapter of that port, or does not say which it is. Where one that has the host's
    own name is plugged too, cables were exchanged.
    """
    plugged = list(adapters)
    at_home = {row.should.device for row in plugged if row.named == row.should.device}
    at_place: dict[str, list[Adapter]] = {}
    for row in plugged:
        if row.should.device in at_home:
            continue
        if planned.adapter_port(row.should.device, row.description.partition(" ")[2].strip()) in (None, row.should.port):
            at_place.setdefault(row.should.device, []).append(row)
    found = []
    for device, rows in sorted(at_place.items()):
        total = sum(planned.technology[port.fabric] == "infiniband" for port in planned.ports_of[device])
        said = Counter(_host(planned, row) for row in rows)
        ports = {row.should for row in rows}
        if len(ports) >= max(LEAST_WITNESSES, LEAST_SHARE * total) and len(said) == 1:
            found.append(MisnamedHost(device, next(iter(said)), tuple((row.key, row.port, row.should) for row in rows)))
    return found


def _host(planned: Planned, row: Adapter) -> str:
    """Return the host that a description names; one that names no adapter behind it is what the adapter was delivered with."""
    host, _, adapter = row.description.partition(" ")
    return host if planned.adapter_port(row.should.device, adapter.strip()) else row.description
