"""Programs that only say something: shell scripts in the place of engines and of Go."""

import os
from pathlib import Path

from podwright.engines.cache import Record, entry_folder, write_record
from podwright.engines.catalog import EngineGroup
from podwright.engines.golang import Go
from podwright.engines.machine import Machine

GO = Go(Path("/nowhere/go"), "1.26.8")


def put(path: Path, script: str) -> Path:
    """Return the path of a shell script that was put there and may run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def put_on_path(machine: Machine, name: str, says: str, *, folder: int = 0) -> Path:
    """Return the path of a program on PATH that prints a text, in one of PATH's folders."""
    return put(Path(machine.search_path.split(os.pathsep)[folder]) / name, f"cat <<'END'\n{says}\nEND")


def put_go(machine: Machine, *, version: str, build: str = "exit 1") -> Path:
    """Return the path of a Go that says a version and builds by a script; in it, $out is the file to make."""
    words = f'if [ "$1" = env ]; then echo go{version}; exit; fi\nwhile [ "$1" != -o ]; do shift; done; out=$2\n{build}'
    return put(Path(machine.go_search_path) / "go", words)


def put_entry(machine: Machine, group: EngineGroup, *, go: Go = GO) -> Path:
    """Return the folder of a whole cache entry of a group."""
    folder = entry_folder(group, machine, go=go)
    for program in group.programs:
        put(folder / "bin" / program.name, "true")
    write_record(folder, Record(group.name, group.version, machine.platform, go.version, tuple(program.name for program in group.programs)))
    return folder
