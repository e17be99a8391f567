"""A long command run so that its end is certain and its words arrive as they are said."""

import os
import queue
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

Process = subprocess.Popen[str]

# Compilers end at once on an interrupt; what does not end in this time is killed.
END_LIMIT_S = 10.0


@contextmanager
def running(command: tuple[str, ...], *, folder: Path, environment: Mapping[str, str]) -> Iterator[Process]:
    """Return the started command; it and all its children end with the `with` block, whatever ends that."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        process_group=0,
    )
    try:
        yield process
    finally:
        end(process)


def end(process: Process) -> None:
    """Return when the process and its group have ended: asked first, so that go clears its work folder, then whoever is left is killed."""
    if process.poll() is not None:
        return
    for number in (signal.SIGINT, signal.SIGKILL):
        with suppress(ProcessLookupError, subprocess.TimeoutExpired):
            os.killpg(process.pid, number)
            process.wait(END_LIMIT_S)


def lines_of(process: Process) -> Iterator[str | None]:
    """Return what the process prints to stderr, line by line, and None about every second in which it prints nothing."""
    pipe = process.stderr
    assert pipe is not None, "stderr is a pipe"
    lines: queue.Queue[str] = queue.Queue()

    def read() -> None:
        for line in pipe:
            lines.put(line)
        lines.put("")

    threading.Thread(target=read, daemon=True).start()
    while True:
        try:
            line = lines.get(timeout=1.0)
        except queue.Empty:
            yield None
            continue
        if not line:
            return
        yield line
