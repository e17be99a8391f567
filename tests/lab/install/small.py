"""A disk of 24 MiB with the partitions of a real image and 6 MiB of noise in them, which no program makes smaller, so that an installation takes seconds."""

import subprocess
from hashlib import shake_256
from pathlib import Path

from podwright.install.image.disk import MIB, table
from podwright.install.image.identity import identity
from podwright.install.image.recipe import load_recipe

ROOT_MIB, ESP_MIB = 16, 4
DISK_MIB = 2 + ESP_MIB + ROOT_MIB + 1


def small_image(folder: Path) -> bytes:
    """Return the disk, compressed."""
    root, raw = folder / "ext4", folder / "raw"
    content = folder / "content"
    content.mkdir()
    (content / "etc").mkdir()
    (content / "etc" / "os-release").write_text("ID=small\n")
    (content / "noise").write_bytes(shake_256(b"noise").digest(6 << 20))
    said(("mke2fs", "-q", "-F", "-t", "ext4", "-b", "4096", "-O", "^has_journal", "-d", str(content), str(root), f"{ROOT_MIB}M"))
    with raw.open("wb") as file:
        file.truncate(DISK_MIB * MIB)
    said(("sfdisk", "--quiet", str(raw)), fed=table(identity(load_recipe("debian-12")), esp_mib=ESP_MIB, root_mib=ROOT_MIB))
    with raw.open("r+b") as file:
        file.write(b"\xeb\x63code")
        file.seek((2 + ESP_MIB) * MIB)
        file.write(root.read_bytes())
    said(("zstd", "-q", "-f", str(raw), "-o", str(folder / "zst")))
    return (folder / "zst").read_bytes()


def said(words: tuple[str, ...], *, fed: str = "") -> str:
    """Return what a program says that must end well."""
    done = subprocess.run(words, input=fed, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{words}: {done.stderr}"
    return done.stdout


def partitions(drive: Path) -> dict[str, tuple[int, int]]:
    """Return first sector and length of each partition of a disk, by name, as sfdisk reads it."""
    found = {}
    for line in said(("sfdisk", "--dump", str(drive))).splitlines():
        if 'name="' in line:
            words = dict(part.strip().split("=", 1) for part in line.split(" : ", 1)[1].split(","))
            found[words["name"].strip('"')] = (int(words["start"]), int(words["size"]))
    return found


def read(drive: Path, path: str) -> str:
    """Return a file of a disk's root, as debugfs reads it."""
    return said(("debugfs", "-R", f"cat {path}", f"{drive}?offset={partitions(drive)['root'][0] * 512}"))
