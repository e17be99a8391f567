"""What was built, keyed by what it was built from."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from podwright.engines.catalog import EngineGroup, build_flags
from podwright.engines.golang import BUILD_ENVIRONMENT, Go
from podwright.engines.machine import Machine

RECORD = "entry.json"


@dataclass(frozen=True, slots=True)
class Record:
    """What a cache entry says of itself."""

    group: str
    version: str
    platform: str
    go_version: str
    programs: tuple[str, ...]


def inputs_digest(group: EngineGroup, machine: Machine) -> str:
    """Return the digest of all that decides what comes out of a build, but for the Go version: 12 hex digits."""
    recipe = machine.recipes / group.name
    parts = (
        (recipe / "go.mod").read_bytes(),
        (recipe / "go.sum").read_bytes(),
        json.dumps([group.version, [[program.name, program.package] for program in group.programs]]).encode(),
        json.dumps([build_flags(group), sorted(BUILD_ENVIRONMENT.items())]).encode(),
        machine.platform.encode(),
    )
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()[:12]


def entry_folder(group: EngineGroup, machine: Machine, *, go: Go) -> Path:
    """Return the folder of a group's cache entry: `engines/<group>-<digest of inputs>-go<version>`."""
    return machine.engines / f"{group.name}-{inputs_digest(group, machine)}-go{go.version}"


def entries(group: EngineGroup, machine: Machine, *, go: Go | None) -> tuple[Path, ...]:
    """Return the folders of whole entries that serve a group, best first; without Go, those of any Go version."""
    if go is not None:
        folder = entry_folder(group, machine, go=go)
        return (folder,) if is_whole(folder, group) else ()
    found = sorted(machine.engines.glob(f"{group.name}-{inputs_digest(group, machine)}-go*"), reverse=True)
    return tuple(folder for folder in found if is_whole(folder, group))


def is_whole(folder: Path, group: EngineGroup) -> bool:
    """Return whether an entry has its record and every program of its group."""
    return (folder / RECORD).is_file() and all(os.access(folder / "bin" / program.name, os.X_OK) for program in group.programs)


def write_record(folder: Path, record: Record) -> None:
    """Write the record of an entry; it is the last file of an entry to be written."""
    text = json.dumps({name: getattr(record, name) for name in Record.__slots__}, indent=2, sort_keys=True)
    (folder / RECORD).write_text(text + "\n")


def read_record(folder: Path) -> Record | None:
    """Return the record of an entry; None when it has none that can be read."""
    try:
        stored = json.loads((folder / RECORD).read_text())
        return Record(**{**stored, "programs": tuple(stored["programs"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
