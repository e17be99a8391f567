"""What UFM compares a fabric with: IBDM topology, the two NDT tables, and the names of HCAs by number."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from podwright.outputs.cabling.numbers import PortNumbers, is_switch, model
from podwright.outputs.cabling.rows import CableRow
from podwright.outputs.cabling.text import csv_text
from podwright.plan.types import Device

# UFM Enterprise user manual 6.15.16, NDT plugin; read 2026-11-21.
NDT_COLUMNS = ("Start Device", "Start Port", "End Device", "End Port", "Link Type")
# UFM Cable Validation Tool 1.5, optional files; read 2026-11-21.
HCA_COLUMNS = ("port", "hca-name")
LANES = 4
"""Lanes of every InfiniBand port that the catalogue has."""


def topology(rows: Iterable[CableRow], numbers: PortNumbers) -> str:
    """Return the cables of one InfiniBand fabric as an IBDM topology (`.topo`).

    Shape: a paragraph a switch, in name order; a line a cabled port, by number. Hosts appear at the far end alone, as `HCA_<name> <host> <name>/P1`.
    Source: UFM Cable Validation Tool 1.5, topo file; read 2026-11-21.
    """
    lines: dict[str, list[tuple[int, str]]] = defaultdict(list)
    switches: dict[str, Device] = {}
    for row in rows:
        ends = ((row.a, row.cable.a_port, row.b, row.cable.b_port), (row.b, row.cable.b_port, row.a, row.cable.a_port))
        for here, port, there, far_port in ends:
            if is_switch(here):
                switches[here.name] = here
                number, speed = numbers.of(here, port), f"{LANES}x-{row.cable.rate_gbps // LANES}G"
                far = f"{model(there)} {there.name} P{numbers.of(there, far_port)}" if is_switch(there) else f"HCA_{far_port} {there.name} {far_port}/P1"
                lines[here.name].append((number, f"    P{number} -{speed}-> {far}"))
    paragraphs = ("\n".join((f"{model(switches[name])} {name}", *(line for _, line in sorted(lines[name])))) for name in sorted(lines))
    return "".join(f"{paragraph}\n\n" for paragraph in paragraphs)


def ndt(rows: Iterable[CableRow], numbers: PortNumbers, *, to_hosts: bool) -> str:
    """Return the cables of InfiniBand fabrics as one of the two NDT tables: between switches, or from switches to hosts.

    Laws: switch ports are `Port N`, host ports keep their persistent names. The plugin takes for switches what its pattern of names says; by default names that
    end in IB and a number, so that a pod's names are given to it (`switch_patterns`) before the table.
    """
    return csv_text(NDT_COLUMNS, _ndt(rows, numbers, to_hosts))


def hca_mapping(rows: Iterable[CableRow]) -> str:
    """Return the number of each name of a host's InfiniBand port, as the point-to-point sheets use it: by fabric and rail, from 1, the managers' last."""
    return csv_text(HCA_COLUMNS, ((number, name) for name, number in hca_numbers(rows).items()))


def hca_numbers(rows: Iterable[CableRow]) -> dict[str, int]:
    """Return the number of each name of a host's InfiniBand port, from 1."""
    names = {(row.rail is None, row.cable.fabric, row.rail or 0, row.cable.a_port) for row in rows if not is_switch(row.a)}
    return {name: number for number, name in enumerate(dict.fromkeys(name for *_, name in sorted(names)), start=1)}


def _ndt(rows: Iterable[CableRow], numbers: PortNumbers, to_hosts: bool) -> Iterator[tuple[str, str, str, str, str]]:
    for row in rows:
        if is_switch(row.a) is to_hosts:
            continue
        near = f"Port {numbers.of(row.a, row.cable.a_port)}" if is_switch(row.a) else row.cable.a_port
        yield row.cable.a_device, near, row.cable.b_device, f"Port {numbers.of(row.b, row.cable.b_port)}", "Data"
