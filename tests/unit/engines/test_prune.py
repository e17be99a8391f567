from dataclasses import replace
from pathlib import Path

import pytest

from podwright.engines.catalog import group_named
from podwright.engines.golang import Go
from podwright.engines.machine import Machine
from podwright.engines.prune import remove, stale_engines, stale_folders
from unit.engines.fakes import GO, put_entry, put_go

ETCD = group_named("etcd")


def test_only_what_no_current_key_names_is_stale(machine: Machine) -> None:
    put_go(machine, version="1.26.8")
    current, older_go = put_entry(machine, ETCD), put_entry(machine, ETCD, go=Go(GO.path, "1.26.1"))
    older_recipe = put_entry(machine, replace(ETCD, version="3.6.13"))
    found = stale_engines(machine)
    assert [leftover.path for leftover in found] == sorted((older_go, older_recipe))
    remove(found)
    assert [path.name for path in machine.engines.iterdir()] == [current.name]


def test_without_go_every_go_version_is_current(machine: Machine) -> None:
    put_entry(machine, ETCD)
    older_recipe = put_entry(machine, replace(ETCD, version="3.6.13"))
    assert [leftover.path for leftover in stale_engines(machine)] == [older_recipe]


def test_what_another_platform_built_stays(machine: Machine) -> None:
    put_entry(replace(machine, platform="linux-aarch64"), ETCD)
    assert stale_engines(machine) == ()


def test_what_a_killed_build_left_is_stale(machine: Machine) -> None:
    (machine.engines / ".staging" / "etcd").mkdir(parents=True)
    assert [leftover.path.name for leftover in stale_engines(machine)] == [".staging"]


def test_files_beside_the_entries_stay(machine: Machine) -> None:
    machine.engines.mkdir(parents=True)
    (machine.engines / ".lock").touch()
    (machine.engines / "etcd.log").touch()
    assert stale_engines(machine) == ()


def test_root_images_are_stale_but_for_the_current_names(tmp_path: Path) -> None:
    for name in ("bookworm-1", "bookworm-2", "packages"):
        (tmp_path / name).mkdir()
    (tmp_path / "bookworm-1" / "file").write_bytes(b"12345")
    found = stale_folders(tmp_path, current={"bookworm-2", "packages"})
    assert [(leftover.path.name, leftover.size_bytes) for leftover in found] == [("bookworm-1", 5)]


def test_a_root_image_that_is_mounted_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("bookworm-1", "bookworm-10"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(
        "podwright.engines.prune.mounts_of_all",
        lambda: f"36 35 0:33 / /lab/n01 rw - overlay overlay rw,lowerdir={tmp_path}/bookworm-10,upperdir=/u,workdir=/w ",
    )
    assert [leftover.path.name for leftover in stale_folders(tmp_path, current=())] == ["bookworm-1"]


def test_a_folder_that_is_not_there_has_nothing_stale(tmp_path: Path) -> None:
    assert stale_folders(tmp_path / "roots", current=()) == ()
