"""The catalogue: every figure has unit, source, date and evidence; what is wrong is named by file and place."""

import shutil
from pathlib import Path

import pytest

from podwright.catalog.fault import CatalogError
from podwright.catalog.load import FOLDER, architecture_names, load_catalog


@pytest.mark.parametrize("name", architecture_names())
def test_every_architecture_loads_and_names_what_exists(name: str) -> None:
    catalog = load_catalog(name)
    for layout in catalog.architecture.layouts:
        held = [(place.holds, place.first_ordinal) for rack in layout.racks for place in rack.places]
        assert len(held) == len(set(held))


def broken(tmp_path: Path, file: str, old: str, new: str) -> str:
    """Return what loading says after one text of one catalogue file is replaced."""
    shutil.copytree(FOLDER, tmp_path / "catalog")
    path = tmp_path / "catalog" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        load_catalog("dgx-superpod-h100", folder=tmp_path / "catalog")
    return str(caught.value)


def test_a_figure_without_a_source_does_not_load(tmp_path: Path) -> None:
    said = broken(tmp_path, "switches/qm9700.yaml", 'source: "RackulaLives/Rackula research notes quoting the NVIDIA RA", ', "")
    assert "switches/qm9700.yaml:4 height.source: missing" in said


def test_a_wrong_unit_does_not_load(tmp_path: Path) -> None:
    assert "power.unit" in broken(tmp_path, "nodes/dgx-h100.yaml", "unit: W", "unit: kW")


def test_an_estimate_says_what_it_rests_on(tmp_path: Path) -> None:
    assert "note" in broken(tmp_path, "nodes/management-x86.yaml", 'note: "a common form of such servers", ', "")


def test_an_architecture_that_does_not_exist_is_answered_with_those_that_do() -> None:
    with pytest.raises(CatalogError, match=r"no such file of the catalogue\. Name one of: .*dgx-superpod-h100, .*starter-h100"):
        load_catalog("dgx-superpod-x9")
