"""All hosts against the plan and against their like, in the order of racks and places."""

from collections.abc import Iterable, Mapping

from podwright.observe.hosts.drift import HostComparison, HostDrift, NotLookedAt
from podwright.observe.hosts.expected import ExpectedHost
from podwright.observe.hosts.faults import faults, not_looked_at
from podwright.observe.hosts.likeness import unlike
from podwright.observe.hosts.observed import ObservedHost
from podwright.observe.observed import Silence


def compare_hosts(
    should: Mapping[str, ExpectedHost],
    told: Mapping[str, ObservedHost],
    *,
    of_roles: Iterable[HostDrift] = (),
    silences: Iterable[Silence] = (),
    left_out: Iterable[NotLookedAt] = (),
) -> HostComparison:
    """Return every difference of these hosts, what roles would change among them.

    Laws: hosts that are as planned and as their like give none; whoever was asked and told nothing is a silence; what is held against the plan is not held against its like too.
    """
    place = {host: number for number, host in enumerate(should)}
    rows = [drift for host, one in told.items() for drift in faults(should[host], one)]
    named = {(row.host, row.what.partition(": ")[0]) for row in rows}
    rows += [row for row in unlike(should, told) if (row.host, row.what.partition(": ")[0]) not in named]
    rows += of_roles
    missed = [*(row for host, one in told.items() for row in not_looked_at(should[host], one)), *left_out]
    return HostComparison(
        tuple(should),
        tuple(sorted(dict.fromkeys(rows), key=lambda row: (place[row.host], row.code))),
        tuple(sorted(dict.fromkeys(silences), key=lambda row: place[row.device])),
        tuple(sorted(dict.fromkeys(missed), key=lambda row: place[row.host])),
        tuple((host, told[host].user or "") for host in should if host in told and told[host].user),
    )
