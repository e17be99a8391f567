"""The TPM of a machine: swtpm, whose state is kept in the machine's folder."""

import socket
import subprocess
from pathlib import Path
from typing import IO

BANK = "sha256"
"""The one bank of registers in use: firmware hashes all of itself for each bank, and four of them took a translated machine ten seconds at every start."""
STATE = "tpm2-00.permall"


def make(folder: Path, *, log: IO[bytes]) -> None:
    """Return nothing; the folder holds the state of a TPM with endorsement keys of its own, the one it had if it had one.

    Raises: OSError when swtpm_setup refuses.
    """
    if (folder / STATE).is_file():
        return
    folder.mkdir(mode=0o700, exist_ok=True)
    words = ["swtpm_setup", "--tpm2", "--tpmstate", str(folder), "--createek", "--pcr-banks", BANK, "--overwrite"]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False)
    if done.returncode:
        raise OSError(f"swtpm_setup ended with {done.returncode}")


def start(folder: Path, *, log: IO[bytes]) -> tuple["subprocess.Popen[bytes]", socket.socket]:
    """Return the TPM's process and the end of its line that QEMU takes; it ends with that line, or with the thread that started it."""
    own, far = socket.socketpair()
    words = ["swtpm", "socket", "--tpm2", "--tpmstate", f"dir={folder}", "--ctrl", f"type=unixio,clientfd={far.fileno()}", "--terminate"]
    with far:
        process = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", "--", *words], stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=[far.fileno()])
    return process, own
