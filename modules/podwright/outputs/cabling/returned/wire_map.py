"""A wire map that others drew: ports that it uses twice, and VLANs that are not those of the configuration."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from podwright.outputs.cabling.returned.fault import Fault, Weight
from podwright.outputs.cabling.returned.heads import places
from podwright.outputs.cabling.returned.table import Table

ROLES = ("device", "port", "switch", "switch_port", "vlan")
ENTERPRISE_RA = {"device": "system", "port": "nic_port", "switch": "switch", "switch_port": "switch_port", "vlan": "row_as_printed"}
"""What the wire maps of NVIDIA's Enterprise Reference Architectures call the columns, printed rows and all (NVIDIA/enterprise-ras, read 2026-11-21)."""
MODES = ("Access", "Trunk")
"""Modes of a port in a printed row; the untagged VLAN stands behind it."""
SHOWN = 4
"""So many users of a port, or ports of a VLAN, are told by name; the rest are counted."""


class Wire(NamedTuple):
    """One drawn cable: the line it stands on, a port of a device, a port of a switch, the untagged VLAN or an empty text."""

    line: int
    device: str
    port: str
    switch: str
    switch_port: str
    vlan: str


@dataclass(frozen=True, slots=True)
class WireMap:
    """The cables of a wire map, what is wrong with it, and how many lines name no port of a switch and so draw no cable."""

    wires: tuple[Wire, ...]
    faults: tuple[Fault, ...]
    unwired_count: int


def wire_map(table: Table, told: Mapping[str, str], *, vlans: Mapping[tuple[str, str], int]) -> WireMap:
    """Return the cables of a wire map and its faults. `told` says which column holds what; `vlans` are the untagged VLANs of switch ports, as configured.

    Laws: each port that is used twice is one fault, whichever end it is at; lines whose VLAN differs in the same way are one fault.
    """
    where, faults = places(table, told, ROLES)
    if lacking := [role for role in ROLES[:4] if role not in where]:
        names = ", ".join(f"{role} (--column {role}=NAME)" for role in lacking)
        faults.append(Fault(table.line, 1, "P438", "", f"it is not known which column holds {names}", f"The columns are {', '.join(table.columns)}"))
    if faults:
        return WireMap((), tuple(faults), 0)
    lines = [_wire(number, cells, where) for number, cells in table.rows]
    wires = tuple(wire for wire in lines if wire.switch and wire.switch_port)
    found = [*table.faults, *_used_twice(wires, where), *_other_vlans(wires, where, vlans)]
    return WireMap(wires, tuple(sorted(found)), len(lines) - len(wires))


def _wire(number: int, cells: Sequence[str], where: Mapping[str, int]) -> Wire:
    device, port, switch, switch_port = (cells[where[role]] for role in ROLES[:4])
    return Wire(number, device, port, switch, switch_port, _vlan(cells[where["vlan"]]) if "vlan" in where else "")


def _used_twice(wires: tuple[Wire, ...], where: Mapping[str, int]) -> Iterator[Fault]:
    for is_switch, role in ((True, "switch_port"), (False, "port")):
        users: dict[tuple[str, str], list[Wire]] = defaultdict(list)
        for wire in wires:
            users[(wire.switch, wire.switch_port) if is_switch else (wire.device, wire.port)].append(wire)
        for (device, port), rows in users.items():
            if len(rows) > 1:
                names = [f"{wire.device} {wire.port}" if is_switch else f"{wire.switch} {wire.switch_port}" for wire in rows]
                told = ", ".join(f"{name} (line {wire.line})" for name, wire in zip(names[:SHOWN], rows, strict=False))
                rest = f" and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
                yield Fault(
                    rows[1].line,
                    where[role] + 1,
                    "P436",
                    f"{device} {port}",
                    f"the port is used {len(rows)} times: {told}{rest}",
                    "Give each cable a port of its own",
                )


def _other_vlans(wires: tuple[Wire, ...], where: Mapping[str, int], vlans: Mapping[tuple[str, str], int]) -> Iterator[Fault]:
    groups: dict[tuple[str, int], list[Wire]] = defaultdict(list)
    for wire in wires:
        configured = vlans.get((wire.switch, wire.switch_port))
        if wire.vlan and configured is not None and wire.vlan != str(configured):
            groups[wire.vlan, configured].append(wire)
    for (drawn, configured), rows in groups.items():
        told = ", ".join(f"{wire.switch} {wire.switch_port} (line {wire.line})" for wire in rows[:SHOWN])
        rest = f" and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
        what = f"{len(rows)} ports are labelled VLAN {drawn}, their switches are configured with {configured}: {told}{rest}"
        yield Fault(rows[0].line, where["vlan"] + 1, "P437", f"VLAN {drawn}", what, f"Label them {configured}, or configure {drawn}", Weight.DIFFERENCE)


def _vlan(cell: str) -> str:
    """Return the untagged VLAN that a cell tells: its number, or in a whole printed row the one behind the port's mode."""
    if cell.isdecimal():
        return cell
    words = [word.strip() for word in cell.split("|")]
    behind = next((words[index + 1] for index, word in enumerate(words[:-1]) if word in MODES), "")
    return behind if behind.isdecimal() else ""
