"""What an architecture names: each system and switch, and the place that names it first."""

from collections.abc import Iterable, Iterator

from podwright.catalog.architecture import Architecture, Fixture
from podwright.catalog.fault import Location

Named = tuple[str, Location]


def systems_of(rule: Architecture) -> dict[str, Location]:
    """Return the place that first names each system, sorted by name."""
    hosts: list[Named] = [(rule.unit.node, ("unit", "node")), (rule.management.kind, ("management", "kind")), (rule.storage.kind, ("storage", "kind"))]
    others: list[Named] = [(rule.pdu, ("pdu",)), *([(rule.ufm.kind, ("ufm", "kind"))] if rule.ufm else [])]
    return _first([*hosts, *others, *((row.kind, at) for row, at in _fixtures(rule) if row.role != "nvlink_switch")])


def switches_of(rule: Architecture) -> dict[str, Location]:
    """Return the place that first names each switch, sorted by name."""
    fabrics = ((fabric, ("layouts", i, "fabrics", k)) for i, layout in enumerate(rule.layouts) for k, fabric in enumerate(layout.fabrics))
    roles = (((fabric.leaf, (*at, "leaf")), (fabric.spine, (*at, "spine")), (fabric.core, (*at, "core"))) for fabric, at in fabrics)
    named = [(name, at) for role in roles for name, at in role if name]
    return _first([*named, *((row.kind, at) for row, at in _fixtures(rule) if row.role == "nvlink_switch")])


def _fixtures(rule: Architecture) -> Iterator[tuple[Fixture, Location]]:
    for i, layout in enumerate(rule.layouts):
        for k, rack in enumerate(layout.racks):
            for n, row in enumerate(rack.fixtures):
                yield row, ("layouts", i, "racks", k, "fixtures", n, "kind")


def _first(named: Iterable[Named]) -> dict[str, Location]:
    found: dict[str, Location] = {}
    for name, at in named:
        found.setdefault(name, at)
    return dict(sorted(found.items()))
