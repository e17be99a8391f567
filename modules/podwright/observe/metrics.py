"""A comparison as metrics: Prometheus' text format, for the textfile collector of node_exporter.

Source: prometheus.io/docs/instrumenting/exposition_formats, text-based format, and /docs/practices/naming: base units, no value in a name; read 2026-11-21.
"""

from collections import Counter
from collections.abc import Iterable

from podwright.observe.drift import Comparison, DriftKind


def metrics(comparison: Comparison, *, pod: str, ended_s: float, took_s: float) -> str:
    """Return the metrics of one round that went well. Laws: the same series in every round, whatever was found."""
    found = Counter(drift.kind for drift in comparison.drifts)
    states = [
        (row.fabric, name, value)
        for row in comparison.tallies
        for name, value in (("as_planned", row.as_planned), ("drifted", row.drifted), ("unseen", row.unseen))
    ]
    lines = [
        *gauge(
            "podwright_cables",
            "Planned cables by what was found of them.",
            [(labels_of(pod=pod, fabric=fabric, state=state), value) for fabric, state, value in states],
        ),
        *gauge(
            "podwright_drift_findings",
            "Differences between what is plugged and the plan.",
            [(labels_of(pod=pod, kind=kind), found[kind]) for kind in DriftKind],
        ),
        *gauge("podwright_drift_moves", "Plugs to move until the plan is met.", [(labels_of(pod=pod), sum(len(drift.moves) for drift in comparison.drifts))]),
        *gauge(
            "podwright_drift_silent_devices",
            "Devices that did not answer, or not to all.",
            [(labels_of(pod=pod), len({row.device for row in comparison.silences}))],
        ),
        *gauge("podwright_drift_round_duration_seconds", "How long the last round took.", [(labels_of(pod=pod), round(took_s, 3))]),
        *gauge("podwright_drift_round_timestamp_seconds", "When the last round that went well ended.", [(labels_of(pod=pod), round(ended_s, 3))]),
    ]
    return "\n".join(lines) + "\n"


def gauge(name: str, what: str, rows: Iterable[tuple[str, float]]) -> list[str]:
    """Return one metric: what it is, and a line for each of its series."""
    return [f"# HELP {name} {what}", f"# TYPE {name} gauge", *(f"{name}{labels} {value}" for labels, value in rows)]


def labels_of(**values: str) -> str:
    """Return the labels of a series, escaped."""
    quoted = (
        f'{name}="{str(value).replace(chr(92), chr(92) * 2).replace(chr(34), chr(92) + chr(34)).replace(chr(10), chr(92) + "n")}"'
        for name, value in values.items()
    )
    return f"{{{','.join(quoted)}}}"
