"""`podwright init` writes a pod that holds, with all it needs around it, whole or not at all."""

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from podwright.catalog.load import architecture_names
from podwright.checks.judge import judge, stops
from podwright.cli import scaffold
from podwright.cli.init import command
from podwright.cli.scaffold import NewFile, write_all
from podwright.declaration import declared
from podwright.plan.compile import compile_pod
from podwright.plan.finding import Infeasible
from podwright.refusal import Refused
from podwright.share import share_folder
from podwright.spec.document import read
from podwright.spec.errors import SpecErrors
from podwright.spec.load import load

STARTER = ("--architecture", "starter-h100", "--scalable-units", "1")


def init(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command, [str(folder), *arguments], catch_exceptions=False)


def refused(folder: Path, *arguments: str) -> list[str]:
    with pytest.raises(SpecErrors) as refusal:
        init(folder, *arguments)
    return str(refusal.value).splitlines()


def files_below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository of the user's own, with one pod in it."""
    init(tmp_path / "mine", *STARTER)
    return tmp_path / "mine"


def test_a_new_repository_has_pod_program_and_playbook(repository: Path) -> None:
    written = files_below(repository)
    ours = {path for name in ("__main__.py", "ansible.cfg", "site.yml") for path in (name,)}
    assert ours | {"Pulumi.yaml", ".gitignore", "stacks/mine/pod.yaml", "stacks/Pulumi.mine.yaml", "stacks/README.md", "stacks/pod.schema.json"} <= set(written)
    assert [path for path in written if "__pycache__" in path] == []
    for room in ("roles", "inventory", "lookup_plugins"):
        theirs = [path for path in files_below(share_folder() / room) if "__pycache__" not in path]
        assert files_below(repository / room) == theirs
        assert theirs


def test_a_new_pod_loads_and_an_editor_takes_it(repository: Path) -> None:
    spec = load(repository / "stacks" / "mine")
    assert (spec.name, spec.site.domain, spec.architecture) == ("mine", "mine.internal", "starter-h100")
    schema = json.loads((repository / "stacks/pod.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(read((repository / "stacks/mine/pod.yaml").read_text()).value)


def test_the_program_of_a_repository_finds_the_installed_provider(repository: Path) -> None:
    plugin = repository / "provider" / "pulumi-resource-podwright"
    text = (repository / "Pulumi.yaml").read_text()
    assert "path: ./provider\n" in text
    assert "modules" not in text
    assert os.access(plugin, os.X_OK)
    assert subprocess.run(["sh", "-n", plugin], check=False).returncode == 0


def test_the_inventory_of_a_repository_is_of_its_own_pod(repository: Path) -> None:
    program = repository / "inventory" / "pod.py"
    assert os.access(program, os.X_OK)
    environment = {name: value for name, value in os.environ.items() if name != "PODWRIGHT_POD"} | {"PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run([sys.executable, program, "--list"], env=environment, capture_output=True, text=True, check=True)
    assert "mine-u001-r01-n01" in run.stdout


def test_a_second_pod_in_a_repository_is_the_pod_alone(repository: Path) -> None:
    before = files_below(repository)
    init(repository / "stacks" / "second", *STARTER)
    assert sorted(set(files_below(repository)) - set(before)) == ["stacks/Pulumi.second.yaml", "stacks/second/pod.yaml"]


def test_every_option_reaches_the_pod(tmp_path: Path) -> None:
    init(
        tmp_path / "a", "--architecture", "dgx-superpod-h100", "--scalable-units", "2", "--nodes", "40", "--name", "alpha", "--domain", "alpha.example",
        "--set", "site.racks.feed_kw=52.5", "--set", "tenants=[{name: research, gpu_count: 320}]", "--set", "site.name_servers=[192.0.2.53]",
    )  # fmt: skip
    spec = load(tmp_path / "a" / "stacks" / "alpha")
    assert (spec.name, spec.node_count, spec.site.domain, spec.site.racks.feed_kw) == ("alpha", 40, "alpha.example", 52.5)
    assert [(tenant.name, tenant.gpu_count) for tenant in spec.tenants] == [("research", 320)]
    assert spec.site.name_servers == ("192.0.2.53",)


@pytest.mark.parametrize("name", architecture_names())
def test_a_pod_of_every_architecture_is_valid_as_it_is_written(repository: Path, name: str) -> None:
    folder = repository / "stacks" / "pod"
    init(folder, "--architecture", name, "--scalable-units", "1", "--nodes", "1", "--set", "site.name_servers=[192.0.2.53]")
    spec, catalog = declared(folder)
    assert (spec.architecture, spec.node_count, spec.site.name_servers) == (name, 1, ("192.0.2.53",))
    assert not stops(judge(compile_pod(spec, catalog)))


def test_what_the_architecture_needs_beyond_the_defaults_stands_in_the_file_with_its_reason(repository: Path) -> None:
    folder = repository / "stacks" / "pod"
    node = 'name: hot\nlike: dgx-h100\npower: {value: 29000, unit: W, source: "a data sheet", date: 2026-11-21, evidence: primary}\n'
    largest = "largest: {scalable_units: 64, racks_per_unit: 15, nodes_per_rack: 255, pod_racks: 63, devices_per_rack: 31}\n"
    for path, text in {"nodes/hot.yaml": node, "architectures/hot.yaml": f"name: hot\nlike: starter-h100\nunit: {{node: hot}}\n{largest}"}.items():
        (folder / "catalog" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "catalog" / path).write_text(text)
    said = init(folder, "--architecture", "hot", "--scalable-units", "1").output
    assert "site.racks.feed_kw stands in the pod. The default of 50 is too little: the fullest rack of hot draws 62.8 kW; a tenth is to spare.\n" in said
    # Two systems of 29 kW, a storage host (1.2), a management node (0.8), qm9700 (1.72), two sn4600c (0.466 each), sn2201 (0.098).
    lines = [line.strip() for line in (folder / "pod.yaml").read_text().splitlines()]
    assert "feed_kw: 70" in lines
    (reason,) = [line for line in lines if "fullest rack" in line]
    assert reason == "# The default of 50 is too little: the fullest rack of hot draws 62.8 kW; a tenth is to spare."
    assert lines[lines.index(reason) + 1] == "feed_kw: 70"
    assert "# The default 10.32.0.0/13 is too narrow for 1 unit of hot." in lines
    assert not stops(judge(compile_pod(*declared(folder))))


def test_what_will_be_written_is_said_and_a_dry_run_stops_there(tmp_path: Path) -> None:
    said = init(tmp_path / "a", *STARTER, "--dry-run").output
    assert "stacks/a/pod.yaml" in said
    assert "roles/ (" in said
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten_and_all_that_stands_there_is_told(repository: Path) -> None:
    before = {path: (repository / path).read_bytes() for path in files_below(repository)}
    lines = refused(repository, *STARTER)
    tops = {path if path.startswith("stacks/") else path.partition("/")[0] for path in map(str, before)} - {".gitignore"}
    assert len(lines) == len(tops), "every file of the pod and the top of every folder; .gitignore may stand there"
    assert all("already, and nothing is overwritten" in line for line in lines)
    assert {path: (repository / path).read_bytes() for path in files_below(repository)} == before


def test_a_repository_keeps_its_own_gitignore_and_other_files(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("/mine/\n")
    (tmp_path / "README.md").write_text("ours\n")
    said = init(tmp_path, *STARTER, "--name", "alpha").output
    assert "add /.lab/ to it" in said
    assert (tmp_path / ".gitignore").read_text() == "/mine/\n"
    assert (tmp_path / "README.md").read_text() == "ours\n"


def test_every_wrong_option_is_told_at_once_by_its_name(tmp_path: Path) -> None:
    lines = refused(
        tmp_path / "a",
        "--architecture",
        "starter-h10",
        "--scalable-units",
        "0",
        "--name",
        "A_b",
        "--set",
        "site.racks.feed_kv=3",
        "--set",
        "access.users=[{name: ada}]",
    )
    assert [line.partition(": ")[0] for line in lines] == [
        "--architecture architecture", "--name name", "--scalable-units scalable_units", "--set access.users[0].uid", "--set site.racks.feed_kv",
    ]  # fmt: skip
    assert lines[0].endswith("Did you mean starter-h100?")
    assert lines[-1].endswith("Did you mean feed_kw?")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("setting", ["site", "=1", "site..racks=1", "tenants=[1", "name.first=a", "site.domain=&x a"])
def test_a_setting_that_cannot_be_read_is_told(tmp_path: Path, setting: str) -> None:
    (line,) = refused(tmp_path / "a", *STARTER, "--set", setting)
    assert line.startswith("--set ")


def test_a_pod_that_cannot_stand_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(Infeasible):
        init(tmp_path / "a", *STARTER, "--set", "site.racks.feed_kw=5")
    assert list(tmp_path.iterdir()) == []


def test_a_clone_takes_pods_in_its_stacks_alone() -> None:
    (line,) = refused(share_folder() / "elsewhere", *STARTER)
    assert "lies in podwright's own repository, but not in stacks/" in line


def test_help_names_the_architectures() -> None:
    words = CliRunner().invoke(command, ["--help"]).output.replace(",", " ").replace(".", " ").split()
    assert set(architecture_names()) <= set(words), "whole, so that they can be copied"


FILES = (NewFile(Path("stacks/Pulumi.a.yaml"), b"1"), NewFile(Path("stacks/a/pod.yaml"), b"2"), NewFile(Path("run"), b"3", is_executable=True))


def test_files_are_written_with_their_bits(tmp_path: Path) -> None:
    write_all(tmp_path / "deep" / "er", FILES)
    assert files_below(tmp_path) == ["deep/er/run", "deep/er/stacks/Pulumi.a.yaml", "deep/er/stacks/a/pod.yaml"]
    assert os.access(tmp_path / "deep/er/run", os.X_OK)
    assert not os.access(tmp_path / "deep/er/stacks/a/pod.yaml", os.X_OK)


@pytest.mark.parametrize("broken", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=lambda broken: type(broken).__name__)
@pytest.mark.parametrize("nth", [1, 2, 3])
def test_nothing_half_done_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nth: int, broken: BaseException) -> None:
    (tmp_path / "stacks").mkdir()
    (tmp_path / "stacks" / "other").write_text("stays")
    moved: list[Path] = []
    rename = Path.rename

    def failing(path: Path, target: Path) -> Path:
        moved.append(target)
        if len(moved) == nth:
            raise broken
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises((Refused, KeyboardInterrupt)):
        write_all(tmp_path, FILES)
    assert files_below(tmp_path) == ["stacks/other"]
    assert [path.name for path in tmp_path.iterdir()] == ["stacks"]


def test_a_file_where_a_folder_goes_is_refused_and_stays(tmp_path: Path) -> None:
    (tmp_path / "stacks").write_text("a file")
    with pytest.raises(Refused):
        write_all(tmp_path, FILES)
    assert files_below(tmp_path) == ["stacks"]


def test_an_installation_that_lacks_a_part_says_which(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"Pulumi\.yaml: missing from this installation"):
        scaffold.program_files(tmp_path, stack="a")


def test_the_plugin_runs_the_provider_of_the_python_that_has_it(repository: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "VIRTUAL_ENV": sys.prefix}
    run = subprocess.run(
        [repository / "provider" / "pulumi-resource-podwright", "--no-such-option"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        input="",
    )
    assert "no Python here has podwright" not in run.stderr
