"""What a program says of its own version."""

import os
import re
import subprocess
from pathlib import Path

from podwright.engines.catalog import Program

# A program that has not said its version by now is not one to build upon; the slowest of ours needs 0.3 s.
ANSWER_LIMIT_S = 20.0

# No program may go to the network, or to a cluster of the user's, because it was asked its version.
QUIET_ENVIRONMENT = {"PULUMI_SKIP_UPDATE_CHECK": "true", "KUBECONFIG": os.devnull, "NO_COLOR": "1"}


def version_in(answer: str, program: Program) -> str | None:
    """Return the version that an answer names, without the leading `v`; None when it names none."""
    match = re.search(program.answer, answer, re.MULTILINE)
    return match.group(1) if match is not None else None


def printed_version(path: Path, program: Program) -> str | None:
    """Return the version that the program at `path` prints; None when it does not run or does not say."""
    try:
        done = subprocess.run(
            (str(path), *program.question),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=ANSWER_LIMIT_S,
            check=False,
            env={**os.environ, **QUIET_ENVIRONMENT},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return version_in(done.stdout.decode(errors="replace"), program)
