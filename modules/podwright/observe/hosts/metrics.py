"""A comparison of hosts as metrics, beside those of cables."""

from collections import Counter

from podwright.observe.hosts.drift import HostComparison, HostDriftKind
from podwright.observe.metrics import gauge, labels_of


def host_metrics(comparison: HostComparison, *, pod: str, ended_s: float, took_s: float) -> str:
    """Return the metrics of one round that went well. Laws: the same series in every round, whatever was found."""
    found = Counter(drift.kind for drift in comparison.drifts)
    silent = {silence.device for silence in comparison.silences}
    states = (("as_planned", len(comparison.as_planned)), ("drifted", len(comparison.troubled - silent)), ("silent", len(silent)))
    partly = len({row.host for row in comparison.not_looked_at})
    lines = [
        *gauge("podwright_hosts", "Hosts by what was found of them.", [(labels_of(pod=pod, state=state), value) for state, value in states]),
        *gauge("podwright_host_drift_findings", "Differences of hosts.", [(labels_of(pod=pod, kind=kind), found[kind]) for kind in HostDriftKind]),
        *gauge("podwright_host_drift_partly_seen", "Hosts of which something was not looked at.", [(labels_of(pod=pod), partly)]),
        *gauge("podwright_host_drift_round_duration_seconds", "How long the last round took.", [(labels_of(pod=pod), round(took_s, 3))]),
        *gauge("podwright_host_drift_round_timestamp_seconds", "When the last round that went well ended.", [(labels_of(pod=pod), round(ended_s, 3))]),
    ]
    return "\n".join(lines) + "\n"
