"""A small Debian of another suite with its own Python and podwright's locked packages: made once, kept in the user's cache."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from podwright.engines.bound import BOUND
from podwright.engines.lock import held
from podwright.engines.machine import cache_folder
from podwright.engines.mounts import clear
from podwright.lab.roots import in_root, machine_mirror, run
from podwright.refusal import Refused

SUITE = "trixie"
PYTHON = "3.13"
"""The Python of that suite, two releases after the one of the suite before it, 3.11, which podwright asks for."""
PROGRAMS = ("debootstrap", "setpriv", "unshare", "mount", "chroot")
PACKAGES = ("ca-certificates", "python3", "python3-venv")
CERTIFICATES = "etc/ssl/certs/ca-certificates.crt"
REPOSITORY = "srv/podwright"
VENV = "/srv/venv"
BOUND_TO = 'mount --bind -o ro "$1" "$2/srv/podwright" && shift 1 && root=$1 && shift && exec chroot "$root" "$@"'
"""Shows the repository inside the root, to read alone, in a mount namespace that ends with the program; then runs the program there."""


def lacking() -> str | None:
    """Return what this machine lacks to make or enter such a root, None if nothing."""
    if os.geteuid() != 0:
        return "root"
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    return ", ".join(missing) or None


def other_root(repository: Path) -> Path:
    """Return the folder of the root, made now if the cache lacks it: a suite's Python and what `requirements/main.txt` locks, by hash, in a virtual environment.

    Raises: Refused when the archive has no such suite, or the locked packages do not serve its Python.
    """
    locked = repository / "requirements" / "main.txt"
    key = sha256("\n".join((SUITE, *PACKAGES)).encode() + locked.read_bytes()).hexdigest()[:16]
    ready = cache_folder() / "pythons" / f"{SUITE}-{key}"
    ready.parent.mkdir(parents=True, exist_ok=True)
    with held(ready.parent / f"{ready.name}.lock", on_event=lambda _: None):
        if not ready.is_dir():
            _build(ready, locked)
    return ready


def inside(root: Path, repository: Path, words: Sequence[str], *, environment: Mapping[str, str]) -> str:
    """Return what a program prints that runs in the root and sees the repository at /srv/podwright, to read alone."""
    command = (*BOUND, f"--mount-proc={root / 'proc'}", "sh", "-c", BOUND_TO, "sh", str(repository), str(root), *words)
    done = subprocess.run(command, capture_output=True, text=True, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", **environment}, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _build(ready: Path, locked: Path) -> None:
    work, log = ready.with_suffix(".building"), ready.with_suffix(".log")
    clear(work)
    log.unlink(missing_ok=True)
    words = ("debootstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}", SUITE, str(work), os.environ.get("PODWRIGHT_MIRROR") or machine_mirror())
    run(words, log=log, on_event=lambda _: None)
    (work / REPOSITORY).mkdir(parents=True)
    shutil.copy(locked, work / "srv" / locked.name)
    own = Path("/") / CERTIFICATES
    if own.is_file():
        shutil.copy(own, work / CERTIFICATES)  # whoever this machine trusts to give it packages, its root trusts too
    run(in_root(work, "python3", "-m", "venv", VENV), log=log, on_event=lambda _: None)
    run(in_root(work, f"{VENV}/bin/pip", "install", "--require-hashes", "--requirement", f"/srv/{locked.name}"), log=log, on_event=lambda _: None)
    found = subprocess.run(["chroot", str(work), f"{VENV}/bin/python", "--version"], capture_output=True, text=True, check=True).stdout
    if not found.startswith(f"Python {PYTHON}."):
        raise Refused("the other Python", f"{SUITE} has {found.strip()}", f"Name it in {Path(__file__).name}")
    work.rename(ready)
