"""GRUB for machines without UEFI: its first sector and its core, placed where grub-bios-setup would, which asks the machine it runs on and so cannot be used."""

import struct
from pathlib import Path

from podwright.engines import bound
from podwright.event import Listener
from podwright.install.image.recipe import Recipe

SECTOR_BYTES = 512
MODULES = ("biosdisk", "part_gpt", "ext2", "search_fs_uuid", "configfile", "normal", "linux", "gzio", "echo", "test")
CORE = "boot/grub/i386-pc/core.img"
FIRST = "usr/lib/grub/i386-pc/boot.img"
SEARCH = "boot/grub/i386-pc/load.cfg"
CODE_BYTES = 440
"""Of the first sector; behind it are the disk's signature and the protective partition table."""

# Offsets in boot.img and in the first sector of the core, and the segment that it is loaded to.
# Source: GNU GRUB 2.06, include/grub/i386/pc/boot.h and include/grub/offsets.h, util/setup.c; read 2026-11-21.
KERNEL_SECTOR = 0x5C
DRIVE_CHECK = 0x66
NO_OPERATION = b"\x90\x90"
BLOCKS_END = 500
CORE_SEGMENT = 0x820


def make_core(root: Path, recipe: Recipe, root_uuid: str, *, log: Path, on_event: Listener) -> None:
    """Return nothing; the root holds GRUB's core, made by its own GRUB. Raises: Refused when that fails."""
    (root / SEARCH).write_text(f"search.fs_uuid {root_uuid} root\nset prefix=($root)/boot/grub\n", encoding="utf-8")
    words = ("grub-mkimage", "-O", "i386-pc", "-c", f"/{SEARCH}", "-p", "/boot/grub", "-o", f"/{CORE}", *MODULES)
    bound.run(("chroot", str(root), *words), step="image", subject=recipe.name, log=log, on_event=on_event)


def placed(boot: bytes, core: bytes, *, at_sector: int) -> tuple[bytes, bytes]:
    """Return the code of the disk's first sector and the core, as they are on a disk whose boot partition begins at that sector.

    Laws: the code ends before the partition table; the core is whole sectors, and its first says where the others are.
    """
    code, whole = bytearray(boot[:CODE_BYTES]), bytearray(core + bytes(-len(core) % SECTOR_BYTES))
    struct.pack_into("<Q", code, KERNEL_SECTOR, at_sector)
    code[DRIVE_CHECK : DRIVE_CHECK + 2] = NO_OPERATION
    struct.pack_into("<QHH", whole, BLOCKS_END, at_sector + 1, len(whole) // SECTOR_BYTES - 1, CORE_SEGMENT)
    return bytes(code), bytes(whole)
