"""A Playbook under the real engine: created, changed, refreshed, run again, deleted; and each bad day on the way."""

import pytest

from lab.provider.small_pod import SEED, SmallPod
from lab.provider.stories import BROKEN, DESTROY, OTHER, PREVIEW, UP, Told, bad_days, good_days

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module")
def good(network: SmallPod) -> Told:
    network.reset()
    return good_days(network)


@pytest.fixture(scope="module")
def bad(network: SmallPod) -> Told:
    network.reset()
    return bad_days(network)


def up(pod: SmallPod) -> None:
    said = pod.pulumi(*UP)
    assert said.rc == 0, said.text


def the_line(text: str) -> str:
    """Return the one line that says why a run failed, and what to do."""
    [line] = {line.strip().removeprefix("* ") for line in text.splitlines() if "run up again" in line}
    return line


def test_a_preview_names_hosts_and_tasks_and_changes_nothing(good: Told) -> None:
    text = good.said["foreseen"].text
    assert "2 hosts would change, 0 hosts would not" in text
    assert "marks: configure | The host has its mark" in text
    assert "marks: configure | The host knows that the seed came" in text, "a task whose result is hidden is foreseen too"
    assert OTHER in text
    assert BROKEN in text
    assert good.marks["foreseen"] == {"-"}


def test_up_runs_the_roles_and_a_second_up_changes_nothing_and_asks_no_host(good: Told) -> None:
    assert good.said["made"].rc == 0, good.said["made"].text
    assert good.marks["made"] == {"first"}
    assert good.telemetry["made"] == (OTHER, BROKEN)
    assert "2 unchanged" in good.said["made again, no host there"].text
    assert "2 unchanged" in good.said["foreseen again, no host there"].text


def test_drift_is_shown_by_refresh_and_mended_by_up(good: Told) -> None:
    assert f"{BROKEN}: marks: configure | The host has its mark" in good.said["drift shown"].text
    assert good.marks["drift shown"] == {"first", "by hand"}
    assert good.said["drift mended"].rc == 0, good.said["drift mended"].text
    assert good.marks["drift mended"] == {"first"}
    assert "2 unchanged" in good.said["no drift left"].text


def test_destroy_undoes_what_roles_can_undo(good: Told) -> None:
    assert good.said["destroyed"].rc == 0, good.said["destroyed"].text
    assert good.telemetry["destroyed"] == ()
    assert good.marks["destroyed"] == {"first"}
    assert good.state["destroyed"] == {}
    assert good.said["destroyed again"].rc == 0


def test_no_memory_left_for_a_run_is_one_line_and_nothing_was_begun(bad: Told) -> None:
    said = bad.said["no memory here"]
    assert said.rc != 0
    [line] = {line.rpartition("error: ")[2].rpartition("* ")[2].strip() for line in said.text.splitlines() if "is full" in line}
    assert line.endswith("/runtime: is full, and a run keeps its secrets and what Ansible writes there. Free space on it, then run it again.")
    assert "Traceback" not in said.text
    assert bad.marks["no memory here"] == {"-"}
    assert bad.state["no memory here"] == {}


def test_a_silent_host_is_said_in_preview_and_fails_up_by_name(bad: Told) -> None:
    assert bad.said["silent foreseen"].rc == 0
    assert f"{BROKEN} does not answer" in bad.said["silent foreseen"].text
    assert bad.said["silent"].rc != 0
    assert f"{BROKEN} does not answer" in bad.said["silent"].text
    assert bad.marks["silent"] == {"first", "-"}


def test_no_secret_is_in_state_output_or_any_file(bad: Told) -> None:
    assert "the seed is ***" in bad.said["silent foreseen"].text
    assert [step for step, said in bad.said.items() if SEED in said.text] == []
    assert bad.leaks == ()


def test_a_failed_host_fails_the_stack_in_one_line_and_the_state_says_so(bad: Told) -> None:
    assert bad.said["broken"].rc != 0
    line = the_line(bad.said["broken"].text)
    assert line.startswith(f"{BROKEN}: task 'marks: verify | The host is not broken' failed: non-zero return code")
    assert bad.marks["broken"] == {"first"}
    assert bad.state["broken"]["initErrors"] == [line]


def test_a_host_without_space_fails_in_one_line_that_says_so(bad: Told) -> None:
    assert bad.said["full"].rc != 0
    line = the_line(bad.said["full"].text)
    assert line.startswith(f"{BROKEN}: task 'marks: configure | The host has its mark' failed: ")
    assert "No space left on device" in line
    assert bad.state["full"]["initErrors"] == [line]


def test_a_host_that_dies_in_the_middle_of_a_task_is_one_line_and_the_others_go_on(bad: Told) -> None:
    assert bad.said["dead"].rc != 0
    line = the_line(bad.said["dead"].text)
    assert line.startswith(f"{BROKEN} does not answer: ")
    assert bad.state["dead"]["initErrors"] == [line]
    assert bad.telemetry["dead"] == (OTHER,)


def test_the_next_up_carries_on_from_wherever_the_last_one_ended(bad: Told) -> None:
    assert bad.said["mended"].rc == 0, bad.said["mended"].text
    assert "initErrors" not in bad.state["mended"]
    assert bad.marks["mended"] == {"first"}
    assert bad.telemetry["mended"] == (OTHER, BROKEN)


@pytest.mark.soak
def test_a_changed_role_is_foreseen_then_done(pod: SmallPod) -> None:
    up(pod)
    pod.write_role("second")
    foreseen = pod.pulumi(*PREVIEW)
    assert "2 hosts would change" in foreseen.text
    assert "node_telemetry" not in foreseen.text.split("Diagnostics:")[1]
    assert pod.marks() == {"first"}
    up(pod)
    assert pod.marks() == {"second"}


@pytest.mark.soak
def test_a_changed_plan_and_a_changed_seed_are_differences_that_show_no_secret(pod: SmallPod) -> None:
    up(pod)
    file = pod.program / "stacks/lab/pod.yaml"
    file.write_text(file.read_text().replace("uid: 1002", "uid: 1003"))
    (pod.folder / "credentials/ssh-seed").write_text("feed" * 16)
    said = pod.pulumi(*PREVIEW, "--diff")
    assert "plan_digest" in said.text
    assert "secrets" in said.text
    assert "feed" * 16 not in said.text
    assert "does not answer" in said.text, "hosts that hold keys of another seed are not taken on trust"


@pytest.mark.soak
def test_destroy_names_a_silent_host_and_goes_on(pod: SmallPod) -> None:
    up(pod)
    pod.stop(BROKEN)
    said = pod.pulumi(*DESTROY)
    assert said.rc == 0, said.text
    assert f"keeps what was installed: {BROKEN}" in said.text
    assert pod.state() == {}
