import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from podwright.cli.tools import command
from podwright.engines.catalog import GROUPS, group_named
from podwright.engines.golang import Go
from podwright.engines.machine import Machine
from unit.engines.fakes import GO, put_entry, put_on_path


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Return a machine without Go and engines, which the verb takes for this one."""
    path = tmp_path / "path"
    path.mkdir()
    bare = Machine(str(path), str(tmp_path / "go"), tmp_path / "cache", Path(__file__).parents[3] / "tools", "linux-x86_64")
    monkeypatch.setattr("podwright.cli.tools.here", lambda: bare)
    return bare


def run(*words: str) -> Result:
    """Return what the verb says."""
    return CliRunner().invoke(command, words)


def test_status_names_every_engine_and_builds_nothing(machine: Machine) -> None:
    rows = json.loads(run("status", "--json").output)
    assert [row["name"] for row in rows] == [program.name for group in GROUPS for program in group.programs]
    assert {row["origin"] for row in rows} == {None}
    assert not machine.cache.exists()


def test_status_tells_path_built_and_passed_over_apart(machine: Machine) -> None:
    right = put_on_path(machine, "pulumi", "v3.259.0")
    wrong = put_on_path(machine, "kubectl", "Client Version: v1.32.4-dispatcher")
    folder = put_entry(machine, group_named("k8s"))
    rows = {row["name"]: row for row in json.loads(run("status", "--json").output)}
    assert (rows["pulumi"]["origin"], rows["pulumi"]["path"]) == ("path", str(right))
    assert (rows["kubectl"]["origin"], rows["kubectl"]["path"]) == ("built", str(folder / "bin" / "kubectl"))
    assert rows["kubectl"]["passed_over"] == [{"path": str(wrong), "version": "1.32.4-dispatcher"}]
    assert f"{wrong} is 1.32.4-dispatcher: passed over" in run("status").output


def test_build_takes_what_is_there_and_prints_it(machine: Machine) -> None:
    path = put_on_path(machine, "etcd", "etcd Version: 3.6.14")
    result = run("build", "etcd", "--json")
    assert json.loads(result.stdout) == [{"group": "etcd", "name": "etcd", "origin": "path", "passed_over": [], "path": str(path), "version": "3.6.14"}]


def test_an_unknown_group_is_wrong_input(machine: Machine) -> None:
    result = run("build", "nix")
    assert result.exit_code == 2
    assert "'nix' is not one of" in result.output


def test_prune_lists_first_and_removes_when_told(machine: Machine) -> None:
    stale = put_entry(machine, group_named("etcd"), go=Go(GO.path, "1.26.1"))
    (machine.engines / ".staging").mkdir()
    root = machine.roots / "buster-000000000000"
    root.mkdir(parents=True)
    listed = run("prune")
    assert str(root) in listed.output
    assert "podwright tools prune --yes" in listed.output
    assert root.exists()
    assert run("prune", "--yes").output.endswith("Removed.\n")
    assert not root.exists()
    assert stale.exists(), "without Go every Go version is current"


def test_prune_of_a_clean_cache_says_so(machine: Machine) -> None:
    assert run("prune").output == f"Nothing to prune in {machine.cache}.\n"
    assert json.loads(run("prune", "--json").output) == {"is_removed": False, "leftovers": []}


@pytest.mark.parametrize("verb", ["build", "status", "prune"])
def test_help_teaches_by_example(verb: str) -> None:
    assert f"podwright tools {verb}" in run(verb, "--help").output
