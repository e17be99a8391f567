"""Runs a command and says how long it took and how much memory it held at most."""

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SHOWN_LINES = 15


@dataclass(frozen=True, slots=True)
class Took:
    """One run of a command: wall time, and the largest resident size of it or of a child it waited for."""

    elapsed_s: float
    peak_mb: float
    text: str


class BenchFailed(Exception):
    """A command that is measured did not end well: which, and its last words."""


def took(command: Sequence[str], *, folder: Path, environment: Mapping[str, str] | None = None, ends: tuple[int, ...] = (0,)) -> Took:
    """Return what one run of a command took.

    Raises: BenchFailed when it ended with another status than those given.
    """
    with tempfile.TemporaryFile() as words:
        began_s = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=words, stderr=words)
        _, status, usage = os.wait4(process.pid, 0)
        elapsed_s = time.perf_counter() - began_s
        process.returncode = os.waitstatus_to_exitcode(status)
        words.seek(0)
        text = words.read().decode("utf-8", "replace")
    if process.returncode not in ends:
        tail = "\n".join(text.splitlines()[-SHOWN_LINES:])
        raise BenchFailed(f"{' '.join(command)}: ended with {process.returncode}\n{tail}")
    return Took(elapsed_s, usage.ru_maxrss / 1024, text)
