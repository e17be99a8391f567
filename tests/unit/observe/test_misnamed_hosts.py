"""A host on InfiniBand that calls itself by another name is one finding, and its cables are none; cables that were exchanged stay what they are."""

import re

import pytest

from podwright.observe.compare import compare
from podwright.observe.drift import Drift, DriftKind
from podwright.observe.ibnetdiscover import subnet
from podwright.plan.types import Plan
from unit.observe.wire import Tale, Wires, discovered, plug, scanned, swap, unplug, wires
from unit.pods import plan

NODE, OTHER = "pod-u001-r01-n01", "pod-u001-r01-n02"
SPINE, OTHER_SPINE = "pod-u000-r01-s13", "pod-u000-r01-s14"


@pytest.fixture(scope="module")
def pod() -> Plan:
    return plan("dgx-superpod-a100", 1)


@pytest.fixture(scope="module")
def ends(pod: Plan) -> Wires:
    return wires(pod, "compute", "storage")


def drifts(pod: Plan, ends: Wires, **names: str) -> tuple[Drift, ...]:
    tale = Tale(names={{"node": NODE, "other": OTHER}[who]: name for who, name in names.items()})
    return compare(pod.physical, pod.fabric, scanned(pod, ends, tale)).drifts


def test_two_hosts_with_each_others_names_are_one_finding(pod: Plan, ends: Wires) -> None:
    (drift,) = drifts(pod, ends, node=OTHER, other=NODE)
    assert (drift.kind, {end.device for end in drift.ends}, drift.moves) == (DriftKind.MISNAMED, {NODE, OTHER}, ())
    assert f"where {OTHER} was set up in its place, exchange the two" in drift.remedy


@pytest.mark.parametrize("said", [OTHER, "localhost", "dgx-100.site.example"])
def test_a_host_with_another_name_is_one_finding_whoever_else_has_it(pod: Plan, ends: Wires, said: str) -> None:
    (drift,) = drifts(pod, ends, node=said)
    assert drift.what == f"what stands at {NODE} calls itself {said}; it is {NODE} by 10 of its cables"


def test_a_host_that_was_never_named_is_known_by_where_its_adapters_are_plugged(pod: Plan, ends: Wires) -> None:
    def told(ends: Wires) -> tuple[Drift, ...]:
        text = re.sub(r'"never [^"]+"', '"MT4123 ConnectX6   Mellanox Technologies"', discovered(pod, ends, Tale(names={NODE: "never"})))
        return compare(pod.physical, pod.fabric, subnet(text, device=OTHER, source="ibnetdiscover")).drifts

    assert told(ends) == ()
    (drift,) = told(unplug(ends, (NODE, "ibp12s0")))
    assert (drift.kind, drift.cables) == (DriftKind.MISSING, ("u001-r01-n01/ibp12s0",))


def test_cables_of_two_hosts_that_were_exchanged_are_no_wrong_names_while_one_of_them_is_right(pod: Plan, ends: Wires) -> None:
    wrong = ends
    ports = sorted(port for device, port in ends if device == NODE)
    for port in ports[:-1]:
        wrong = swap(wrong, (NODE, port), (OTHER, port))
    assert [drift.kind for drift in drifts(pod, wrong)] == [DriftKind.SWAPPED] * 9


def test_a_host_that_nobody_planned_is_one_finding_with_all_its_adapters(pod: Plan, ends: Wires) -> None:
    bare = unplug(ends, *(end for end in ends if end[0] == NODE))
    guest = plug(plug(bare, (NODE, "ibp12s0"), (SPINE, "1/38")), (NODE, "ibp18s0"), (OTHER_SPINE, "1/38"))
    (drift,) = (drift for drift in drifts(pod, guest, node="guest") if drift.kind is DriftKind.UNKNOWN_DEVICE)
    assert drift.what == f"guest is none of the plan's; it is plugged to {SPINE}/1/38, {OTHER_SPINE}/1/38"
    assert [(end.device, end.port) for end in drift.ends[1::2]] == [("guest", "ibp12s0"), ("guest", "ibp18s0")]
