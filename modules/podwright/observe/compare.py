"""Is against should be: every cable that is not as planned, by rack, U and port at both ends, and what mends it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from podwright.observe.aspects import aspects_of
from podwright.observe.conflicts import conflicts, plugged_of
from podwright.observe.drift import ORDER, Action, Comparison, Drift, DriftKind, Move, Tally
from podwright.observe.error_counters import LIMITS
from podwright.observe.health import badly
from podwright.observe.identify import Identified, identify
from podwright.observe.ids import ids_of
from podwright.observe.mending import Group, groups, moves
from podwright.observe.mute import is_mute
from podwright.observe.observed import NodeKind, Observed
from podwright.observe.planned import End, Planned, planned
from podwright.observe.serial_numbers import other_cables
from podwright.observe.split_plugs import exchanged_plugs, near_ends, pulled_plugs
from podwright.plan.pace import without_collector
from podwright.plan.types import Cable, Ethernet, Fabrics, Physical
from podwright.plan.types.hosts import SiteName
from podwright.spec.hardware import HardwareRow

LEAST_ABSENT = 2
"""Cables that a device must lack on one fabric, all it has, before the device itself is told to be gone."""


@dataclass(frozen=True, slots=True)
class _Sight:
    """What can be known: who told of its neighbours, and the subnets that were scanned."""

    planned: Planned
    speakers: frozenset[str]
    subnets: frozenset[str]
    found: Identified

    def sees(self, cable: Cable) -> bool:
        """Return whether a cable that is missing would be known to be."""
        if self.planned.technology[cable.fabric] == "infiniband":
            return any(self.planned.subnet_of.get(name) in self.subnets for name in (cable.a_device, cable.b_device))
        ends = End(cable.a_device, cable.a_port), End(cable.b_device, cable.b_port)
        told = [self.found.states[end].is_up for end in ends if end in self.found.states]
        if not any(end.device in self.speakers for end in ends):
            return False
        return False in told or not (True in told or any(is_mute(self.planned, end) for end in ends))

    def knows(self, end: End) -> bool:
        """Return whether somebody told what a port is plugged to, or that it is to nothing."""
        return end.device in self.speakers or self.planned.subnet_of.get(end.device) in self.subnets or self._is_of_scan(end)

    def _is_of_scan(self, end: End) -> bool:
        peer = self.planned.peer.get(end)
        return peer is not None and self.planned.subnet_of.get(peer.device) in self.subnets


@without_collector()
def compare(
    physical: Physical,
    fabric: Fabrics,
    observed: Observed,
    *,
    hardware: Iterable[HardwareRow] = (),
    site_names: Iterable[SiteName] = (),
    limits: Mapping[str, int] = LIMITS,
    serials: Mapping[str, str] | None = None,
    ethernet: Ethernet | None = None,
) -> Comparison:
    """Return every difference between the plan's cables and what was observed; `serials` are those that were built in, by label, and `ethernet` says what switches call
    their ports.

    Laws: an observation of the plan gives none; the moves of all differences, done in their order, give the plan; a cable of which nobody could tell is unseen,
    never missing.
    """
    should = planned(physical, fabric, ethernet)
    found = identify(should, observed, ids_of(hardware), site_names)
    speakers = frozenset(row.device for row in observed.heard if row.kind == "lldp")
    sight = _Sight(should, speakers, _scanned(should, observed, found), found)
    telling = list(conflicts(should, found.links, speakers))
    plugged = plugged_of(should, found.links)
    seen = {end: link for link in found.links for end in (link.a, link.b)}
    wanted = {end: peer for end, peer in should.peer.items() if end in plugged or peer in plugged or sight.sees(should.cable_at[end])}
    differing = list(_cables(should, plugged, wanted, sight))
    bad = [*badly(should, seen, found.states, limits), *other_cables(should, fabric, plugged, found.states, serials or {})]
    drifts = sorted((*found.drifts, *telling, *differing, *bad), key=lambda drift: (ORDER[drift.kind], drift.ends, drift.cables))
    unseen = tuple(cable.label for cable in fabric.cables if (cable.a_device, cable.a_port) not in wanted)
    return Comparison(tuple(drifts), _tallies(fabric, should, plugged, wanted, drifts), observed.silences, unseen)


def of_fabrics(comparison: Comparison, fabric: Fabrics, names: Collection[str]) -> Comparison:
    """Return what a comparison says of some fabrics; what is wrong with a device, and with no cable, stays."""
    labels = {cable.label for cable in fabric.cables if cable.fabric in names}
    drifts = tuple(drift for drift in comparison.drifts if not drift.cables or labels.intersection(drift.cables))
    tallies = tuple(row for row in comparison.tallies if row.fabric in names)
    return Comparison(drifts, tallies, comparison.silences, tuple(label for label in comparison.unseen if label in labels))


def _scanned(should: Planned, observed: Observed, found: Identified) -> frozenset[str]:
    """Return the subnets of which a scan met a switch."""
    switches = (found.device_of[node.key] for node in observed.nodes if node.kind is NodeKind.SWITCH and node.key in found.device_of)
    return frozenset(should.subnet_of[name] for name in switches if name in should.subnet_of)


def _cables(should: Planned, plugged: Mapping[End, End], wanted: Mapping[End, End], sight: _Sight) -> Iterator[Drift]:
    """Yield one difference for each group of cables that is mended together; what is gone or unknown as a whole is one."""
    lone, foreign = list[Group](), defaultdict[str, list[Group]](list)
    exchanged, rest = exchanged_plugs(should, groups(plugged, wanted))
    for rows in exchanged:
        yield _exchanged(should, rows)
    for group in rest:
        strangers = {end.device for end in group.ports if end.device not in should.devices}
        if len(group.ports) == 2 and not group.begins_observed and not group.is_circle:
            lone.append(group)
        elif len(strangers) == 1 and not group.is_circle and len(group.observed()) == 1:
            foreign[strangers.pop()].append(group)
        else:
            yield _group(should, group, [end for end in group.ports if end not in plugged and not sight.knows(end)])
    yield from _missing(should, lone, sight.found)
    for name, ones in foreign.items():
        yield _stranger(should, name, ones)


def _stranger(should: Planned, name: str, ones: list[Group]) -> Drift:
    links = [tuple(sorted(pair, key=lambda end: end.device == name)) for group in ones for pair in group.observed()]
    what = f"{name} is none of the plan's; it is plugged to {', '.join(str(known) for known, _ in links)}"
    ends = tuple(should.where(end) for pair in links for end in pair)
    aspects = (DriftKind.MISSING,) if any(group.planned() for group in ones) else ()
    steps = tuple(move for group in ones for move in moves(group, should))
    labels = should.labels(*(end for group in ones for end in group.ports))
    return Drift(DriftKind.UNKNOWN_DEVICE, what, "Take it off, or put it into the plan", labels, ends, aspects, steps)


def _missing(should: Planned, lone: list[Group], found: Identified) -> Iterator[Drift]:
    """Yield missing cables; those of a device that has none of its own on a fabric as one, the device with the most first."""
    cables = {str(cable.label): cable for group in lone for cable in (should.cable_at[group.ports[0]],)}
    left = {str(should.cable_at[group.ports[0]].label): group for group in lone}
    total, gone = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    of_fabric: dict[tuple[str, str], list[str]] = defaultdict(list)
    for end, cable in should.cable_at.items():
        total[end.device, cable.fabric] += 1
    for label, cable in cables.items():
        for name in (cable.a_device, cable.b_device):
            gone[name, cable.fabric] += 1
            of_fabric[name, cable.fabric].append(label)
    for (device, fabric), count in sorted(gone.items(), key=lambda row: (-row[1], row[0])):
        labels = [label for label in of_fabric[device, fabric] if label in left]
        if count == total[device, fabric] and len(labels) >= LEAST_ABSENT:
            yield _absent(should, device, fabric, [left.pop(label) for label in sorted(labels)])
    for ends in pulled_plugs(should, (End(cables[label].a_device, cables[label].a_port) for label in left)):
        yield _pulled(should, ends, [left.pop(str(should.cable_at[end].label)) for end in ends])
    for label, group in left.items():
        a, b = End(cables[label].a_device, cables[label].a_port), End(cables[label].b_device, cables[label].b_port)
        down = [str(end) for end in (a, b) if end in found.states and found.states[end].is_up is False]
        what = f"cable {label} is not there: {a} should meet {b}" + (f"; {' and '.join(down)} {'is' if len(down) == 1 else 'are'} down" if down else "")
        yield Drift(
            DriftKind.MISSING, what, "Plug it, or look whether both ends have power", (label,), (should.where(a), should.where(b)), (), moves(group, should)
        )


def _absent(should: Planned, name: str, fabric: str, ones: list[Group]) -> Drift:
    ends = [end for group in ones for end in sorted(group.ports, key=lambda end: end.device != name)]
    what = f"{name} is not on fabric {fabric}: none of its {len(ones)} cables is there"
    steps = tuple(move for group in ones for move in moves(group, should))
    remedy = "Look first whether it has power and is up, then at its cables"
    return Drift(DriftKind.ABSENT_DEVICE, what, remedy, should.labels(*ends), tuple(should.where(end) for end in ends), (DriftKind.MISSING,), steps)


def _pulled(should: Planned, ends: tuple[End, ...], ones: list[Group]) -> Drift:
    """Return the difference that a split cable is whose near plug is in no port."""
    labels, told = should.labels(*ends), ", ".join(f"{end} should meet {should.peer[end]}" for end in ends)
    what = f"no leg of the cable {' and '.join(labels)} is there: {told}"
    steps = tuple(move for group in ones for move in moves(group, should))
    places = tuple(should.where(one) for end in ends for one in (end, should.peer[end]))
    return Drift(DriftKind.MISSING, what, "Plug it, or look whether all ends have power", labels, places, (), steps)


def _exchanged(should: Planned, ones: tuple[Group, ...]) -> Drift:
    """Return the difference that two plugs are which have changed places with all their legs."""
    parts = [_group(should, group) for group in ones]
    aspects = tuple(sorted({kind for part in parts for kind in part.aspects}, key=ORDER.__getitem__))
    labels = tuple(label for part in parts for label in part.cables)
    here, there = min(near_ends(should, group) for group in ones)
    told = _told(sorted(_lower_first(should, pair) for group in ones for pair in group.observed()))
    step = Move(Action.EXCHANGE, str(should.cable_at[here].label), should.where(here), should.where(there))
    what = f"the plugs at {here} and {there} are exchanged with all their legs: {told}"
    return Drift(DriftKind.SWAPPED, what, "Exchange the two plugs", labels, tuple(end for part in parts for end in part.ends), aspects, (step,))


def _group(should: Planned, group: Group, untold: Sequence[End] = ()) -> Drift:
    """Return the difference that a path or a circle is; of the ports that are untold nobody knows whether they are free."""
    aspects = tuple(sorted({kind for pair in group.observed() for kind in aspects_of(should, pair)}, key=ORDER.__getitem__))
    steps, pairs = moves(group, should), sorted(_lower_first(should, pair) for pair in group.observed())
    labels, ends = tuple(sorted(should.labels(*group.ports))), tuple(should.where(end) for pair in pairs for end in pair)
    if group.is_circle and len(pairs) == 2:
        what = f"cables {' and '.join(labels)} are exchanged: {_told(pairs)}"
        return Drift(DriftKind.SWAPPED, what, "Exchange the two plugs", labels, ends, aspects, steps)
    if group.is_circle:
        return Drift(
            DriftKind.ROTATED, f"{len(pairs)} cables are plugged in a circle: {_told(pairs)}", "Move the plugs in this order", labels, ends, aspects, steps
        )
    if not group.planned():
        return Drift(DriftKind.UNPLANNED, f"a cable that is not planned: {_told(pairs)}", "Take it away, or put it into the plan", (), ends, (), steps)
    lacks = len(group.planned()) > len(pairs) and not untold
    kind = aspects[0] if aspects else DriftKind.WRONG_DEVICE
    rest = (*aspects[1:], DriftKind.MISSING) if lacks else aspects[1:]
    should_be = ", ".join(f"{a} to {b}" for a, b in sorted(_lower_first(should, pair) for pair in group.planned()))
    what = f"{_told(pairs)}; should be {should_be}{'; one cable is missing' if lacks else ''}"
    remedy = "Move the plugs in this order"
    if untold:
        what += f"; nobody told what is plugged to {' and '.join(map(str, untold))}"
        remedy = f"Ask {' and '.join(sorted({end.device for end in untold}))} too, or look there; then move the plugs in this order"
    return Drift(kind, what, remedy, labels, ends or tuple(should.where(end) for end in group.ports), rest, steps)


def _lower_first(should: Planned, pair: tuple[End, End]) -> tuple[End, End]:
    """Return the two ends of a cable, first the one that is the lower end of its own planned cable; by name where both or none is."""
    is_upper = {end: (cable := should.cable_at.get(end)) is None or (cable.a_device, cable.a_port) != tuple(end) for end in pair}
    one, other = sorted(pair, key=lambda end: (is_upper[end], end))
    return one, other


def _told(pairs: Iterable[tuple[End, End]]) -> str:
    return ", ".join(f"{a} is plugged to {b}" for a, b in pairs)


def _tallies(fabric: Fabrics, should: Planned, plugged: Mapping[End, End], wanted: Mapping[End, End], drifts: Iterable[Drift]) -> tuple[Tally, ...]:
    rows: dict[str, Counter[str]] = {one.name: Counter() for one in fabric.fabrics}
    differing = {label for drift in drifts for label in drift.cables}
    for cable in fabric.cables:
        a = End(cable.a_device, cable.a_port)
        state = "unseen" if a not in wanted else "drifted" if cable.label in differing or plugged.get(a) != should.peer[a] else "as_planned"
        rows[cable.fabric][state] += 1
    return tuple(Tally(name, sum(row.values()), row["as_planned"], row["drifted"], row["unseen"]) for name, row in rows.items())
