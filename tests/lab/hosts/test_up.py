"""`lab up` puts right whatever is wrong with a lab, and changes nothing of what is right."""

import json
import os
import shutil
import signal
import subprocess
import time

import pytest

from lab.hosts.pods import Lab, environment, traces, until
from podwright.engines import find
from podwright.lab import cgroups
from podwright.lab.down import down
from podwright.lab.lock import held
from podwright.lab.status import status
from podwright.lab.up import up

pytestmark = pytest.mark.lab

UP_BAR_S = 60.0
INTERRUPTED = 130


def start(lab: Lab) -> float:
    """Return how long it took until every host of the lab answered, in seconds."""
    began_s = time.monotonic()
    up(lab.plan, state=lab.state, with_hosts=True, with_control_plane=False, on_event=print)
    assert status(lab.state).is_whole
    return time.monotonic() - began_s


def test_hosts_are_up_within_the_bar_and_down_leaves_nothing(fresh: Lab) -> None:
    assert start(fresh) < UP_BAR_S
    down(fresh.state, on_event=print)
    assert traces(fresh) == ()


def test_a_second_up_changes_nothing(standing: Lab) -> None:
    before = standing.pids()
    start(standing)
    assert standing.pids() == before


def test_status_tells_a_machine_what_it_tells_a_person(standing: Lab) -> None:
    told = json.loads(standing.run("status", "--json").stdout)
    assert told["is_whole"]
    assert [(host["name"], host["v4"], host["v6"], host["pid"]) for host in told["hosts"]] == [
        (host.name, host.in_band_v4, host.in_band_v6, standing.pids()[host.name]) for host in standing.plan.hosts.hosts
    ]


def test_down_keeps_disks_and_secrets_and_wipe_does_not(fresh: Lab) -> None:
    start(fresh)
    host, seed = fresh.plan.hosts.hosts[0], (fresh.state.credentials / "ssh-seed").read_text()
    fresh.ask(host, "echo kept | sudo tee /var/lib/word")
    down(fresh.state, on_event=print)
    start(fresh)
    assert fresh.ask(host, "cat /var/lib/word").stdout == "kept\n"
    assert (fresh.state.credentials / "ssh-seed").read_text() == seed
    down(fresh.state, wipe=True, on_event=print)
    assert not fresh.state.folder.exists()


def test_down_twice_and_down_without_up_are_fine(fresh: Lab) -> None:
    down(fresh.state, on_event=print)
    down(fresh.state, wipe=True, on_event=print)
    assert traces(fresh) == ()


def test_a_host_without_power_starts_again_and_the_others_stay(fresh: Lab) -> None:
    start(fresh)
    before, victim = fresh.pids(), fresh.plan.hosts.hosts[0].name
    cgroups.kill(fresh.state.id, f"host-{victim}")
    assert fresh.run("status").returncode == 3
    start(fresh)
    after = fresh.pids()
    assert after.pop(victim) != before.pop(victim)
    assert after == before


def test_a_host_whose_container_program_was_killed_starts_again(fresh: Lab) -> None:
    start(fresh)
    before, victim = fresh.pids(), fresh.plan.hosts.hosts[0].name
    pid = before[victim]
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    start(fresh)
    assert fresh.pids()[victim] != before[victim]


def test_a_namespace_deleted_by_hand_is_made_again(fresh: Lab) -> None:
    start(fresh)
    subprocess.run(["ip", "netns", "delete", fresh.state.id], check=True)
    start(fresh)
    down(fresh.state, on_event=print)
    assert traces(fresh) == ()


def test_a_namespace_file_that_is_none_is_replaced(fresh: Lab) -> None:
    fresh.state.namespace.parent.mkdir(exist_ok=True)
    fresh.state.namespace.touch()
    start(fresh)


def test_a_bridge_deleted_by_hand_is_made_again_and_hosts_are_plugged_in(fresh: Lab) -> None:
    start(fresh)
    before = fresh.pids()
    subprocess.run(["ip", "-netns", fresh.state.id, "link", "delete", "in_band-0"], check=True)
    start(fresh)
    assert fresh.pids() == before


def test_up_works_when_any_part_of_the_state_was_removed_under_a_running_lab(fresh: Lab) -> None:
    start(fresh)
    for gone in ("processes", "lab.json", "ssh", "logs", "hosts", "state"):
        path = fresh.state.folder / gone
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        start(fresh)
    down(fresh.state, on_event=print)
    assert traces(fresh) == ()


def test_down_works_when_the_whole_state_was_removed_under_a_running_lab(fresh: Lab) -> None:
    start(fresh)
    shutil.rmtree(fresh.state.folder)
    down(fresh.state, on_event=print)
    assert traces(fresh) == ()


@pytest.mark.parametrize("stage", ["network", "start  host"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_up_that_ends_before_its_time_leaves_nothing_and_the_next_one_works(fresh: Lab, stage: str, number: signal.Signals) -> None:
    code = cut_short(fresh, stage=stage, number=number, words=("--no-control-plane",))
    if number is signal.SIGINT:
        assert code == INTERRUPTED
        assert traces(fresh) == ()
    assert until(lambda: traces(fresh) == (), limit_s=90.0), traces(fresh)
    start(fresh)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_an_up_that_ends_while_the_control_plane_starts_leaves_nothing(fresh: Lab, number: signal.Signals) -> None:
    lacking = [name for name in ("etcd", "kube-apiserver", "kubectl", "kueue", "kwok") if find(name) is None]
    if lacking:
        pytest.skip(f"engines are not built yet: {', '.join(lacking)}")
    cut_short(fresh, stage="control plane kube-apiserver", number=number, words=("--hosts", "none"))
    assert until(lambda: traces(fresh) == (), limit_s=90.0), traces(fresh)


def test_an_interrupted_second_up_leaves_what_ran_before(fresh: Lab) -> None:
    start(fresh)
    before, victim = fresh.pids(), fresh.plan.hosts.hosts[0].name
    cgroups.kill(fresh.state.id, f"host-{victim}")
    assert cut_short(fresh, stage="start  host", number=signal.SIGINT, words=("--no-control-plane",)) == INTERRUPTED
    after = fresh.pids()
    assert after.pop(victim) is None
    assert after.items() <= before.items()


def test_a_second_up_at_the_same_time_is_told_who_holds_the_lab(standing: Lab) -> None:
    with held(standing.state, "up"):
        told = subprocess.run(
            [*standing.verb("up", str(standing.stack), "--no-control-plane")],
            cwd=standing.state.root,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
    assert told.returncode == 3
    assert f"held by process {os.getpid()} (podwright lab up, since " in told.stderr


def cut_short(lab: Lab, *, stage: str, number: signal.Signals, words: tuple[str, ...]) -> int:
    """Return the exit code of an `up` that was sent a signal as soon as it told of a stage."""
    with subprocess.Popen(lab.verb("up", str(lab.stack), *words), cwd=lab.state.root, env=environment(), stderr=subprocess.PIPE, text=True) as child:
        assert child.stderr is not None
        assert any(stage in line for line in child.stderr), "the stage is never told"
        child.send_signal(number)
        child.stderr.read()
        return child.wait(60)
