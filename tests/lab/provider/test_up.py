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


@pytest.fixture(scope="module")
def bare(network: SmallPod) -> SmallPod:
    """The pod with nothing done to it, for tests that leave it so."""
    network.reset()
    return network


def test_up_says_what_it_will_do_then_does_it_and_a_second_up_does_nothing_and_another_plan_than_the_reviewed_is_refused(pod: SmallPod) -> None:
    assert pod.podwright("plan", "stacks/lab", "--out", "reviewed.json").rc == 0
    first = pod.podwright(*UP, "--plan", "reviewed.json")
    assert first.rc == 0, first.text
    assert "2 hosts would change" in first.text
    assert "will create 1: Playbook hosts" in first.text
    assert pod.marks() == {"first"}
    second = pod.podwright(*UP)
    assert "nothing to change" in second.text
    assert "lab: nothing had to be changed" in second.text
    file = pod.program / "stacks/lab/pod.yaml"
    file.write_text(file.read_text().replace("uid: 1002", "uid: 1003"))
    said = pod.podwright(*UP, "--plan", "reviewed.json")
    assert said.rc == 3
    assert "was reviewed" in one_line(said.text)


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


def test_with_nobody_to_ask_it_wants_yes(bare: SmallPod) -> None:
    said = bare.podwright("up", "stacks/lab")
    assert said.rc == 2
    assert "Give --yes" in said.text


def test_no_passphrase_is_one_line(bare: SmallPod) -> None:
    said = bare.podwright(*UP, PULUMI_CONFIG_PASSPHRASE=None)
    assert said.rc == 3
    assert "no passphrase is set" in one_line(said.text)


@pytest.mark.soak
def test_another_passphrase_is_one_line(pod: SmallPod) -> None:
    said = pod.podwright(*UP, PULUMI_CONFIG_PASSPHRASE="another")  # noqa: S106 (a wrong one, on purpose)
    assert said.rc == 3
    assert "made with another passphrase" in one_line(said.text)


def test_a_state_folder_that_is_not_there_is_one_line(bare: SmallPod) -> None:
    said = bare.podwright(*UP, PULUMI_BACKEND_URL=f"file://{bare.folder}/nowhere")
    assert said.rc == 3
    assert one_line(said.text).startswith(f"state {bare.folder}/nowhere: no such folder")


def test_a_state_folder_that_cannot_be_written_is_one_line(bare: SmallPod) -> None:
    said = bare.podwright(*UP, PULUMI_BACKEND_URL="file:///proc/1/task")
    assert said.rc == 3
    assert "cannot be written" in one_line(said.text)


def test_a_missing_seed_is_one_line(bare: SmallPod) -> None:
    (bare.folder / "credentials/ssh-seed").rename(bare.folder / "set-aside")
    try:
        said = bare.podwright(*UP)
    finally:
        (bare.folder / "set-aside").rename(bare.folder / "credentials/ssh-seed")
    assert said.rc == 3
    assert one_line(said.text).startswith("secret ssh-seed: has no value")


def test_a_missing_language_host_is_one_line(bare: SmallPod) -> None:
    (bare.folder / "standins/pulumi-language-python").rename(bare.folder / "set-aside")
    try:
        said = bare.podwright(*UP)
    finally:
        (bare.folder / "set-aside").rename(bare.folder / "standins/pulumi-language-python")
    assert said.rc == 3
    assert one_line(said.text).startswith("pulumi: pulumi-language-python is not on PATH")


def test_an_engine_of_another_version_is_not_taken(bare: SmallPod, tmp_path: Path) -> None:
    old = tmp_path / "bin" / "pulumi"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho v3.100.0\n")
    old.chmod(0o755)
    path = ":".join([str(old.parent), str(Path(bare.environment()["VIRTUAL_ENV"]) / "bin"), "/usr/bin:/bin"])
    said = bare.podwright(*UP, PATH=path, XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert said.rc == 3
    assert "podwright tools build pulumi" in one_line(said.text)
