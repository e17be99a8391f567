"""`podwright lab machine` as a person uses it: a blank machine of a plan's host, found by `podwright machines` at its planned address."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.hosts.pods import Lab, make_lab, traces
from podwright.lab.down import down
from podwright.lab.machines.rack import racked, status

pytestmark = pytest.mark.lab


@pytest.fixture
def lab(folder: Path) -> Iterator[Lab]:
    """Return a pod whose lab is not up; none of it is left."""
    made = make_lab(folder, "north")
    yield made
    down(made.state, wipe=True, on_event=lambda _: None)
    assert traces(made) == ()


def test_a_blank_machine_stands_where_the_plan_has_its_host(lab: Lab) -> None:
    first, second = (host.name for host in lab.plan.hosts.hosts[:2])
    done = lab.run("machine", "up", str(lab.stack), first, second, "--firmware", "bios", "--no-tpm")
    assert done.returncode == 0, done.stderr
    told = json.loads(lab.run("machine", "status", str(lab.stack), "--json").stdout)
    assert [(one["name"], one["has_bmc"], one["has_power"]) for one in told] == [(first, True, False), (second, True, False)]
    assert [one["bmc"] for one in told] == [host.bmc_v4 for host in lab.plan.hosts.hosts[:2]]
    again = lab.run("machine", "up", str(lab.stack), first, "--firmware", "uefi")
    assert again.returncode == 3
    assert "it stands there with other parts" in again.stderr
    looked = lab.run("exec", "--", "podwright", "machines", str(lab.stack), "--only", first, "--only", second, "--learn")
    assert "2 of 2 machines as planned, 0 findings" in looked.stdout, looked.stdout + looked.stderr
    powered = lab.run("exec", "--", "podwright", "bmc", "power", "on", str(lab.stack), "--only", first, "--yes")
    assert powered.returncode == 0, powered.stdout + powered.stderr
    assert [one.has_power for one in status(lab.state)] == [True, False]
    assert lab.run("machine", "down", str(lab.stack), first).returncode == 0
    assert racked(lab.state) == (second,)


def test_a_host_that_the_pod_does_not_have_is_refused_before_anything_is_made(lab: Lab) -> None:
    done = lab.run("machine", "up", str(lab.stack), "nobody")
    assert done.returncode == 3
    assert "no host of pod north has this name" in done.stderr
    assert not lab.state.namespace.exists()
