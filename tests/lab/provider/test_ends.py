"""A run that is cut off at any point leaves no process, no secret and no lock, and the next one succeeds."""

import signal
import subprocess
from pathlib import Path

import pytest

from lab.provider.small_pod import SmallPod
from lab.provider.waiting import LIMIT_S, wait_for
from podwright.provider.room import PREFIX, memory_folder, users_of

pytestmark = pytest.mark.lab

UP = ("pulumi", "--non-interactive", "up", "--yes", "--skip-preview", "--suppress-progress")
OURS = ("podwright", "up", "stacks/lab", "--yes", "--skip-proof")


def rooms() -> set[Path]:
    return set(memory_folder().glob(f"{PREFIX}*"))


def pid_of(program: str, pod: SmallPod) -> int | None:
    """Return the process of this name that works for this pod."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words, told = (entry / "cmdline").read_bytes().split(b"\0"), (entry / "environ").read_bytes()
            except OSError:
                continue
            if str(pod.folder).encode() in told and any(word.endswith(program.encode()) for word in words[:3]):
                return int(entry.name)
    return None


@pytest.fixture
def busy(pod: SmallPod) -> tuple[SmallPod, set[Path]]:
    """The pod with hosts that take their time for one task, and the rooms that were there before."""
    for host in pod.plan.hosts.hosts:
        pod.file(host.name, "slow").touch()
    return pod, rooms()


def hurry(pod: SmallPod) -> None:
    for host in pod.plan.hosts.hosts:
        pod.file(host.name, "slow").unlink(missing_ok=True)


def in_the_middle(pod: SmallPod, process: "subprocess.Popen[str]") -> None:
    wait_for(lambda: pod.marks() == {"first"} or process.poll() is not None, "the run is in the middle")
    assert process.poll() is None, process.communicate()[0]


def gone(before: set[Path], pod: SmallPod) -> None:
    wait_for(lambda: rooms() <= before, "the room is gone")
    wait_for(lambda: pid_of("ansible-playbook", pod) is None and pid_of("podwright.provider", pod) is None, "no process is left")


def test_interrupts_end_the_run_and_leave_nothing_and_the_next_up_mends_it(busy: tuple[SmallPod, set[Path]]) -> None:
    pod, before = busy
    process = pod.begin(*UP)
    in_the_middle(pod, process)
    assert pid_of("pulumi", pod) is not None
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=LIMIT_S)
    assert "it was cancelled" in said
    gone(before, pod)
    assert pod.state()["initErrors"] == ["the playbook did not end: it was cancelled. Run up again: it carries on from there"]
    for host in pod.plan.hosts.hosts:
        pod.file(host.name, "mark").unlink()
    process = pod.begin(*OURS)
    in_the_middle(pod, process)
    another = pod.run(*OURS)
    assert another.rc == 3
    assert "another up holds it: root on" in another.text
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=LIMIT_S)
    assert process.returncode == 130, said
    gone(before, pod)
    assert pid_of("pulumi", pod) is None
    hurry(pod)
    last = pod.run(*OURS)
    assert last.rc == 0, last.text
    assert "initErrors" not in pod.state()
    assert all(pod.file(host.name, "telemetry").is_dir() for host in pod.plan.hosts.hosts)


@pytest.mark.soak
def test_a_killed_engine_leaves_nothing_but_a_lock_that_the_next_up_removes(busy: tuple[SmallPod, set[Path]]) -> None:
    pod, before = busy
    process = pod.begin(*UP)
    in_the_middle(pod, process)
    process.kill()
    process.wait()
    gone(before, pod)
    hurry(pod)
    assert "locked by" in pod.run(*UP).text
    second = pod.run(*OURS)
    assert second.rc == 0, second.text
    assert "unlock" in second.text


@pytest.mark.soak
def test_the_room_of_a_killed_provider_goes_with_the_next_run(busy: tuple[SmallPod, set[Path]]) -> None:
    pod, before = busy
    process = pod.begin(*UP)
    in_the_middle(pod, process)
    provider = pid_of("podwright.provider", pod)
    assert provider is not None
    subprocess.run(["kill", "-KILL", str(provider)], check=True)
    process.communicate(timeout=LIMIT_S)
    [left] = rooms() - before
    hurry(pod)
    second = pod.run(*OURS)
    assert second.rc == 0, second.text
    assert rooms() <= before
    assert users_of(left) == ()
