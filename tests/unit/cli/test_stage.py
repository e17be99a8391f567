"""What a process that was killed left in an output folder goes with the next run, and nothing else does."""

import os
import signal
from pathlib import Path

import pytest

from podwright.cli.stage import Stage
from podwright.refusal import Refused


def killed_in(out: Path) -> Path:
    """Return the folder that a process left which was killed in the middle of its work."""
    child = os.fork()
    if not child:
        with Stage(out) as stage:
            stage.add("half.txt", "half")
            os.kill(os.getpid(), signal.SIGKILL)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    (left,) = (path for path in out.iterdir() if path.is_dir() and (path / "half.txt").exists())
    return left


def test_what_a_killed_run_left_goes_with_the_next_one(tmp_path: Path) -> None:
    left = killed_in(tmp_path)
    with Stage(tmp_path) as stage:
        assert not left.exists()
        stage.add("whole.txt", "whole")
        stage.take_place(["whole.txt"])
    assert [path.name for path in tmp_path.iterdir()] == ["whole.txt"]


def test_a_run_that_is_at_work_keeps_its_folder(tmp_path: Path) -> None:
    with Stage(tmp_path) as first:
        first.add("first.txt", "1")
        with Stage(tmp_path) as second:
            second.add("second.txt", "2")
            second.take_place(["second.txt"])
        first.take_place(["first.txt"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first.txt", "second.txt"]


def test_a_helper_that_outlives_its_killed_run_keeps_the_folder_until_it_is_gone(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        with Stage(tmp_path):
            if not os.fork():
                os.close(writing)
                os.read(reading, 1)
                os._exit(0)
            os.kill(os.getpid(), signal.SIGKILL)
    os.close(reading)
    os.waitpid(child, 0)
    (left,) = tmp_path.iterdir()
    with Stage(tmp_path):
        assert left.is_dir()
    os.close(writing)


def test_what_is_somebody_elses_stays(tmp_path: Path) -> None:
    for name in (".podwright-settings", ".podwright-abcdefgh", ".podwright-init-abcdefgh"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "own.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "other").mkdir()
    elsewhere = killed_in(tmp_path / "other")
    (tmp_path / ".podwright-linked00").symlink_to(elsewhere)
    with Stage(tmp_path):
        pass
    assert elsewhere.is_dir()
    assert len(list(tmp_path.iterdir())) == 5


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Refused), Stage(tmp_path / "file"):
        pass
