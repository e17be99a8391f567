"""Outputs are laid into a folder together, and what is of no use any more goes."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from podwright.cli import making, rendering
from podwright.cli.kinds.kind import File, Maker
from podwright.cli.pods import Judged, compiled
from podwright.cli.render import command
from podwright.cli.rendering import MANIFEST, lay
from podwright.event import Event, State
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


def test_processes_side_by_side_write_what_one_does(result: Judged, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "KINDS", {"switches": kind_of("switches/a", "switches/b"), "hosts": kind_of("hosts"), "cables": kind_of("cables")})
    alone = lay(result, tmp_path / "alone", ["switches", "hosts", "cables"])
    monkeypatch.setattr(making, "MANY_NODES", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    together = lay(result, tmp_path / "together", ["switches", "hosts", "cables"])
    assert [(path.relative_to(tmp_path / "together"), size) for path, size in together.items()] == [
        (path.relative_to(tmp_path / "alone"), size) for path, size in alone.items()
    ]
    assert (tmp_path / "together" / MANIFEST).read_text() == (tmp_path / "alone" / MANIFEST).read_text()


def test_nothing_changes_if_a_process_cannot_make_its_file(result: Judged, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "KINDS", {"hosts": kind_of("hosts"), "switches": broken})
    monkeypatch.setattr(making, "MANY_NODES", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with pytest.raises(Refused, match=r"switches/two: cannot be made\. Mend it\."):
        lay(result, tmp_path, ["hosts", "switches"])
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_is_killed_is_one_line_and_the_failure_is_told(result: Judged, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(_: Judged) -> Iterator[File]:
        yield "switches/one", "one\n"
        os.kill(os.getpid(), signal.SIGKILL)

    heard: list[Event] = []
    monkeypatch.setattr(rendering, "KINDS", {"hosts": kind_of("hosts"), "switches": killed})
    monkeypatch.setattr(making, "MANY_NODES", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with pytest.raises(Refused, match="was ended from outside"):
        lay(result, tmp_path, ["hosts", "switches"], heard.append)
    assert list(tmp_path.iterdir()) == []
    assert heard[-1].state is State.FAILED


def test_a_folder_where_a_file_is_to_stand_is_refused_before_anything_moves(result: Judged, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "KINDS", {"hosts": kind_of("a", "hosts")})
    (tmp_path / "hosts").mkdir()
    with pytest.raises(Refused, match="is a folder, and a file is to stand there"):
        lay(result, tmp_path, ["hosts"])
    assert [path.name for path in tmp_path.iterdir()] == ["hosts"]


def test_many_files_of_a_kind_are_one_line_and_all_are_named_in_json(tmp_path: Path) -> None:
    told = CliRunner().invoke(command, [str(share_folder() / "stacks" / "lab"), "--out", str(tmp_path), "--only", "netbox", "--only", "hosts"])
    assert [line.split("  ")[0] for line in told.stdout.splitlines()] == [str(tmp_path / "hosts"), f"{tmp_path}/netbox/"]
    named = CliRunner().invoke(command, [str(share_folder() / "stacks" / "lab"), "--out", str(tmp_path), "--only", "netbox", "--json"])
    files = json.loads(named.stdout)["files"]
    assert {Path(name).stat().st_size for name in files} == set(files.values())
    assert len(files) > 8


@pytest.mark.parametrize("listed", ['{"hosts": ["../outside"]}', '{"hosts": ["/outside"]}', '["hosts"]', "no list"])
def test_a_list_of_files_that_is_not_ours_is_refused(result: Judged, tmp_path: Path, listed: str) -> None:
    (tmp_path / MANIFEST).write_text(listed)
    with pytest.raises(Refused, match="is no list of files"):
        lay(result, tmp_path, ["hosts"])
