"""Plugs that several cables share: where a cable splits, its legs have one plug at the near end, which is moved with all of them or not at all."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from podwright.observe.mending import Group
from podwright.observe.planned import End, Planned


def exchanged_plugs(should: Planned, groups: Iterable[Group]) -> tuple[list[tuple[Group, ...]], list[Group]]:
    """Return the circles that are one exchange of two split plugs, together, and all other groups.

    Two plugs have changed places where every leg of the one ends where the same leg of the other should.
    """
    legs = Counter(should.plug_at.values())
    between: dict[tuple[End, End], list[Group]] = defaultdict(list)
    rest = list[Group]()
    for group in groups:
        plugs = _plugs(should, group)
        if plugs is None:
            rest.append(group)
        else:
            between[plugs].append(group)
    together = [tuple(rows) for (one, other), rows in between.items() if len(rows) == legs[one] == legs[other]]
    whole = {group for rows in together for group in rows}
    return together, [*rest, *(group for rows in between.values() for group in rows if group not in whole)]


def pulled_plugs(should: Planned, ends: Iterable[End]) -> list[tuple[End, ...]]:
    """Return near ends of legs, those together that share a plug, where all of its legs are among them; other ends are left out."""
    legs = Counter(should.plug_at.values())
    of_plug: dict[End, list[End]] = defaultdict(list)
    for end in ends:
        if end in should.plug_at:
            of_plug[should.plug_at[end]].append(end)
    return [tuple(rows) for plug, rows in of_plug.items() if 1 < len(rows) == legs[plug]]


def near_ends(should: Planned, group: Group) -> tuple[End, End]:
    """Return the two ports of a circle of two legs that are at split plugs, by name."""
    one, other = sorted(end for end in group.ports if end in should.plug_at)
    return one, other


def _plugs(should: Planned, group: Group) -> tuple[End, End] | None:
    """Return the two split plugs whose legs of one number a circle of two has, by name; None where it is no such circle."""
    if not group.is_circle or len(group.ports) != 4 or sum(end in should.plug_at for end in group.ports) != 2:
        return None
    one, other = near_ends(should, group)
    plugs = should.plug_at[one], should.plug_at[other]
    return plugs if plugs[0] != plugs[1] and should.cable_at[one].leg == should.cable_at[other].leg else None
