"""Files that stand in a folder beside their places, and go there together."""

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from shutil import rmtree
from types import TracebackType

from podwright.refusal import Refused

STAGED = re.compile(r"\.podwright-[a-z0-9_]{8}")
"""How `mkdtemp` names folders with our prefix."""
MARK = ".podwright-stage"
"""The file by which a folder is ours, locked for as long as anyone works in it: the kernel lets go of it however a process ends."""


class Stage:
    """A folder within the one that the files are for: what has not got to its place when it is left goes with it.

    Where a process was killed nobody leaves: the next one that is made there takes such folders away.
    """

    def __init__(self, out: Path) -> None:
        self.out, self.folders = out, set[Path]()

    def __enter__(self) -> "Stage":
        """Make the folder. Raises: Refused when that is not possible."""
        _make_folder(self.out)
        try:
            with _alone_in(self.out):
                _take_away_forsaken(self.out)
                self.folder = Path(tempfile.mkdtemp(dir=self.out, prefix=".podwright-"))
                self.mark = _locked_mark(self.folder)
        except OSError as error:
            raise Refused(str(self.out), f"cannot be written ({error.strerror})", "Own the folder, or name another") from None
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        rmtree(self.folder, ignore_errors=True)
        os.close(self.mark)

    def add(self, name: str, text: str) -> int:
        """Write a file and return its size in bytes. Raises: Refused when the disk does not take it."""
        path, coded = self.folder / name, text.encode()
        if path.parent not in self.folders:
            _make_folder(path.parent)
            self.folders.add(path.parent)
        try:
            path.write_bytes(coded)
        except OSError as error:
            raise Refused(str(self.out / name), f"cannot be written ({error.strerror})", "Free space there, or name another folder") from None
        return len(coded)

    def take_place(self, names: Iterable[str]) -> None:
        """Put every file in its place. Raises: Refused when one has none, before any has moved."""
        places = {self.folder / name: self.out / name for name in names}
        for folder in dict.fromkeys(place.parent for place in places.values()):
            _make_folder(folder)
            if not os.access(folder, os.W_OK | os.X_OK):
                raise Refused(str(folder), "may not be written", "Own the folder, or name another")
        for place in places.values():
            if place.is_dir():
                raise Refused(str(place), "is a folder, and a file is to stand there", "Move it away, or name another folder")
        for staged, place in places.items():
            staged.replace(place)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(str(folder), f"cannot be made ({error.strerror})", "Name another folder") from None


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder while it is looked through and a new stage is made in it, so that nobody sees one that has no lock yet."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):
            flock(handle, LOCK_EX)
        yield
    finally:
        os.close(handle)


def _locked_mark(folder: Path) -> int:
    """Return the open mark of a new stage, locked where the file system knows locks; elsewhere what is forsaken is a person's to clear."""
    try:
        mark = os.open(folder / MARK, os.O_WRONLY | os.O_CREAT, 0o600)
    except OSError:
        folder.rmdir()
        raise
    with suppress(OSError):
        flock(mark, LOCK_EX | LOCK_NB)
    return mark


def _take_away_forsaken(out: Path) -> None:
    """Remove stages that nobody works in any more: what has no mark of ours, and what is locked, is never touched."""
    for folder in sorted(out.iterdir()):
        if not STAGED.fullmatch(folder.name) or folder.is_symlink():
            continue
        try:
            mark = os.open(folder / MARK, os.O_RDWR | os.O_NOFOLLOW)
        except OSError:
            continue
        try:
            flock(mark, LOCK_EX | LOCK_NB)
            rmtree(folder, ignore_errors=True)
        except OSError:
            pass
        finally:
            os.close(mark)
