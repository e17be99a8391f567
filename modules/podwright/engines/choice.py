"""Which program is taken: the one on PATH when its version is exactly right, else the one that was built."""

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from podwright.engines.cache import entries
from podwright.engines.catalog import Program, group_of, program_named
from podwright.engines.golang import Go, find_go
from podwright.engines.machine import Machine, here
from podwright.engines.version import printed_version


class Origin(StrEnum):
    """Where an engine comes from."""

    PATH = "path"
    BUILT = "built"


@dataclass(frozen=True, slots=True)
class Engine:
    """A program of the right version that is there."""

    name: str
    version: str
    origin: Origin
    path: Path


@dataclass(frozen=True, slots=True)
class Candidate:
    """A program on PATH by the right name, and the version it says, None when it says none."""

    path: Path
    version: str | None


@dataclass(frozen=True, slots=True)
class Choice:
    """The engine taken, None when it has to be built, and the programs on PATH that were passed over."""

    engine: Engine | None
    passed_over: tuple[Candidate, ...]


def find(name: str, *, machine: Machine | None = None) -> Engine | None:
    """Return the engine of that name if it is there in the right version; nothing is built.

    Raises: KeyError when no engine has the name.
    """
    where = machine if machine is not None else here()
    return choose(name, where, go=find_go(where)).engine


def choose(name: str, machine: Machine, *, go: Go | None) -> Choice:
    """Return what is taken for an engine, and what was passed over on PATH.

    Raises: KeyError when no engine has the name.
    """
    program, group = program_named(name), group_of(name)
    passed_over: list[Candidate] = []
    for path in programs_on_path(program, machine):
        version = printed_version(path, program)
        if version == group.version:
            return Choice(Engine(name, version, Origin.PATH, path), tuple(passed_over))
        passed_over.append(Candidate(path, version))
    built = entries(group, machine, go=go)
    engine = Engine(name, group.version, Origin.BUILT, built[0] / "bin" / name) if built else None
    return Choice(engine, tuple(passed_over))


def programs_on_path(program: Program, machine: Machine) -> tuple[Path, ...]:
    """Return every program of that name on PATH, in PATH's order, each file once.

    Laws: what podwright built itself is not among them, also where its folder was put on PATH.
    """
    found: dict[Path, Path] = {}
    for folder in machine.search_path.split(os.pathsep):
        path = Path(folder) / program.name
        if Path(folder).is_absolute() and path.is_file() and os.access(path, os.X_OK):
            found.setdefault(path.resolve(), path)
    ours = machine.engines.resolve()
    return tuple(path for file, path in found.items() if not file.is_relative_to(ours))
