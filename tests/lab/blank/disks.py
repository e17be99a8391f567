"""Disks that say a word and no more, so that a console tells from where a machine started."""

import subprocess
from pathlib import Path

from lab.blank.harness import Blank
from podwright.lab.machines.command import disk_file

TALK = bytes.fromhex("fc31c08ed8be167cac84c07406baf803eeebf5f4ebfd")
"""Real-mode code: every byte behind it up to a zero goes to the first serial port, then the processor stops."""
EFI_MIB = 8


def bios_disk(word: str) -> bytes:
    """Return a first sector whose code says a word."""
    return (TALK + word.encode() + b"\r\n\0").ljust(510, b"\0") + b"\x55\xaa"


def put(machine: Blank, content: bytes) -> None:
    """Write the beginning of a machine's first disk."""
    file = machine.order.at(disk_file(0))
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("r+b" if file.exists() else "wb") as stream:
        stream.write(content)


def efi_image(folder: Path, script: str, *, files: dict[str, Path], mib: int = EFI_MIB) -> bytes:
    """Return a FAT file system that UEFI starts: `files` by their name below EFI/BOOT, and a script of grub beside them and where Debian's signed one looks."""
    image, text = folder / "efi.img", folder / "grub.cfg"
    text.write_text(script, encoding="utf-8")
    with image.open("wb") as stream:
        stream.truncate(mib * 2**20)
    _run("mkfs.vfat", "-n", "EFI", str(image))
    for path in ("EFI", "EFI/BOOT", "EFI/debian"):
        _run("mmd", "-i", str(image), f"::/{path}")
    for name, file in files.items():
        _run("mcopy", "-i", str(image), str(file), f"::/EFI/BOOT/{name}")
    for place in ("EFI/BOOT", "EFI/debian"):
        _run("mcopy", "-i", str(image), str(text), f"::/{place}/grub.cfg")
    return image.read_bytes()


def _run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(words)}: {done.stderr}"
