"""Where a lab is, what it is called, and who may hold it."""

import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from podwright.engines import mounts, programs
from podwright.lab import requirements, room
from podwright.lab.lock import CLEAN_UP, held
from podwright.lab.state import LabState, lab_state, the_only_lab
from podwright.refusal import Refused


def test_a_lab_belongs_to_the_closest_repository(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").touch()
    (tmp_path / "stacks" / "lab").mkdir(parents=True)
    assert lab_state("lab", near=tmp_path / "stacks" / "lab").folder == tmp_path / ".lab" / "lab"


def test_labs_of_two_clones_have_two_names(tmp_path: Path) -> None:
    assert LabState(tmp_path / "a", "lab").id != LabState(tmp_path / "b", "lab").id


def test_the_only_lab_is_found_and_two_have_to_be_named(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").touch()
    with pytest.raises(Refused, match="no lab has been started here"):
        the_only_lab(near=tmp_path)
    (tmp_path / ".lab" / "one").mkdir(parents=True)
    assert the_only_lab(near=tmp_path).pod == "one"
    (tmp_path / ".lab" / "two").mkdir()
    with pytest.raises(Refused, match=r"2 labs are here \(one, two\)"):
        the_only_lab(near=tmp_path)


def test_who_comes_second_is_told_who_holds_the_lab(tmp_path: Path) -> None:
    state = LabState(tmp_path, "lab")
    with held(state, "up"), pytest.raises(Refused, match=rf"held by process {os.getpid()} \(podwright lab up, since "), held(state, "down"):
        pass
    with held(state, "down"):
        pass


def test_an_ordinary_user_is_told_that_root_is_needed_and_how(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Refused, match=r"need root, and this is an ordinary user\. Run it as root: sudo .* podwright lab up\."):
        requirements.need_root("up")


def test_missing_programs_are_named_with_one_command_that_brings_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs.shutil, "which", lambda name, **_: None if name in ("debootstrap", "systemd-nspawn") else name)
    with pytest.raises(Refused, match=r"lacks systemd-nspawn, debootstrap\. Get them with apt-get install --yes debootstrap systemd-container\."):
        requirements.need_programs()


def test_a_machine_without_room_says_both_numbers_and_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "free_instances", lambda _: 5)
    with pytest.raises(Refused, match=r"2 more hosts need 16 file watchers, .* leaves 5\. Raise it with sysctl --write fs\.inotify\.max_user_instances=1024"):
        room.need_room(2)


def test_mount_points_are_read_as_the_kernel_writes_them() -> None:
    table = "22 1 254:0 / / rw - ext4 /dev/vda rw\n23 22 0:5 / /a\\040folder rw - tmpfs tmpfs rw\n"
    assert mounts.mount_points(table) == (Path("/"), Path("/a folder"))


def test_a_clean_up_waits_for_whoever_still_holds_the_lock_of_a_dead_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = LabState(tmp_path, "west")
    dying = ExitStack()
    dying.enter_context(held(state, "up"))
    monkeypatch.setattr("podwright.lab.lock.time.sleep", lambda _: dying.close())
    with held(state, CLEAN_UP):
        assert (state.folder / "lock").is_file()
