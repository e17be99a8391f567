"""A stack's own catalogue for tests: a folder with a few files beside the built-in ones."""

from pathlib import Path

import pytest

from podwright.catalog.fault import CatalogError
from podwright.catalog.load import load_catalog

SOURCE = 'source: "a data sheet, page 2", date: 2026-11-21, evidence: primary'


def own_catalog(folder: Path, files: dict[str, str]) -> Path:
    """Return the folder of a catalogue with these files, by their paths below it."""
    for name, text in files.items():
        path = folder / "catalog" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "catalog"


def refused(folder: Path, files: dict[str, str], *, architecture: str = "mine") -> list[str]:
    """Return what is said of such a catalogue when a pod names its architecture, a line each, paths from the stack's folder on."""
    own = own_catalog(folder, files)
    with pytest.raises(CatalogError) as caught:
        load_catalog(architecture, own=own)
    return [line.replace(f"{folder}/", "") for line in str(caught.value).splitlines()]
