"""Legs of one cable share a plug: it is moved whole, and what happened to it whole is one finding."""

import pytest

from podwright.observe.compare import compare
from podwright.observe.drift import Action, Drift, DriftKind, Move
from podwright.plan.types import Plan
from unit.observe.wire import End, Wires, swap, talked, unplug, wires
from unit.pods import plan

NODE = "pod-u001-r01-n01"
LEGS = (NODE, "eth_p0_r0"), (NODE, "eth_p1_r0")
OTHERS = (NODE, "eth_p0_r1"), (NODE, "eth_p1_r1")


@pytest.fixture(scope="module")
def pod() -> Plan:
    """A pod whose hosts have cables of two legs, one into each plane."""
    return plan("dgx-superpod-b300-spectrum", 1)


@pytest.fixture(scope="module")
def ends(pod: Plan) -> Wires:
    return wires(pod, "compute")


def one(pod: Plan, ends: Wires) -> Drift:
    """Return the only finding on the compute fabric of what one host hears."""
    told = compare(pod.physical, pod.fabric, talked(pod, {end: other for end, other in ends.items() if NODE in (end[0], other[0])}, asked=[NODE]))
    (drift,) = (row for row in told.drifts if any("/eth_p" in label for label in row.cables))
    return drift


def places(move: Move) -> tuple[End, End]:
    assert move.from_end is not None
    assert move.to_end is not None
    return (move.from_end.device, move.from_end.port), (move.to_end.device, move.to_end.port)


def test_legs_that_changed_places_are_exchanged_at_their_far_ends(pod: Plan, ends: Wires) -> None:
    drift = one(pod, swap(ends, *LEGS))
    assert (drift.kind, drift.aspects, len(drift.cables)) == (DriftKind.SWAPPED, (DriftKind.WRONG_PLANE,), 2)
    (move,) = drift.moves
    assert set(places(move)) == {ends[leg] for leg in LEGS}


def test_two_plugs_that_changed_places_with_all_their_legs_are_one_finding_and_one_move(pod: Plan, ends: Wires) -> None:
    drift = one(pod, swap(swap(ends, LEGS[0], OTHERS[0]), LEGS[1], OTHERS[1]))
    assert (drift.kind, drift.aspects) == (DriftKind.SWAPPED, (DriftKind.WRONG_RAIL,))
    assert {f"pod-{label}" for label in drift.cables} == {"/".join(end) for end in (*LEGS, *OTHERS)}
    assert [(move.action, places(move)) for move in drift.moves] == [(Action.EXCHANGE, (LEGS[0], OTHERS[0]))]
    assert "with all their legs" in drift.what


def test_a_leg_that_changed_places_alone_is_a_finding_of_its_own(pod: Plan, ends: Wires) -> None:
    drift = one(pod, swap(ends, LEGS[0], OTHERS[0]))
    assert (drift.kind, len(drift.cables)) == (DriftKind.SWAPPED, 2)
    assert set(places(drift.moves[0])) == {ends[LEGS[0]], ends[OTHERS[0]]}


def test_a_plug_that_was_pulled_is_one_finding(pod: Plan, ends: Wires) -> None:
    drift = one(pod, unplug(ends, *LEGS))
    assert (drift.kind, len(drift.cables), [move.action for move in drift.moves]) == (DriftKind.MISSING, 2, [Action.LAY, Action.LAY])
    assert one(pod, unplug(ends, LEGS[0])).cables == ("u001-r01-n01/eth_p0_r0",)
