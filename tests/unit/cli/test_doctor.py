import json
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result

from podwright.cli import doctor
from podwright.cli.exits import Exit
from podwright.cli.needs import NEEDS, Need, Purpose
from podwright.cli.probes import Answer, package_fault


def rows(*, lacking: tuple[str, ...] = (), unasked: tuple[str, ...] = ()) -> tuple[Need, ...]:
    """Return every need with an answer of its own: met, but for those named."""

    def answer(need: Need) -> Answer:
        return Answer(None if need.name in unasked else need.name not in lacking, "as the test says")

    def answered(need: Need) -> Need:
        given = answer(need)
        return replace(need, probe=lambda: given)

    return tuple(answered(need) for need in NEEDS)


def ask(monkeypatch: pytest.MonkeyPatch, needs: tuple[Need, ...], *words: str) -> Result:
    """Return what doctor says on a machine with these answers."""
    monkeypatch.setattr(doctor, "NEEDS", needs)
    return CliRunner().invoke(doctor.command, words)


def test_every_need_is_asked_for_once_and_says_why_and_how() -> None:
    names = [need.name for need in NEEDS]
    assert len(names) == len(set(names))
    assert all(need.purposes and need.reason and need.remedy for need in NEEDS)
    assert {purpose for need in NEEDS for purpose in need.purposes} == set(Purpose)


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_machine_that_lacks_nothing_is_ready(monkeypatch: pytest.MonkeyPatch, purpose: Purpose) -> None:
    assert ask(monkeypatch, rows(), "--for", str(purpose)).exit_code == Exit.FINE


def test_a_machine_without_a_lab_can_plan_and_is_told_the_one_command(monkeypatch: pytest.MonkeyPatch) -> None:
    needs = rows(lacking=("systemd-nspawn", "debootstrap"))
    everything = ask(monkeypatch, needs)
    assert everything.exit_code == Exit.FINE
    assert "  apt-get install --yes debootstrap systemd-container\n" in everything.output
    assert ask(monkeypatch, needs, "--for", "plan").exit_code == Exit.FINE
    assert ask(monkeypatch, needs, "--for", "lab").exit_code == Exit.REFUSED


def test_what_planning_needs_is_needed_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    needs = rows(lacking=("Python packages",))
    assert ask(monkeypatch, needs).exit_code == Exit.REFUSED
    assert all(ask(monkeypatch, needs, "--for", str(purpose)).exit_code == Exit.REFUSED for purpose in Purpose)


def test_what_is_optional_is_never_lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    result = ask(monkeypatch, rows(lacking=("chromium",)))
    assert result.exit_code == Exit.FINE
    assert "optional  chromium" in result.output


def test_what_only_root_can_ask_is_not_called_lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask(monkeypatch, rows(unasked=("overlay mounts",)), "--for", "lab").exit_code == Exit.FINE


def test_the_json_says_for_what_and_whether(monkeypatch: pytest.MonkeyPatch) -> None:
    result = ask(monkeypatch, rows(lacking=("Go",)), "--for", "lab", "--json")
    answer = json.loads(result.output)
    assert (answer["for"], answer["is_ready"]) == ("lab", False)
    assert [need["name"] for need in answer["needs"] if need["is_met"] is False] == ["Go"]


def test_a_package_that_is_missing_or_of_another_version_is_a_fault() -> None:
    assert package_fault("no-such-package-of-ours>=1") == "no-such-package-of-ours is missing"
    assert package_fault("pytest==0.1") is not None
    assert package_fault("pytest>=8.4") is None


def test_this_machine_answers_every_question() -> None:
    result = CliRunner().invoke(doctor.command, ["--json"])
    assert result.exit_code in {Exit.FINE, Exit.REFUSED}
    assert all(need["seen"] for need in json.loads(result.output)["needs"])
