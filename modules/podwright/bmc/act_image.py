"""Images of firmware: found or fetched, their digests looked at before one is sent, and again while it is."""

import hashlib
import json
import os
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

from podwright.observe.redfish.collect_line import Content
from podwright.plan.finding import Finding
from podwright.plan.types import FirmwareWish

PIECE_BYTES = 1 << 18
FETCH_S = 60.0
"""How long a server of images may say nothing."""
LARGEST_BYTES = 4 << 30
"""What is larger is no image of firmware: bundles of a DGX H100 have half of a GB."""
BOUNDARY = "podwright-a7d1f0c46b6d4b0f9d0a3c52e1"
WEB = ("http://", "https://")


class ImageChanged(Exception):
    """An image has another content than it had when its digest was looked at."""


@dataclass(frozen=True, slots=True)
class Image:
    """An image that lies here, with the digest that it had when it was looked at."""

    name: str
    path: Path
    sha256: str
    size_bytes: int


def sizes(pieces: tuple[FirmwareWish, ...], folder: Path) -> dict[str, int]:
    """Return how many bytes the images have that lie here, by their digests."""
    found: dict[str, int] = {}
    for piece in pieces:
        if piece.image and piece.sha256 and not piece.image.startswith(WEB):
            with suppress(OSError):
                found[piece.sha256] = (folder / piece.image).stat().st_size
    return found


def obtained(piece: FirmwareWish, folder: Path, kept: Path, on_progress: Callable[[str], None]) -> Image | Finding:
    """Return the image of a component, its digest looked at, or what is wrong with it; one from an address is fetched into a folder, once for each digest."""
    assert piece.image and piece.sha256, "only a component with an image is set"
    name = piece.image.rpartition("/")[2] or "image"
    try:
        path = _fetched(piece.image, piece.sha256, kept, on_progress) if piece.image.startswith(WEB) else folder / piece.image
        with path.open("rb") as file:
            found, size = _digest(iter(lambda: file.read(PIECE_BYTES), b""))
    except (OSError, HTTPException, ValueError) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        told = (reason.strerror if isinstance(reason, OSError) else None) or str(reason) or type(reason).__name__
        return Finding("P595", piece.image, f"the image of {piece.component} cannot be had ({told.lower()})", "Lay it there, or correct machines.firmware")
    if found != piece.sha256:
        what = f"the image of {piece.component} has SHA-256 {found[:16]}…, and {piece.sha256[:16]}… is declared"
        return Finding("P595", piece.image, what, "Get it again from its maker, and compare the digest that is published there; nothing was sent")
    return Image(name, path, found, size)


def content(image: Image, parameters: Mapping[str, object] | None) -> Content:
    """Return an image as it is pushed: beside its parameters as DSP0266 has it for MultipartHttpPushUri, or alone.

    Laws: its last piece is not given before the digest of all of it was looked at again. Raises, while it is sent: ImageChanged.
    """
    if parameters is None:
        return Content("application/octet-stream", image.size_bytes, lambda: _pieces(image))
    quoted = image.name.replace("\\", "_").replace('"', "_")
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="UpdateParameters"\r\nContent-Type: application/json\r\n\r\n{json.dumps(parameters)}\r\n'
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="UpdateFile"; filename="{quoted}"\r\nContent-Type: application/octet-stream\r\n\r\n'
    ).encode()
    tail = f"\r\n--{BOUNDARY}--\r\n".encode()

    def pieces() -> Iterator[bytes]:
        yield head
        yield from _pieces(image)
        yield tail

    return Content(f"multipart/form-data; boundary={BOUNDARY}", len(head) + image.size_bytes + len(tail), pieces)


def _pieces(image: Image) -> Iterator[bytes]:
    """Yield an image piece by piece, the last one when the digest of all is the one that it had. Raises: ImageChanged."""
    total, left, held = hashlib.sha256(), image.size_bytes, b""
    try:
        with image.path.open("rb") as file:
            while left > 0 and (piece := file.read(min(PIECE_BYTES, left))):
                total.update(piece)
                left -= len(piece)
                if held:
                    yield held
                held = piece
    except OSError:
        raise ImageChanged from None
    if left or total.hexdigest() != image.sha256:
        raise ImageChanged
    yield held


def _digest(pieces: Iterator[bytes]) -> tuple[str, int]:
    total, size = hashlib.sha256(), 0
    for piece in pieces:
        total.update(piece)
        size += len(piece)
    return total.hexdigest(), size


def _fetched(address: str, sha256: str, kept: Path, on_progress: Callable[[str], None]) -> Path:
    """Return where the image of an address lies; it is kept under its digest. Raises: OSError, HTTPException, ValueError."""
    path = kept / sha256
    if path.is_file():
        return path
    kept.mkdir(parents=True, exist_ok=True)
    on_progress(f"fetching {address}")
    handle, name = tempfile.mkstemp(dir=kept, prefix=".fetched.")
    try:
        with os.fdopen(handle, "wb") as file, urllib.request.urlopen(address, timeout=FETCH_S) as reply:  # noqa: S310 - the door lets http and https pass alone
            size = 0
            while piece := reply.read(PIECE_BYTES):
                size += len(piece)
                if size > LARGEST_BYTES:
                    raise OSError(0, f"it has more than {LARGEST_BYTES:,} bytes")
                file.write(piece)
        with Path(name).open("rb") as file:
            found, _ = _digest(iter(lambda: file.read(PIECE_BYTES), b""))
        if found == sha256:
            Path(name).replace(path)
            return path
        raise OSError(0, f"what came has SHA-256 {found[:16]}…, and {sha256[:16]}… is declared")
    finally:
        Path(name).unlink(missing_ok=True)
