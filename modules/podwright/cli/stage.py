"""Files that stand in a folder beside their places, and go there together."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from shutil import rmtree
from types import TracebackType

from podwright.refusal import Refused


class Stage:
    """A folder within the one that the files are for: what has not got to its place when it is left goes with it."""

    def __init__(self, out: Path) -> None:
        self.out, self.folders = out, set[Path]()

    def __enter__(self) -> "Stage":
        """Make the folder. Raises: Refused when that is not possible."""
        _make_folder(self.out)
        try:
            self.folder = Path(tempfile.mkdtemp(dir=self.out, prefix=".podwright-"))
        except OSError as error:
            raise Refused(str(self.out), f"cannot be written ({error.strerror})", "Own the folder, or name another") from None
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        rmtree(self.folder, ignore_errors=True)

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
