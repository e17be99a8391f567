"""`podwright machines` asks BMCs at their planned addresses over HTTPS, in a network namespace of its own: the first look, learning, a swap, a bad day."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.machines.site import LACKING, ONE, PASSWORD, REASON, SEARCH, STORAGE, TWO, Site, serving

pytestmark = [pytest.mark.lab, pytest.mark.skipif(bool(LACKING), reason=REASON)]


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("racked")) as site:
        yield site


@pytest.fixture
def site(standing: Site) -> Iterator[Site]:
    """The site as planned, with nothing learnt; what is asked of it changes nothing there."""
    for name in ("hardware.csv", "bmc-certificates.csv"):
        (standing.stack / name).unlink(missing_ok=True)
    yield standing
    for host in (ONE, TWO, STORAGE):
        told = standing.change(host, **{"as": host}, fault={"hangs": False, "statuses": {}})
        assert told == {"writes": [], "sessions": 0, "pushed": 0}


def test_a_first_look_shows_machines_as_planned_and_writes_nothing(site: Site) -> None:
    ended = site.podwright()
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines()[-1] == "4 of 4 machines as planned, 0 findings"
    assert "4 answered" in ended.stderr
    assert not (site.stack / "hardware.csv").exists()
    assert PASSWORD not in ended.stdout + ended.stderr


def test_after_learning_a_swap_is_named_with_both_places(site: Site) -> None:
    learnt = site.podwright("--learn")
    assert (learnt.returncode, "learnt: 4 machines" in learnt.stderr) == (0, True)
    again = site.podwright("--json")
    assert json.loads(again.stdout)["findings"] == []
    site.change(ONE, **{"as": TWO})
    site.change(TWO, **{"as": ONE})
    ended = site.podwright()
    assert ended.returncode == 1
    told = [line for line in ended.stdout.splitlines() if line.startswith("P5")]
    assert len(told) == 1
    assert told[0].startswith("P520 rack racked-u001-r01, U12-19, racked-u001-r01-n02: this machine is declared for rack racked-u001-r01, U3-10,")


def test_a_bmc_with_another_certificate_and_one_that_hangs_are_told_and_the_rest_is_compared(site: Site) -> None:
    assert site.podwright("--learn").returncode == 0
    site.change(ONE, renew=True)
    site.change(STORAGE, fault={"hangs": True})
    ended = site.podwright("--limit", "3", "--json")
    assert ended.returncode == 3, ended.stderr
    told = json.loads(ended.stdout)
    assert [(finding["code"], finding["where"].rpartition(" ")[2]) for finding in told["findings"]] == [("P530", STORAGE), ("P532", ONE)]
    assert {machine["host"] for machine in told["machines"]} == {TWO, "racked-u001-r01-n12"}


def test_an_interruption_ends_with_its_own_code_and_no_session(site: Site) -> None:
    site.change(STORAGE, fault={"hangs": True})
    told = {**os.environ, "PYTHONPATH": SEARCH, "CREDENTIALS_DIRECTORY": str(site.stack / "credentials")}
    run = (sys.executable, "-c", "from podwright.cli import main; main()", "machines", str(site.stack), "--learn")
    process = subprocess.Popen(("nsenter", f"--net=/proc/{site.bmcs.pid}/ns/net", *run), env=told, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert any("3 of 4" in line for line in iter(process.stderr.readline, ""))
    process.send_signal(signal.SIGINT)
    _, rest = process.communicate(timeout=20)
    assert (process.returncode, "Traceback" in rest) == (130, False)
    assert not (site.stack / "hardware.csv").exists()


def test_what_is_saved_reads_the_same_where_no_bmc_is(site: Site, tmp_path: Path) -> None:
    site.change(TWO, fault={"statuses": {"/redfish/v1/Systems/DGX/Memory/DIMM3": 500}})
    asked = site.podwright("--save", str(tmp_path / "answers"), "--json")
    told = {**os.environ, "PYTHONPATH": SEARCH}
    command = (sys.executable, "-c", "from podwright.cli import main; main()", "machines", str(site.stack), "--from", str(tmp_path / "answers"), "--json")
    read = subprocess.run(command, env=told, capture_output=True, text=True, timeout=60, check=False)
    assert (read.returncode, read.stdout) == (asked.returncode, asked.stdout)
    assert json.loads(read.stdout)["not_compared"][0]["aspect"] == "model"
    kept = "".join(path.read_text() for path in (tmp_path / "answers").iterdir())
    assert PASSWORD not in kept
