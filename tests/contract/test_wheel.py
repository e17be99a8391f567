"""A user without a clone has all that the program needs: it travels in the wheel."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TRAVELS = ("Pulumi.yaml", "__main__.py", "ansible.cfg", "site.yml", "inventory", "lookup_plugins", "roles", "tests/validate", "tools")
DATA = ("catalog/architectures", "catalog/nodes", "catalog/switches", "catalog/compatibility", "outputs/report")
LEFT_OUT = {"__pycache__", ".pytest_cache"}


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Return the names of all files in the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)], cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        return set(wheel.namelist())


def files(path: str, base: Path) -> set[str]:
    """Return the files that git would keep under a path, relative to the base."""
    found = base / path
    kept = [found] if found.is_file() else [file for file in found.rglob("*") if file.is_file() and not LEFT_OUT & set(file.parts)]
    return {str(file.relative_to(base)) for file in kept}


@pytest.mark.parametrize("path", TRAVELS)
def test_the_program_and_the_playbook_travel(path: str, names: set[str]) -> None:
    wanted = {f"podwright/_share/{name}" for name in files(path, ROOT)}
    assert wanted
    assert wanted <= names


@pytest.mark.parametrize("path", DATA)
def test_data_travels_beside_its_code(path: str, names: set[str]) -> None:
    package = ROOT / "modules" / "podwright"
    wanted = {f"podwright/{name}" for name in files(path, package)}
    assert wanted
    assert wanted <= names


def test_nothing_of_a_machine_travels(names: set[str]) -> None:
    assert not [name for name in names if any(part in name for part in ("__pycache__", ".lab/", ".venv/", ".proof/"))]
