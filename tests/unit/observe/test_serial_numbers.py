"""A plug with another serial number than was built in is told; one that leads elsewhere is told once, by where it leads."""

from dataclasses import replace

import pytest

from podwright.observe.compare import compare
from podwright.observe.drift import Drift, DriftKind
from podwright.observe.observed import Observed, PortState
from podwright.plan.types import Plan
from unit.observe.wire import guid, scanned, swap, wires
from unit.pods import plan

FIRST, SECOND = "u001-r01-n01/ibp12s0", "u001-r01-n02/ibp12s0"
LEAF = "pod-u000-r01-s01"


@pytest.fixture(scope="module")
def pod() -> Plan:
    """A pod whose InfiniBand cables have their plugs moulded on."""
    return plan("dgx-superpod-a100", 1)


def drifts(pod: Plan, observed: Observed, kept: dict[str, str]) -> tuple[Drift, ...]:
    return compare(pod.physical, pod.fabric, observed, serials=kept).drifts


def read(pod: Plan, observed: Observed, **serial_at: str) -> Observed:
    """Return what was observed, with the serial numbers of plugs at ports of the first leaf, by their numbers behind `p`."""
    node = f"guid:{guid(pod, (LEAF, '1/1'))}"
    states = tuple(PortState(node, port.removeprefix("p"), serial=serial) for port, serial in serial_at.items())
    return replace(observed, states=states)


def test_the_plug_that_was_built_in_is_no_drift_and_one_that_says_nothing_neither(pod: Plan) -> None:
    seen = read(pod, scanned(pod, wires(pod, "compute", "storage")), p1="MT1")
    assert drifts(pod, seen, {FIRST: "MT1", SECOND: "MT2"}) == ()
    assert drifts(pod, seen, {}) == ()


def test_another_plug_is_told_with_both_numbers_and_whose_it_is(pod: Plan) -> None:
    seen = read(pod, scanned(pod, wires(pod, "compute", "storage")), p1="MT9")
    (drift,) = drifts(pod, seen, {FIRST: "MT1"})
    assert (drift.kind, drift.cables) == (DriftKind.OTHER_CABLE, (FIRST,))
    assert drift.what == f"the plug at {LEAF}/1/1 has serial number MT9; MT1 was built in as {FIRST}"
    (drift,) = drifts(pod, seen, {FIRST: "MT1", SECOND: "MT9"})
    assert (drift.what.partition(";")[0], drift.remedy) == (
        f"the plug at {LEAF}/1/1 has serial number MT9, which is that of {SECOND}",
        "Look which label hangs on it",
    )


def test_a_swap_stays_one_finding_though_the_plugs_say_each_others_numbers(pod: Plan) -> None:
    ends = swap(wires(pod, "compute", "storage"), (LEAF, "1/1"), (LEAF, "1/2"))
    (drift,) = drifts(pod, read(pod, scanned(pod, ends), p1="MT2", p2="MT1"), {FIRST: "MT1", SECOND: "MT2"})
    assert drift.kind is DriftKind.SWAPPED


def test_a_fibre_has_no_serial_number_that_a_port_could_read() -> None:
    pod = plan("dgx-superpod-h100", 1)
    leaf = next(cable.b_device for cable in pod.fabric.cables if cable.label == "u001-r01-n01/ibp24s0")
    seen = replace(scanned(pod, wires(pod, "compute", "storage")), states=(PortState(f"guid:{guid(pod, (leaf, '1/1'))}", "1", serial="MT9"),))
    assert drifts(pod, seen, {cable.label: "MT1" for cable in pod.fabric.cables}) == ()
