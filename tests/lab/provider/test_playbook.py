"""A Playbook under the real engine: created, changed, refreshed, run again, deleted; and each bad day on the way."""

import pytest

from lab.provider.small_pod import SEED, SmallPod

pytestmark = pytest.mark.lab

UP = ("up", "--yes", "--skip-preview", "--suppress-outputs", "--suppress-progress")
PREVIEW = ("preview", "--suppress-outputs", "--suppress-progress")
DESTROY = ("destroy", "--yes", "--skip-preview", "--suppress-progress")
BROKEN = "lab-u001-r01-n12"


def up(pod: SmallPod) -> None:
    said = pod.pulumi(*UP)
    assert said.rc == 0, said.text


def test_a_preview_names_hosts_and_tasks_and_changes_nothing(pod: SmallPod) -> None:
    said = pod.pulumi(*PREVIEW)
    assert "2 hosts would change, 0 hosts would not" in said.text
    assert "marks: configure | The host has its mark" in said.text
    assert "marks: configure | The host knows that the seed came" in said.text, "a task whose result is hidden is foreseen too"
    assert all(host.name in said.text for host in pod.plan.hosts.hosts)
    assert pod.marks() == {"-"}


def test_up_runs_the_roles_and_a_second_up_changes_nothing_and_asks_no_host(pod: SmallPod) -> None:
    up(pod)
    assert pod.marks() == {"first"}
    for host in tuple(pod.servers):
        pod.stop(host)
    assert "2 unchanged" in pod.pulumi(*UP).text
    assert "2 unchanged" in pod.pulumi(*PREVIEW).text


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


def test_a_failed_host_fails_the_stack_in_one_line_and_a_second_up_carries_on(pod: SmallPod) -> None:
    pod.file(BROKEN, "broken").touch()
    said = pod.pulumi(*UP)
    assert said.rc != 0
    [line] = {line.strip().removeprefix("* ") for line in said.text.splitlines() if "run up again" in line}
    assert line.startswith(f"{BROKEN}: task 'marks: verify | The host is not broken' failed: non-zero return code")
    assert pod.marks() == {"first"}
    assert pod.state()["initErrors"] == [line]
    pod.file(BROKEN, "broken").unlink()
    up(pod)
    assert "initErrors" not in pod.state()
    assert all(pod.file(host.name, "telemetry").is_dir() for host in pod.plan.hosts.hosts)


def test_a_silent_host_is_said_in_preview_and_fails_up_by_name(pod: SmallPod) -> None:
    pod.stop(BROKEN)
    foreseen = pod.pulumi(*PREVIEW)
    assert foreseen.rc == 0
    assert f"{BROKEN} does not answer" in foreseen.text
    said = pod.pulumi(*UP)
    assert said.rc != 0
    assert f"{BROKEN} does not answer" in said.text
    pod.start(next(host for host in pod.plan.hosts.hosts if host.name == BROKEN))
    up(pod)


def test_drift_is_shown_by_refresh_and_mended_by_up(pod: SmallPod) -> None:
    up(pod)
    pod.file(BROKEN, "mark").write_text("by hand")
    shown = pod.pulumi(*PREVIEW, "--refresh", "--diff")
    assert f"{BROKEN}: marks: configure | The host has its mark" in shown.text
    assert pod.marks() == {"first", "by hand"}
    said = pod.pulumi(*UP, "--refresh")
    assert said.rc == 0, said.text
    assert pod.marks() == {"first"}
    assert "2 unchanged" in pod.pulumi(*PREVIEW, "--refresh").text


def test_destroy_undoes_what_roles_can_undo(pod: SmallPod) -> None:
    up(pod)
    said = pod.pulumi(*DESTROY)
    assert said.rc == 0, said.text
    assert not any(pod.file(host.name, "telemetry").exists() for host in pod.plan.hosts.hosts)
    assert pod.marks() == {"first"}
    assert pod.state() == {}
    assert pod.pulumi(*DESTROY).rc == 0


@pytest.mark.soak
def test_destroy_names_a_silent_host_and_goes_on(pod: SmallPod) -> None:
    up(pod)
    pod.stop(BROKEN)
    said = pod.pulumi(*DESTROY)
    assert said.rc == 0, said.text
    assert f"keeps what was installed: {BROKEN}" in said.text
    assert pod.state() == {}


def test_no_secret_is_in_state_output_or_any_file(pod: SmallPod) -> None:
    pod.file(BROKEN, "leaky").touch()
    said = [pod.pulumi(*PREVIEW), pod.pulumi(*UP), pod.pulumi("stack", "export"), pod.pulumi(*PREVIEW, "--diff", "--refresh")]
    assert any("the seed is ***" in one.text for one in said)
    assert not [one.text for one in said if SEED in one.text]
    files = [file for file in pod.folder.rglob("*") if file.is_file() and file.parent.name != "credentials"]
    assert files
    assert not [file for file in files if SEED.encode() in file.read_bytes()]
