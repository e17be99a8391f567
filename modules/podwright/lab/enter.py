"""What runs first behind the lab's door, in a mount namespace of its own: lays the lab's tables over the machine's, becomes the command.

Run by path, imports nothing of the package. usage: enter.py SSH_FOLDER [COPY FILE]... -- COMMAND...
Each COPY stands over its FILE: the settings of stacks, which Pulumi writes to.
Only this command and its children see the lab's tables; they are gone with it.
"""

import os
import subprocess
import sys
from pathlib import Path

TABLES = (
    ("hosts", Path("/etc/hosts")),
    ("config", Path("/etc/ssh/ssh_config")),
    ("nsswitch.conf", Path("/etc/nsswitch.conf")),  # files alone: no resolver of the machine is asked about a lab's name
    ("resolv.conf", Path("/etc/resolv.conf")),
)


def main(folder: Path, copies: list[str], command: list[str]) -> int:
    """Return only if the command cannot be started: 127 if it is not there, 126 if it cannot run."""
    tables = [(str(folder / name), target) for name, target in TABLES] + [(copy, Path(file)) for copy, file in zip(copies[::2], copies[1::2], strict=True)]
    for source, target in tables:
        if target.exists():
            subprocess.run(["mount", "--bind", source, str(target)], check=True)
    try:
        os.execvp(command[0], command)  # noqa: S606 - becoming the command is the purpose
    except FileNotFoundError:
        sys.stderr.write(f"podwright lab exec: {command[0]}: no such command. Look at PATH inside with podwright lab exec -- env.\n")
        return 127
    except OSError as error:
        sys.stderr.write(f"podwright lab exec: {command[0]}: {error.strerror}.\n")
        return 126


if __name__ == "__main__":
    border = sys.argv.index("--")
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:border], sys.argv[border + 1 :]))
