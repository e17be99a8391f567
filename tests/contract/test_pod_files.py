"""Files that are no pods, and folders that have none, each get one clear line."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from podwright.spec.errors import Problem, SpecErrors
from podwright.spec.load import load, refuse

SMALLEST = "version: 1\nname: lab\narchitecture: starter-h100\nscalable_units: 1\nsite: {domain: lab.example}\n"


def line_of(path: Path) -> str:
    with pytest.raises(SpecErrors) as refused:
        load(path)
    assert len(refused.value.errors) == 1
    return str(refused.value)


def test_a_folder_and_its_pod_file_are_the_same_pod(tmp_path: Path) -> None:
    (tmp_path / "pod.yaml").write_text(SMALLEST)
    assert load(tmp_path) == load(tmp_path / "pod.yaml")


def test_a_stack_without_a_pod_says_so(tmp_path: Path) -> None:
    assert line_of(tmp_path) == f"{tmp_path}: no pod.yaml in this folder. Name a folder that has one, or write it with podwright init {tmp_path}."


@pytest.mark.parametrize("name", ["nowhere", "nowhere/pod.yaml"])
def test_a_place_that_does_not_exist_says_so(tmp_path: Path, name: str) -> None:
    assert line_of(tmp_path / name).startswith(f"{tmp_path / name}: no such file or folder. ")
    assert line_of(tmp_path / name).endswith(f"podwright init {tmp_path / 'nowhere'}.")


def test_a_folder_named_like_a_pod_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "pod.yaml").mkdir()
    assert line_of(tmp_path) == f"{tmp_path}/pod.yaml: cannot be read (is a directory). Make it a file that you may read."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "pod.yaml").touch(mode=0o000)
    assert line_of(tmp_path) == f"{tmp_path}/pod.yaml: cannot be read (permission denied). Make it a file that you may read."


def test_a_file_of_10_mb_is_refused_by_its_size_at_once(tmp_path: Path) -> None:
    (tmp_path / "pod.yaml").write_bytes(b"a: 1\n" * 2_000_000)
    begun_s = time.process_time()
    assert line_of(tmp_path) == f"{tmp_path}/pod.yaml: 10,000,000 bytes is above the limit of 262,144. Keep only what a person wrote in it."
    assert time.process_time() - begun_s < 1


def test_a_later_room_can_refuse_a_word_at_its_place(tmp_path: Path) -> None:
    (tmp_path / "pod.yaml").write_text(SMALLEST)
    refusal = refuse(tmp_path, [Problem(("architecture",), "starter-h10 is no architecture", "Did you mean starter-h100?")])
    assert str(refusal) == f"{tmp_path}/pod.yaml:3:1 architecture: starter-h10 is no architecture. Did you mean starter-h100?"


def test_the_door_opens_fast(tmp_path: Path) -> None:
    (tmp_path / "pod.yaml").write_text(SMALLEST)
    code = f"import time; t = time.process_time(); from pathlib import Path; from podwright.spec.load import load; load(Path({str(tmp_path)!r})); print(time.process_time() - t)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    runs_s = [float(subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True, text=True).stdout) for _ in range(3)]
    assert min(runs_s) < 0.3
