"""What passes between virtual routers at the site's edge, in FRR's words: the same lists and filters that Cumulus Linux is told of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from podwright.outputs.nvue.policy import policy
from podwright.outputs.nvue.told import Told
from podwright.outputs.nvue.tree import Tree

MARKED = "LENT"
"""The list of communities that mark what the edge has lent."""
SUFFIXES: Mapping[str, str] = {"ipv4": "", "ipv6": "_V6"}
"""What ends the names of lists and filters of a family."""


@dataclass(frozen=True, slots=True)
class Lending:
    """One switch at the edge: its lists and filters, who lends to each virtual router, and the filter of what the site is told, by family."""

    lines: tuple[str, ...]
    lenders: Mapping[str, tuple[str, ...]]
    outbound: Mapping[str, str]


def lending_of(told: Told) -> Lending | None:
    """Return what passes at a switch; None where it has no edge."""
    edge = told.ethernet.edge
    if edge is None or not told.is_at_edge:
        return None
    tree = policy(told)
    lenders = {edge.vrf: tuple(edge.reaches), **dict.fromkeys(edge.reaches, (edge.vrf,))}
    outbound = {family: f"OUTBOUND_{edge.name}_PREFIXES{suffix}" for family, suffix in SUFFIXES.items()}
    lines = (
        f"bgp community-list standard {MARKED} seq 10 permit {edge.community}",
        "!",
        *_lists(_tree(tree["prefix-list"])),
        *_filters(_tree(tree["route-map"])),
    )
    return Lending(lines, lenders, outbound)


def _lists(lists: Tree) -> Iterator[str]:
    for name, told in lists.items():
        word = "ipv6" if _tree(told).get("type") == "ipv6" else "ip"
        for number, rule in _tree(_tree(told)["rule"]).items():
            for network, longest in _tree(_tree(rule)["match"]).items():
                most = _tree(longest)["max-prefix-len"]
                reach = f" le {most}" if str(most) != network.partition("/")[2] else ""
                yield f"{word} prefix-list {name} seq {number} {_tree(rule)['action']} {network}{reach}"
        yield "!"


def _filters(filters: Tree) -> Iterator[str]:
    for name, told in filters.items():
        for number, rule in _tree(_tree(told)["rule"]).items():
            found = _tree(rule)
            yield f"route-map {name} {next(iter(_tree(found['action'])))} {number}"
            match = _tree(found.get("match", {}))
            if "ip-prefix-list" in match:
                yield f" match {'ipv6' if match['type'] == 'ipv6' else 'ip'} address prefix-list {match['ip-prefix-list']}"
            if "community-list" in match:
                yield f" match community {MARKED}"
            for community in _tree(_tree(found.get("set", {})).get("community", {})):
                yield f" set community {community}"
            yield from ("exit", "!")


def _tree(value: Tree | str | int) -> Tree:
    assert isinstance(value, dict), "a tree of settings has words only at its ends"
    return value
