"""Cable faults planted in a simulated InfiniBand fabric, found in what the real ibnetdiscover prints of it; and mended, move by move, until it finds the plan."""

import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from lab.fabrics.ibsim import SimulatedFabric, lacking
from lab.fabrics.subnets import PlannedSubnet, planned_subnet, running
from podwright.observe.compare import compare
from podwright.observe.drift import Action, Comparison, Drift, DriftKind
from podwright.observe.ibnetdiscover import subnet
from podwright.observe.observed import Observed, together
from podwright.observe.reading import Reading, read
from podwright.observe.unreadable import Unreadable
from podwright.plan.types import LidHolder, Plan
from unit.pods import plan

pytestmark = [pytest.mark.lab, pytest.mark.skipif(bool(lacking()), reason=f"a simulated fabric needs {', '.join(lacking())}")]

LEAF, OTHER_LEAF, SPINE = "pod-u000-r01-s01", "pod-u000-r01-s02", "pod-u000-r01-s13"
NODE, OTHER = "pod-u001-r01-n01", "pod-u001-r01-n02"

WORKS = {"Initialize/", "Armed/"}
"""States of ports that a subnet manager has not finished with."""

End = tuple[str, str]


@cache
def pod() -> Plan:
    """One unit of the pod whose InfiniBand ibsim can run at its own speed: HDR is the fastest that it knows."""
    return plan("dgx-superpod-a100", 1)


class Bench:
    """A simulated subnet, its cables by the names of the plan, and hands that plug."""

    def __init__(self, planned: PlannedSubnet, fabric: SimulatedFabric) -> None:
        self.planned, self.fabric = planned, fabric
        self.ids = {row.device if row.holder is LidHolder.SWITCH else f"{row.device}/{row.port}": planned.node_id(row) for row in planned.lids}
        self.switches = {row.device for row in planned.lids if row.holder is LidHolder.SWITCH}
        self.ends: dict[End, End] = {}
        for cable in pod().fabric.cables:
            if cable.fabric == "compute":
                a, b = (cable.a_device, cable.a_port), (cable.b_device, cable.b_port)
                self.ends |= {a: b, b: a}

    def name(self, end: End) -> str:
        """Return what ibsim calls an end: its ports are numbers; an adapter has one."""
        device, port = end
        return f'"{self.ids[device]}"[{port.removeprefix("1/")}]' if device in self.switches else f'"{self.ids[f"{device}/{port}"]}"[1]'

    def pull(self, end: End) -> End:
        """Take the cable at an end away; return its other end."""
        other = self.ends.pop(end)
        del self.ends[other]
        self.fabric.console(f"Unlink {self.name(end)}")
        return other

    def plug(self, one: End, other: End) -> None:
        """Lay a cable between two free ends."""
        assert not {one, other} & self.ends.keys()
        self.ends |= {one: other, other: one}
        self.fabric.console(f"Link {self.name(one)} {self.name(other)}")

    def exchange(self, one: End, other: End) -> None:
        """Let two plugs change places."""
        there, here = self.pull(one), self.pull(other)
        self.plug(one, here)
        self.plug(other, there)

    def compared(self) -> Comparison:
        """Return what ibnetdiscover finds against the plan, on this fabric alone."""
        return found(self.scan())

    def scan(self) -> Observed:
        return subnet(self.fabric.run("ibnetdiscover"), device=NODE, source="ibnetdiscover")

    def mend(self, drift: Drift) -> None:
        """Do the moves of a finding."""
        hanging: End | None = None
        for move in drift.moves:
            here = (move.from_end.device, move.from_end.port) if move.from_end else None
            there = (move.to_end.device, move.to_end.port) if move.to_end else None
            assert here is not None
            if move.action is Action.LIFT:
                hanging = self.pull(here)
            elif move.action is Action.SET:
                assert hanging is not None
                assert there is not None
                self.plug(hanging, there)
            elif move.action is Action.LAY:
                assert there is not None
                self.plug(here, there)
            elif move.action is Action.REMOVE:
                self.pull(here)
            elif move.action is Action.EXCHANGE:
                assert there is not None
                self.exchange(here, there)
            else:
                assert there is not None
                self.plug(self.pull(here), there)


def compute(folder: Path) -> PlannedSubnet:
    """Return the compute subnet with its files in a folder."""
    return planned_subnet(pod(), next(row for row in pod().infiniband.subnets if row.name == "compute"), folder)


def found(observed: Observed) -> Comparison:
    return compare(pod().physical, pod().fabric, observed)


def one(comparison: Comparison) -> Drift:
    (drift,) = comparison.drifts
    return drift


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """The compute subnet of one unit, as planned: 160 adapters, 13 switches, 320 cables."""
    planned = compute(tmp_path)
    with running(planned) as fabric:
        yield Bench(planned, fabric)


def test_a_fabric_as_planned_has_no_drift(bench: Bench) -> None:
    comparison = bench.compared()
    assert comparison.drifts == ()
    assert [(row.fabric, row.as_planned) for row in comparison.tallies if row.as_planned] == [("compute", 320)]


def test_a_rail_swap_is_one_finding_and_its_move_mends_it(bench: Bench) -> None:
    bench.exchange((NODE, "ibp12s0"), (OTHER, "ibp18s0"))
    drift = one(bench.compared())
    assert (drift.kind, drift.aspects, drift.cables) == (DriftKind.SWAPPED, (DriftKind.WRONG_RAIL,), ("u001-r01-n01/ibp12s0", "u001-r01-n02/ibp18s0"))
    assert {(end.device, end.rack, end.u) for end in drift.ends} >= {(NODE, "pod-u001-r01", "U3-8"), (LEAF, "pod-u000-r01", "U3")}
    bench.mend(drift)
    assert bench.compared().drifts == ()


def test_a_leaf_to_leaf_cable_is_found(bench: Bench) -> None:
    bench.pull((LEAF, "1/21"))
    bench.pull((OTHER_LEAF, "1/21"))
    bench.plug((LEAF, "1/21"), (OTHER_LEAF, "1/21"))
    drift = one(bench.compared())
    assert (drift.kind, drift.cables) == (DriftKind.WRONG_TIER, ("u000-r01-s01/1/21", "u000-r01-s02/1/21"))
    bench.mend(drift)
    assert bench.compared().drifts == ()


def test_a_missing_trunk_is_found(bench: Bench) -> None:
    bench.pull((SPINE, "1/1"))
    drift = one(bench.compared())
    assert (drift.kind, drift.cables) == (DriftKind.MISSING, ("u000-r01-s01/1/21",))


def test_a_missing_adapter_is_found(bench: Bench) -> None:
    bench.pull((NODE, "ibp75s0"))
    drift = one(bench.compared())
    assert (drift.kind, drift.cables) == (DriftKind.MISSING, ("u001-r01-n01/ibp75s0",))


def test_a_switch_that_is_gone_is_one_finding(bench: Bench) -> None:
    for end in sorted(end for end in bench.ends if end[0] == SPINE):
        bench.pull(end)
    drift = one(bench.compared())
    assert (drift.kind, len(drift.cables), SPINE in drift.what) == (DriftKind.ABSENT_DEVICE, 32, True)


def test_a_plug_in_the_wrong_port_is_found(bench: Bench) -> None:
    bench.pull((SPINE, "1/2"))
    bench.plug(bench.pull((SPINE, "1/1")), (SPINE, "1/2"))
    drift = one(bench.compared())
    assert (drift.kind, drift.aspects, [move.action for move in drift.moves]) == (DriftKind.WRONG_PORT, (DriftKind.MISSING,), [Action.MOVE, Action.LAY])
    bench.mend(drift)
    assert bench.compared().drifts == ()


def test_a_guid_that_two_adapters_have_is_found(bench: Bench) -> None:
    guid = bench.ids[f"{NODE}/ibp12s0"].removeprefix("H-")
    bench.fabric.console(f'Guid "{bench.ids[f"{OTHER}/ibp18s0"]}" 0x{guid}')
    done = bench.fabric.attempt("ibnetdiscover")
    comparison = found(subnet(done.stdout + done.stderr, device=NODE, source="ibnetdiscover"))
    assert comparison.drifts[0].kind is DriftKind.REPEATED_ID
    assert guid[:-1].lstrip("0") in comparison.drifts[0].what


def test_a_slow_link_and_a_dead_lane_are_found(tmp_path: Path) -> None:
    planned = compute(tmp_path)
    records = planned.net.split("\n\n")
    for name, speed in ((f"{NODE} ibp12s0", "4xEDR"), (f"{OTHER} ibp18s0", "2xHDR")):
        records = [slowed(record, name, speed) for record in records]
    (tmp_path / "topology.net").write_text("\n\n".join(records), encoding="utf-8")
    with running(planned) as fabric:
        drifts = Bench(planned, fabric).compared().drifts
    assert [(drift.kind, drift.cables) for drift in drifts] == [
        (DriftKind.NARROW, ("u001-r01-n02/ibp18s0",)),
        (DriftKind.SLOW, ("u001-r01-n01/ibp12s0",)),
    ]


def slowed(record: str, name: str, speed: str) -> str:
    """Return a record of a net with another width and speed at one adapter, at whichever end this record tells."""
    is_own = f'# "{name}"\n' in record
    lines = record.split("\n")
    return "\n".join(line.replace("4xHDR", speed) if f'"{name}" lid' in line or (is_own and line.startswith("[")) else line for line in lines)


def test_error_counters_above_their_limit_are_found(bench: Bench) -> None:
    for field in ("SymbolErrorCounter=1234", "LinkDownedCounter=3"):
        bench.fabric.console(f'PerformanceSet "{bench.ids[LEAF]}"[21] PortCounters.{field}')
    lid = next(row.lid for row in bench.planned.lids if row.device == LEAF)
    with managed(bench):
        readings = [
            Reading("iblinkinfo", NODE, "", bench.fabric.run("iblinkinfo", "-l"), "iblinkinfo"),
            Reading("ibqueryerrors", NODE, "", bench.fabric.attempt("ibqueryerrors").stdout, "ibqueryerrors"),
            Reading("perfquery", LEAF, "1/21", bench.fabric.run("perfquery", str(lid), "21"), "perfquery"),
        ]
    scan = bench.scan()
    for reading, count in zip(readings, (0, 1, 1), strict=True):
        told, refused = read([reading])
        assert refused == ()
        drifts = found(together([scan, told])).drifts
        assert [(drift.kind, drift.cables) for drift in drifts] == [(DriftKind.ERRORS, ("u000-r01-s01/1/21",))] * count, reading.kind
        assert all("SymbolErrorCounter 1234 (limit 10)" in drift.what and "LinkDowned" not in drift.what for drift in drifts)


@contextmanager
def managed(bench: Bench) -> Iterator[None]:
    """Have OpenSM run, since ibqueryerrors asks it for the way to each port; it is gone afterwards."""
    folder = bench.planned.folder
    command = ("opensm", "--honor_guid2lid", "-P", str(folder / "partitions.conf"), "-f", str(folder / "live.log"), "--sweep", "0")
    manager = subprocess.Popen(
        command, env=bench.fabric.environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        limit_s = time.monotonic() + 60
        while "SMINFO_MASTER" not in bench.fabric.attempt("sminfo").stdout or not WORKS.isdisjoint(bench.fabric.run("iblinkinfo", "-l").split()):
            assert manager.poll() is None, "OpenSM ended"
            assert time.monotonic() < limit_s, "OpenSM has the subnet up within a minute"
            time.sleep(0.1)
        yield
    finally:
        manager.kill()
        manager.wait()


def test_output_that_is_cut_is_refused_wherever_it_is_cut(bench: Bench) -> None:
    text = bench.fabric.run("ibnetdiscover")
    subnet(text, device=NODE, source="scan")
    draw = random.Random(5)  # noqa: S311 - the same places in every run
    for at in draw.sample(range(300, len(text) - 2), 60):
        with pytest.raises(Unreadable):
            subnet(text[:at], device=NODE, source="scan")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_plugs_that_changed_places_at_random_are_mended_by_the_moves(bench: Bench, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - the same faults in every run
    lower = sorted((cable.a_device, cable.a_port) for cable in pod().fabric.cables if cable.fabric == "compute")
    chosen = draw.sample(lower, 12)
    upper = [bench.pull(end) for end in chosen]
    draw.shuffle(upper)
    for end, other in zip(chosen[:11], upper[:11], strict=True):
        bench.plug(end, other)
    comparison = bench.compared()
    assert comparison.drifts
    for drift in comparison.drifts:
        bench.mend(drift)
    assert bench.compared().drifts == ()
