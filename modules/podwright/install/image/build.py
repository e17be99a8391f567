"""An image built: packages to a root, the root to a disk, the disk compressed, all of it billed. What stands is not made again."""

import errno
import hashlib
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from podwright.engines.lock import held
from podwright.engines.mounts import clear
from podwright.engines.programs import need_programs
from podwright.event import Event, Listener, State
from podwright.install.image import bill, epoch
from podwright.install.image.bios import make_core
from podwright.install.image.disk import make_disk
from podwright.install.image.ext4 import run
from podwright.install.image.identity import identity
from podwright.install.image.programs import PROGRAMS, need_root
from podwright.install.image.ready import BILL, DISK, INSTALLER, KERNEL, RECORD, Digest, Image, Record, images_folder, read_image, record_text
from podwright.install.image.recipe import Recipe, key
from podwright.install.image.root import make_root
from podwright.install.image.settled import BOOT_MENU, kernel_release
from podwright.install.image.sources import sources
from podwright.install.installer.base import make_base
from podwright.refusal import Refused

STEP = "image"
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES)
STATUS = "var/lib/dpkg/status"
COMPRESSION = ("zstd", "--quiet", "--force", "--threads=0", "-6")


def build(recipe: Recipe, *, on_event: Listener, is_fresh: bool = False, folder: Path | None = None) -> Image:
    """Return the image of a recipe, made now if the cache lacks it, or with `is_fresh` in any case. An interrupted build is carried on by the next.

    Raises: Refused when a program or the mirror lacks what is needed, or the disk is full.
    """
    where = folder or images_folder()
    place = where / key(recipe)
    if not is_fresh and (found := read_image(place)):
        return found
    need_root()
    need_programs(PROGRAMS)
    where.mkdir(parents=True, exist_ok=True)
    with held(where / f"{place.name}.lock", on_event=on_event):
        if not is_fresh and (found := read_image(place)):
            return found
        _build(place, recipe, is_fresh=is_fresh, on_event=on_event)
    made = read_image(place)
    assert made, "what was renamed into its place is whole"
    return made


def _build(place: Path, recipe: Recipe, *, is_fresh: bool, on_event: Listener) -> None:
    root, making, work, log = (place.with_name(f"{place.name}.{word}") for word in ("root", "root-making", "work", "log"))
    packages = place.parent / "packages"
    on_event(Event(STEP, recipe.name, State.INFO, f"one to three minutes, then kept in {place}"))
    if is_fresh:
        clear(root)
    if not root.is_dir():
        log.unlink(missing_ok=True)
        listed = sources(recipe)
        _told("packages", recipe, on_event, lambda: make_root(making, recipe, sources=listed, packages=packages, log=log, on_event=on_event))
        making.rename(root)
    clear(work)
    work.mkdir()
    try:
        make_image(work, root, recipe, packages=packages, log=log, on_event=on_event)
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        raise Refused(
            f"image {recipe.name}", f"{error.filename or work} cannot be written ({error.strerror})", "Free 3 GiB in the cache folder, or set XDG_CACHE_HOME"
        ) from error
    clear(place)
    work.rename(place)
    clear(root)


def make_image(work: Path, root: Path, recipe: Recipe, *, packages: Path, log: Path, on_event: Listener) -> None:
    """Return nothing; the folder holds an image of the root, its record last. The same root gives the same bytes."""
    raw = work / "disk"
    assert identity(recipe).root in (root / BOOT_MENU).read_text(encoding="utf-8"), "the root was settled for this recipe"
    rows = billed(root, packages)
    (work / BILL).write_text(bill.spdx(recipe, rows), encoding="utf-8")
    make_core(root, recipe, identity(recipe).root, log=log, on_event=on_event)
    _told("disk", recipe, on_event, lambda: make_disk(raw, root, recipe))
    disk_bytes = raw.stat().st_size
    _told("compressed", recipe, on_event, lambda: run(*COMPRESSION, str(raw), "-o", str(work / DISK), recipe=recipe))
    raw.unlink()
    release = kernel_release(root)
    shutil.copyfile(root / f"boot/vmlinuz-{release}", work / KERNEL)
    _told("installer", recipe, on_event, lambda: make_base(work / INSTALLER, root, release, mtime_s=epoch.epoch_s(recipe)))
    files = {name: digest(work / name) for name in (DISK, BILL, KERNEL, INSTALLER)}
    (work / RECORD).write_text(record_text(Record(recipe.name, key(recipe), release, len(rows), disk_bytes, files)), encoding="utf-8")


def billed(root: Path, packages: Path) -> tuple[bill.Package, ...]:
    """Return every package of a root with the digest of the file that it came in. Raises: Refused when such a file is gone."""
    rows = []
    for name, version, architecture, source, source_version in bill.installed((root / STATUS).read_text(encoding="utf-8")):
        file = packages / bill.file_name(name, version, architecture)
        if not file.is_file():
            raise Refused("image", f"{file}, of which the image is made, is gone", "Run it again with --fresh, which fetches what is missing")
        rows.append(bill.Package(name, version, architecture, source, source_version, hashlib.sha256(file.read_bytes()).hexdigest()))
    return tuple(rows)


def digest(file: Path) -> Digest:
    """Return the SHA-256 and the length of a file."""
    with file.open("rb") as content:
        return Digest(hashlib.file_digest(content, "sha256").hexdigest(), os.fstat(content.fileno()).st_size)


def _told(part: str, recipe: Recipe, on_event: Listener, do: Callable[[], object]) -> None:
    began_s, subject = time.monotonic(), f"{recipe.name} {part}"
    on_event(Event(STEP, subject, State.STARTED))
    try:
        do()
    except BaseException:
        on_event(Event(STEP, subject, State.FAILED))
        raise
    on_event(Event(STEP, subject, State.DONE, elapsed_s=time.monotonic() - began_s))
