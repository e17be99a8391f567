"""A room for blank machines, one a module: nothing of it is left, whatever the tests do."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.blank.harness import Room, lacking, leftovers, standing


@pytest.fixture(scope="session", autouse=True)
def _machine() -> None:
    """Skip all of this folder where blank machines cannot be, and say what is lacking."""
    if lacking():
        pytest.skip(f"blank machines need {lacking()}")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """Return a room; machines that a test makes there stay until the module is done."""
    with standing(tmp_path_factory.mktemp("blank")) as made:
        yield made
    assert leftovers(made.state) == ()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder for a room of the test's own."""
    return tmp_path
