"""Hosts against their like: what the plan does not say is still the same on hosts of one kind, and who differs from most of them has drifted."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from podwright.observe.hosts.drift import HostDrift, HostDriftKind
from podwright.observe.hosts.expected import ExpectedHost
from podwright.observe.hosts.observed import ObservedHost

ABSENT = "none"
REMEDIES: Mapping[HostDriftKind, str] = {
    HostDriftKind.PACKAGE: "Install the same on all of them, from the same mirror",
    HostDriftKind.MOUNT: "Mount it as the others do, or ask why they do",
    HostDriftKind.KERNEL: "Boot it with what the others have",
    HostDriftKind.FIRMWARE: "Bring it to the version of the others, or them to its",
    HostDriftKind.PART: "Exchange it, or accept that models are mixed",
}

ASPECTS: Mapping[str, HostDriftKind] = {
    "packages": HostDriftKind.PACKAGE,
    "mounts": HostDriftKind.MOUNT,
    "kernel": HostDriftKind.KERNEL,
    "arguments": HostDriftKind.KERNEL,
    "disks": HostDriftKind.PART,
    "firmware": HostDriftKind.FIRMWARE,
}
"""What is told apart, and the kind of drift that a difference in it is."""


def unlike(should: Mapping[str, ExpectedHost], told: Mapping[str, ObservedHost]) -> Iterator[HostDrift]:
    """Yield where a host differs from what most of its like have; where no value has more hosts than any other, from the first of those in their order.

    Laws: hosts that did not tell something are not held against those that did; a kind of one host has nothing to differ from.
    """
    groups: dict[tuple[str, ...], list[str]] = {}
    for host in should:
        if host in told:
            groups.setdefault(should[host].likeness, []).append(host)
    for hosts in groups.values():
        aspects = {host: _aspects(told[host]) for host in hosts}
        for aspect, kind in ASPECTS.items():
            tellers = [host for host in hosts if aspect in aspects[host]]
            for name in _names(aspects[host][aspect] for host in tellers):
                yield from _odd(kind, name, {host: aspects[host][aspect].get(name, ABSENT) for host in tellers})


def _names(rows: Iterable[Mapping[str, str]]) -> list[str]:
    """Return every name that one of the rows has; rows that are the same row are looked at once."""
    distinct = {id(row): row for row in rows}
    return sorted({name for row in distinct.values() for name in row}) if len({frozenset(row.items()) for row in distinct.values()}) > 1 else []


def _odd(kind: HostDriftKind, name: str, value_of: Mapping[str, str]) -> Iterator[HostDrift]:
    counted = Counter(value_of.values())
    if len(counted) < 2:
        return
    usual, count = counted.most_common(1)[0]
    is_tie = list(counted.values()).count(count) > 1
    for host, value in value_of.items():
        if value != usual:
            others = f"{count} other{'s' * (count != 1)} of its kind"
            what = f"{name}: {value}, {usual} on {others}" + (", and neither is more usual" if is_tie else "")
            yield HostDrift(kind, host, what, REMEDIES[kind])


def _aspects(host: ObservedHost) -> dict[str, Mapping[str, str]]:
    """Return what a host tells that should be the same on all of its kind: by aspect, value by name."""
    found: dict[str, Mapping[str, str]] = {}
    if host.packages is not None:
        found["packages"] = _by_package(host.packages)
    if host.mounts is not None:
        found["mounts"] = {f"mount {row.target}": f"{row.kind}{', read-only' if row.is_read_only else ''}" for row in host.mounts}
    if host.kernel is not None and not host.is_container:
        found["kernel"] = {"kernel": host.kernel}
    if host.arguments is not None and not host.is_container:
        found["arguments"] = {f"kernel argument {word}": "given" for word in host.arguments}
    if host.disks is not None and not host.is_virtual:
        models = Counter(disk.model for disk in host.disks if disk.model)
        found["disks"] = {f"disks of model {model}": str(count) for model, count in models.items()}
    if host.firmware is not None and not host.is_virtual:
        pieces: dict[str, set[str]] = {}
        for piece in host.firmware:
            pieces.setdefault(piece.name, set()).add(piece.version)
        found["firmware"] = {name: " and ".join(sorted(versions)) for name, versions in pieces.items()}
    return found


@lru_cache(maxsize=64)
def _by_package(packages: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Return versions by package; the same mapping for the same packages, since a pod has them a thousand times."""
    return {f"package {name}": version for name, version in packages}
