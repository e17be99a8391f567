import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from podwright.engines.cache import Record, entry_folder, inputs_digest, is_whole, read_record
from podwright.engines.catalog import group_named
from podwright.engines.golang import Go
from podwright.engines.machine import Machine
from unit.engines.fakes import GO, put_entry

ETCD = group_named("etcd")


@pytest.fixture
def changeable(machine: Machine, tmp_path: Path) -> Machine:
    """Return the machine with recipes that a test may write."""
    recipes = tmp_path / "tools"
    shutil.copytree(machine.recipes / "etcd", recipes / "etcd")
    return replace(machine, recipes=recipes)


@pytest.mark.parametrize("name", ["go.mod", "go.sum"])
def test_another_recipe_is_another_key(changeable: Machine, name: str) -> None:
    before = inputs_digest(ETCD, changeable)
    with (changeable.recipes / "etcd" / name).open("a") as file:
        file.write("// changed\n")
    assert inputs_digest(ETCD, changeable) != before


def test_a_line_moved_from_one_file_to_the_other_is_another_key(changeable: Machine) -> None:
    folder = changeable.recipes / "etcd"
    before = inputs_digest(ETCD, changeable)
    module, _, rest = (folder / "go.sum").read_text().partition("\n")
    (folder / "go.mod").write_text((folder / "go.mod").read_text() + module + "\n")
    (folder / "go.sum").write_text(rest)
    assert inputs_digest(ETCD, changeable) != before


def test_other_flags_are_another_key(machine: Machine) -> None:
    digests = {
        inputs_digest(group, machine) for group in (ETCD, replace(ETCD, tags=("x",)), replace(ETCD, stamps=(("a.B", "c"),)), replace(ETCD, version="3.6.15"))
    }
    assert len(digests) == 4


def test_another_platform_is_another_key(machine: Machine) -> None:
    assert inputs_digest(ETCD, machine) != inputs_digest(ETCD, replace(machine, platform="linux-aarch64"))


def test_another_go_is_another_entry(machine: Machine) -> None:
    newer = Go(GO.path, "1.26.9")
    assert entry_folder(ETCD, machine, go=GO) != entry_folder(ETCD, machine, go=newer)


def test_the_key_knows_nothing_of_where_the_clone_is(machine: Machine, changeable: Machine) -> None:
    assert inputs_digest(ETCD, machine) == inputs_digest(ETCD, changeable)


def test_an_entry_without_its_record_is_not_whole(machine: Machine) -> None:
    folder = put_entry(machine, ETCD)
    assert is_whole(folder, ETCD)
    (folder / "entry.json").unlink()
    assert not is_whole(folder, ETCD)


def test_a_record_reads_as_it_was_written(machine: Machine) -> None:
    assert read_record(put_entry(machine, ETCD)) == Record("etcd", "3.6.14", "linux-x86_64", "1.26.8", ("etcd",))


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"group": 1, "programs": null}'])
def test_a_record_that_cannot_be_read_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "entry.json").write_text(text)
    assert read_record(tmp_path) is None
