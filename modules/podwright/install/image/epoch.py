"""The one time that everything in an image may carry which the build itself wrote."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from podwright.install.image.recipe import Recipe


def epoch_s(recipe: Recipe) -> int:
    """Return the recipe's date as seconds since 1970, midnight UTC."""
    return int(datetime.fromisoformat(recipe.date).replace(tzinfo=UTC).timestamp())


def environment(recipe: Recipe) -> dict[str, str]:
    """Return what tells programs that time instead of the clock's.

    Source: the specification of SOURCE_DATE_EPOCH (reproducible-builds.org); E2FSPROGS_FAKE_TIME of e2fsprogs before 1.47.1; read 2026-11-21.
    """
    seconds = str(epoch_s(recipe))
    return {"SOURCE_DATE_EPOCH": seconds, "E2FSPROGS_FAKE_TIME": seconds, "TZ": "UTC", "MTOOLS_SKIP_CHECK": "1"}


def clamp(root: Path, seconds: int) -> None:
    """Return nothing; no file below the folder is newer than that, and each was last read when it was last written."""
    latest_ns = seconds * 1_000_000_000
    for path in _all(root):
        mtime_ns = min(os.lstat(path).st_mtime_ns, latest_ns)
        os.utime(path, ns=(mtime_ns, mtime_ns), follow_symlinks=False)


def _all(root: Path) -> Iterator[str]:
    """Yield everything below a folder, and the folder itself, what is deepest first."""
    for folder, folders, files in os.walk(root, topdown=False):
        yield from (f"{folder}/{name}" for name in files)
        yield from (path for name in folders if Path(path := f"{folder}/{name}").is_symlink())
        yield folder
