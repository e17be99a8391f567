import time
from pathlib import Path

import pytest

from podwright.engines.choice import Origin
from podwright.engines.machine import Machine
from podwright.engines.supply import ensure
from podwright.event import Event, State
from podwright.refusal import Refused
from unit.engines.fakes import put_go, put_on_path

MAKES_ETCD = 'printf "#!/bin/sh\\necho etcd Version: 3.6.14\\n" > "$out" && chmod +x "$out"'


def make_folder(build: str) -> str:
    """Return a build script that makes the folder of its result first, as go does."""
    return f'mkdir -p "$(dirname "$out")"; {build}'


def kept(machine: Machine) -> list[str]:
    """Return what the engines' folder holds, without lock and log."""
    return sorted(path.name for path in machine.engines.glob("*") if path.name not in {".lock", "etcd.log"})


def test_what_is_missing_is_built_and_found_the_next_time(machine: Machine) -> None:
    put_go(machine, version="1.26.8", build=make_folder(MAKES_ETCD))
    built = ensure(["etcd"], on_event=lambda _: None, machine=machine)["etcd"]
    assert built.origin is Origin.BUILT
    put_go(machine, version="1.26.8", build="exit 1")
    assert ensure(["etcd"], on_event=lambda _: None, machine=machine)["etcd"] == built
    assert kept(machine) == [built.path.parent.parent.name]


def test_the_wrong_version_on_path_is_told_before_building(machine: Machine) -> None:
    path = put_on_path(machine, "etcd", "etcd Version: 3.4.23")
    put_go(machine, version="1.26.8", build=make_folder(MAKES_ETCD))
    events: list[Event] = []
    ensure(["etcd"], on_event=events.append, machine=machine)
    assert events[0].text == f"{path} is 3.4.23, 3.6.14 is needed: passed over"
    assert [event.state for event in events[1:]] == [State.STARTED, State.DONE]


def test_nothing_is_built_for_what_is_on_path(machine: Machine) -> None:
    put_on_path(machine, "etcd", "etcd Version: 3.6.14")
    assert ensure(["etcd"], on_event=lambda _: None, machine=machine)["etcd"].origin is Origin.PATH
    assert not machine.cache.exists()


def test_a_build_that_fails_leaves_only_its_log(machine: Machine) -> None:
    put_go(machine, version="1.26.8", build=make_folder(f"{MAKES_ETCD}; echo write etcd: no space left on device >&2; exit 1"))
    events: list[Event] = []
    with pytest.raises(Refused, match="the disk is full"):
        ensure(["etcd"], on_event=events.append, machine=machine)
    assert events[-1].state is State.FAILED
    assert kept(machine) == []
    assert "no space left" in (machine.engines / "etcd.log").read_text()


def test_a_program_of_another_version_than_its_stamp_is_our_bug(machine: Machine) -> None:
    put_go(machine, version="1.26.8", build=make_folder(MAKES_ETCD.replace("3.6.14", "0.0.0-master")))
    with pytest.raises(AssertionError, match=r"stamps of etcd give 3\.6\.14, not 0\.0\.0-master"):
        ensure(["etcd"], on_event=lambda _: None, machine=machine)
    assert kept(machine) == []


def test_an_interrupt_ends_go_and_all_its_children_and_leaves_nothing(machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("podwright.engines.build.SAY_AGAIN_S", 0.0)
    ids = tmp_path / "ids"
    put_go(machine, version="1.26.8", build=make_folder(f"sleep 60 & echo $! $$ > {ids}.part; mv {ids}.part {ids}; echo some/package >&2; wait"))

    def interrupt(event: Event) -> None:
        if event.state is State.INFO and ids.exists():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ensure(["etcd"], on_event=interrupt, machine=machine)
    assert kept(machine) == []
    assert all(has_ended(int(pid), limit_s=5.0) for pid in ids.read_text().split())


def has_ended(pid: int, *, limit_s: float) -> bool:
    """Return whether a process ends within the limit; one that only waits to be collected has ended."""
    until_s = time.monotonic() + limit_s
    while is_alive(pid):
        if time.monotonic() > until_s:
            return False
        time.sleep(0.01)
    return True


def is_alive(pid: int) -> bool:
    """Return whether a process runs; one that has ended and waits for its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_what_a_killed_build_left_half_done_is_cleared(machine: Machine) -> None:
    stale = machine.engines / ".staging" / "etcd" / "bin"
    stale.mkdir(parents=True)
    (stale / "etcd").write_text("half")
    put_go(machine, version="1.26.8", build=make_folder(MAKES_ETCD))
    ensure(["etcd"], on_event=lambda _: None, machine=machine)
    assert ".staging" not in kept(machine)


def test_go_missing_is_refused_before_anything_is_written(machine: Machine) -> None:
    with pytest.raises(Refused, match="Go is not on PATH"):
        ensure(["etcd"], on_event=lambda _: None, machine=machine)
    assert kept(machine) == []


def test_a_cache_that_cannot_be_made_is_refused(machine: Machine) -> None:
    machine.cache.write_text("a file stands where the folder should")
    put_go(machine, version="1.26.8")
    with pytest.raises(Refused, match="XDG_CACHE_HOME"):
        ensure(["etcd"], on_event=lambda _: None, machine=machine)


def test_a_full_disk_is_refused_before_go_starts(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("podwright.engines.build.LEAST_FREE_BYTES", 1 << 60)
    put_go(machine, version="1.26.8", build="exit 1")
    with pytest.raises(Refused, match="building etcd needs"):
        ensure(["etcd"], on_event=lambda _: None, machine=machine)


def test_an_unknown_engine_is_a_mistake_of_the_caller(machine: Machine) -> None:
    with pytest.raises(KeyError):
        ensure(["nix"], on_event=lambda _: None, machine=machine)
