"""Rails divided among subnets, as scans tell them: each scan is of its own subnet, and a cable into another one is in the wrong plane."""

import pytest

from podwright.observe.compare import compare
from podwright.observe.drift import Comparison, DriftKind
from podwright.plan.types import Plan
from unit.observe.wire import Wires, scanned, swap, wires
from unit.plan.divided import divided_plan

NODE, FIRST_LEAF, SECOND_LEAF = "pod-u001-r01-n01", "pod-u001-r09-s01", "pod-u001-r09-s02"


@pytest.fixture(scope="module")
def pod() -> Plan:
    return divided_plan(8)


@pytest.fixture(scope="module")
def ends(pod: Plan) -> Wires:
    return wires(pod, "compute", "storage")


def found(pod: Plan, ends: Wires) -> Comparison:
    return compare(pod.physical, pod.fabric, scanned(pod, ends))


def test_what_is_wired_as_planned_has_no_drift(pod: Plan, ends: Wires) -> None:
    assert found(pod, ends).drifts == ()


def test_a_scan_of_one_subnet_says_nothing_of_the_others(pod: Plan, ends: Wires) -> None:
    mine = {row.device for row in pod.infiniband.lids if row.subnet == "compute-p3" and not row.port}
    seen = {end: other for end, other in ends.items() if end[0] in mine or other[0] in mine}
    assert len(seen) == 2 * 2 * (32 + 32)
    assert found(pod, seen).drifts == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [((NODE, "ibp24s0"), (NODE, "ibp64s0")), ((FIRST_LEAF, "17/1"), (SECOND_LEAF, "17/1"))],
    ids=["two rails of a node", "uplinks of two leaves"],
)
def test_plugs_exchanged_between_two_subnets_are_in_the_wrong_plane(pod: Plan, ends: Wires, one: tuple[str, str], other: tuple[str, str]) -> None:
    (drift,) = found(pod, swap(ends, one, other)).drifts
    assert (drift.kind, drift.aspects) == (DriftKind.SWAPPED, (DriftKind.WRONG_PLANE,))
    assert {f"pod-{label}" for label in drift.cables} == {"/".join(one), "/".join(other)}
