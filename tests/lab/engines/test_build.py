"""The engines as Go really builds them; what Go has cached makes it quick, a cold machine makes it minutes."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from podwright.engines import GROUPS, Origin, ensure, find, module_folder
from podwright.engines.catalog import program_named
from podwright.engines.machine import here
from podwright.engines.version import printed_version
from podwright.event import Event, State

pytestmark = pytest.mark.lab

BUILD = (sys.executable, "-c", "from podwright.cli import main; main()", "tools", "build", "etcd")

# Two cores compile etcd from nothing in 45 s; an emulated machine may need ten times that.
BUILD_LIMIT_S = 600


def test_every_engine_prints_the_version_of_the_catalogue() -> None:
    versions = {program.name: group.version for group in GROUPS for program in group.programs}
    engines = ensure(versions, on_event=lambda _: None)
    assert {name: printed_version(engine.path, program_named(name)) for name, engine in engines.items()} == versions


def test_a_group_is_built_into_an_empty_cache_and_found_again(tmp_path: Path) -> None:
    machine = replace(here(), cache=tmp_path, search_path="")
    events: list[Event] = []
    built = ensure(["etcd"], on_event=events.append, machine=machine)["etcd"]
    assert built.origin is Origin.BUILT
    assert printed_version(built.path, program_named("etcd")) == "3.6.14"
    assert [event.state for event in events if event.state is not State.INFO] == [State.STARTED, State.DONE]
    assert find("etcd", machine=machine) == built


def test_an_interrupted_build_leaves_nothing_half_and_the_next_one_ends_it(tmp_path: Path) -> None:
    environment = private(tmp_path)
    interrupt(environment, at="building")
    engines = tmp_path / "cache" / "podwright" / "engines"
    assert {path.name for path in engines.iterdir()} <= {".lock", "etcd.log"}
    assert not processes_in(tmp_path)
    subprocess.run(BUILD, env=environment, check=True, timeout=BUILD_LIMIT_S)
    assert next(engines.glob("etcd-*/bin/etcd")).is_file()


@pytest.mark.soak
def test_what_an_interrupted_build_compiled_is_not_compiled_again(tmp_path: Path) -> None:
    environment = {**private(tmp_path), "GOCACHE": str(tmp_path / "go")}
    interrupt(environment, at="packages compiled")
    first_count = compiled_count(tmp_path)
    subprocess.run(BUILD, env=environment, check=True, timeout=BUILD_LIMIT_S)
    assert first_count > 10
    assert compiled_count(tmp_path) < 600 - first_count // 2


def private(folder: Path) -> dict[str, str]:
    """Return an environment with a cache of its own and no etcd on PATH."""
    path = os.pathsep.join(part for part in os.environ["PATH"].split(os.pathsep) if not (Path(part) / "etcd").exists())
    return {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "GOCACHE": go_cache(), "PYTHONPATH": os.pathsep.join(sys.path), "PATH": path}


def go_cache() -> str:
    """Return Go's build cache; by default it lies in the cache folder that these tests move."""
    return subprocess.run(("go", "env", "GOCACHE"), check=True, capture_output=True, text=True).stdout.strip()


def interrupt(environment: dict[str, str], *, at: str) -> None:
    """Return when a build was interrupted as Ctrl-C does, at the first line that holds some words, and has ended."""
    with subprocess.Popen(BUILD, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        assert process.stderr is not None
        next(line for line in process.stderr if at in line)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130


def compiled_count(folder: Path) -> int:
    """Return how many packages the last build compiled, from its log."""
    lines = (folder / "cache" / "podwright" / "engines" / "etcd.log").read_text().splitlines()
    return sum(1 for line in lines if len(line.split()) == 1)


def processes_in(folder: Path) -> list[str]:
    """Return the command lines of processes that name a folder."""
    lines = (read_bytes(path).replace(b"\0", b" ").decode(errors="replace") for path in Path("/proc").glob("[0-9]*/cmdline"))
    return [line for line in lines if str(folder) in line and "pytest" not in line]


def read_bytes(path: Path) -> bytes:
    """Return what a file holds; nothing when it has gone."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


@pytest.mark.parametrize(
    ("group", "module", "part"),
    [("kwok", "sigs.k8s.io/kwok", "kustomize/stage"), ("kueue", "sigs.k8s.io/kueue", "config/components/crd/bases")],
)
def test_a_modules_folder_has_what_it_carries_beside_its_code(group: str, module: str, part: str) -> None:
    assert any((module_folder(group, module) / part).rglob("*.yaml"))
