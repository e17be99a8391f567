"""The few lines that run between fork and exec of a lab's process; run by path, imports nothing of the package.

usage: launch.py PARENT_PID FOLDER GROUP_PROCS... -- ARGV...
It joins the groups, goes to FOLDER, then becomes ARGV; descriptor 3 is where it says why it could not. Until it has joined it dies
with its parent, so no process is ever outside the ledger; after that it lives on.
"""

import ctypes
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
REPORT_FD = 3


def main(words: list[str]) -> None:
    """Return never: become the command, or say on the report pipe why not."""
    parent_pid, folder = int(words[0]), words[1]
    split = words.index("--")
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent_pid:
        sys.exit(1)
    os.set_inheritable(REPORT_FD, False)
    try:
        for procs in words[2:split]:
            Path(procs).write_text(str(os.getpid()))
        os.chdir(folder)
        libc.prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0)
        os.execvp(words[split + 1], words[split + 1 :])  # noqa: S606 - becoming the command is the purpose
    except OSError as error:
        os.write(REPORT_FD, f"{error.filename or words[split + 1]}: {error.strerror}".encode())
        sys.exit(127)


if __name__ == "__main__":
    main(sys.argv[1:])
