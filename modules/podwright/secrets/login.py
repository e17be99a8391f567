"""What a run needs to log in to the pod's hosts: a fresh key, a short certificate, and the line that knows every host."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from podwright.refusal import Refused
from podwright.secrets.openssh import private_key_text, public_key_text
from podwright.secrets.ssh import PodKeys, issue_user_certificate, known_hosts_line

IDENTITY_FILE = "identity"
CERTIFICATE_FILE = "identity-cert.pub"
KNOWN_HOSTS_FILE = "known_hosts"


class FolderNotOurs(Refused):
    """The folder for a login's key belongs to somebody else: which one, whose, what to do."""


@dataclass(frozen=True, slots=True)
class Login:
    """Files of one login, all in one folder that only the user may read."""

    identity: Path
    certificate: Path
    known_hosts: Path


def write_login(keys: PodKeys, folder: Path, *, principal: str, domain: str, valid_s: int, now_s: int) -> Login:
    """Return the files of a login as `principal`, written anew into the folder; ssh finds the certificate beside the key by its name.

    Raises: FolderNotOurs when the folder belongs to somebody else.
    """
    key = Ed25519PrivateKey.generate()
    public = public_key_text(key)
    certificate = issue_user_certificate(keys, principal=principal, public_key=public, valid_s=valid_s, now_s=now_s)
    _make_private(folder)
    login = Login(folder / IDENTITY_FILE, folder / CERTIFICATE_FILE, folder / KNOWN_HOSTS_FILE)
    _write(login.identity, private_key_text(key, check=int.from_bytes(os.urandom(4))))
    _write(login.certificate, f"{certificate}\n")
    _write(login.known_hosts, f"{known_hosts_line(keys, domain)}\n")
    return login


def runtime_folder() -> Path:
    """Return a folder that lies in memory and is the user's own: $XDG_RUNTIME_DIR, or a place of ours below /dev/shm."""
    folder = os.environ.get("XDG_RUNTIME_DIR")
    if folder and Path(folder).is_dir():
        return Path(folder) / "podwright"
    return Path("/dev/shm") / f"podwright-{os.getuid()}"


def _make_private(folder: Path) -> None:
    """Make the folder, or take it as it is if it is ours, closed to everyone else: /dev/shm is open to all, so somebody may have come first."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner_uid = folder.lstat().st_uid
    if folder.is_symlink() or owner_uid != os.getuid():
        raise FolderNotOurs(str(folder), f"belongs to uid {owner_uid} and not to {os.getuid()}", "Have it removed, or set XDG_RUNTIME_DIR to a folder of your own")
    folder.chmod(0o700)


def _write(path: Path, text: str) -> None:
    """Replace the file in one step, readable by its owner alone, so that a run beside this one never sees half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
    Path(name).replace(path)
