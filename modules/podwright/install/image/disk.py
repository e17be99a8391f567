"""The whole disk: a GUID partition table, a place for GRUB's core, the EFI system partition, the root."""

from pathlib import Path

from podwright.install.image.bios import CORE, FIRST, SECTOR_BYTES, placed
from podwright.install.image.esp import make_esp
from podwright.install.image.ext4 import make_ext4, run
from podwright.install.image.identity import Identity, identity
from podwright.install.image.recipe import Recipe

MIB = 1 << 20
BOOT_MIB, ESP_MIB = 1, 2
"""Where the partitions begin; the root follows the EFI system partition."""
BIOS_BOOT = "21686148-6449-6E6F-744E-656564454649"
EFI_SYSTEM = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B"
LINUX_ROOT_X64 = "4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709"
"""Types of partitions. Source: UEFI Specification 2.10, table 5.7; GRUB manual, "BIOS installation"; Discoverable Partitions Specification; read 2026-11-21."""
COPIED_BYTES = 4 * MIB


def make_disk(file: Path, root: Path, recipe: Recipe) -> int:
    """Return the size of the disk in bytes; the file holds it, with holes where nothing is written.

    Laws: the first MiB and the last hold the partition table and nothing else but the code that starts GRUB's core.
    """
    esp, tree = file.with_suffix(".esp"), file.with_suffix(".ext4")
    root_mib = make_ext4(tree, root, recipe)
    make_esp(esp, root, recipe)
    root_at_mib = ESP_MIB + recipe.esp_mib
    size_bytes = (root_at_mib + root_mib + 1) * MIB
    with file.open("wb") as made:
        made.truncate(size_bytes)
    run(
        "sfdisk", "--quiet", "--no-reread", "--no-tell-kernel", str(file), recipe=recipe, fed=table(identity(recipe), esp_mib=recipe.esp_mib, root_mib=root_mib)
    )
    code, core = placed((root / FIRST).read_bytes(), (root / CORE).read_bytes(), at_sector=BOOT_MIB * MIB // SECTOR_BYTES)
    assert len(core) <= MIB, "GRUB's core fits its partition"
    with file.open("r+b") as made:
        made.write(code)
        made.seek(BOOT_MIB * MIB)
        made.write(core)
    lay(file, esp, at_bytes=ESP_MIB * MIB)
    lay(file, tree, at_bytes=root_at_mib * MIB)
    esp.unlink()
    tree.unlink()
    return size_bytes


def table(known: Identity, *, esp_mib: int, root_mib: int) -> str:
    """Return the partition table as sfdisk reads it."""
    root_at_mib = ESP_MIB + esp_mib
    return (
        f"label: gpt\nlabel-id: {known.disk}\nunit: sectors\n"
        f"start={BOOT_MIB}MiB, size=1MiB, type={BIOS_BOOT}, uuid={known.boot}, name=boot\n"
        f"start={ESP_MIB}MiB, size={esp_mib}MiB, type={EFI_SYSTEM}, uuid={known.esp}, name=esp\n"
        f"start={root_at_mib}MiB, size={root_mib}MiB, type={LINUX_ROOT_X64}, uuid={known.root_partition}, name=root\n"
    )


def lay(disk: Path, part: Path, *, at_bytes: int) -> None:
    """Return nothing; the content of a file stands in the disk from there on. What is empty stays a hole."""
    with part.open("rb") as source, disk.open("r+b") as target:
        target.seek(at_bytes)
        while piece := source.read(COPIED_BYTES):
            if piece.count(0) == len(piece):
                target.seek(len(piece), 1)
            else:
                target.write(piece)
