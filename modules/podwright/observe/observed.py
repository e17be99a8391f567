"""What devices say of their cables and ports, in their own words: never mixed with the plan."""

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import NamedTuple


class NodeKind(StrEnum):
    """How a thing came to be named."""

    ASKED = "asked"
    """It was asked itself, by the name that the plan has for it."""
    CHASSIS = "chassis"
    """A neighbour's LLDP frames name it."""
    SWITCH = "switch"
    """A scan of an InfiniBand subnet met this switch."""
    ADAPTER = "adapter"
    """A scan of an InfiniBand subnet met this channel adapter."""


class Node(NamedTuple):
    """One thing that something is plugged into: `key` is unique, `name` is what it calls itself, `ids` are `guid:` or `mac:` and hexadecimal digits.

    `port_ids` are ids of its ports, each behind the port's own name.
    """

    key: str
    kind: NodeKind
    name: str
    ids: tuple[str, ...]
    source: str
    port_ids: tuple[tuple[str, str], ...] = ()


class Link(NamedTuple):
    """One cable as one of its ends tells it: node and port of both; rate and width where they are told, else None. The A end told it, or the scan met it first."""

    a_node: str
    a_port: str
    b_node: str
    b_port: str
    rate_gbps: float | None
    width: int | None
    source: str


class PortState(NamedTuple):
    """One port as its own device tells it; None and empty where it does not say. `node` is a node's key, or an id that a node has.

    `address` is `mac:` or `guid:` and digits; counters by name, alarms in words; serial and part number are those of the plug in it.
    """

    node: str
    port: str
    is_up: bool | None = None
    rate_gbps: float | None = None
    lanes: int | None = None
    fec: str | None = None
    address: str | None = None
    counters: tuple[tuple[str, int], ...] = ()
    alarms: tuple[str, ...] = ()
    source: str = ""
    serial: str | None = None
    part: str | None = None


class Heard(NamedTuple):
    """Who was asked: `kind` is `lldp` for one device's neighbours; `scan` for a whole subnet, told by the device that was asked."""

    device: str
    kind: str


class Silence(NamedTuple):
    """Who was asked in vain, or what could not be had of it, and why."""

    device: str
    reason: str


class Repeated(NamedTuple):
    """One id that two things have, as a scan tells it: `guid:` and digits."""

    id: str
    source: str


@dataclass(frozen=True, slots=True)
class Observed:
    """Everything that was heard. Rows are in the order of their sources; the same cable may be told by both of its ends."""

    nodes: tuple[Node, ...] = ()
    links: tuple[Link, ...] = ()
    states: tuple[PortState, ...] = ()
    heard: tuple[Heard, ...] = ()
    silences: tuple[Silence, ...] = ()
    repeated: tuple[Repeated, ...] = ()


def together(parts: list[Observed]) -> Observed:
    """Return all that several sources tell, as one."""
    return Observed(*(tuple(row for part in parts for row in getattr(part, field.name)) for field in fields(Observed)))


def asked(device: str) -> str:
    """Return the key of a device that was asked by its name."""
    return f"asked:{device}"


def digits(text: str) -> str:
    """Return the hexadecimal digits of a MAC or a GUID, lower case, without marks between them."""
    return text.lower().removeprefix("0x").translate({ord(mark): None for mark in ":-. "})


def merged(one: PortState, other: PortState) -> PortState:
    """Return what two sources say of one port, the first where both do."""
    return one._replace(
        is_up=one.is_up if one.is_up is not None else other.is_up,
        rate_gbps=one.rate_gbps if one.rate_gbps is not None else other.rate_gbps,
        lanes=one.lanes if one.lanes is not None else other.lanes,
        fec=one.fec or other.fec,
        serial=one.serial or other.serial,
        part=one.part or other.part,
        counters=tuple(dict((*one.counters, *other.counters)).items()),
        alarms=tuple(dict.fromkeys((*one.alarms, *other.alarms))),
    )
