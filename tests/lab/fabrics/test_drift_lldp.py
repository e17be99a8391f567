"""Cable faults planted between network namespaces with real lldpd in them, found by `podwright drift`, which asks the hosts over real ssh with the pod's own certificates."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.fabrics.floor import MODULES, SEARCH, Floor, lacking, open_door, running, until
from podwright.observe.drift import DriftKind

pytestmark = [pytest.mark.lab, pytest.mark.skipif(bool(lacking()), reason=f"a floor of namespaces needs {', '.join(lacking())}")]

FABRICS = ("storage", "in_band")
ONLY = tuple(word for name in FABRICS for word in ("--fabric", name))
NODE, OTHER, LEAF, IN_BAND_LEAF = "floor-u001-r01-n01", "floor-u001-r01-n02", "floor-u001-r01-s02", "floor-u001-r01-s03"
STORAGE, IN_BAND = "enp170s0f0np0", "enp170s0f1np1"
EXPORTER = "prometheus-node-exporter"


@pytest.fixture(scope="module")
def standing() -> Iterator[Floor]:
    """The floor, once for all tests here; each plugs what it pulled."""
    with running(*FABRICS) as floor:
        yield floor


@pytest.fixture
def floor(standing: Floor) -> Iterator[Floor]:
    planned = dict(standing.ends)
    yield standing
    for end in [end for end, other in standing.ends.items() if planned.get(end) != other]:
        if end in standing.ends:
            standing.pull(end)
    for end, other in planned.items():
        if end not in standing.ends:
            standing.plug(end, other)
    for name in standing.names:
        standing.lldp(name, "configure", "system", "hostname", f"{name}.floor.example")
    standing.settle()


def drifts(floor: Floor, *words: str) -> list[dict[str, object]]:
    """Return what is found, but for rates: every veth says 10 Gb/s, which a test of its own holds against the plan."""
    ended = floor.podwright("--json", *ONLY, *words)
    assert ended.returncode in (0, 1), ended.stderr
    return [drift for drift in json.loads(ended.stdout)["drifts"] if drift["kind"] != DriftKind.SLOW]


def test_every_host_answers_and_every_cable_is_as_planned(floor: Floor) -> None:
    ended = floor.podwright("--json", *ONLY)
    document = json.loads(ended.stdout)
    assert [drift["what"] for drift in document["drifts"] if drift["kind"] != DriftKind.SLOW] == []
    assert document["silences"] == []
    assert document["unseen"] == []


def test_a_link_below_the_planned_rate_is_slow(floor: Floor) -> None:
    ended = floor.podwright("--json", "--fabric", "storage")
    assert ended.returncode == 1
    slow = [drift for drift in json.loads(ended.stdout)["drifts"] if drift["kind"] == DriftKind.SLOW]
    planned = [cable.label for cable in floor.plan.fabric.cables if cable.fabric == "storage"]
    assert [drift["cables"] for drift in slow] == [[label] for label in sorted(planned)]
    assert all("runs at 10 Gb/s, 100 Gb/s is planned" in drift["what"] for drift in slow)


def test_a_swap_is_one_finding_by_rack_and_u(floor: Floor) -> None:
    floor.exchange((NODE, STORAGE), (OTHER, STORAGE))
    floor.settle()
    (drift,) = drifts(floor)
    assert (drift["kind"], drift["cables"]) == ("swapped", [f"u001-r01-n01/{STORAGE}", f"u001-r01-n02/{STORAGE}"])
    ends = drift["ends"]
    assert isinstance(ends, list)
    assert {"device": NODE, "port": STORAGE, "rack": "floor-u001-r01", "u": "U3-10"} in ends


def test_a_plug_in_another_fabric_s_switch_is_found(floor: Floor) -> None:
    floor.exchange((NODE, STORAGE), (NODE, IN_BAND))
    floor.settle()
    (drift,) = drifts(floor)
    assert (drift["kind"], drift["aspects"]) == ("swapped", ["wrong_fabric"])


def test_a_cable_that_is_pulled_and_one_in_a_free_port_are_found(floor: Floor) -> None:
    floor.pull((OTHER, IN_BAND))
    floor.pull((NODE, STORAGE))
    floor.plug((NODE, STORAGE), (LEAF, "swp60"))
    floor.settle()
    assert [(drift["kind"], drift["cables"]) for drift in drifts(floor)] == [
        ("wrong_port", [f"u001-r01-n01/{STORAGE}"]),
        ("missing", [f"u001-r01-n02/{IN_BAND}"]),
    ]


def test_a_device_that_nobody_planned_is_found(floor: Floor) -> None:
    floor.pull((NODE, STORAGE))
    floor.plug((NODE, STORAGE), ("printer", "lan0"))
    floor.settle()
    (drift,) = drifts(floor)
    assert drift["kind"] == "unknown_device"
    assert "printer.floor.example" in str(drift["what"])


def test_a_switch_that_lies_about_its_name_is_found_by_its_cables(floor: Floor) -> None:
    floor.lldp(LEAF, "configure", "system", "hostname", f"{IN_BAND_LEAF}.floor.example")
    floor.settle({LEAF: f"{IN_BAND_LEAF}.floor.example"})
    (drift,) = drifts(floor)
    assert drift["kind"] == "misnamed"
    assert f"what stands at {LEAF} calls itself {IN_BAND_LEAF}.floor.example" in str(drift["what"])


def test_a_host_that_does_not_answer_is_told_and_its_cables_are_unseen(floor: Floor) -> None:
    host = next(host for host in floor.plan.hosts.hosts if host.name == OTHER)
    floor.stop(OTHER, "sshd")
    try:
        ended = floor.podwright("--json", *ONLY)
    finally:
        open_door(floor, host)
    document = json.loads(ended.stdout)
    assert [(row["device"], "Connection refused" in row["reason"]) for row in document["silences"]] == [(OTHER, True)]
    assert set(document["unseen"]) == {cable.label for cable in floor.plan.fabric.cables if cable.a_device == OTHER and cable.fabric in FABRICS}


def test_files_of_a_switch_and_answers_of_hosts_are_one_picture_and_what_is_kept_says_the_same(floor: Floor, tmp_path: Path) -> None:
    floor.exchange((NODE, STORAGE), (OTHER, STORAGE))
    floor.settle()
    switch, kept = tmp_path / "switch", tmp_path / "kept"
    switch.mkdir()
    (switch / f"{LEAF}.lldp.json").write_text(floor.lldp(LEAF, "-f", "json", "show", "neighbors"), encoding="utf-8")
    (switch / f"{LEAF}.chassis.json").write_text(floor.lldp(LEAF, "-f", "json", "show", "chassis"), encoding="utf-8")
    both = drifts(floor, "--ask", "--from", str(switch), "--keep", str(kept))
    assert [drift["kind"] for drift in both] == ["swapped"]
    assert drifts(floor, "--from", str(switch), "--from", str(kept)) == both
    assert [drift["kind"] for drift in drifts(floor, "--from", str(switch))] == ["swapped"]


@pytest.mark.skipif(shutil.which(EXPORTER) is None, reason=f"needs {EXPORTER}")
def test_node_exporter_takes_the_metrics(floor: Floor, tmp_path: Path) -> None:
    floor.podwright(*ONLY, "--metrics", str(tmp_path / "podwright.prom"))
    tmp_path.chmod(0o755)
    words = ("--collector.disable-defaults", "--collector.textfile", f"--collector.textfile.directory={tmp_path}", "--web.listen-address=127.0.0.1:9100")
    floor.start("desk", "exporter", "nsenter", f"--net=/run/netns/{floor.space('desk')}", EXPORTER, *words)
    read = (sys.executable, "-c", "import urllib.request as u; print(u.urlopen('http://127.0.0.1:9100/metrics').read().decode())")
    try:
        until(lambda: floor.inside("desk", *read).returncode == 0, "node_exporter answers")
        text = floor.inside("desk", *read).stdout
    finally:
        floor.stop("desk", "exporter")
    assert "node_textfile_scrape_error 0" in text
    for line in (tmp_path / "podwright.prom").read_text(encoding="utf-8").splitlines():
        if line.startswith("podwright_cables"):
            labels = line.partition("{")[2].partition("}")[0].split(",")
            assert any(line.rpartition(" ")[2] == told.rpartition(" ")[2] and all(label in told for label in labels) for told in text.splitlines())


def test_a_watch_tells_what_comes_and_what_goes_until_it_is_ended(floor: Floor, tmp_path: Path) -> None:
    answers = tmp_path / "answers"
    answers.mkdir()

    def take() -> None:
        (answers / ".new").write_text(floor.lldp(LEAF, "-f", "json", "show", "neighbors"), encoding="utf-8")
        (answers / ".new").replace(answers / f"{LEAF}.lldp.json")

    take()
    command = (sys.executable, "-u", "-c", "from podwright.cli import main; main()", "drift", str(floor.stack), "--from", str(answers), "--fabric", "storage")
    watch = (*command, "--watch", "1", "--metrics", str(tmp_path / "m.prom"))
    told = {**os.environ, "PYTHONPATH": str(MODULES), "PATH": SEARCH}
    process = subprocess.Popen(watch, env=told, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        assert next(line for line in lines if "no drift" in line)
        floor.exchange((NODE, STORAGE), (OTHER, STORAGE))
        floor.settle()
        take()
        assert next(line for line in lines if line.startswith("new 1. swapped"))
        assert next(line for line in lines if "1 new, 0 mended" in line)
        assert 'kind="swapped"} 1' in (tmp_path / "m.prom").read_text(encoding="utf-8")
        floor.exchange((NODE, STORAGE), (OTHER, STORAGE))
        floor.settle()
        take()
        assert next(line for line in lines if line.startswith("mended swapped"))
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
    finally:
        process.kill()
        process.wait()
