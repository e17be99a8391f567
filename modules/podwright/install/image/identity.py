"""The identifiers of an image's disk, partitions and file systems: functions of what it is made of, so that two builds agree."""

import uuid
from typing import NamedTuple

from podwright.install.image.recipe import Recipe, key

SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:podwright:image")


class Identity(NamedTuple):
    """What a disk and its parts are called."""

    disk: str
    boot: str
    esp: str
    root_partition: str
    root: str
    root_hash: str
    esp_serial: str
    """Of the FAT file system: four hexadecimal digits, a dash, four more."""


def identity(recipe: Recipe) -> Identity:
    """Return the identifiers of an image."""
    made = {name: str(uuid.uuid5(SPACE, f"{key(recipe)}/{name}")) for name in ("disk", "boot", "esp", "root_partition", "root", "root_hash", "esp_serial")}
    serial = made.pop("esp_serial").replace("-", "")[:8].upper()
    return Identity(**made, esp_serial=f"{serial[:4]}-{serial[4:]}")
