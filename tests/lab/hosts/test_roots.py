"""The root image: what an interrupted build leaves, and that the next one succeeds."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lab.hosts.pods import environment, until, users_of
from podwright.lab import recipe

pytestmark = pytest.mark.lab

BUILD = "from podwright.lab.roots import root_image\nroot_image(on_event=lambda event: print(event.state, event.text, flush=True))"


def build(cache: Path) -> subprocess.Popen[str]:
    """Return a build of the root image into a cache of its own, started."""
    return subprocess.Popen([sys.executable, "-c", BUILD], env=environment() | {"XDG_CACHE_HOME": str(cache)}, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_build_that_is_cut_short_leaves_no_process_and_no_mount(tmp_path: Path, number: signal.Signals) -> None:
    with build(tmp_path) as child:
        assert child.stdout is not None
        assert any(line.startswith("info") for line in child.stdout), "it never began"
        child.send_signal(number)
        child.wait(30)
    assert until(lambda: users_of(str(tmp_path)) == (), limit_s=10), users_of(str(tmp_path))
    assert not (tmp_path / "podwright" / "roots" / recipe.key()).exists()


@pytest.mark.soak
def test_a_build_after_one_that_was_killed_half_way_succeeds(tmp_path: Path) -> None:
    with build(tmp_path) as child:
        assert child.stdout is not None
        assert any("Unpacking" in line or "Extracting" in line for line in child.stdout), "it never came to unpacking"
        os.kill(child.pid, signal.SIGKILL)
    with build(tmp_path) as child:
        assert child.wait(600) == 0
    assert sorted(path.name for path in (tmp_path / "podwright" / "roots" / recipe.key() / recipe.REPOSITORY).iterdir())[0] == "Packages"
