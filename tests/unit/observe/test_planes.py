"""A Quantum-X800 as a scan tells it: four switches for one, a lane of each cable to each of them; what is found is told of whole cables."""

from dataclasses import replace

import pytest

from podwright.observe.compare import compare
from podwright.observe.drift import Drift, DriftKind
from podwright.observe.observed import Link, Node, NodeKind, Observed, PortState
from podwright.plan.types import Plan
from unit.observe.wire import Wires, scanned, swap, unplug, wires
from unit.pods import plan

CHIPS = (1, 2, 3, 4)
NODE, OTHER = "pod-u001-r01-n01", "pod-u001-r01-n02"


@pytest.fixture(scope="module")
def pod() -> Plan:
    return plan("dgx-superpod-b300-xdr", 1)


@pytest.fixture(scope="module")
def ends(pod: Plan) -> Wires:
    return {end: other for end, other in wires(pod, "compute").items() if NODE in (end[0], other[0]) or OTHER in (end[0], other[0])}


def in_planes(told: Observed) -> Observed:
    """Return a scan in which every switch is four, and every cable four links of one lane; the chips of a switch are joined inside of it."""
    kinds = {node.key: node.kind for node in told.nodes}

    def end(key: str, port: str, chip: int) -> tuple[str, str]:
        return (f"{key}{chip}", port) if kinds[key] is NodeKind.SWITCH else (key, str(chip))

    def chips(node: Node) -> list[Node]:
        if node.kind is not NodeKind.SWITCH:
            return [node]
        return [node._replace(key=f"{node.key}{chip}", ids=(f"{node.key}{chip}",), name=f"MF0;{node.name}:Q3400_RA/U{chip}") for chip in CHIPS]

    links = [Link(*end(row.a_node, row.a_port, chip), *end(row.b_node, row.b_port, chip), 200.0, 1, row.source) for row in told.links for chip in CHIPS]
    inner = [Link(f"{node.key}1", "146", f"{node.key}2", "146", 200.0, 1, node.source) for node in told.nodes if node.kind is NodeKind.SWITCH]
    return replace(told, nodes=tuple(one for node in told.nodes for one in chips(node)), links=(*links, *inner))


def drifts(pod: Plan, observed: Observed) -> list[Drift]:
    """Return what is found of cables that are there: the fixture's scan has those of two hosts alone."""
    gone = (DriftKind.MISSING, DriftKind.ABSENT_DEVICE)
    return [drift for drift in compare(pod.physical, pod.fabric, observed).drifts if drift.kind not in gone]


def test_cables_in_planes_as_planned_are_no_drift(pod: Plan, ends: Wires) -> None:
    assert drifts(pod, in_planes(scanned(pod, ends))) == []


def test_a_swap_of_cables_in_planes_is_one_swap(pod: Plan, ends: Wires) -> None:
    one, other = next(end for end in ends if end[0] == NODE), next(end for end in ends if end[0] == OTHER)
    wrong = swap(ends, one, other)
    (drift,) = drifts(pod, in_planes(scanned(pod, wrong)))
    assert drift.kind is DriftKind.SWAPPED
    assert [drift] == drifts(pod, scanned(pod, wrong))


def test_a_cable_that_lost_a_plane_is_narrow(pod: Plan, ends: Wires) -> None:
    whole = in_planes(scanned(pod, ends))
    (drift,) = drifts(pod, replace(whole, links=whole.links[1:]))
    assert (drift.kind, "runs at 600 Gb/s on 3 lanes, 800 Gb/s is planned" in drift.what) == (DriftKind.NARROW, True)


def test_a_cable_that_is_gone_is_gone_in_all_planes_at_once(pod: Plan, ends: Wires) -> None:
    pulled = next(end for end in ends if end[0] == NODE)
    label = f"{NODE.removeprefix('pod-')}/{pulled[1]}"
    told = compare(pod.physical, pod.fabric, in_planes(scanned(pod, unplug(ends, pulled)))).drifts
    assert [drift.kind for drift in told if label in drift.cables] == [DriftKind.MISSING]


def test_states_of_planes_are_added_and_errors_are_those_of_any(pod: Plan, ends: Wires) -> None:
    whole = in_planes(scanned(pod, ends))
    ports = [(row.a_node, row.a_port) for row in whole.links[:4]]
    states = tuple(
        PortState(*port, is_up=True, rate_gbps=200.0, lanes=1, counters=(("SymbolErrorCounter", 90 * (chip == 2)),)) for chip, port in enumerate(ports)
    )
    (drift,) = drifts(pod, replace(whole, states=states))
    assert (drift.kind, "SymbolErrorCounter 90" in drift.what) == (DriftKind.ERRORS, True)
