"""Outputs are laid into a folder together, and what is of no use any more goes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from podwright.cli import rendering
from podwright.cli.kinds.kind import File, Maker
from podwright.cli.pods import Judged, compiled
from podwright.cli.rendering import MANIFEST, lay
from podwright.refusal import Refused
from podwright.share import share_folder


@pytest.fixture
def result(tmp_path: Path) -> Judged:
    return Judged(tmp_path, compiled(share_folder() / "stacks" / "lab"), ())


def kind_of(*names: str) -> Maker:
    def make(result: Judged) -> Iterator[File]:
        for name in names:
            yield name, f"{name} of {result.plan.header.pod}\n"

    return make


def broken(_: Judged) -> Iterator[File]:
    yield "switches/one", "one\n"
    raise Refused("switches/two", "cannot be made", "Mend it")


def test_every_file_stands_and_is_told_with_its_size(result: Judged, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "KINDS", {"switches": kind_of("switches/a", "switches/b")})
    told = lay(result, tmp_path / "out", ["switches"])
    assert {path: path.stat().st_size for path in told} == told
    assert [path.name for path in (tmp_path / "out" / "switches").iterdir() if path.name.startswith(".")] == []


def test_what_the_pod_no_longer_has_is_removed_and_nothing_else(result: Judged, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "KINDS", {"switches": kind_of("switches/a", "switches/b"), "hosts": kind_of("hosts")})
    lay(result, tmp_path, ["switches", "hosts"])
    (tmp_path / "switches" / "mine").write_text("a note of a person's own")
    monkeypatch.setattr(rendering, "KINDS", {"switches": kind_of("switches/a")})
    assert lay(result, tmp_path, ["switches"])[tmp_path / "switches" / "b"] is None
    assert sorted(path.name for path in (tmp_path / "switches").iterdir()) == ["a", "mine"]
    assert (tmp_path / "hosts").exists()


def test_nothing_changes_if_one_file_cannot_be_made(result: Judged, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "KINDS", {"hosts": kind_of("hosts"), "switches": broken})
    with pytest.raises(Refused):
        lay(result, tmp_path, ["hosts", "switches"])
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("listed", ['{"hosts": ["../outside"]}', '{"hosts": ["/outside"]}', '["hosts"]', "no list"])
def test_a_list_of_files_that_is_not_ours_is_refused(result: Judged, tmp_path: Path, listed: str) -> None:
    (tmp_path / MANIFEST).write_text(listed)
    with pytest.raises(Refused, match="is no list of files"):
        lay(result, tmp_path, ["hosts"])
