import os
from dataclasses import replace
from pathlib import Path

from podwright.engines.catalog import group_named
from podwright.engines.choice import Candidate, Engine, Origin, choose, find
from podwright.engines.machine import Machine
from unit.engines.fakes import GO, put, put_entry, put_go, put_on_path


def test_the_program_on_path_is_taken_when_its_version_is_exactly_right(machine: Machine) -> None:
    path = put_on_path(machine, "pulumi", "v3.259.0")
    assert choose("pulumi", machine, go=GO).engine == Engine("pulumi", "3.259.0", Origin.PATH, path)


def test_a_wrong_version_on_path_is_passed_over_and_said(machine: Machine) -> None:
    path = put_on_path(machine, "pulumi", "v3.200.0")
    choice = choose("pulumi", machine, go=GO)
    assert choice.engine is None
    assert choice.passed_over == (Candidate(path, "3.200.0"),)


def test_a_version_that_only_begins_right_is_wrong(machine: Machine) -> None:
    put_on_path(machine, "kubectl", "Client Version: v1.36.3-dispatcher")
    assert choose("kubectl", machine, go=GO).engine is None


def test_a_program_that_does_not_say_its_version_is_passed_over(machine: Machine) -> None:
    path = put_on_path(machine, "etcd", "hello")
    assert choose("etcd", machine, go=GO).passed_over == (Candidate(path, None),)


def test_the_right_one_is_found_behind_a_wrong_one(machine: Machine, tmp_path: Path) -> None:
    second = tmp_path / "second"
    two = replace(machine, search_path=os.pathsep.join((machine.search_path, str(second))))
    wrong = put_on_path(two, "kubectl", "Client Version: v1.32.4-dispatcher")
    right = put_on_path(two, "kubectl", "Client Version: v1.36.3", folder=1)
    choice = choose("kubectl", two, go=GO)
    assert choice.engine == Engine("kubectl", "1.36.3", Origin.PATH, right)
    assert choice.passed_over == (Candidate(wrong, "1.32.4-dispatcher"),)


def test_what_was_built_is_taken_when_path_has_nothing_right(machine: Machine) -> None:
    put_on_path(machine, "kubectl", "Client Version: v1.32.4-dispatcher")
    folder = put_entry(machine, group_named("k8s"))
    assert choose("kubectl", machine, go=GO).engine == Engine("kubectl", "1.36.3", Origin.BUILT, folder / "bin" / "kubectl")


def test_what_we_built_is_not_official_because_its_folder_is_on_path(machine: Machine) -> None:
    folder = put_entry(machine, group_named("etcd"))
    put(folder / "bin" / "etcd", "echo etcd Version: 3.6.14")
    inside = replace(machine, search_path=str(folder / "bin"))
    assert choose("etcd", inside, go=GO).engine == Engine("etcd", "3.6.14", Origin.BUILT, folder / "bin" / "etcd")


def test_a_link_on_path_to_what_we_built_is_not_official(machine: Machine) -> None:
    folder = put_entry(machine, group_named("etcd"))
    (Path(machine.search_path) / "etcd").symlink_to(folder / "bin" / "etcd")
    choice = choose("etcd", machine, go=GO)
    assert choice.engine is not None
    assert choice.engine.origin is Origin.BUILT
    assert choice.passed_over == ()


def test_a_file_that_may_not_run_is_no_program(machine: Machine) -> None:
    put_on_path(machine, "pulumi", "v3.259.0").chmod(0o644)
    assert choose("pulumi", machine, go=GO).engine is None


def test_an_entry_that_lost_a_program_is_no_engine(machine: Machine) -> None:
    folder = put_entry(machine, group_named("k8s"))
    (folder / "bin" / "kubectl").unlink()
    assert choose("kube-apiserver", machine, go=GO).engine is None


def test_what_was_built_is_found_where_go_was_removed(machine: Machine) -> None:
    put_entry(machine, group_named("etcd"))
    assert find("etcd", machine=machine) is not None


def test_what_another_go_built_is_built_again(machine: Machine) -> None:
    put_entry(machine, group_named("etcd"))
    put_go(machine, version="1.27.0")
    assert find("etcd", machine=machine) is None
