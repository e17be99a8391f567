"""Labs for the hosts' tests: each in a folder of its own, taken down whatever the test does."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lab.hosts.pods import Lab, make_lab
from podwright.lab.down import down
from podwright.lab.requirements import missing
from podwright.lab.up import up


@pytest.fixture(scope="session", autouse=True)
def _machine() -> None:
    """Skip all of this folder where the lab cannot be, and say what is lacking."""
    if os.geteuid() != 0:
        pytest.skip("the lab's hosts need root")
    lacking = missing()
    if lacking:
        pytest.skip(f"the lab's hosts need {', '.join(program.name for program in lacking)}")


@pytest.fixture(scope="session")
def lab_factory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Lab]]:
    """Return a maker of labs; all that it made are down and gone at the end."""
    made: list[Lab] = []

    def make(pod: str) -> Lab:
        made.append(make_lab(tmp_path_factory.mktemp("repository"), pod))
        return made[-1]

    yield make
    for lab in made:
        down(lab.state, wipe=True, on_event=print)


@pytest.fixture(scope="session")
def standing(lab_factory: Callable[[str], Lab]) -> Lab:
    """Return a lab whose hosts are up; tests that share it leave it as it was."""
    lab = lab_factory("east")
    up(lab.plan, state=lab.state, with_hosts=True, with_control_plane=False, on_event=print)
    return lab


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Lab]:
    """Return a lab of the test's own that is not up yet."""
    lab = make_lab(tmp_path, "west")
    yield lab
    down(lab.state, wipe=True, on_event=print)
    shutil.rmtree(tmp_path, ignore_errors=True)
