"""An image read again: whether its files are what its record says, and its packages what its bill says."""

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from podwright.engines.programs import need_programs
from podwright.install.image import bill
from podwright.install.image.build import digest
from podwright.install.image.disk import ESP_MIB, MIB
from podwright.install.image.programs import PROGRAMS
from podwright.install.image.ready import BILL, DISK, Image
from podwright.refusal import Refused

READERS = frozenset({"debugfs", "sfdisk", "zstd"})
STATUS = "/var/lib/dpkg/status"


def faults(image: Image) -> tuple[str, ...]:
    """Return what is wrong with an image, a sentence a fault; empty when it is what it was built as.

    Raises: Refused when a program is missing or there is no room to unpack it.
    """
    need_programs(tuple(program for program in PROGRAMS if program.name in READERS))
    return tuple(_of_files(image)) or tuple(_of_packages(image))


def _of_files(image: Image) -> Iterator[str]:
    for name, kept in sorted(image.record.files.items()):
        found = digest(image.folder / name)
        if found.size_bytes != kept.size_bytes:
            yield f"{name}: {found.size_bytes} bytes, and the record says {kept.size_bytes}"
        elif found.sha256 != kept.sha256:
            yield f"{name}: digest {found.sha256[:16]}…, and the record says {kept.sha256[:16]}…"


def _of_packages(image: Image) -> Iterator[str]:
    listed = bill.listed((image.folder / BILL).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(dir=image.folder.parent) as folder:
        raw = Path(folder) / "disk"
        _said("zstd", "--quiet", "--decompress", "--sparse", str(image.folder / DISK), "-o", str(raw))
        if raw.stat().st_size != image.record.disk_bytes:
            yield f"{DISK}: unpacks to {raw.stat().st_size} bytes, and the record says {image.record.disk_bytes}"
            return
        inside = {row[:3] for row in bill.installed(_said("debugfs", "-R", f"cat {STATUS}", f"{raw}?offset={root_offset(raw)}"))}
    for name, version, architecture in sorted(inside - set(listed)):
        yield f"{name} {version} ({architecture}) is in the image, and the bill does not name it"
    for name, version, architecture in sorted(set(listed) - inside):
        yield f"{name} {version} ({architecture}) is in the bill, and the image has it not"


def root_offset(raw: Path) -> int:
    """Return where the root file system of a disk begins, in bytes, as sfdisk reads its table."""
    lines = _said("sfdisk", "--dump", str(raw)).splitlines()
    root = next((line for line in lines if 'name="root"' in line), "")
    return int(root.partition("start=")[2].partition(",")[0] or ESP_MIB * MIB // 512) * 512


def _said(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise Refused("podwright image check", f"{words[0]} failed: {last}", "Free room for the unpacked image in the cache folder, and run again")
    return done.stdout
