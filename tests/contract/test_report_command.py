"""`podwright report` writes one whole file, says what it wrote, and answers wrong input in one line."""

import dataclasses
import os
import re
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from podwright.catalog.load import load_catalog
from podwright.cli.report import command, layers_of_stack, roles_of_site, told_when_slow
from podwright.event import Event, State
from podwright.outputs.proof import Outcome, Proof, ProofCheck, to_json
from podwright.plan.canonical import digest
from podwright.plan.compile import compile_pod
from podwright.refusal import Refused
from podwright.spec.load import load

ROOT = Path(__file__).parents[2]
LAB = ROOT / "stacks" / "lab"
CHECK = ProofCheck("every host answers to its own name", "lab-u001-r01-n01", Outcome.PASSED, ("CNP01",))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(one) for one in arguments])


def proof_of_lab() -> Proof:
    spec = load(LAB)
    return Proof("lab", digest(compile_pod(spec, load_catalog(spec.architecture))), "2026-11-21T10:00:00+00:00", (CHECK,), ("CNP01",), ())


def test_a_pod_becomes_one_file_whose_path_and_size_are_printed(tmp_path: Path) -> None:
    out = tmp_path / "lab.html"
    result = run(LAB, "--out", out)
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{out}  {out.stat().st_size:,} bytes\n"
    assert list(tmp_path.iterdir()) == [out]
    assert "Ansible applies" in out.read_text()


def test_the_newest_proof_of_a_folder_is_read(tmp_path: Path) -> None:
    old, new, out = tmp_path / "old.json", tmp_path / "new.json", tmp_path / "lab.html"
    old.write_text(to_json(dataclasses.replace(proof_of_lab(), plan_digest="0" * 64)))
    new.write_text(to_json(proof_of_lab()))
    os.utime(old, (1, 1))
    assert run(LAB, "--out", out, "--proof", tmp_path).exit_code == 0
    assert "<strong>Proven</strong> 1 check passed" in out.read_text()


@pytest.mark.parametrize(("content", "message"), [(None, "no proof here"), ("{}", "this is no proof"), ("not json", "this is no proof")])
def test_what_is_no_proof_is_refused_in_one_line_and_nothing_is_written(content: str | None, message: str, tmp_path: Path) -> None:
    proof, out = tmp_path / "proof.json", tmp_path / "lab.html"
    if content is not None:
        proof.write_text(content)
    result = run(LAB, "--out", out, "--proof", proof)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not out.exists()


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    assert isinstance(run(LAB, "--out", tmp_path / "none" / "lab.html").exception, Refused)


def test_a_pod_with_an_error_is_shown_and_ends_with_exit_code_1(tmp_path: Path) -> None:
    out = tmp_path / "lab.html"
    pod = tmp_path / "pod.yaml"
    pod.write_text((LAB / "pod.yaml").read_text().replace("feed_kw: 30", "feed_kw: 20"))
    assert run(pod, "--out", out).exit_code == 1
    assert "Not fit to build" in out.read_text()


def test_roles_are_those_of_the_playbook_in_its_order() -> None:
    text = (ROOT / "site.yml").read_text()
    assert roles_of_site(ROOT / "site.yml") == tuple(re.findall(r"- role: (\w+)", text))


def test_layers_are_those_of_the_stack() -> None:
    assert layers_of_stack(LAB) == ("hosts", "cluster")
    assert layers_of_stack(ROOT / "stacks" / "superpod") == ("cluster",)


def test_layers_are_both_where_no_stack_says_otherwise(tmp_path: Path) -> None:
    assert layers_of_stack(tmp_path) == ("hosts", "cluster")


def test_a_quick_step_says_nothing_and_a_slow_one_that_it_began_and_ended() -> None:
    events: list[Event] = []
    waiting = threading.Event()
    with told_when_slow(events.append, "compile", "lab", slow_s=60):
        pass
    assert events == []
    with told_when_slow(lambda event: events.append(event) or waiting.set(), "compile", "lab", slow_s=0):
        waiting.wait(10)
    assert [event.state for event in events] == [State.STARTED, State.DONE]
