"""A long command that is bound to us: it and all its children end when we end, however that is."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from podwright.event import Event, Listener, State
from podwright.refusal import Refused

# Its own process namespace dies with it, and it dies with us; what it mounts is seen by nobody else.
BOUND = ("setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child")
QUIET = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
NOTHING: Mapping[str, str] = {}
SAY_AGAIN_S = 2.0


def run(words: Sequence[str], *, step: str, subject: str, log: Path, on_event: Listener, environment: Mapping[str, str] = NOTHING) -> None:
    """Return nothing; the command has ended well, in a process and a mount namespace of its own. Every line goes to the log, one now and then to the listener.

    Raises: Refused with the command's last words when it failed.
    """
    next_word_s, last = 0.0, ""
    with (
        log.open("a") as sink,
        subprocess.Popen(
            [*BOUND, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env={**os.environ, **QUIET, **environment},
            start_new_session=True,
        ) as child,
    ):
        try:
            for line in child.stdout or ():
                sink.write(line)
                last = line.strip() or last
                if time.monotonic() >= next_word_s:
                    next_word_s = time.monotonic() + SAY_AGAIN_S
                    on_event(Event(step, subject, State.INFO, last.removeprefix("I: ")))
        except BaseException:
            child.kill()
            raise
    if child.returncode:
        raise Refused(
            step,
            f"{next(word for word in words if not word.startswith('-'))} failed: {last}",
            f"Read {log}, see that the mirror answers, and run again; what was fetched is kept",
        )
