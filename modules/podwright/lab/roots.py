"""The root image of the lab's hosts: made once, kept in the user's cache, shared by every lab."""

import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from podwright.engines import bound
from podwright.engines.lock import held
from podwright.engines.machine import cache_folder
from podwright.engines.mounts import clear
from podwright.event import Event, Listener, State
from podwright.lab import apt, recipe
from podwright.lab.requirements import PROGRAMS, need_programs
from podwright.refusal import Refused

MIRROR_VARIABLE = "PODWRIGHT_MIRROR"
TARGETS = "$(ORIGIN)\t$(LABEL)\t$(COMPONENT)\t$(REPO_URI)"
STEP = "root image"


def root_image(*, on_event: Listener, mirror: str | None = None) -> Path:
    """Return the folder of the root image, made now if the cache lacks it.

    Raises: Refused when a program is missing, no mirror is known, or the mirror does not give what is needed.
    """
    roots = cache_folder() / "roots"
    ready = roots / recipe.key()
    if ready.is_dir():
        return ready
    need_programs(PROGRAMS)
    source = mirror or os.environ.get(MIRROR_VARIABLE) or machine_mirror()
    roots.mkdir(parents=True, exist_ok=True)
    with held(roots / f"{ready.name}.lock", on_event=on_event):
        if not ready.is_dir():
            build(ready, source, on_event=on_event)
    return ready


def machine_mirror() -> str:
    """Return the Debian archive that this machine's own apt uses.

    Raises: Refused when it uses none.
    """
    remedy = f"Name one with --mirror ADDRESS or {MIRROR_VARIABLE}=ADDRESS"
    if shutil.which("apt-get") is None:
        raise Refused("root image", "this machine has no apt to ask for a Debian mirror", remedy)
    told = subprocess.run(["apt-get", "indextargets", "--format", TARGETS, "Identifier: Packages"], capture_output=True, text=True, check=False)
    found = apt.mirror_of(told.stdout, is_debian=Path("/etc/debian_version").is_file() and "ID=debian" in Path("/etc/os-release").read_text().splitlines())
    if found is None:
        raise Refused("root image", "this machine's apt uses no Debian archive", remedy)
    return found


def build(ready: Path, mirror: str, *, on_event: Listener) -> None:
    """Return nothing; the image is in its place, whole. What an earlier run left half done is thrown away, but not the packages it fetched."""
    started_s = time.monotonic()
    work, packages, log = ready.with_suffix(".building"), ready.parent / "packages", ready.with_suffix(".log")
    on_event(Event(STEP, ready.name, State.STARTED, f"made from {mirror}; about a minute, then kept in {ready.parent}"))
    clear(work)
    packages.mkdir(exist_ok=True)
    log.unlink(missing_ok=True)
    words = ("debootstrap", "--variant=minbase", f"--cache-dir={packages}", f"--include={','.join(recipe.PACKAGES)}", recipe.SUITE, str(work), mirror)
    run(words, log=log, on_event=on_event)
    carry(work, log=log, on_event=on_event)
    settle(work, log=log, on_event=on_event)
    work.rename(ready)
    on_event(Event(STEP, ready.name, State.DONE, str(ready), time.monotonic() - started_s))


def carry(root: Path, *, log: Path, on_event: Listener) -> None:
    """Return nothing; the packages that roles install lie in the image's own repository, and apt knows no other."""
    run(in_root(root, "apt-get", "update"), log=log, on_event=on_event)
    run(in_root(root, "apt-get", "install", "--yes", "--download-only", "--no-install-recommends", *recipe.CARRIED), log=log, on_event=on_event)
    repository = root / recipe.REPOSITORY
    repository.mkdir(parents=True)
    for file in sorted((root / "var/cache/apt/archives").glob("*.deb")):
        shutil.move(file, repository / file.name)
    (repository / apt.INDEX).write_text(apt.index(repository))


def settle(root: Path, *, log: Path, on_event: Listener) -> None:
    """Return nothing; the image has its services set and holds nothing that hosts may not share."""
    run(in_root(root, "systemctl", "--quiet", "enable", *recipe.ENABLED), log=log, on_event=on_event)
    run(in_root(root, "systemctl", "--quiet", "mask", *recipe.MASKED), log=log, on_event=on_event)
    for pattern in recipe.CLEARED:
        for path in root.glob(pattern):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    (root / "etc/apt/sources.list").write_text(recipe.SOURCES)
    run(in_root(root, "apt-get", "update"), log=log, on_event=on_event)


def in_root(root: Path, *words: str) -> tuple[str, ...]:
    """Return the words that run a command inside the image."""
    return (f"--mount-proc={root / 'proc'}", "chroot", str(root), *words)


def run(words: Sequence[str], *, log: Path, on_event: Listener) -> None:
    """Return nothing; the command has ended well. Raises: Refused with its last words when it failed."""
    bound.run(words, step=STEP, subject=recipe.SUITE, log=log, on_event=on_event)
