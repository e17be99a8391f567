"""What a run of the proof amounts to, and what it leaves open."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from podwright.event import Event, State
from podwright.outputs.proof import Outcome, Proof, ProofCheck
from podwright.plan.canonical import to_json
from podwright.realise.proof import holds, prove, tally
from podwright.realise.unproven import Layer, not_proven
from podwright.refusal import Refused
from unit.pods import plan

SUITE = Path(__file__).resolve().parents[3] / "tests" / "validate"
PASSED, FAILED, SKIPPED = (ProofCheck("law", "place", outcome, text="why") for outcome in (Outcome.PASSED, Outcome.FAILED, Outcome.SKIPPED))


def proof(*checks: ProofCheck) -> Proof:
    return Proof("pod", "digest", "2026-01-01T00:00:00+00:00", checks, (), ())


@pytest.mark.parametrize(("checks", "found"), [((), False), ((SKIPPED,), False), ((PASSED, SKIPPED), True), ((PASSED, FAILED), False), ((FAILED,), False)])
def test_a_proof_holds_when_something_was_asked_and_nothing_failed(checks: tuple[ProofCheck, ...], found: bool) -> None:
    assert holds(proof(*checks)) is found


def test_a_run_that_asked_nothing_says_so() -> None:
    assert tally(proof(SKIPPED)) == "no check was executed, so nothing is proven (1 skipped)"


def test_what_was_skipped_is_not_proven_once_with_its_number_of_places() -> None:
    skipped = [ProofCheck("bonds are whole", place, Outcome.SKIPPED, text="no bond here") for place in ("one", "two", "three")]
    assert "bonds are whole: no bond here (3 places)" in not_proven(plan(), skipped, layers=tuple(Layer))


def test_one_reason_that_held_back_many_laws_is_one_line() -> None:
    skipped = [ProofCheck(f"law {number}", "cluster", Outcome.SKIPPED, text="no answer") for number in range(9)]
    assert [line for line in not_proven(plan(), skipped, layers=tuple(Layer)) if "no answer" in line] == ["9 laws: no answer (cluster)"]


def test_a_layer_that_was_not_asked_is_not_proven() -> None:
    assert "the cluster layer was not asked in this run" in not_proven(plan(), [], layers=(Layer.HOSTS,))


def test_switches_and_cables_are_never_said_to_be_proven() -> None:
    lines = not_proven(plan(), [PASSED], layers=tuple(Layer))
    assert any(line.startswith("role leaf:") for line in lines)
    assert any(line.startswith("cables:") for line in lines)


def test_without_a_way_to_the_pod_every_host_fails_once_and_the_proof_does_not_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "ssh-config"
    config.write_text("Host *\n  HostName 127.0.0.1\n  Port 1\n")
    monkeypatch.setenv("PODWRIGHT_SSH_CONFIG", str(config))
    heard: list[Event] = []
    done = prove(plan(), folder=tmp_path, out=tmp_path / "out", layers=(Layer.HOSTS,), on_event=heard.append)
    failed = [check for check in done.checks if check.outcome is Outcome.FAILED]
    assert not holds(done)
    assert {check.name for check in failed} == {"the host lets the automation in"}
    assert len(failed) == len(plan().hosts.hosts)
    assert {check.outcome for check in done.checks} == {Outcome.FAILED, Outcome.SKIPPED}
    assert heard[-1].state is State.FAILED
    assert (tmp_path / "out" / "proof.xml").is_file()


def test_a_suite_that_does_not_start_is_refused_and_leaves_no_old_proof(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "proof.json").write_text("{}")
    monkeypatch.setattr("podwright.realise.proof.SUITE", Path("tests") / "no-such-suite")
    with pytest.raises(Refused, match="before it had asked the pod"):
        prove(plan(), folder=tmp_path, out=tmp_path, layers=(Layer.HOSTS,), on_event=[].append)
    assert not (tmp_path / "proof.json").exists()


@pytest.mark.parametrize(("text", "words"), [(None, "no plan is given"), ("{}", "this is no plan of this release")])
def test_the_bare_suite_says_in_one_line_what_is_wrong_with_its_plan(text: str | None, words: str, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    if text is not None:
        file.write_text(text)
    options = ["--plan", str(file)] if text is not None else []
    done = subprocess.run([sys.executable, "-m", "pytest", str(SUITE), *options], capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert words in done.stderr


def test_a_run_in_which_all_is_skipped_ends_as_one_that_asked_nothing(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(to_json(plan()))
    words = ["--plan", str(file), "--layer", "cluster", "-k", "tenant and namespace", "--proof", str(tmp_path / "proof.json")]
    done = subprocess.run([sys.executable, "-m", "pytest", str(SUITE), *words], capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin"})
    assert done.returncode == 5
    assert "No check was executed" in done.stdout
    assert json.loads((tmp_path / "proof.json").read_text())["requirements_covered"] == []
