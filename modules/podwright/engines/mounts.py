"""What is mounted where, as the kernel tells it, and folders removed without what is mounted below them."""

import shutil
import subprocess
from pathlib import Path

from podwright.refusal import Refused

TABLE = Path("/proc/self/mountinfo")


def mount_points(mountinfo: str) -> tuple[Path, ...]:
    """Return every mount point of a mount table, in its order; the kernel writes blanks and backslashes as octal."""
    return tuple(Path(line.split()[4].encode("ascii", "surrogateescape").decode("unicode_escape")) for line in mountinfo.splitlines())


def mounts_below(folder: Path) -> tuple[Path, ...]:
    """Return what is mounted at or below a folder in our own mount table, innermost first."""
    inner = folder.resolve()
    found = {point for point in mount_points(TABLE.read_text()) if point == inner or inner in point.parents}
    return tuple(sorted(found, key=lambda point: len(point.parts), reverse=True))


def unmount_below(folder: Path) -> None:
    """Return nothing; nothing is mounted at or below the folder any more."""
    for point in mounts_below(folder):
        subprocess.run(["umount", "--lazy", str(point)], check=False, capture_output=True)


def clear(folder: Path) -> None:
    """Return nothing; the folder is gone.

    Raises: Refused when something is still mounted below it: removing it would remove what is mounted there.
    """
    mounted = mounts_below(folder)
    if mounted:
        raise Refused(str(folder), f"{mounted[0]} is still mounted", f"Unmount it with umount {mounted[0]} and run again")
    if folder.exists():
        shutil.rmtree(folder)
