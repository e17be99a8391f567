"""Images that are built: where they lie, what they say of themselves, and whether they are still what they were."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from podwright.engines.machine import cache_folder
from podwright.install.image.recipe import Recipe, key

DISK, BILL, KERNEL, INSTALLER, RECORD = "image.raw.zst", "image.spdx.json", "vmlinuz", "installer.base", "image.json"


@dataclass(frozen=True, slots=True)
class Digest:
    """One file of an image: its SHA-256 and its length."""

    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Record:
    """What an image says of itself; `disk_bytes` is the size of the disk that it unpacks to, `files` holds every file by its name."""

    recipe: str
    key: str
    kernel: str
    package_count: int
    disk_bytes: int
    files: dict[str, Digest]


@dataclass(frozen=True, slots=True)
class Image:
    """An image and the folder in which its files lie."""

    folder: Path
    record: Record

    @property
    def disk(self) -> Path:
        """The compressed disk, which the installer writes."""
        return self.folder / DISK

    @property
    def bill(self) -> Path:
        """The bill of materials."""
        return self.folder / BILL

    @property
    def kernel(self) -> Path:
        """The kernel, signed by its distribution; the installer's and the image's alike."""
        return self.folder / KERNEL

    @property
    def installer(self) -> Path:
        """The installer's programs and kernel modules; `installer.initramfs` makes of it what a machine boots."""
        return self.folder / INSTALLER

    @property
    def sha256(self) -> str:
        """The digest of the compressed disk."""
        return self.record.files[DISK].sha256

    @property
    def image_bytes(self) -> int:
        """The length of the compressed disk."""
        return self.record.files[DISK].size_bytes


def images_folder() -> Path:
    """Return the folder in the user's cache that holds one folder an image."""
    return cache_folder() / "images"


def ready(recipe: Recipe, *, folder: Path | None = None) -> Image | None:
    """Return the image of a recipe, or None while there is none."""
    return read_image((folder or images_folder()) / key(recipe))


def images(folder: Path | None = None) -> tuple[Image, ...]:
    """Return every whole image of a folder, by name."""
    found = (read_image(path) for path in sorted((folder or images_folder()).glob("*")) if path.is_dir())
    return tuple(image for image in found if image is not None)


def read_image(folder: Path) -> Image | None:
    """Return the image of a folder; None when it has no record that can be read, or lacks a file."""
    try:
        stored = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        record = Record(**{**stored, "files": {name: Digest(**digest) for name, digest in stored["files"].items()}})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return Image(folder, record) if all((folder / name).is_file() for name in record.files) else None


def record_text(record: Record) -> str:
    """Return a record as it is kept; it is the last file of an image to be written."""
    return json.dumps(asdict(record), indent=1, sort_keys=True) + "\n"
