"""`podwright machines` from kept answers: a table, sentences, exit codes, what it writes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from podwright.cli.machines import command
from podwright.observe.redfish.answers import Answer
from podwright.observe.redfish.collect_files import save_answers
from podwright.observe.redfish.silence import SilenceKind
from podwright.observe.redfish.words import HEADINGS, fitting
from podwright.plan.canonical import to_json
from podwright.refusal import Refused
from unit.observe.redfish.racked import GPU, MANAGEMENT, OTHER, STORAGE, answer, machine, pod

ALL = (GPU, OTHER, STORAGE, MANAGEMENT)


@pytest.fixture(scope="module")
def plan_text() -> str:
    return to_json(pod())


@pytest.fixture
def stack(tmp_path: Path, plan_text: str) -> Path:
    """A folder with a plan in it, and beside it the answers of all machines as planned."""
    (tmp_path / "plan.json").write_text(plan_text, encoding="utf-8")
    save_answers([answer(host) for host in ALL], tmp_path / "answers")
    return tmp_path


def run(stack: Path, *words: str) -> Result:
    return CliRunner().invoke(command, [str(stack / "plan.json"), "--from", str(stack / "answers"), *words])


def test_machines_as_planned_end_with_0_and_a_line_each(stack: Path) -> None:
    ended = run(stack)
    assert ended.exit_code == 0, ended.output
    lines = ended.output.splitlines()
    assert lines[0].split() == ["RACK", "U", "HOST", "MODEL", "SERIAL", "CPUS", "MEMORY", "DRIVES", "GPUS", "PORTS", "BMC", "BIOS", "POWER", "IPMI"]
    row = next(line for line in lines if GPU in line).split()
    parts = ["2", "2048", "GiB", "2x1.92TB+8x3.84TB", "8", "12", "23.11.20", "1.0.7", "On", "on", "as", "planned"]
    assert row[2:] == [GPU, "DGXH100", machine(GPU).serial, *parts]
    assert lines[-1] == "4 of 4 machines as planned, 0 findings"
    assert "not compared on 1 storage-x86: model, processors, memory, drives (no source says what to expect)" in lines
    assert any(line.startswith("certificates that are not known yet") and "4 of 4" in line for line in lines)


@pytest.mark.parametrize("width", [200, 120, 80, 60])
def test_a_narrow_terminal_goes_without_the_columns_that_are_needed_least(width: int) -> None:
    table = [
        ("pod-u001-r01", "U3", GPU, "DGXH100", "160137257924928", "2", "2048 GiB", "2x1.92TB+8x3.84TB", "8", "12", "23.11.20", "1.0.7", "On", "on", "P524")
    ]
    kept = fitting(table, width)
    assert sum(max(len(HEADINGS[at]), len(table[0][at])) + 2 for at in kept) - 2 <= width
    assert {"HOST", "MEMORY", "GPUS", ""} <= {HEADINGS[at] for at in kept}


def test_a_fault_ends_with_1_in_words_and_as_json(stack: Path) -> None:
    save_answers([answer(GPU, replace(machine(GPU), dimms_gib=(64,) * 31))], stack / "answers")
    ended = run(stack)
    assert ended.exit_code == 1
    assert f"P524 rack pod-u001-r01, U3-10, {GPU}: 1,984 of 2,048 GiB of memory, in 31 modules of 64 GiB. Seat or add the missing modules." in ended.output
    told = json.loads(run(stack, "--json").output)
    assert [finding["code"] for finding in told["findings"]] == ["P524"]
    assert {row["host"] for row in told["machines"]} == {*ALL}


def test_bmcs_that_told_nothing_end_with_3(stack: Path) -> None:
    save_answers([Answer(GPU, "10.28.1.17", None, {}, (SilenceKind.UNREACHABLE, "does not answer (no route to host)"))], stack / "answers")
    ended = run(stack)
    assert ended.exit_code == 3
    assert "P530" in ended.output
    assert ended.output.splitlines()[-1] == "3 of 4 machines as planned, 1 finding, 1 told nothing"


def test_learning_writes_both_files_and_a_second_time_nothing(stack: Path) -> None:
    assert run(stack, "--learn").exit_code == 0
    hardware, pins = (stack / "hardware.csv").read_text(), (stack / "bmc-certificates.csv").read_text()
    assert f"{GPU},,,,{machine(GPU).serial}\n{GPU},bmc,{machine(GPU).bmc_mac},,\n" in hardware
    assert pins.splitlines()[0] == "device,sha256"
    assert len(pins.splitlines()) == 5
    again = run(stack, "--learn")
    assert (again.exit_code, "writing" in again.stderr) == (0, False)
    assert (stack / "hardware.csv").read_text() == hardware


def test_after_learning_a_swap_is_seen_and_a_contradiction_is_never_learnt(stack: Path) -> None:
    run(stack, "--learn")
    kept = (stack / "hardware.csv").read_bytes()
    save_answers([answer(GPU, machine(GPU, OTHER)), answer(OTHER, machine(OTHER, GPU))], stack / "answers")
    ended = run(stack, "--learn")
    assert ended.exit_code == 1
    assert "P520" in ended.stdout
    assert ended.stdout.splitlines()[-1] == "2 of 4 machines as planned, 1 finding"
    assert "nothing is learnt: 1 contradiction" in ended.stderr
    assert (stack / "hardware.csv").read_bytes() == kept


def test_only_one_host_or_rack(stack: Path) -> None:
    assert run(stack, "--only", GPU).output.splitlines()[-1].startswith("1 of 1 ")
    assert run(stack, "--only", "pod-u001-r01").output.splitlines()[-1].startswith("4 of 4 ")
    wrong = run(stack, "--only", "nowhere")
    assert wrong.exit_code == 2
    assert "nowhere is neither a host nor a rack with hosts" in wrong.output


def test_hosts_without_a_file_were_not_asked(stack: Path) -> None:
    (stack / "answers" / f"{GPU}.json").unlink()
    ended = run(stack)
    assert ended.exit_code == 0
    assert f"not asked: 1 hosts, such as {GPU}" in ended.output


def test_every_file_that_cannot_be_read_is_told_and_nothing_compared(stack: Path) -> None:
    (stack / "answers" / f"{GPU}.json").write_text("{")
    (stack / "answers" / f"{OTHER}.json").write_text("[]")
    ended = run(stack)
    assert ended.exit_code == 2
    assert (ended.stdout, len(ended.stderr.splitlines())) == ("", 2)


def test_without_a_password_nobody_is_asked(stack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    ended = CliRunner().invoke(command, [str(stack / "plan.json")])
    assert isinstance(ended.exception, Refused)
    assert "secret bmc-password" in str(ended.exception)


def test_from_and_save_exclude_each_other(stack: Path) -> None:
    assert run(stack, "--save", str(stack / "again")).exit_code == 2
