"""Who is set beside whom: in waves, so that a mistake meets few machines, and a breaker few that start."""

from collections import Counter
from collections.abc import Mapping, Sequence

from podwright.plan.types import KindPower


def careful_waves(hosts: Sequence[str], group_of: Mapping[str, str], most: Mapping[str, int]) -> tuple[tuple[str, ...], ...]:
    """Return hosts in waves, in their order: of each group one in the first wave, then so many as may go together."""
    left: dict[str, list[str]] = {}
    for host in hosts:
        left.setdefault(group_of[host], []).append(host)
    found, is_first = list[tuple[str, ...]](), True
    while any(left.values()):
        wave = list[str]()
        for group, names in left.items():
            count = 1 if is_first else most[group]
            wave += names[:count]
            left[group] = names[count:]
        found.append(tuple(wave))
        is_first = False
    return tuple(found)


def surge_w(kind: KindPower) -> int:
    """Return what a machine that starts may draw beyond its nominal power; where no peak of its kind is published it counts as a machine more."""
    return kind.peak_w - kind.nominal_w if kind.peak_w > kind.nominal_w else max(1, kind.nominal_w)


def starting_waves(
    hosts: Sequence[str], surge_of: Mapping[str, int], fed_by: Mapping[str, Sequence[str]], headroom_w: Mapping[str, int]
) -> tuple[tuple[str, ...], ...]:
    """Return hosts in waves, so that those which start together draw no more beyond their nominal power than each of what feeds them has left: rack, row, pod.

    Laws: every host once; hosts that the same feeds carry start in their order; where less is left than one draws, one starts alone. What is in no `headroom_w` has no limit.
    """
    found, left = list[tuple[str, ...]](), [*hosts]
    while left:
        wave, drawn, full = list[str](), Counter[str](), set[str]()
        for host in left:
            feeds = [feed for feed in fed_by[host] if feed in headroom_w]
            if full.intersection(feeds) or any(drawn[feed] and drawn[feed] + surge_of[host] > headroom_w[feed] for feed in feeds):
                full.update(feeds)
                continue
            wave.append(host)
            drawn.update(dict.fromkeys(feeds, surge_of[host]))
        found.append(tuple(wave))
        left = [host for host in left if host not in {*wave}]
    return tuple(found)
