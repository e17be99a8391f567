"""Everything that was met, once, and what its ids belong to; faults in what it says of itself are added to a list."""

from collections.abc import Mapping

from podwright.observe.drift import Drift
from podwright.observe.ids import printable, readable
from podwright.observe.name_faults import repeat
from podwright.observe.observed import Node, NodeKind, Observed
from podwright.observe.planned import End, Planned

ASKED = "asked:"
"""What the key of a node begins with that was asked itself."""


def whole_nodes(planned: Planned, observed: Observed, faults: list[Drift]) -> dict[str, Node]:
    """Return every node once, by its key; a name that differs from source to source is a fault."""
    found: dict[str, Node] = {}
    for told in observed.nodes:
        node = told._replace(name=printable(told.name))
        first = found.setdefault(node.key, node)
        if first is node:
            continue
        if node.kind is not NodeKind.ASKED and node.name and first.name and node.name != first.name and not node.key.startswith("name:"):
            what = f"{readable(node.key)} calls itself {first.name} to one and {node.name} to another"
            faults.append(repeat(planned, what, (first.name, node.name)))
        found[node.key] = first._replace(ids=tuple(dict.fromkeys((*first.ids, *node.ids))), port_ids=tuple(dict.fromkeys((*first.port_ids, *node.port_ids))))
    for state in observed.states:  # who told of ports alone was asked all the same
        if state.node.startswith(ASKED) and state.node not in found:
            found[state.node] = Node(state.node, NodeKind.ASKED, state.node.removeprefix(ASKED), (), state.source)
    return found


def all_ids(planned: Planned, observed: Observed, given: Mapping[str, End], faults: list[Drift]) -> dict[str, End]:
    """Return what every id belongs to: as the hardware file says, else as devices that were asked say of themselves; an id of two devices is a fault."""
    found = dict(given)
    for state in observed.states:
        if state.address and state.node.startswith(ASKED):
            end = End(state.node.removeprefix(ASKED), state.port)
            known = found.setdefault(state.address, end)
            if known.device == end.device and known.port != end.port and state.address not in given:
                found[state.address] = End(end.device, "")  # one address for several ports: a bond's
    for node in observed.nodes:
        if node.kind is NodeKind.ASKED:
            device = node.key.removeprefix(ASKED)
            for one in node.ids:
                holder = found.setdefault(one, End(device, ""))
                if holder.device != device:
                    faults.append(repeat(planned, f"{readable(one)} is the id of {device}, and of {holder.device} too", (device, holder.device)))
    return found
