"""How entries of the catalogue read as text: the same facts as their JSON, in lines."""

from collections.abc import Iterator

from podwright.catalog.card import Fact, Facts

SCOPES = {"unit": "in every unit", "pod": "for the pod, in groups", "zone": "in every zone of upper layers"}


def line(row: Facts) -> str:
    """Return what a list says of an entry after its name."""
    own = "  (own)" if row["is_own"] else ""
    if "most_units" in row:
        return f"since {row['since']:4} up to {row['most_units']:>3} units of {row['nodes_per_unit']:>2} nodes  {row['title']}{own}"
    if "connectors" in row:
        return f"{row['technology']:10} {row['rate_gbps']:>4} Gb/s  {_joined(row['connectors'], ' - ')}{own}"
    return f"{row['title']}{own}"


def page(card: Facts) -> Iterator[str]:
    """Yield the lines of an entry's page."""
    yield f"{card['name']}: {card.get('title') or card['kind']}"
    since = f", since {card['since']}" if "since" in card else ""
    yield f"  {card['kind']}, {'of your own' if card['is_own'] else 'built in'}{since}"
    if isinstance(source := card.get("source"), dict):
        yield f"  source: {_source(source)}"
    if isinstance(limits := card.get("limits"), dict):
        yield f"  a unit: {limits['nodes_per_unit']} x {card['node']}, of {limits['gpus_per_node']} GPUs"
        yield f"  limit: {_counted(limits['most_units'], 'unit')}"
    for step in _rows(card.get("grows_into") or []):
        yield f"  grows into {step['name']}; what stays: {step['stays']}"
        yield f"    what moves: {step['moves']}"
    for name, row in (("layouts", _layout), ("ports", _port), ("breakouts", _breakout), ("parts", _part), ("figures", _figure), ("sources", _choice)):
        rows = card.get(name)
        if isinstance(rows, list) and rows:
            yield ""
            yield {"sources": "choices and their sources", "parts": "bought as"}.get(name, name)
            for entry in rows:
                assert isinstance(entry, dict), "rows of a card are blocks"
                yield from row(entry)


def _layout(layout: Facts) -> Iterator[str]:
    yield f"  {layout['name']}: up to {_counted(layout['most_units'], 'unit')}, {_counted(layout['nodes_per_rack'], 'node')} a rack"
    for rack in _rows(layout["racks"]):
        yield f"    rack {rack['name']}: {rack['count']} {SCOPES[str(rack['scope'])]}, {_counted(rack['pdu_count'], 'PDU')}, {rack['cooling']}: {_joined(rack['holds'], ', ')}"
    for fabric in _rows(layout["fabrics"]):
        switches = ", ".join(f"{role} {fabric[role]}" for role in ("leaf", "spine", "core") if fabric[role])
        where = f"on the leaves of {fabric['shares']}" if fabric["shares"] else switches
        hangs = f", hangs on {fabric['uplinks_into']}" if fabric["uplinks_into"] else ""
        yield f"    fabric {fabric['name']}: {fabric['technology']}, {_counted(fabric['lane_count'], 'lane')}, {_counted(fabric['plane_count'], 'plane')}, {where}{hangs}"


def _port(row: Facts) -> Iterator[str]:
    yield f"  {row['fabric']}: {row['count']} x {row['rate_gbps']} Gb/s {row['connector']} ({_joined(row['names'], ', ')})"


def _breakout(row: Facts) -> Iterator[str]:
    ports = ", ".join(f"{port['count']} x {port['rate_gbps']} Gb/s {port['connector']}" for port in _rows(row["ports"]))
    yield f"  {row['name'] or 'as it comes'}: {ports}"


def _part(row: Facts) -> Iterator[str]:
    yield f"  {row['name']}: {row['title']}, {row['shortest_m']:g} to {row['longest_m']:g} m"


def _figure(row: Facts) -> Iterator[str]:
    unit = f" {row['unit']}" if row["unit"] != "1" else ""
    yield f"  {row['where']}: {row['value']}{unit}  [{_source(row)}]"


def _choice(row: Facts) -> Iterator[str]:
    yield f"  {row['where'] or 'as a whole'}  [{_source(row)}]"


def _source(row: Facts) -> str:
    said = f"{row['source']}: {row['note']}" if row["note"] else str(row["source"])
    return f"{said} ({row['evidence']}, {row['date']})"


def _rows(value: Fact) -> Iterator[Facts]:
    assert isinstance(value, list), "rows are a list"
    for row in value:
        assert isinstance(row, dict), "rows are blocks"
        yield row


def _counted(count: Fact, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _joined(value: Fact, between: str) -> str:
    assert isinstance(value, list), "what is joined is a list"
    return between.join(map(str, value))
