"""Rails divided among subnets, proved by those who will run them: each subnet is a whole fat tree by itself, with its own LIDs, and nothing leads to another."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from lab.fabrics.ibsim import lacking
from lab.fabrics.subnets import CONFIGURED, planned_cables, planned_lids, planned_subnet, running, scanned
from podwright.observe.compare import compare
from podwright.observe.drift import DriftKind
from podwright.observe.ibnetdiscover import subnet
from podwright.plan.types import Cable, LidHolder, Plan
from unit.plan.divided import divided_plan, with_cores

pytestmark = [pytest.mark.lab, pytest.mark.skipif(bool(lacking()), reason=f"a simulated fabric needs {', '.join(lacking())}")]

PODS: dict[str, Callable[[], Plan]] = {
    "eight": lambda: divided_plan(8),
    "two": lambda: divided_plan(2, 1, ufm="on_fabric"),
    "cores": with_cores,
    "xdr": lambda: divided_plan(8, architecture="dgx-superpod-b300-xdr"),
}


@cache
def pod_of(name: str) -> Plan:
    return PODS[name]()


@pytest.mark.parametrize(
    ("name", "number"),
    [*(("eight", number) for number in range(8)), *(("two", number) for number in range(2)), ("cores", 0), ("cores", 7), ("xdr", 3)],
)
def test_a_subnet_is_a_whole_fat_tree_with_the_planned_lids_and_no_credit_loop(name: str, number: int, tmp_path: Path) -> None:
    pod = pod_of(name)
    planned = planned_subnet(pod, pod.infiniband.subnets[number], tmp_path)
    ports = sum(row.holder is not LidHolder.SWITCH for row in planned.lids)
    with running(planned) as fabric:
        log = fabric.opensm("-R", "ftree", "--honor_guid2lid", "-P", str(tmp_path / "partitions.conf"))
        found = scanned(fabric, planned)
        paths = fabric.attempt("ibdmchk", "-s", "opensm-subnet.lst", "-f", "opensm.fdbs", "-m", "opensm.mcfdbs").stdout
        operated = fabric.opensm("-F", str(tmp_path / "opensm.conf"))
        prefix = fabric.run("smpquery", "portinfo", str(next(row.lid for row in planned.lids if row.port)), "1")
    assert CONFIGURED in log
    assert "ERR" not in log
    assert found.lids == planned_lids(planned)
    assert found.cables == planned_cables(planned)
    assert f"Scanned:{ports * (ports - 1)} CA to CA paths" in paths
    assert "no credit loops found" in paths
    assert CONFIGURED in operated
    assert f"GidPrefix:.......................{planned.subnet.prefix}" in prefix


def test_plugs_exchanged_between_two_subnets_are_found_in_what_ibnetdiscover_prints(tmp_path: Path) -> None:
    pod = pod_of("eight")
    one, other = (planned_subnet(pod, pod.infiniband.subnets[number], tmp_path / str(number)) for number in (0, 1))
    (tmp_path / "0" / "topology.net").write_text(f"{one.net}\n{other.net}", encoding="utf-8")
    (first, second), uplink = ((row.device, planned.node_id(row)) for planned in (one, other) for row in planned.lids[:1]), "17/1"
    spines = [
        next(row for row in planned.lids if row.device == cable.b_device)
        for planned, leaf in ((one, first), (other, second))
        for cable in uplinks(pod, leaf[0], uplink)
    ]
    above = [f'"{planned.node_id(row)}"[1]' for planned, row in zip((one, other), spines, strict=True)]
    below = [f'"{leaf[1]}"[33]' for leaf in (first, second)]
    with running(one) as fabric:
        whole = compare(pod.physical, pod.fabric, subnet(fabric.run("ibnetdiscover"), device="", source="ibnetdiscover"))
        fabric.console(*(f"Unlink {end}" for end in below), f"Link {below[0]} {above[1]}", f"Link {below[1]} {above[0]}")
        crossed = compare(pod.physical, pod.fabric, subnet(fabric.run("ibnetdiscover"), device="", source="ibnetdiscover"))
    assert {drift.kind for drift in whole.drifts} == {DriftKind.SLOW}, "HDR is the fastest that ibsim knows"
    (drift,) = (drift for drift in crossed.drifts if drift.kind is not DriftKind.SLOW)
    assert (drift.kind, drift.aspects) == (DriftKind.SWAPPED, (DriftKind.WRONG_PLANE,))
    assert drift.cables == (f"{first[0].removeprefix('pod-')}/{uplink}", f"{second[0].removeprefix('pod-')}/{uplink}")


def uplinks(pod: Plan, leaf: str, port: str) -> list[Cable]:
    return [cable for cable in pod.fabric.cables if (cable.a_device, cable.a_port) == (leaf, port)]
