"""`podwright drift`: from a folder of answers to a table, JSON, metrics and an exit code."""

import json
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from podwright.cli.drift import command
from podwright.cli.pods import compiled
from podwright.plan.types import Plan
from unit.observe.wire import diagnosed, discovered, neighbours, swap, unplug, wires

STACK = Path(__file__).parents[3] / "stacks" / "lab"


@cache
def pod() -> Plan:
    return compiled(STACK)


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """A folder of answers of the pod as it is planned, InfiniBand alone."""
    folder = tmp_path / "answers"
    folder.mkdir()
    (folder / "subnet.ibnetdiscover.txt").write_text(discovered(pod(), wires(pod(), "compute")), encoding="utf-8")
    return folder


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(command, [str(STACK), "--cables", *map(str, words)], standalone_mode=True)


def test_a_pod_as_planned_ends_with_0(answers: Path) -> None:
    result = run("--from", answers)
    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "no drift")
    assert "compute: 16 of 16 cables as planned, 0 differ" in result.output


def test_a_swap_ends_with_1_and_is_one_finding_in_table_and_json(answers: Path) -> None:
    ends = swap(wires(pod(), "compute"), ("lab-u001-r01-n01", "ibp24s0"), ("lab-u001-r01-n02", "ibp94s0"))
    (answers / "subnet.ibnetdiscover.txt").write_text(discovered(pod(), ends), encoding="utf-8")
    told, machine = run("--from", answers), run("--from", answers, "--json")
    assert told.exit_code == machine.exit_code == 1
    assert "1  swapped  u001-r01-n01/ibp24s0" in told.output
    document = json.loads(machine.output)
    assert document["pod"] == "lab"
    (drift,) = document["drifts"]
    assert (drift["kind"], drift["cables"], drift["moves"][0]["action"]) == ("swapped", ["u001-r01-n01/ibp24s0", "u001-r01-n02/ibp94s0"], "exchange")
    assert {"fabric": "compute", "planned": 16, "as_planned": 14, "drifted": 2, "unseen": 0} in document["tallies"]


def test_the_database_of_ibdiagnet_is_read_as_it_lies_and_one_that_is_cut_is_refused(tmp_path: Path) -> None:
    ends = swap(wires(pod(), "compute"), ("lab-u001-r01-n01", "ibp24s0"), ("lab-u001-r01-n02", "ibp94s0"))
    file = tmp_path / "ibdiagnet2.db_csv"
    file.write_text(diagnosed(pod(), ends), encoding="utf-8")
    (tmp_path / "ibdiagnet2.log").write_text("what it said", encoding="utf-8")
    for path in (tmp_path, file):
        told = run("--from", path)
        assert (told.exit_code, "1  swapped  u001-r01-n01/ibp24s0" in told.output) == (1, True)
    file.write_text(diagnosed(pod(), ends)[:-60], encoding="utf-8")
    cut = run("--from", file)
    assert cut.exit_code == 2
    assert "the text ends within section LINKS" in cut.output


def test_answers_of_two_folders_are_one_round(answers: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    ends = wires(pod(), "storage", "in_band")
    for name in {end[0] for end in ends}:
        (other / f"{name}.lldp.json").write_text(neighbours(unplug(ends, ("lab-u001-r01-s02", "swp1")), name), encoding="utf-8")
    result = run("--from", answers, "--from", other, "--fabric", "compute", "--fabric", "storage", "--json")
    document = json.loads(result.output)
    assert [(drift["kind"], drift["cables"]) for drift in document["drifts"]] == [("missing", ["u001-r01-n09/enp129s0f0np0"])]
    assert [row["fabric"] for row in document["tallies"]] == ["compute", "storage"]


def test_every_file_that_cannot_be_read_is_told_at_once_and_nothing_is_compared(answers: Path, tmp_path: Path) -> None:
    (answers / "cut.ibnetdiscover.txt").write_text(discovered(pod(), wires(pod(), "compute"))[:-300], encoding="utf-8")
    (answers / "lab-u001-r01-n01.lldp.json").write_text("{", encoding="utf-8")
    result = run("--from", answers, "--metrics", tmp_path / "m.prom")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert [line.partition(": ")[0].rpartition("/")[2].partition(":")[0] for line in result.stderr.splitlines()] == [
        "cut.ibnetdiscover.txt",
        "lab-u001-r01-n01.lldp.json",
    ]
    assert not (tmp_path / "m.prom").exists()


def test_metrics_are_written_whole_for_the_collector(answers: Path, tmp_path: Path) -> None:
    assert run("--from", answers, "--metrics", tmp_path / "podwright.prom").exit_code == 0
    assert 'podwright_cables{pod="lab",fabric="compute",state="as_planned"} 16\n' in (tmp_path / "podwright.prom").read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["podwright.prom"]


def test_declared_limits_are_held(answers: Path, tmp_path: Path) -> None:
    switch = "0x" + discovered(pod(), wires(pod(), "compute")).split('"S-')[1][:16]
    counted = f'Errors for {switch} "x"\n   GUID {switch} port 1: [LinkDownedCounter == 7]\n'
    (answers / "subnet.ibqueryerrors.txt").write_text(counted, encoding="utf-8")
    assert run("--from", answers).exit_code == 0
    (tmp_path / "limits").write_text("LinkDownedCounter=5\n", encoding="utf-8")
    result = run("--from", answers, "--limits", tmp_path / "limits")
    assert result.exit_code == 1
    assert "LinkDownedCounter 7 (limit 5)" in result.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--from", "answers", "--fabric", "compote"), "compote is no fabric of lab. There are compute, storage, in_band, out_of_band."),
        (("--from", "answers", "--switches"), "switches have no certificate of the pod"),
        (("--from", "answers", "--ibdiagnet"), "Add --ask, or name the file ibdiagnet2.db_csv with --from"),
        (("--from", "answers", "--keep", "here"), "nobody is asked, so there is nothing to keep"),
        (("--from", "answers", "--limits", "no-such-file"), "no-such-file cannot be read"),
        (("--watch", "0"), "0.0 is not in the range"),
    ],
)
def test_options_that_make_no_sense_are_refused_in_words(words: tuple[str, ...], message: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert message in " ".join(result.output.split())
