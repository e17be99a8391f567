"""What a person declares of the installation of hosts: what is put on them, on which disk, what may be lost by it, and who gives it."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from podwright.spec.field import Change, DnsLabel, Rule, Words, said

ImageDigest = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{64}$"),
    Rule("64 hexadecimal digits, as podwright image prints them", "0000000000000000000000000000000000000000000000000000000000000000"),
]
"""The SHA-256 of a compressed disk image."""
SerialNumber = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$"),
    Rule("letters, digits, dots, hyphens and underscores, as the disk tells it", "S6CKNE0T1"),
]
"""The serial number of a disk, as it stands in an order: one word."""
DiskPath = Annotated[
    str,
    StringConstraints(pattern=r"^/dev/disk/by-path/[A-Za-z0-9._:-]{1,120}$"),
    Rule("a path below /dev/disk/by-path", "/dev/disk/by-path/pci-0000:01:00.0-nvme-1"),
]
"""A disk by where it is plugged in; a name such as /dev/sda may be another disk at the next start."""
IsoAddress = Annotated[
    str,
    StringConstraints(pattern=r"^https?://[!-~]+\.iso$", max_length=255),
    Rule("an address that begins with http and ends with .iso", "http://192.0.2.10/os.iso"),
]
"""Where a vendor's ISO lies."""


ConsoleName = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z0-9,]{1,32}$"), Rule("at most 32 letters, digits and commas", "ttyS0,115200")]
"""A console as the kernel's command line names it."""


class InstallKind(StrEnum):
    """What is put on hosts: an image, or what a vendor's own installer makes."""

    IMAGE = "image"
    AUTOINSTALL = "autoinstall"


class Firmware(StrEnum):
    """What starts a machine."""

    UEFI = "uefi"
    BIOS = "bios"


class DiskRule(StrEnum):
    """How the disk of a host is found."""

    SMALLEST = "smallest"
    SERIAL = "serial"
    PATH = "path"


class DiskSerial(Words):
    """The disk of one host."""

    host: Annotated[DnsLabel, Change.LIVE] = Field(description="Name of the host.", examples=["lab-u001-r01-n01"])
    serial: Annotated[SerialNumber, Change.LIVE] = Field(description="Serial number of the disk.", examples=["S6CKNE0T1"])


def no_host_twice(rows: tuple[DiskSerial, ...]) -> tuple[DiskSerial, ...]:
    """Return the rows if no host and no disk stands twice. Raises: PydanticCustomError, in words."""
    for word in ("host", "serial"):
        seen: dict[str, int] = {}
        for index, row in enumerate(rows):
            first = seen.setdefault(getattr(row, word), index)
            if first != index:
                raise said(f"entries {first + 1} and {index + 1} name the same {word}", "Drop one of them")
    return rows


class InstallDisk(Words):
    """Which disk of a host is written."""

    rule: Annotated[DiskRule, Change.LIVE] = Field(
        default=DiskRule.SMALLEST,
        strict=False,
        description="`smallest`: the smallest of the boot disks that the catalogue expects, as the BMC tells disks. `serial`, `path`: as declared.",
    )
    path: Annotated[DiskPath | None, Change.LIVE] = Field(default=None, description="Where the disk of every host is plugged in; needed by the rule `path`.")
    serials: Annotated[tuple[DiskSerial, ...], Change.LIVE, AfterValidator(no_host_twice)] = Field(
        default=(), strict=False, description="The disk of each host by its serial number; needed by the rule `serial`, and above the other rules elsewhere."
    )


class Install(Words):
    """How hosts get their operating system over the network."""

    kind: Annotated[InstallKind, Change.REBUILD] = Field(
        default=InstallKind.IMAGE,
        strict=False,
        description="`image`: a disk image of `podwright image`. `autoinstall`: the vendor's own installer from its ISO.",
    )
    image: Annotated[ImageDigest | None, Change.REBUILD] = Field(default=None, description="SHA-256 of the image that hosts get; needed by the kind `image`.")
    iso: Annotated[IsoAddress | None, Change.REBUILD] = Field(default=None, description="Where the vendor's ISO lies; needed by the kind `autoinstall`.")
    disk: InstallDisk = Field(default_factory=InstallDisk, description="Which disk is written.")
    wipe: Annotated[tuple[SerialNumber, ...], Change.LIVE] = Field(
        default=(),
        strict=False,
        examples=[["S6CKNE0T1"]],
        description="Serial numbers of disks whose content may be lost; any other that is not empty is refused.",
    )
    servers: Annotated[tuple[DnsLabel, ...], Change.DRAIN] = Field(
        default=(),
        strict=False,
        max_length=2,
        examples=[["lab-u000-r01-n01"]],
        description="Management nodes that serve DHCP, boot files, images and seeds; left out: the first two.",
    )
    firmware: Annotated[Firmware, Change.REBUILD] = Field(default=Firmware.UEFI, strict=False, description="What starts the machines.")
    secure_boot: Annotated[bool, Change.REBUILD] = Field(default=False, description="Whether machines start signed programs alone: shim, then grub, by TFTP.")
    port: Annotated[int, Change.LIVE] = Field(default=8069, ge=1024, le=65535, description="TCP port of the boot servers.")
    console: Annotated[ConsoleName, Change.LIVE] = Field(default="ttyS0,115200", description="Console of the installer, as the kernel names it.")
    seed_valid_s: Annotated[int, Change.LIVE] = Field(
        default=7200, ge=300, le=86_400, description="How long an order waits for its host, in seconds; then it and the seed with its keys are deleted."
    )
