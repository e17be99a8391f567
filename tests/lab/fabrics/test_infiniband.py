"""The InfiniBand design, proved by those who will run it: OpenSM's fat tree, ibnetdiscover, ibdmchk; as planned, and with faults that must be refused."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from lab.fabrics.ibsim import SimulatedFabric, lacking
from lab.fabrics.subnets import CONFIGURED, PlannedSubnet, Scan, planned_cables, planned_lids, planned_subnet, running, scanned
from podwright.outputs.infiniband.opensm import nvidia_conf
from podwright.plan.types import LidHolder, Plan, Tier
from unit.plan.planes import with_planes
from unit.pods import SUPERPOD, plan, wide_pools

pytestmark = [pytest.mark.lab, pytest.mark.skipif(bool(lacking()), reason=f"a simulated fabric needs {', '.join(lacking())}")]

NO_TREE = "ERR AB0D: Fabric topology hasn't been identified as FatTree"
CONFIGURATIONS = ("opensm.conf", "nvidia.conf")
PARTITIONS = (
    {"tenant": "research", "members": ["u001-r01"], "fabrics": ["compute", "storage"]},
    {"tenant": "guests", "members": ["u001-r02-n01"], "membership": "limited"},
)
SUBNETS = [
    (SUPERPOD, 1, "compute"),
    (SUPERPOD, 1, "storage"),
    (SUPERPOD, 4, "compute"),
    (SUPERPOD, 4, "storage"),
    ("dgx-superpod-b300-xdr", 1, "compute"),
    ("dgx-superpod-a100", 1, "compute"),
    ("dgx-superpod-a100", 1, "storage"),
    pytest.param((SUPERPOD, 16, "compute"), marks=pytest.mark.soak, id="dgx-superpod-h100-16-compute"),
]


@cache
def pod_of(architecture: str, units: int) -> Plan:
    return plan(
        architecture,
        units,
        tenants=({"name": "research", "gpu_count": 8}, {"name": "guests", "gpu_count": 8}),
        fabrics={"infiniband": {"partitions": PARTITIONS}},
        addresses=wide_pools(),
    )


@dataclass(frozen=True)
class Proof:
    """What the programs said of one subnet: OpenSM by its own wits, the scan, ibdmchk, OpenSM's order, then OpenSM with the options that the pod is run with.

    What ibdmchk 1.5.7 prints is whole, its exit status says nothing: it crashes on its way out, on every fabric.
    """

    planned: PlannedSubnet
    fabric: SimulatedFabric
    log: str
    scan: Scan
    paths: str
    order: str
    operated: str


@pytest.fixture(scope="module")
def prove(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, int, str], Proof]]:
    """Return a prover of subnets; each is brought up once, and all are gone at the end."""
    with ExitStack() as stack:
        yield cache(lambda architecture, units, name: _proof(stack, architecture, units, name, tmp_path_factory.mktemp("subnet")))


@pytest.fixture(params=SUBNETS, ids=lambda case: "-".join(map(str, case)), scope="module")
def proof(request: pytest.FixtureRequest, prove: Callable[[str, int, str], Proof]) -> Proof:
    return prove(*request.param)


def _proof(stack: ExitStack, architecture: str, units: int, name: str, folder: Path) -> Proof:
    pod = pod_of(architecture, units)
    planned = planned_subnet(pod, next(row for row in pod.infiniband.subnets if row.name == name), folder)
    fabric = stack.enter_context(running(planned))
    log = fabric.opensm("-R", "ftree", "--honor_guid2lid", "-P", str(folder / "partitions.conf"))
    scan = scanned(fabric, planned)
    paths = fabric.attempt("ibdmchk", "-s", "opensm-subnet.lst", "-f", "opensm.fdbs", "-m", "opensm.mcfdbs").stdout
    order = (folder / "opensm-ftree-ca-order.dump").read_text(encoding="utf-8")
    return Proof(planned, fabric, log, scan, paths, order, fabric.opensm("-F", str(folder / "opensm.conf")))


def test_opensm_takes_the_design_for_a_whole_fat_tree_by_itself(proof: Proof) -> None:
    assert CONFIGURED in proof.log
    assert "ERR" not in proof.log


def test_every_cable_is_found_where_the_plan_has_it_and_no_other(proof: Proof) -> None:
    assert proof.scan.cables == planned_cables(proof.planned)


def test_every_lid_is_the_planned_one(proof: Proof) -> None:
    assert proof.scan.lids == planned_lids(proof.planned)


def test_every_pair_of_ports_has_a_path_and_no_credit_loop(proof: Proof) -> None:
    ports = sum(row.holder is not LidHolder.SWITCH for row in proof.planned.lids)
    assert f"Scanned:{ports * (ports - 1)} CA to CA paths" in proof.paths
    assert "no credit loops found" in proof.paths
    assert "-E-" not in proof.paths


def test_opensm_counts_the_ports_of_a_leaf_in_the_order_of_their_seats(proof: Proof) -> None:
    lid_of = planned_lids(proof.planned)
    rows = [line.split(None, 1)[1] for line in proof.order.splitlines()]
    leaf_of = {a: b for a, b in (_node_and_leaf(cable, lid_of) for cable in planned_cables(proof.planned)) if a}
    by_leaf: dict[str, list[int]] = {}
    for name in rows:
        if name in lid_of:
            by_leaf.setdefault(leaf_of[name], []).append(lid_of[name])
    assert sum(map(len, by_leaf.values())) == sum(row.holder is not LidHolder.SWITCH for row in proof.planned.lids)
    assert all(lids == sorted(lids) for lids in by_leaf.values())


def _node_and_leaf(cable: frozenset[tuple[str, int]], lid_of: dict[str, int]) -> tuple[str, str]:
    hosts = [name for name, _ in cable if " " in name]
    return (hosts[0], next(name for name, _ in cable if name != hosts[0])) if hosts else ("", "")


def test_p_keys_are_read_back_full_and_limited(proof: Proof) -> None:
    pod = proof.planned.pod
    pkey = {row.name: row.pkey for row in pod.infiniband.partitions if proof.planned.subnet.name in row.subnets}
    guest = {pkey["guests"]} if "guests" in pkey else set()
    for place, wanted in (("u001-r01-n01", {0x7FFF, 0x8000 | pkey["research"]}), ("u001-r02-n01", {0x7FFF, *guest}), ("u001-r03-n01", {0x7FFF})):
        row = next(row for row in proof.planned.lids if row.device == f"pod-{place}")
        assert _pkeys(proof.fabric, row.lid) == wanted, place
    manager = proof.planned.holder(LidHolder.MANAGER)
    if manager:
        assert _pkeys(proof.fabric, manager.lid) == {0xFFFF}


def _pkeys(fabric: SimulatedFabric, lid: int) -> set[int]:
    return {int(key, 16) for key in re.findall(r"0x([0-9a-f]{4})", fabric.run("smpquery", "--timeout", "10000", "pkeys", str(lid), "1"))} - {0}


def test_with_the_options_that_it_is_run_with_the_tree_stands_under_the_planned_prefix(proof: Proof) -> None:
    assert CONFIGURED in proof.operated
    assert "ERR" not in proof.operated
    row = next(row for row in proof.planned.lids if row.port)
    assert f"GidPrefix:.......................{proof.planned.subnet.prefix}" in proof.fabric.run("smpquery", "portinfo", str(row.lid), "1")


@pytest.mark.parametrize("plane", [0, 1])
def test_each_of_two_planes_is_a_whole_fat_tree_of_its_own(plane: int, tmp_path: Path) -> None:
    pod = with_planes(2)
    planned = planned_subnet(pod, pod.infiniband.subnets[plane], tmp_path)
    with running(planned) as fabric:
        assert CONFIGURED in fabric.opensm("-R", "ftree", "--honor_guid2lid")
        found = scanned(fabric, planned)
    assert found.lids == planned_lids(planned)
    assert len(found.cables) == (31 * 8 + 4 + 256) // 2 + (2 if plane == 0 else -2)


@pytest.fixture
def one_unit(tmp_path: Path) -> Iterator[tuple[PlannedSubnet, SimulatedFabric]]:
    """Yield the compute subnet of one unit, for a test to harm."""
    pod = pod_of(SUPERPOD, 1)
    planned = planned_subnet(pod, pod.infiniband.subnets[0], tmp_path)
    with running(planned) as fabric:
        yield planned, fabric


def test_opensm_knows_every_word_of_its_options_and_none_of_nvidias(one_unit: tuple[PlannedSubnet, SimulatedFabric]) -> None:
    planned, fabric = one_unit
    told = replace(planned.subnet, adaptive_routing=True, sharp=True)
    (planned.folder / "nvidia.conf").write_text(nvidia_conf(told, planned.lids, folder=str(planned.folder)), encoding="utf-8")
    known, unknown = (fabric.attempt("opensm", "--once", "-f", str(planned.folder / "opensm.log"), "-F", str(planned.folder / name)) for name in CONFIGURATIONS)
    assert "Unrecognized token" not in known.stdout
    assert 'Unrecognized token: "sharp_enabled"' in unknown.stdout
    assert "cannot find or setup routing engine 'ar_ftree'" in (planned.folder / "opensm.log").read_text(encoding="utf-8")


def test_a_trunk_that_is_not_plugged_is_refused(one_unit: tuple[PlannedSubnet, SimulatedFabric]) -> None:
    planned, fabric = one_unit
    trunk = next(cable for cable in planned.pod.fabric.cables if cable.fabric == "compute" and cable.tier is Tier.LEAF_SPINE)
    fabric.console(f'Unlink "{_switch(planned, trunk.a_device)}"[33]')
    log = fabric.opensm("-R", "ftree")
    assert CONFIGURED not in log
    assert NO_TREE in log


def test_a_trunk_plugged_from_leaf_to_leaf_is_refused(one_unit: tuple[PlannedSubnet, SimulatedFabric]) -> None:
    planned, fabric = one_unit
    one, other = (_switch(planned, name) for name in ("pod-u001-r09-s05", "pod-u001-r09-s06"))
    fabric.console(f'Unlink "{one}"[33]', f'Unlink "{other}"[33]', f'Link "{one}"[33] "{other}"[33]')
    log = fabric.opensm("-R", "ftree")
    assert CONFIGURED not in log
    assert NO_TREE in log


def test_a_cable_too_many_from_leaf_to_leaf_does_not_trouble_opensm_and_the_scan_finds_it(one_unit: tuple[PlannedSubnet, SimulatedFabric]) -> None:
    planned, fabric = one_unit
    fabric.console(f'Link "{_switch(planned, "pod-u001-r09-s05")}"[32] "{_switch(planned, "pod-u001-r09-s06")}"[32]')
    assert CONFIGURED in fabric.opensm("-R", "ftree")
    found, planned_ones = scanned(fabric, planned).cables, planned_cables(planned)
    assert found - planned_ones == {frozenset((("pod-u001-r09-s05", 32), ("pod-u001-r09-s06", 32)))}
    assert not planned_ones - found


def test_what_the_plan_does_not_know_gets_a_lid_below_all_planned_ones(tmp_path: Path) -> None:
    pod = pod_of(SUPERPOD, 1)
    planned = planned_subnet(pod, pod.infiniband.subnets[0], tmp_path)
    tester = 'vendid=0x2c9\ndevid=0x1021\ncaguid=0x0200000000000010\nCa\t1 "H-0200000000000010"\t\t# "tester"\n'
    (tmp_path / "topology.net").write_text(f"{planned.net}\n{tester}\n", encoding="utf-8")
    with running(planned) as fabric:
        fabric.console(f'Link "H-0200000000000010"[1] "{_switch(planned, "pod-u001-r09-s05")}"[32]')
        fabric.opensm("-R", "ftree", "--honor_guid2lid")
        found = scanned(fabric, planned).lids
    assert 0 < found.pop("tester") < min(planned_lids(planned).values())
    assert found == planned_lids(planned)


def _switch(planned: PlannedSubnet, name: str) -> str:
    return planned.node_id(next(row for row in planned.lids if row.device == name))
