"""The shell completes verbs, stack folders, architectures and names of the catalogue."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from podwright.catalog.load import architecture_names
from podwright.cli import COMMANDS, podwright
from podwright.cli.completion import PROGRAM, SHELLS, VARIABLE, command
from unit.catalog.own import own_catalog


def offered(*words: str) -> list[str]:
    """Return what is offered after these words; the last one is being typed."""
    *before, typed = words
    return [item.value for item in ShellComplete(podwright, {}, PROGRAM, VARIABLE).get_completions(list(before), typed)]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository with two stacks, which is where the shell stands."""
    for stack in ("alpha", "beta"):
        (tmp_path / "stacks" / stack).mkdir(parents=True)
        (tmp_path / "stacks" / stack / "pod.yaml").write_text("version: 1\n")
    (tmp_path / "stacks" / "no-pod").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_verbs_are_offered() -> None:
    assert offered("") == list(COMMANDS)
    assert offered("catalog", "c") == ["check"]


@pytest.mark.parametrize("verb", [("plan",), ("check",), ("up",), ("lab", "up"), ("catalog", "check")])
def test_stack_folders_are_offered_where_a_folder_goes(verb: tuple[str, ...], repository: Path) -> None:
    assert offered(*verb, "") == ["stacks/alpha", "stacks/beta"]
    assert offered(*verb, "stacks/b") == ["stacks/beta"]


def test_stack_folders_elsewhere_are_offered_below_what_is_typed(repository: Path) -> None:
    assert offered("plan", f"{repository}/stacks/") == [f"{repository}/stacks/alpha", f"{repository}/stacks/beta"]


def test_the_second_folder_of_a_verb_is_offered_too(repository: Path) -> None:
    assert offered("diff", "stacks/alpha", "st") == ["stacks/alpha", "stacks/beta"]


def test_architectures_are_offered_for_the_option(repository: Path) -> None:
    assert offered("init", "stacks/new", "--architecture", "") == list(architecture_names())
    assert offered("init", "stacks/new", "--architecture", "starter") == [name for name in architecture_names() if name.startswith("starter")]


def test_architectures_of_the_stacks_own_catalogue_are_offered(repository: Path) -> None:
    own_catalog(repository / "stacks" / "alpha", {"architectures/ours.yaml": "name: ours\n"})
    assert offered("init", "stacks/alpha", "--architecture", "our") == ["ours"]


def test_names_of_the_catalogue_are_offered() -> None:
    assert offered("catalog", "show", "starter") == [name for name in architecture_names() if name.startswith("starter")]
    assert {"dgx-h100", "qm9700", "cat6"} <= set(offered("catalog", "show", ""))


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_of_each_shell_names_program_and_variable(shell: str) -> None:
    script = CliRunner().invoke(command, [shell]).output
    assert VARIABLE in script
    assert PROGRAM in script


def test_bash_takes_the_script() -> None:
    bash = shutil.which("bash")
    assert bash is not None, "the tests run where bash is"
    script = CliRunner().invoke(command, ["bash"]).output
    assert subprocess.run([bash, "-n"], input=script, text=True, capture_output=True, check=False).stderr == ""


def test_the_program_answers_the_shell(repository: Path) -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), VARIABLE: "bash_complete", "COMP_WORDS": "podwright plan st", "COMP_CWORD": "2"}
    run = subprocess.run(
        [sys.executable, "-c", "from podwright.cli import main; main()"], env=environment, capture_output=True, text=True, cwd=repository, check=False
    )
    assert run.stdout.splitlines() == ["plain,stacks/alpha", "plain,stacks/beta"]
