"""What building an image needs of a machine: root, and a few programs of the distribution."""

import os

from podwright.engines.programs import Program
from podwright.refusal import Refused

PROGRAMS = (
    Program("setpriv", "util-linux", "a build that dies with the command that asked for it"),
    Program("mmdebstrap", "mmdebstrap", "the image's root, from packages"),
    Program("mke2fs", "e2fsprogs", "the root file system"),
    Program("debugfs", "e2fsprogs", "its times, and what a check reads of it"),
    Program("mkfs.vfat", "dosfstools", "the EFI system partition"),
    Program("mcopy", "mtools", "the boot loaders in it"),
    Program("sfdisk", "fdisk", "the partition table"),
    Program("zstd", "zstd", "the compressed image"),
)


def need_root() -> None:
    """Return nothing if we are root. Raises: Refused when we are not."""
    if os.geteuid() != 0:
        remedy = "Run it as root: sudo --preserve-env=PATH podwright image build"
        raise Refused("podwright image build", "files of an image belong to root and others, and this is an ordinary user", remedy)
