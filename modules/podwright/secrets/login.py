"""What a run needs to log in to the pod's hosts: a fresh key, a short certificate, and the line that knows every host."""

import fcntl
import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from podwright.refusal import Refused

if TYPE_CHECKING:
    from podwright.secrets.ssh import PodKeys

IDENTITY_FILE = "identity"
CERTIFICATE_FILE = "identity-cert.pub"
KNOWN_HOSTS_FILE = "known_hosts"
LOCK_FILE = ".lock"


class FolderNotOurs(Refused):
    """The folder for a login's key belongs to somebody else: which one, whose, what to do."""


@dataclass(frozen=True, slots=True)
class Login:
    """Files of one login, all in one folder that only the user may read."""

    identity: Path
    certificate: Path
    known_hosts: Path


def write_login(keys: "PodKeys", folder: Path, *, principal: str, domain: str, valid_s: int, now_s: int) -> Login:
    """Return the files of a login as `principal`, written anew into the folder; ssh finds the certificate beside the key by its name.

    Raises: FolderNotOurs when the folder belongs to somebody else.
    """
    # Here, not above: Ansible asks for a login before every task on every host, and one that is still good is found without any cryptography.
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from podwright.secrets.openssh import private_key_text, public_key_text
    from podwright.secrets.ssh import issue_user_certificate, known_hosts_line

    key = Ed25519PrivateKey.generate()
    public = public_key_text(key)
    certificate = issue_user_certificate(keys, principal=principal, public_key=public, valid_s=valid_s, now_s=now_s)
    _make_private(folder)
    login = _files(folder)
    _write(login.identity, private_key_text(key, check=int.from_bytes(os.urandom(4))))
    _write(login.certificate, f"{certificate}\n")
    _write(login.known_hosts, f"{known_hosts_line(keys, domain)}\n")
    return login


def current_login(seed: str, *, pod: str, generation: int, principal: str, domain: str, valid_s: int, now_s: int) -> Login:
    """Return a login that is good for at least half of `valid_s`: the one that this user's runs have made, or a new one.

    Raises: FolderNotOurs when the folder belongs to somebody else; SeedTooShort when no keys can be derived.
    """
    purpose = "\0".join(("podwright/login", seed, pod, str(generation), principal, domain))
    folder = runtime_folder() / hashlib.sha256(purpose.encode()).hexdigest()[:16]
    _make_private(folder.parent)
    _make_private(folder)
    login = _files(folder)
    with (folder / LOCK_FILE).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if login.known_hosts.is_file() and login.certificate.stat().st_mtime > now_s - valid_s / 2:
            return login
        from podwright.secrets.ssh import pod_keys

        return write_login(pod_keys(seed, pod=pod, generation=generation), folder, principal=principal, domain=domain, valid_s=valid_s, now_s=now_s)


def runtime_folder() -> Path:
    """Return a folder that lies in memory and is the user's own: below $XDG_RUNTIME_DIR, or a place of ours below /dev/shm."""
    folder = os.environ.get("XDG_RUNTIME_DIR")
    if folder and Path(folder).is_dir():
        return Path(folder) / "podwright"
    return Path("/dev/shm") / f"podwright-{os.getuid()}"  # noqa: S108 - made with mode 0700, and refused when it is not our own


def _files(folder: Path) -> Login:
    return Login(folder / IDENTITY_FILE, folder / CERTIFICATE_FILE, folder / KNOWN_HOSTS_FILE)


def _make_private(folder: Path) -> None:
    """Make the folder, or take it as it is if it is ours, closed to everyone else: /dev/shm is open to all, so somebody may have come first."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner_uid = folder.lstat().st_uid
    if folder.is_symlink() or owner_uid != os.getuid():
        raise FolderNotOurs(str(folder), f"belongs to uid {owner_uid} and not to {os.getuid()}", "Remove it, or set XDG_RUNTIME_DIR to a folder of your own")
    folder.chmod(0o700)


def _write(path: Path, text: str) -> None:
    """Replace the file in one step, readable by its owner alone, so that a run beside this one never sees half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
    Path(name).replace(path)
