"""Outputs laid into a folder: all of them or none, and what a former run laid there and this one does not is taken away."""

import json
from collections.abc import Iterable
from pathlib import Path

from podwright.cli.files import prepare
from podwright.cli.kinds import KINDS
from podwright.cli.pods import Judged
from podwright.plan.pace import without_collector
from podwright.refusal import Refused

MANIFEST = ".podwright-files.json"
"""Which files of the folder are ours, by kind: what is not listed is never touched."""


def lay(result: Judged, out: Path, kinds: Iterable[str]) -> dict[Path, int | None]:
    """Return the files that stand now, each with its size in bytes; a file that is of no use any more is gone, and has None.

    Raises: Refused when the folder or a file cannot be written; then nothing has changed.
    """
    former, now = _manifest(out), dict[str, list[str]]()
    sizes = dict[Path, int | None]()
    stage = Stage()
    try:
        with without_collector():
            for kind in kinds:
                now[kind] = []
                for name, text in KINDS[kind](result):
                    stage.add(out / name, text)
                    now[kind].append(name)
                    sizes[out / name] = len(text.encode())
        stage.add(out / MANIFEST, json.dumps(former | now, indent=1, sort_keys=True) + "\n")
        stage.take_place()
    finally:
        stage.clear()
    kept = {name for names in (former | now).values() for name in names}
    stale = [out / name for kind in now for name in former.get(kind, ()) if name not in kept]
    for path in stale:
        path.unlink(missing_ok=True)
    return sizes | dict.fromkeys(stale)


class Stage:
    """Files that stand beside their places, and go there together."""

    def __init__(self) -> None:
        self.files: list[tuple[Path, Path]] = []
        self.folders: set[Path] = set()

    def add(self, path: Path, text: str) -> None:
        """Write a file beside its place. Raises: Refused when that is not possible."""
        folder = path.parent
        if folder not in self.folders:
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise Refused(str(folder), f"cannot be made ({error.strerror})", "Name another folder") from None
            self.folders.add(folder)
        self.files.append((prepare(path, text), path))

    def take_place(self) -> None:
        """Put every file in its place."""
        self.files.reverse()
        while self.files:
            prepared, path = self.files[-1]
            prepared.replace(path)
            self.files.pop()

    def clear(self) -> None:
        """Remove what did not get to its place."""
        for prepared, _ in self.files:
            prepared.unlink(missing_ok=True)


def _manifest(out: Path) -> dict[str, list[str]]:
    """Return what a former run laid here; nothing if there was none.

    Raises: Refused when the list cannot be read, since then nobody knows whose the files are.
    """
    path = out / MANIFEST
    if not path.exists():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        listed = {str(kind): [str(name) for name in names] for kind, names in found.items()}
        if all(_is_below(name) for names in listed.values() for name in names):
            return listed
    except (OSError, ValueError, AttributeError, TypeError):
        pass
    raise Refused(str(path), "is no list of files", "Remove it, and look which files of the folder are of no use any more") from None


def _is_below(name: str) -> bool:
    return not Path(name).is_absolute() and ".." not in Path(name).parts
