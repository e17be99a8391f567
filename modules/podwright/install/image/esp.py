"""The EFI system partition: shim and GRUB as their makers signed them, where firmware without a boot entry looks."""

import shutil
from pathlib import Path

from podwright.install.image import epoch
from podwright.install.image.ext4 import run
from podwright.install.image.identity import identity
from podwright.install.image.recipe import Recipe

SHIM = "usr/lib/shim/shimx64.efi.signed"
MOK_MANAGER = "usr/lib/shim/mmx64.efi.signed"
GRUB = "usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed"


def make_esp(file: Path, root: Path, recipe: Recipe) -> None:
    """Return nothing; the file holds a FAT32 file system from which firmware boots, with Secure Boot and without."""
    known, tree = identity(recipe), file.with_suffix(".tree")
    shutil.rmtree(tree, ignore_errors=True)
    for name, content in loaders(root, recipe.distribution, known.root).items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_bytes(content)
    epoch.clamp(tree, epoch.epoch_s(recipe))
    file.unlink(missing_ok=True)
    with file.open("wb") as made:
        made.truncate(recipe.esp_mib << 20)
    run("mkfs.vfat", "-F", "32", "-s", "1", "--invariant", "-n", "ESP", "-i", known.esp_serial.replace("-", ""), str(file), recipe=recipe)
    run("mcopy", "-s", "-m", "-i", str(file), str(tree / "EFI"), "::", recipe=recipe)
    shutil.rmtree(tree)


def loaders(root: Path, distribution: str, root_uuid: str) -> dict[str, bytes]:
    """Return the content of the partition by path: the loaders at the removable path and at the distribution's, and where GRUB finds its menu.

    GRUB's signed build reads its first words in the folder of its distribution, wherever it was started from.
    """
    find = f"search.fs_uuid {root_uuid} root\nset prefix=($root)/boot/grub\nconfigfile $prefix/grub.cfg\n".encode()
    shim, grub, manager = ((root / name).read_bytes() for name in (SHIM, GRUB, MOK_MANAGER))
    own = f"EFI/{distribution}"
    return {
        "EFI/BOOT/BOOTX64.EFI": shim,
        "EFI/BOOT/grubx64.efi": grub,
        "EFI/BOOT/mmx64.efi": manager,
        f"{own}/shimx64.efi": shim,
        f"{own}/grubx64.efi": grub,
        f"{own}/mmx64.efi": manager,
        f"{own}/grub.cfg": find,
    }
