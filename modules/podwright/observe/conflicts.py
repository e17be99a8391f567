"""Ports of which several things are told: which one is believed, and what is wrong with the others."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from podwright.observe.drift import Drift, DriftKind
from podwright.observe.identify import Seen
from podwright.observe.planned import End, Planned


def plugged_of(should: Planned, links: Iterable[Seen]) -> dict[End, End]:
    """Return which port is plugged to which, one for one: of several that are told, the planned one, else the one that both ends tell, else the first."""
    plugged: dict[End, End] = {}
    rest = list[tuple[End, End]]()
    for link in links:
        if should.peer.get(link.a) == link.b:
            plugged[link.a], plugged[link.b] = link.b, link.a
        else:
            rest.append((link.a, link.b) if link.a <= link.b else (link.b, link.a))
    for (a, b), _ in sorted(Counter(rest).items(), key=lambda row: (-row[1], row[0])):
        if a not in plugged and b not in plugged and a != b:
            plugged[a], plugged[b] = b, a
    return plugged


def conflicts(should: Planned, links: Iterable[Seen], speakers: Collection[str]) -> Iterator[Drift]:
    """Yield ports that are told to be plugged to several others, and ports that hear one which does not hear them."""
    first: dict[End, End] = {}
    crowded: dict[End, set[End]] = {}
    told: set[tuple[End, End]] = set()
    for link in links:
        for here, there in ((link.a, link.b), (link.b, link.a)):
            known = first.setdefault(here, there)
            if known != there:
                crowded.setdefault(here, {known}).add(there)
        if link.told_by:
            told.add((link.a, link.b))
    for end, others in crowded.items():
        ends = tuple(should.where(one) for one in (end, *sorted(others)))
        what = f"{end} is told to be plugged to {len(others)} ports: {', '.join(map(str, sorted(others)))}"
        yield Drift(DriftKind.CROWDED, what, "Look for a splitter, a hub or an old entry between them", should.labels(end), ends)
    for end, other in told:
        if other.device in speakers and (other, end) not in told and end not in crowded and other not in crowded:
            what, remedy = f"{end} hears {other}, which does not hear it", "Look at the fibre that leads back, and at lldpd there"
            yield Drift(DriftKind.ONE_WAY, what, remedy, should.labels(end), (should.where(end), should.where(other)))
