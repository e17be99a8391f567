"""A plan is the same bytes whichever Python compiles it, and whatever its hashes begin with: every stack, and the small pod that is kept of each architecture."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lab.pythons.other_root import PYTHON, REPOSITORY, VENV, inside, lacking, other_root
from podwright.catalog.load import architecture_names
from podwright.refusal import Refused
from podwright.spec.load import load

ROOT = Path(__file__).parents[3]
PODS = sorted(path.parent.relative_to(ROOT) for folder in ("stacks", "tests/golden/plans") for path in (ROOT / folder).glob("*/pod.yaml"))
PROGRAM = Path(__file__).with_name("digests.py").relative_to(ROOT)
SEEDS = ("0", "4242")

pytestmark = [pytest.mark.lab, pytest.mark.soak, pytest.mark.skipif(lacking() is not None, reason=f"another Python's root lacks {lacking()}")]


@pytest.fixture(scope="module")
def root() -> Path:
    """Return the root of the other Python; without a Debian archive there is none."""
    try:
        return other_root(ROOT)
    except Refused as refusal:
        if "chroot failed" in refusal.what or refusal.where == "the other Python":
            raise  # the archive gave its Python, and the locked packages do not serve it: that is no lack of this machine
        pytest.skip(str(refusal))


def here(seed: str) -> dict[str, object]:
    """Return what this Python makes of all pods."""
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "modules")}
    done = subprocess.run([sys.executable, PROGRAM, *map(str, PODS)], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def there(root: Path, seed: str) -> dict[str, object]:
    """Return what the other Python makes of all pods."""
    environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": f"/{REPOSITORY}/modules", "PYTHONDONTWRITEBYTECODE": "1"}
    words = ("env", "-C", f"/{REPOSITORY}", f"{VENV}/bin/python", str(PROGRAM), *map(str, PODS))
    return dict(json.loads(inside(root, ROOT, words, environment=environment)))


def test_a_small_pod_of_every_architecture_is_among_them() -> None:
    assert {load(ROOT / pod).architecture for pod in PODS} >= set(architecture_names())


def test_two_pythons_and_two_hash_seeds_give_the_same_bytes(root: Path) -> None:
    mine, other = ([make(seed) for seed in SEEDS] for make in (here, lambda seed: there(root, seed)))
    assert {run["python"] for run in other} == {PYTHON} != {run["python"] for run in mine}
    first = mine[0]["digests"]
    assert isinstance(first, dict)
    assert len(first) == len(PODS)
    assert [run["digests"] for run in (*mine, *other)] == [first] * 4
