"""A comparison of hosts in words: what is the same on many hosts is one line."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from podwright.observe.hosts.drift import HostComparison, HostDrift
from podwright.outputs.topology.hostlist import host_list
from podwright.provider.words import counted

Row = TypeVar("Row")
SHOWN_LINES = 40
"""Lines of hosts that were silent or not looked at; a pod that is down would fill screens with them, and --json lists all."""


def findings(drifts: Iterable[HostDrift]) -> list[str]:
    """Return one line for each difference, with its hosts as a range; in the order of the first host of each."""
    rows = _together(drifts, lambda row: (row.code, row.what, row.remedy), lambda row: row.host)
    return [f"{code} {hosts}: {what}. {remedy}." for (code, what, remedy), hosts in rows]


def lines(comparison: HostComparison) -> list[str]:
    """Return the findings, who said nothing, what was not looked at, and the whole in a line."""
    silent = [f"no answer: {hosts}: {reason}" for (reason,), hosts in _together(comparison.silences, lambda row: (row.reason,), lambda row: row.device)]
    missed = [
        f"not looked at: {hosts}: {aspect}: {reason}"
        for (aspect, reason), hosts in _together(comparison.not_looked_at, lambda row: (row.aspect, row.reason), lambda row: row.host)
    ]
    return [*_cut(findings(comparison.drifts), None), *_cut(silent, SHOWN_LINES), *_cut(missed, SHOWN_LINES), summary(comparison)]


def summary(comparison: HostComparison) -> str:
    """Return the whole in a line."""
    silent = len({row.device for row in comparison.silences})
    partly = len({row.host for row in comparison.not_looked_at})
    said = [
        f"{len(comparison.as_planned)} of {counted(len(comparison.hosts))} as planned",
        f"{len(comparison.troubled)} differ" if comparison.drifts else "",
        f"{counted(len(findings(comparison.drifts)), 'finding')}" if comparison.drifts else "no drift",
        f"{silent} without an answer" if silent else "",
        f"{partly} not looked at in everything" if partly else "",
    ]
    return f"hosts: {', '.join(part for part in said if part)}"


def _together(rows: Iterable[Row], key: Callable[[Row], tuple[str, ...]], host: Callable[[Row], str]) -> list[tuple[tuple[str, ...], str]]:
    """Return each distinct row once with its hosts as a range."""
    groups: dict[tuple[str, ...], dict[str, None]] = {}
    for row in rows:
        groups.setdefault(key(row), {})[host(row)] = None
    return [(words, host_list(hosts)) for words, hosts in groups.items()]


def _cut(found: list[str], limit: int | None) -> list[str]:
    return found if limit is None or len(found) <= limit else [*found[:limit], f"and {len(found) - limit} more lines (--json lists them)"]
