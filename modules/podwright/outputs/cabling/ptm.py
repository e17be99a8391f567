"""What Cumulus Linux checks its own cables against: the topology that ptmd and UFM's Cable Validation Tool read. Ports are named as their switch itself names them."""

from collections.abc import Iterable

from podwright.outputs.cabling.numbers import is_switch
from podwright.outputs.cabling.rows import CableRow
from podwright.plan.types import Device, Role

ROLES = {Role.LEAF: "leaf", Role.SPINE: "spine", Role.CORE: "super_spine"}
"""What the Cable Validation Tool calls the roles of switches (release 1.6, dot file; read 2026-11-21)."""


def ptm_topology(rows: Iterable[CableRow], ethernet: frozenset[str], *, system: str = "cumulus") -> str:
    """Return the cables of Ethernet fabrics as a Graphviz graph: switches of these fabrics with their roles, then a line a cable.

    Source: Cumulus Linux, Prescriptive Topology Manager; UFM Cable Validation Tool 1.6, dot file; both read 2026-11-21.
    """
    switches: dict[str, Device] = {}
    links = []
    for row in rows:
        switches |= {end.name: end for end in (row.a, row.b) if is_switch(end) and end.fabric in ethernet}
        links.append(f'    "{row.cable.b_device}":"{row.b_called.own}" -- "{row.cable.a_device}":"{row.a_called.own}"')
    nodes = [f'    "{name}" [label="{name}" role="{ROLES[switches[name].role]}" os="{system}"]' for name in sorted(switches)]
    return "\n".join(("graph network {", *nodes, *sorted(links), "}", ""))
