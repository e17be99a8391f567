"""What passes between virtual routers at the site's edge: lists of networks, filters, what the site is told.

The edge lends to each virtual router that the site may reach what comes from the site, and takes what is theirs with a mark, so that nothing that one of them
has lent comes out in another; a switch's own addresses stay where they are.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from podwright.outputs.nvue.form import Form
from podwright.outputs.nvue.told import Told
from podwright.outputs.nvue.tree import Tree
from podwright.plan.types.switching import Announced, Edge

Rows = list[tuple[str, int]]
STEP = 10
"""Rules are numbered in steps, so that a person can put one between."""


@dataclass(frozen=True, slots=True)
class Family:
    """A family of addresses: what ends the names of its lists and filters."""

    name: str
    kind: str
    suffix: str
    everything: str
    longest: int


V4 = Family("ipv4-unicast", "ipv4", "", "0.0.0.0/0", 32)
V6 = Family("ipv6-unicast", "ipv6", "_V6", "::/0", 128)


def lending(told: Told, form: Form, vrf: str) -> Tree:
    """Return what a virtual router takes from others, by family: only at the edge is anything taken."""
    edge = told.ethernet.edge
    if edge is None or not told.is_at_edge or (vrf != edge.vrf and vrf not in edge.reaches):
        return {}
    lenders = edge.reaches if vrf == edge.vrf else (edge.vrf,)
    return {
        family.name: {"from-vrf": {**form.on, "list": {name: {} for name in lenders}, "route-map": f"{vrf.upper()}_FILTER{family.suffix}"}}
        for family in (V4, V6)
    }


def announcing(told: Told, form: Form) -> Tree:
    """Return the families that the site's routers are spoken to in, and what they are told."""
    edge = told.ethernet.edge
    assert edge is not None, "only ports at the edge meet the site"
    return {family.name: {**form.on, "policy": {"outbound": {"route-map": f"OUTBOUND_{edge.name}_PREFIXES{family.suffix}"}}} for family in (V4, V6)}


def policy(told: Told) -> Tree:
    """Return the lists and filters of a switch at the edge; empty elsewhere."""
    edge = told.ethernet.edge
    if edge is None or not told.is_at_edge:
        return {}
    mark = edge.community.partition(":")[0]
    lists: Tree = {}
    filters: Tree = {}
    for family, announced in ((V4, edge.announced_v4), (V6, edge.announced_v6)):
        # A list without rules would match everything (FRR, prefix_list_apply), so that there is none, and no rule that asks it.
        own = {name: rows for name, rows in _lists(told, edge, family, announced) if rows}
        lists |= {name: _list(family, rows) for name, rows in own.items()}
        filters |= dict(_filters(edge, family, mark, frozenset(own)))
    return {
        "community-list": {mark: {"rule": {str(STEP): {"action": "permit", "community": {edge.community: {}}}}}},
        "prefix-list": lists,
        "route-map": filters,
    }


def _lists(told: Told, edge: Edge, family: Family, announced: Iterable[Announced]) -> Iterator[tuple[str, Rows]]:
    end = family.suffix
    yield f"ALL_PREFIXES{end}", [(family.everything, family.longest)]
    yield f"{edge.name}_PREFIXES{end}", [(row.network, row.longest) for row in announced]
    loopbacks = {row.vrf: row.loopback_v4 for row in told.vrfs if family is V4 and row.loopback_v4}
    for vrf in (edge.vrf, *edge.reaches):
        rows = [row for rows in told.networks.values() for row in rows if row.vrf == vrf]
        vlan_ids = {row.vlan_id for row in rows}
        own = [row.v4 if family is V4 else row.v6 for row in told.interfaces if row.vlan_id in vlan_ids]
        loopback = [loopbacks[vrf]] if vrf in loopbacks else []
        yield f"{vrf.upper()}_LOCAL_IF{end}", [(f"{address.partition('/')[0]}/{family.longest}", family.longest) for address in (*loopback, *own) if address]
        if vrf != edge.vrf:
            networks = [row.v4 if family is V4 else row.v6 for row in rows]
            yield f"{vrf.upper()}_PREFIXES{end}", [(network, family.longest) for network in (*networks, *loopback) if network]


def _filters(edge: Edge, family: Family, mark: str, known: frozenset[str]) -> Iterator[tuple[str, Tree]]:
    end = family.suffix

    def rule(action: str, name: str) -> Tree:
        return {"action": {action: {}}, "match": {"ip-prefix-list": f"{name}{end}", "type": family.kind}} if f"{name}{end}" in known else {}

    marked: Tree = {"action": {"permit": {}}, "set": {"community": {edge.community: {}}}}
    yield f"{edge.vrf.upper()}_FILTER{end}", _rules([rule("deny", f"{edge.vrf.upper()}_LOCAL_IF"), marked])
    for vrf in edge.reaches:
        others = [rule("deny", f"{other.upper()}_PREFIXES") for other in edge.reaches if other != vrf]
        lent: Tree = {"action": {"deny": {}}, "match": {"community-list": mark}}
        yield f"{vrf.upper()}_FILTER{end}", _rules([lent, *others, rule("deny", f"{vrf.upper()}_LOCAL_IF"), rule("permit", "ALL_PREFIXES")])
    # A filter without rules lets nothing pass: where there is nothing to tell, the site is told nothing.
    yield f"OUTBOUND_{edge.name}_PREFIXES{end}", _rules([rule("permit", f"{edge.name}_PREFIXES") or {"action": {"deny": {}}}])


def _list(family: Family, rows: Rows) -> Tree:
    rules = _rules([{"action": "permit", "match": {network: {"max-prefix-len": longest}}} for network, longest in dict.fromkeys(rows)])
    return rules if family is V4 else {"type": "ipv6", **rules}


def _rules(rules: Iterable[Tree]) -> Tree:
    return {"rule": {str(STEP * number): rule for number, rule in enumerate(filter(None, rules), 1)}}
