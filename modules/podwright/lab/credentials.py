"""The lab's own secrets: made once at random, kept by `down`, gone with `down --wipe`."""

import os
import secrets
from pathlib import Path

from podwright.lab.state import LabState
from podwright.refusal import Refused

SEED_BYTES = 32


def prepare(state: LabState) -> None:
    """Return nothing; the lab's folders are there, closed to others, and its seed and passphrase have a value that stays.

    Raises: Refused when the folder cannot be written.
    """
    try:
        for folder in (
            state.folder,
            state.credentials,
            state.ssh,
            state.hosts,
            state.control_plane,
            state.processes,
            state.logs,
            state.pulumi_backend,
            state.pulumi_home,
        ):
            folder.mkdir(parents=True, exist_ok=True)
        for folder in (state.folder, state.credentials, state.ssh):
            folder.chmod(0o700)
        keep_out_of_git(state.folder.parent / ".gitignore")
        fill(state.credentials / "ssh-seed")
        fill(state.passphrase)
    except OSError as error:
        raise Refused(
            str(error.filename or state.folder),
            f"the lab cannot keep its state there ({error.strerror})",
            "Make the folder writable, or run from a folder that is",
        ) from error


def keep_out_of_git(file: Path) -> None:
    """Return nothing; git sees nothing of any lab of this repository."""
    if not file.exists():
        file.write_text("*\n")


def fill(file: Path) -> None:
    """Return nothing; the file holds a random word, the one it had if it had one."""
    if file.exists() and file.read_text().strip():
        return
    fresh = file.with_name(f".{file.name}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(f"{secrets.token_hex(SEED_BYTES)}\n")
    fresh.replace(file)


def ssh_seed(state: LabState) -> str:
    """Return the lab's ssh seed."""
    return (state.credentials / "ssh-seed").read_text().strip()
