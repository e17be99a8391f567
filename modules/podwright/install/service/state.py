"""What a boot server keeps on its disk: orders and seeds that wait for their hosts, what became of them, images. Nothing is kept in memory, so a restart loses nothing.

`armed/HOST/` holds `arming.json`, `order`, `seed.tar` and their signatures; `elsewhere/HOST` the address of the boot server that has them instead; `events/HOST.jsonl`
what was told; `images/SHA256` images.
"""

import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

PIECES = ("order", "order.sig", "seed.tar", "seed.tar.sig")
KEPT = ("number", "token", "expires_at_s", "kernel", "initramfs")
DIGEST = re.compile(r"[0-9a-f]{64}")
LOG_BYTES = 256 * 1024
"""A host's log is put aside at this size, one older is kept: a thousand installations' worth."""
MESSAGE_CHARACTERS = 500
BLOCK_BYTES = 1024 * 1024


class StateRefused(Exception):
    """What was asked of the state cannot be: why, in a line."""


@dataclass(frozen=True)
class Armed:
    """A host that is waited for: under which number, by which token it is known, until when (seconds of the epoch), and whether its seed is still there.

    `kernel` and `initramfs` are the digests of the installer's two files.
    """

    host: str
    number: str
    token: str = field(repr=False)
    expires_at_s: int = 0
    kernel: str = ""
    initramfs: str = ""
    has_seed: bool = True


@dataclass(frozen=True)
class State:
    """The state folder."""

    folder: Path

    def prepare(self) -> None:
        """Make the folders, closed to everybody else."""
        for name in ("armed", "elsewhere", "events", "images"):
            (self.folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)

    def armed(self, host: str, now_s: float) -> Armed | None:
        """Return who is waited for, None where nobody is; what has waited too long is deleted."""
        place = self.folder / "armed" / host
        try:
            told = json.loads((place / "arming.json").read_text(encoding="utf-8"))
            found = Armed(**told, host=host, has_seed=(place / "seed.tar").exists())
        except (OSError, ValueError, TypeError):
            return None
        if found.expires_at_s <= now_s:
            self.disarm(host)
            self.record(host, found.number, "expired", "its time is over; the seed is deleted")
            return None
        return found

    def arm(self, armed: Armed, pieces: Mapping[str, bytes]) -> None:
        """Keep an order and a seed, in the place of those that were there. Raises: StateRefused when a piece is missing, or a file of the installer."""
        host = armed.host
        if set(pieces) != set(PIECES):
            raise StateRefused(f"{host}: an arming has {', '.join(PIECES)}")
        lacking = [digest for digest in (armed.kernel, armed.initramfs) if not DIGEST.fullmatch(digest) or not self.image(digest).is_file()]
        if lacking:
            raise StateRefused(f"{host}: {lacking[0][:80]!r} is no file of this boot server")
        new = Path(tempfile.mkdtemp(dir=self.folder / "armed", prefix=".new-"))
        for name, content in pieces.items():
            _write(new / name, content)
        _write(new / "arming.json", json.dumps({name: getattr(armed, name) for name in KEPT}).encode())
        self.disarm(host)
        new.rename(self.folder / "armed" / host)
        _sync(self.folder / "armed")

    def send_elsewhere(self, host: str, url: str) -> None:
        """Keep that another boot server has the order and the seed of a host, and forget ours."""
        self.disarm(host)
        _write(self.folder / "elsewhere" / host, url.encode())

    def elsewhere(self, host: str) -> str | None:
        """Return the address of the boot server that has a host's order, None where none is told."""
        try:
            return (self.folder / "elsewhere" / host).read_text(encoding="utf-8")
        except OSError:
            return None

    def disarm(self, host: str) -> bool:
        """Forget the order and the seed of a host, and return whether there were any."""
        (self.folder / "elsewhere" / host).unlink(missing_ok=True)
        place = self.folder / "armed" / host
        gone = self.folder / "armed" / f".old-{os.urandom(8).hex()}"
        try:
            place.rename(gone)
        except OSError:
            return False
        shutil.rmtree(gone, ignore_errors=True)
        return True

    def piece(self, host: str, name: str) -> bytes | None:
        """Return an order, or a signature, None where it is not there."""
        try:
            return (self.folder / "armed" / host / name).read_bytes()
        except OSError:
            return None

    def take_seed(self, host: str) -> bytes | None:
        """Return the seed of a host, None from the second time on: whoever renames it has it, and the disk has forgotten it before anybody is answered."""
        place = self.folder / "armed" / host
        given = place / f".given-{os.urandom(8).hex()}"
        try:
            (place / "seed.tar").rename(given)
        except OSError:
            return None
        content = given.read_bytes()
        given.unlink()
        _sync(place)
        return content

    def record(self, host: str, number: str, stage: str, message: str = "", percent: int | None = None) -> None:
        """Keep one event of a host."""
        path = self.folder / "events" / f"{host}.jsonl"
        plain = "".join(letter if letter.isprintable() else " " for letter in message)[:MESSAGE_CHARACTERS]
        row = {"at_s": round(time.time(), 1), "host": host, "number": number, "stage": stage, "message": plain, "percent": percent}
        if path.exists() and path.stat().st_size > LOG_BYTES:
            path.replace(path.with_suffix(".jsonl.1"))
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, (json.dumps(row) + "\n").encode())
        finally:
            os.close(handle)

    def image(self, digest: str) -> Path:
        """Return where an image is, or would be."""
        return self.folder / "images" / digest

    def take_image(self, digest: str, stream: BinaryIO) -> int:
        """Keep an image and return its size. Raises: StateRefused when its bytes are not what its name says; then nothing is kept."""
        handle, name = tempfile.mkstemp(dir=self.folder / "images", prefix=".new-")
        new, total = Path(name), hashlib.sha256()
        try:
            with os.fdopen(handle, "wb") as out:
                while block := stream.read(BLOCK_BYTES):
                    total.update(block)
                    out.write(block)
                out.flush()
                os.fsync(out.fileno())
            if total.hexdigest() != digest:
                raise StateRefused(f"an image that is called {digest} has the digest {total.hexdigest()}")
            new.rename(self.image(digest))
        finally:
            new.unlink(missing_ok=True)
        return self.image(digest).stat().st_size


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
