"""A machine of a test's own: an empty PATH, an empty cache, the real recipes."""

from pathlib import Path

import pytest

from podwright.engines.machine import Machine

RECIPES = Path(__file__).parents[3] / "tools"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a machine that has nothing: no program on PATH, no Go, nothing built."""
    path = tmp_path / "path"
    path.mkdir()
    return Machine(search_path=str(path), go_search_path=str(tmp_path / "go"), cache=tmp_path / "cache", recipes=RECIPES, platform="linux-x86_64")
