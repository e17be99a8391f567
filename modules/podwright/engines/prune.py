"""What lies in the cache and serves nothing any more."""

import os
import re
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from podwright.engines.cache import entry_folder, inputs_digest, read_record
from podwright.engines.catalog import GROUPS
from podwright.engines.golang import find_go
from podwright.engines.machine import Machine
from podwright.refusal import Refused


@dataclass(frozen=True, slots=True)
class Leftover:
    """A folder that no current key names, and how large it is."""

    path: Path
    size_bytes: int


def stale_engines(machine: Machine) -> tuple[Leftover, ...]:
    """Return the engine entries that no current key names, by path.

    Laws: entries of another platform stay, since another machine may share this cache; without Go, every Go version is current.
    """
    go = find_go(machine)
    folders = tuple(path for path in sorted(machine.engines.glob("*")) if path.is_dir() and not is_foreign(path, machine))
    if go is not None:
        current = {entry_folder(group, machine, go=go).name for group in GROUPS}
        return tuple(Leftover(path, folder_bytes(path)) for path in folders if path.name not in current)
    prefixes = tuple(f"{group.name}-{inputs_digest(group, machine)}-go" for group in GROUPS)
    return tuple(Leftover(path, folder_bytes(path)) for path in folders if not path.name.startswith(prefixes))


def is_foreign(folder: Path, machine: Machine) -> bool:
    """Return whether an entry was built for another platform."""
    record = read_record(folder)
    return record is not None and record.platform != machine.platform


def stale_folders(folder: Path, *, current: Collection[str]) -> tuple[Leftover, ...]:
    """Return the folders in `folder` whose names are not current and that no process has mounted, by path."""
    unnamed = tuple(path for path in sorted(folder.glob("*")) if path.is_dir() and path.name not in current)
    if not unnamed:
        return ()
    mounts = mounts_of_all()
    return tuple(Leftover(path, folder_bytes(path)) for path in unnamed if not re.search(rf"{re.escape(str(path))}[/,: ]", mounts))


def mounts_of_all() -> str:
    """Return the mounts of every process that we may look at; a lab mounts its roots where only its own processes see them."""
    seen: set[str] = set()
    for table in Path("/proc").glob("[0-9]*/mountinfo"):
        try:
            seen.update(table.read_text(errors="replace").splitlines())
        except OSError:
            continue
    return "\n".join(sorted(f"{line} " for line in seen))


def folder_bytes(folder: Path) -> int:
    """Return how much a folder holds; what cannot be read counts nothing."""
    total = 0
    for where, _, names in os.walk(folder, onerror=None):
        for name in names:
            try:
                total += (Path(where) / name).lstat().st_size
            except OSError:
                continue
    return total


def remove(leftovers: Collection[Leftover]) -> None:
    """Remove what was found; it is first renamed, so that nothing half removed is taken for whole.

    Raises: Refused when a folder is not ours to remove.
    """
    for leftover in leftovers:
        doomed = leftover.path.with_name(f".doomed-{leftover.path.name}")
        try:
            leftover.path.rename(doomed)
            shutil.rmtree(doomed)
        except OSError as error:
            raise Refused(str(error.filename or leftover.path), error.strerror or str(error), "Run it again as the user who owns that folder") from error
