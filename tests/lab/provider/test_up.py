"""`podwright up` and `down` on the real engine: what they say first, what they refuse, each in one line."""

import json
import subprocess
from pathlib import Path

import pytest

from lab.provider.small_pod import SmallPod

pytestmark = pytest.mark.lab

UP = ("up", "stacks/lab", "--yes", "--skip-proof")


def one_line(text: str) -> str:
    """The one line that is neither progress nor empty."""
    [line] = [line for line in text.splitlines() if line and " s  " not in line]
    return line


def test_up_says_what_it_will_do_then_does_it_and_a_second_up_does_nothing(pod: SmallPod) -> None:
    first = pod.podwright(*UP)
    assert first.rc == 0, first.text
    assert "2 hosts would change" in first.text
    assert "will create 1: Playbook hosts" in first.text
    assert pod.marks() == {"first"}
    second = pod.podwright(*UP)
    assert "nothing to change" in second.text
    assert "lab: nothing had to be changed" in second.text


def told_as_json(pod: SmallPod, *arguments: str) -> dict[str, dict[str, str]]:
    """What podwright prints for machines."""
    line, null = pod.inside("podwright", *arguments, "--json"), subprocess.DEVNULL
    done = subprocess.run(line, cwd=pod.program, env=pod.environment(), stdout=subprocess.PIPE, stderr=null, check=True)
    answer: dict[str, dict[str, str]] = json.loads(done.stdout)
    return answer


@pytest.mark.soak
def test_refresh_mends_what_was_changed_by_hand_and_json_tells_the_steps(pod: SmallPod) -> None:
    assert told_as_json(pod, *UP)["steps"] == {"Playbook hosts": "create"}
    pod.file("lab-u001-r01-n01", "mark").write_text("by hand")
    said = pod.podwright(*UP, "--refresh")
    assert said.rc == 0, said.text
    assert "would be mended, as refresh saw it:\n  lab-u001-r01-n01: marks: configure | The host has its mark" in said.text
    assert pod.marks() == {"first"}


@pytest.mark.soak
def test_a_failed_host_is_one_line_and_exit_code_3(pod: SmallPod) -> None:
    pod.file("lab-u001-r01-n12", "broken").touch()
    said = pod.podwright(*UP)
    assert said.rc == 3
    assert [line for line in said.text.splitlines() if line.startswith("lab-u001-r01-n12: task 'marks: verify | The host is not broken' failed")]


@pytest.mark.soak
def test_down_takes_everything_away_and_a_second_down_finds_nothing(pod: SmallPod) -> None:
    pod.podwright(*UP)
    assert pod.podwright("down", "stacks/lab", "--yes").rc == 0
    assert pod.state() == {}
    assert "nothing to change" in pod.podwright("down", "stacks/lab", "--yes").text


def test_the_reviewed_plan_passes_and_any_other_is_refused(pod: SmallPod) -> None:
    assert pod.podwright("plan", "stacks/lab", "--out", "reviewed.json").rc == 0
    assert pod.podwright(*UP, "--plan", "reviewed.json").rc == 0
    file = pod.program / "stacks/lab/pod.yaml"
    file.write_text(file.read_text().replace("uid: 1002", "uid: 1003"))
    said = pod.podwright(*UP, "--plan", "reviewed.json")
    assert said.rc == 3
    assert "was reviewed" in one_line(said.text)


def test_with_nobody_to_ask_it_wants_yes(pod: SmallPod) -> None:
    said = pod.podwright("up", "stacks/lab")
    assert said.rc == 2
    assert "Give --yes" in said.text


def test_no_passphrase_is_one_line(pod: SmallPod) -> None:
    said = pod.podwright(*UP, PULUMI_CONFIG_PASSPHRASE=None)
    assert said.rc == 3
    assert "no passphrase is set" in one_line(said.text)


@pytest.mark.soak
def test_another_passphrase_is_one_line(pod: SmallPod) -> None:
    said = pod.podwright(*UP, PULUMI_CONFIG_PASSPHRASE="another")  # noqa: S106 (a wrong one, on purpose)
    assert said.rc == 3
    assert "made with another passphrase" in one_line(said.text)


def test_a_state_folder_that_is_not_there_is_one_line(pod: SmallPod) -> None:
    said = pod.podwright(*UP, PULUMI_BACKEND_URL=f"file://{pod.folder}/nowhere")
    assert said.rc == 3
    assert one_line(said.text).startswith(f"state {pod.folder}/nowhere: no such folder")


def test_a_state_folder_that_cannot_be_written_is_one_line(pod: SmallPod) -> None:
    said = pod.podwright(*UP, PULUMI_BACKEND_URL="file:///proc/1/task")
    assert said.rc == 3
    assert "cannot be written" in one_line(said.text)


def test_a_missing_seed_is_one_line(pod: SmallPod) -> None:
    (pod.folder / "credentials/ssh-seed").unlink()
    said = pod.podwright(*UP)
    assert said.rc == 3
    assert one_line(said.text).startswith("secret ssh-seed: has no value")


def test_a_missing_language_host_is_one_line(pod: SmallPod) -> None:
    (pod.folder / "standins/pulumi-language-python").rename(pod.folder / "set-aside")
    try:
        said = pod.podwright(*UP)
    finally:
        (pod.folder / "set-aside").rename(pod.folder / "standins/pulumi-language-python")
    assert said.rc == 3
    assert one_line(said.text).startswith("pulumi: pulumi-language-python is not on PATH")


def test_an_engine_of_another_version_is_not_taken(pod: SmallPod, tmp_path: Path) -> None:
    old = tmp_path / "bin" / "pulumi"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho v3.100.0\n")
    old.chmod(0o755)
    path = ":".join([str(old.parent), str(Path(pod.environment()["VIRTUAL_ENV"]) / "bin"), "/usr/bin:/bin"])
    said = pod.podwright(*UP, PATH=path, XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert said.rc == 3
    assert "podwright tools build pulumi" in one_line(said.text)


def test_while_one_up_runs_another_is_told_who_holds_the_stack(pod: SmallPod) -> None:
    for host in pod.plan.hosts.hosts:
        pod.file(host.name, "slow").touch()
    first = pod.begin("podwright", *UP)
    try:
        while pod.marks() != {"first"}:
            assert first.poll() is None, first.communicate()[0]
        said = pod.podwright(*UP)
    finally:
        for host in pod.plan.hosts.hosts:
            pod.file(host.name, "slow").unlink(missing_ok=True)
        first.terminate()
        first.communicate(timeout=120)
    assert said.rc == 3
    assert "another up holds it: root on" in said.text
