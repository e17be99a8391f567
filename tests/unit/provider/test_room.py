"""A private room holds what it is given for the time of a run, and nothing of it stays."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from podwright.provider import room as rooms
from podwright.provider.room import is_full, is_held, memory_folder, private_room, sweep, users_of
from podwright.refusal import Refused


def test_a_room_lies_in_memory_and_is_closed_to_others() -> None:
    with private_room() as room:
        assert room.parent == memory_folder()
        assert room.stat().st_mode & 0o777 == 0o700
    assert not room.exists()


def interrupted(rooms_seen: list[Path]) -> None:
    with private_room() as room:
        rooms_seen.append(room)
        (room / "secret").write_text("5eed")
        raise KeyboardInterrupt


def test_a_room_goes_when_the_run_fails() -> None:
    seen: list[Path] = []
    with pytest.raises(KeyboardInterrupt):
        interrupted(seen)
    assert not seen[0].exists()


def test_a_folder_in_memory_that_is_full_is_said_in_one_line_and_nothing_stays() -> None:
    seen: list[Path] = []

    def filled() -> None:
        with private_room() as room:
            seen.append(room)
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(Refused, match="is full, and a run keeps its secrets"):
        filled()
    assert not seen[0].exists()
    assert not is_full(memory_folder())


def test_what_still_uses_a_room_ends_with_it() -> None:
    with private_room() as room:
        process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", f"{room}/x"])
        assert users_of(room) == (process.pid,)
    assert process.wait(5) == -signal.SIGTERM


def test_a_held_room_is_not_swept() -> None:
    with private_room() as room:
        sweep(room.parent)
        assert room.exists()
        assert is_held(room)


def test_the_room_of_a_killed_run_is_swept(tmp_path: Path) -> None:
    left = tmp_path / f"{rooms.PREFIX}left"
    left.mkdir()
    (left / rooms.LOCK).touch()
    (left / "secret").write_text("5eed")
    sweep(tmp_path)
    assert not left.exists()


def test_a_folder_on_a_disk_is_not_taken_for_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    if os.stat(tmp_path).st_dev == os.stat("/dev/shm").st_dev:  # noqa: PTH116, S108
        pytest.skip("the folder for temporary files lies in memory here")
    assert memory_folder() == Path("/dev/shm")  # noqa: S108
