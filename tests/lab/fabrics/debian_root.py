"""Root folders of a Debian suite with the packages that a test asks, made once from this machine's own mirror and kept in the user's cache."""

import hashlib
import os
import subprocess
from pathlib import Path

from podwright.engines.bound import BOUND, QUIET
from podwright.engines.lock import held
from podwright.engines.machine import cache_folder
from podwright.engines.mounts import clear
from podwright.event import Event
from podwright.lab.roots import MIRROR_VARIABLE, machine_mirror

BUILD_S = 1800


def debian_root(suite: str, *packages: str) -> Path:
    """Return the folder of such a root, made now if the cache lacks it. It is shared: whoever writes to it mounts something over it first.

    Raises: Refused when this machine knows no mirror; AssertionError with debootstrap's last words when the mirror does not give what is asked.
    """
    key = hashlib.sha256(" ".join(sorted(packages)).encode()).hexdigest()[:12]
    ready = cache_folder() / "roots" / f"test-{suite}-{key}"
    if ready.is_dir():
        return ready
    ready.parent.mkdir(parents=True, exist_ok=True)
    with held(ready.parent / f"{ready.name}.lock", on_event=_silent):
        if not ready.is_dir():
            _build(ready, suite, packages)
    return ready


def _build(ready: Path, suite: str, packages: tuple[str, ...]) -> None:
    work, fetched = ready.with_suffix(".building"), ready.parent / "packages"
    clear(work)
    fetched.mkdir(exist_ok=True)
    mirror = os.environ.get(MIRROR_VARIABLE) or machine_mirror()
    words = ("debootstrap", "--variant=minbase", f"--cache-dir={fetched}", f"--include={','.join(packages)}", suite, str(work), mirror)
    done = subprocess.run((*BOUND, *words), env={**os.environ, **QUIET}, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=BUILD_S, check=False)
    assert done.returncode == 0, f"debootstrap of {suite} ended with {done.returncode}: {done.stdout[-1500:]}{done.stderr[-500:]}"
    work.rename(ready)


def _silent(event: Event) -> None:
    """Take no notice of an event: the test says what it waits for."""
