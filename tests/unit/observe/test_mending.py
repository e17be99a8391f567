"""Moves, done as they stand on a model of plugs, give the plan; there are never more of them than the count of wrong plugs asks for."""

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from podwright.observe.compare import compare, of_fabrics
from podwright.observe.drift import Action, Comparison, Drift
from podwright.observe.observed import Heard, Link, Node, NodeKind, Observed
from podwright.plan.types import Plan
from unit.observe.wire import End, Wires, wires
from unit.pods import plan

PLUGS = {Action.EXCHANGE: 2, Action.LIFT: 0, Action.MOVE: 1, Action.SET: 1, Action.REMOVE: 1, Action.LAY: 1}


@cache
def pod() -> Plan:
    return plan("starter-h100", 1)


@cache
def planned() -> Wires:
    return wires(pod(), "compute", "storage", "in_band")


@cache
def sockets() -> tuple[End, ...]:
    """Every port of the three fabrics, and ports that are free."""
    cabled = {end for cable in pod().fabric.cables for end in ((cable.a_device, cable.a_port), (cable.b_device, cable.b_port))}
    free = {(name, f"swp{number}") for name in ("pod-u001-r01-s02", "pod-u001-r01-s03") for number in range(50, 54)}
    return tuple(sorted({*planned(), *(free - cabled)}))


def told(ends: Wires) -> Observed:
    """Return wires as if every port of every device had been asked: the devices are certain of their own names."""
    devices = sorted({end[0] for end in sockets()})
    nodes = tuple(Node(f"asked:{name}", NodeKind.ASKED, name, (), "") for name in devices)
    links = tuple(Link(f"asked:{a[0]}", a[1], f"asked:{b[0]}", b[1], None, None, "") for a, b in sorted(ends.items()))
    return Observed(nodes=nodes, links=links)


def compared(ends: Wires) -> Comparison:
    observed = told(ends)
    heard = tuple(Heard(name, "lldp") for name in sorted({end[0] for end in sockets()}))
    switch = Node("guid:0", NodeKind.SWITCH, "pod-u001-r01-s01", (), "")
    seen = Observed(nodes=(*observed.nodes, switch), links=observed.links, heard=heard)
    return of_fabrics(compare(pod().physical, pod().fabric, seen), pod().fabric, ("compute", "storage", "in_band"))


class Plugs:
    """Ports and what is plugged into them; a hand that holds one plug at most."""

    def __init__(self, ends: Wires) -> None:
        self.ends = dict(ends)
        self.hanging: tuple[End, End] | None = None

    def do(self, drift: Drift) -> int:
        """Do the moves of a finding; return how many plugs were moved. A plug goes into no port that is taken, and comes from none that is empty."""
        for move in drift.moves:
            here = (move.from_end.device, move.from_end.port) if move.from_end else None
            there = (move.to_end.device, move.to_end.port) if move.to_end else None
            self.step(move.action, here, there)
        return sum(PLUGS[move.action] for move in drift.moves)

    def step(self, action: Action, here: End | None, there: End | None) -> None:
        assert here is not None
        if action is Action.LIFT:
            assert self.hanging is None
            self.hanging = here, self.pull(here)
            return
        assert there is not None
        if action is Action.EXCHANGE:
            one, other = self.pull(here), self.pull(there)
            self.plug(one, there)
            self.plug(other, here)
        elif action is Action.MOVE:
            self.plug(self.pull(here), there)
        elif action is Action.SET:
            assert self.hanging is not None
            assert self.hanging[0] == here
            self.plug(self.hanging[1], there)
            self.hanging = None
        elif action is Action.REMOVE:
            assert self.pull(here) == there
        else:
            self.plug(here, there)

    def pull(self, end: End) -> End:
        """Return the port at the cable's other end, which hangs from there on."""
        other = self.ends.pop(end)
        del self.ends[other]
        return other

    def plug(self, kept: End, there: End) -> None:
        assert there not in self.ends, f"{there} is taken"
        assert kept not in self.ends, f"{kept} is taken"
        self.ends[kept], self.ends[there] = there, kept


def mended(ends: Wires) -> tuple[Wires, int]:
    """Return the wires after every finding was mended in turn, and how many plugs it took."""
    plugs = Plugs(ends)
    moved = sum(plugs.do(drift) for drift in compared(ends).drifts)
    assert plugs.hanging is None
    return plugs.ends, moved


def pairs(ends: Wires) -> set[frozenset[End]]:
    return {frozenset(pair) for pair in ends.items()}


@st.composite
def permuted(draw: st.DrawFn) -> Wires:
    """Draw wires whose upper plugs have changed places among some cables."""
    cables = [(end, planned()[end]) for end in sorted(planned()) if any((cable.a_device, cable.a_port) == end for cable in pod().fabric.cables)]
    chosen = draw(st.lists(st.sampled_from(cables), min_size=2, max_size=12, unique=True))
    targets = draw(st.permutations([upper for _, upper in chosen]))
    ends = {end: other for end, other in planned().items() if end not in {end for cable in chosen for end in cable}}
    for (lower, _), upper in zip(chosen, targets, strict=True):
        ends |= {lower: upper, upper: lower}
    return ends


@st.composite
def anyhow(draw: st.DrawFn) -> Wires:
    """Draw wires between any ports at all, planned or free, of hosts and switches alike."""
    kept = dict(planned())
    gone = draw(st.lists(st.sampled_from(sorted(planned())), max_size=10, unique=True))
    for end in gone:
        if end in kept:
            del kept[kept.pop(end)]
    free = [end for end in sockets() if end not in kept]
    order = draw(st.permutations(free))
    for one, other in list(zip(order[::2], order[1::2], strict=False))[: draw(st.integers(0, len(order) // 2))]:
        kept |= {one: other, other: one}
    return kept


@given(permuted())
def test_plugs_that_changed_places_are_found_and_the_moves_give_the_plan(ends: Wires) -> None:
    after, moved = mended(ends)
    assert pairs(after) == pairs(planned())
    assert moved == len(pairs(ends) - pairs(planned())), "every cable that is wrong has one plug moved, and no other has"


@given(anyhow())
def test_whatever_is_plugged_the_moves_give_the_plan_and_are_as_few_as_can_be(ends: Wires) -> None:
    after, moved = mended(ends)
    assert pairs(after) == pairs(planned())
    wrong, lacking = pairs(ends) - pairs(planned()), pairs(planned()) - pairs(ends)
    assert max(len(wrong), len(lacking)) <= moved <= len(wrong) + len(lacking)


@given(permuted())
def test_every_wrong_cable_stands_in_exactly_one_finding(ends: Wires) -> None:
    named = [label for drift in compared(ends).drifts for label in drift.cables]
    wrong = {
        cable.label
        for cable in pod().fabric.cables
        if (cable.a_device, cable.a_port) in planned() and ends[cable.a_device, cable.a_port] != (cable.b_device, cable.b_port)
    }
    assert sorted(named) == sorted(wrong)
