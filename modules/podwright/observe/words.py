"""A comparison in words: a table of what differs, the moves that mend it, what was seen of each fabric."""

from collections.abc import Iterable, Sequence

from podwright.observe.drift import Action, Comparison, Drift, Move
from podwright.observe.planned import Where

HEADINGS = ("", "WHAT", "CABLE", "END", "RACK", "U", "MEETS", "RACK", "U")
SHOWN_SILENCES = 20


def table(drifts: Sequence[Drift]) -> list[str]:
    """Return the findings as lines: a row for each pair of ends, the number and kind of the finding on its first; none where nothing differs."""
    rows = [row for number, drift in enumerate(drifts, start=1) for row in _rows(number, drift)]
    if not rows:
        return []
    widths = [max(len(row[at]) for row in (HEADINGS, *rows)) for at in range(len(HEADINGS))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in (HEADINGS, *rows)]


def sentences(drifts: Sequence[Drift]) -> list[str]:
    """Return what each finding says and what mends it, with its moves in their order."""
    lines = []
    for number, drift in enumerate(drifts, start=1):
        also = f" ({', '.join(_spaced(kind) for kind in drift.aspects)})" if drift.aspects else ""
        lines.append(f"{number}. {_spaced(drift.kind)}{also}: {drift.what}. {drift.remedy}.")
        lines += [f"   {number}.{step} {told(move)}" for step, move in enumerate(drift.moves, start=1)]
    return lines


def summary(comparison: Comparison) -> list[str]:
    """Return who said nothing, what was seen of each fabric, and the whole in a line."""
    shown = comparison.silences[:SHOWN_SILENCES]
    lines = [f"no answer: {silence.device}: {silence.reason}" for silence in shown]
    if len(comparison.silences) > len(shown):
        lines.append(f"no answer: {len(comparison.silences) - len(shown)} more (--json lists them)")
    for row in comparison.tallies:
        unseen = f", {row.unseen} unseen: nobody who could tell was heard" if row.unseen else ""
        lines.append(f"{row.fabric}: {row.as_planned} of {row.planned} cables as planned, {row.drifted} differ{unseen}")
    moves = sum(len(drift.moves) for drift in comparison.drifts)
    found = f"{len(comparison.drifts)} finding{'s' * (len(comparison.drifts) != 1)}"
    mending = f", {moves} step{'s' * (moves != 1)} to mend them" if moves else ""
    lines.append(f"{found}{mending}" if comparison.drifts else "no drift")
    return lines


def told(move: Move) -> str:
    """Return one step as a technician reads it."""
    label = f" (cable {move.cable})" if move.cable else ""
    here, there = _place(move.from_end), _place(move.to_end)
    return {
        Action.EXCHANGE: f"exchange the plugs at {here} and {there}",
        Action.LIFT: f"pull the plug at {here} and let it hang{label}",
        Action.MOVE: f"move the plug at {here} to {there}{label}",
        Action.SET: f"plug the one that hangs, from {here}, into {there}{label}",
        Action.REMOVE: f"take the cable between {here} and {there} away",
        Action.LAY: f"plug {here} and {there} together{label}",
    }[move.action]


def _rows(number: int, drift: Drift) -> Iterable[tuple[str, ...]]:
    pairs = [drift.ends[at : at + 2] for at in range(0, len(drift.ends), 2)] or [()]
    labels = [*drift.cables, *([""] * max(0, len(pairs) - len(drift.cables)))]
    for at, pair in enumerate(pairs):
        cells = [cell for where in pair for cell in (_end(where), where.rack, where.u)]
        padding = [""] * (6 - len(cells))
        first = (str(number), _spaced(drift.kind)) if at == 0 else ("", "")
        yield (*first, labels[at], *cells, *padding)
    for label in drift.cables[len(pairs) :]:
        yield ("", "", label, *[""] * 6)


def _place(where: Where | None) -> str:
    if where is None:
        return "nowhere"
    place = ", ".join(word for word in (f"rack {where.rack}" if where.rack else "", where.u) if word)
    return f"{_end(where)}{f' ({place})' if place else ''}"


def _end(where: Where) -> str:
    return f"{where.device}/{where.port}" if where.port else where.device


def _spaced(word: str) -> str:
    return word.replace("_", " ")
