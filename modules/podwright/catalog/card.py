"""What the catalogue tells people of an entry: plain facts under names that do not change."""

from collections import Counter
from collections.abc import Iterator, Mapping

from podwright.catalog.architecture import Architecture, FabricRule, Layout, RackRule
from podwright.catalog.figure import Row, Source
from podwright.catalog.media import MediaFile, MediumKind
from podwright.catalog.products import SwitchKind, SystemKind
from podwright.catalog.verify import sources

Fact = None | bool | int | float | str | list["Fact"] | dict[str, "Fact"]
Facts = dict[str, Fact]


def most_units(rule: Architecture) -> int:
    """Return the most scalable units that an architecture has a layout for."""
    most = max(layout.most_units for layout in rule.layouts)
    return min(most, rule.unit.most.value) if rule.unit.most else most


def architecture_line(rule: Architecture) -> Facts:
    """Return an architecture as a list tells it."""
    return {"name": rule.name, "title": rule.title, "since": rule.since, "nodes_per_unit": rule.unit.node_count.value, "most_units": most_units(rule)}


def node_line(kind: SystemKind) -> Facts:
    """Return a system as a list tells it."""
    return {"name": kind.name, "title": kind.title, "gpus": kind.gpus.count.value if kind.gpus else 0}


def switch_line(kind: SwitchKind) -> Facts:
    """Return a switch as a list tells it."""
    return {"name": kind.name, "title": kind.title, "technology": kind.technology, "ports": len(kind.ports())}


def medium_line(kind: MediumKind) -> Facts:
    """Return a medium as a list tells it."""
    return {"name": kind.name, "technology": kind.technology, "connectors": [*kind.connectors], "rate_gbps": kind.rate_gbps}


def architecture_card(rule: Architecture, systems: Mapping[str, SystemKind]) -> Facts:
    """Return all that there is to say of an architecture."""
    node = systems[rule.unit.node]
    gpus = node.gpus.count.value if node.gpus else 0
    limits: Facts = {"most_units": most_units(rule), "nodes_per_unit": rule.unit.node_count.value, "gpus_per_node": gpus}
    return {
        "kind": "architecture",
        **{word: getattr(rule, word) for word in ("name", "title", "since")},
        "source": _source(rule.source),
        "node": node.name,
        "limits": limits,
        "grows_into": [{"name": step.name, "stays": step.stays, "moves": step.moves} for step in rule.grows_into],
        "layouts": [_layout(layout) for layout in rule.layouts],
        **_sourced(rule),
    }


def node_card(kind: SystemKind) -> Facts:
    """Return all that there is to say of a system."""
    ports = Counter((port.fabric, port.connector, port.rate_gbps) for port in kind.ports)
    names = {key: [port.name for port in kind.ports if (port.fabric, port.connector, port.rate_gbps) == key] for key in ports}
    rows: list[Fact] = [
        {"fabric": fabric, "count": count, "connector": connector, "rate_gbps": rate, "names": [*names[fabric, connector, rate]]}
        for (fabric, connector, rate), count in ports.items()
    ]
    return {"kind": "node", **node_line(kind), "ports": rows, **_sourced(kind)}


def switch_card(kind: SwitchKind) -> Facts:
    """Return all that there is to say of a switch; a breakout is one way to part its cages."""
    blocks: list[Fact] = [_ports(kind, None), *(_ports(kind, name) for name in kind.profiles)]
    return {"kind": "switch", **switch_line(kind), "breakouts": blocks, **_sourced(kind)}


def medium_card(kind: MediumKind, media: MediaFile) -> Facts:
    """Return all that there is to say of a medium."""
    parts: list[Fact] = [
        {"name": part.name, "title": part.title, "shortest_m": part.shortest_m, "longest_m": part.longest_m, "source": _source(part.source)}
        for part in media.parts_for(kind.name)
    ]
    return {"kind": "medium", **medium_line(kind), "parts": parts, "source": _source(media.source)}


def _layout(layout: Layout) -> Facts:
    return {
        "name": layout.name,
        "most_units": layout.most_units,
        "nodes_per_rack": layout.nodes_per_rack,
        "racks": [_rack(rack) for rack in layout.racks],
        "fabrics": [_fabric(fabric) for fabric in layout.fabrics],
    }


def _rack(rack: RackRule) -> Facts:
    holds: list[Fact] = [*(row.holds for row in rack.places), *(f"{row.role} ({row.kind})" for row in rack.fixtures)]
    return {"name": rack.name, "scope": rack.scope, "count": rack.count, "pdu_count": rack.pdu_count, "cooling": rack.cooling, "holds": holds}


def _fabric(fabric: FabricRule) -> Facts:
    words = ("name", "technology", "leaf", "spine", "core", "shares", "uplinks_into", "lane_count", "plane_count", "hosts_per_block", "leaves_per_block")
    return {word: getattr(fabric, word) for word in words}


def _ports(kind: SwitchKind, profile: str | None) -> Facts:
    ports = Counter((connector, rate) for _, connector, rate in kind.ports(profile))
    rows: list[Fact] = [{"count": count, "connector": connector, "rate_gbps": rate} for (connector, rate), count in ports.items()]
    return {"name": profile, "ports": rows}


def _sourced(entry: Row) -> Facts:
    """Return the figures of an entry, each with its source, and the sources of what is no figure, at their places."""
    found = list(sources(entry))
    figures: list[Fact] = [{"where": at, **dict(_value(row)), **_source(row)} for at, row in found if hasattr(row, "value")]
    others: list[Fact] = [{"where": at, **_source(row)} for at, row in found if not hasattr(row, "value")]
    return {"figures": figures, "sources": others}


def _value(row: Source) -> Iterator[tuple[str, Fact]]:
    """Yield value and unit of a figure; a word has none."""
    for word in ("value", "unit"):
        yield word, getattr(row, word, "1")


def _source(row: Source) -> Facts:
    return {"source": row.source, "date": row.date.isoformat(), "evidence": row.evidence, "note": row.note}
