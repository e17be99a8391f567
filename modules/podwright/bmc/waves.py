"""Who is set beside whom: in waves, so that a mistake meets few machines, and a breaker few that start."""

from collections.abc import Mapping, Sequence


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
