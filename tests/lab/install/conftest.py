"""What the tests of images and of the installer share: one image, built once for the user's cache, and a small one to install in seconds."""

import os
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from lab.install.machine import PROGRAMS
from lab.install.small import DISK_MIB, small_image
from podwright.engines.programs import missing
from podwright.event import Event
from podwright.install.image.build import build
from podwright.install.image.programs import PROGRAMS as BUILDING
from podwright.install.image.ready import Image
from podwright.install.image.recipe import load_recipe


class Small(NamedTuple):
    """A compressed disk and the size it unpacks to."""

    image: bytes
    disk_bytes: int


@pytest.fixture(scope="session")
def image() -> Image:
    """Return the image for virtual machines."""
    if os.geteuid() != 0:
        pytest.skip("building an image needs root")
    lacking = [program.name for program in missing(BUILDING)]
    if lacking:
        pytest.skip(f"building an image needs {', '.join(lacking)}")
    return build(load_recipe("debian-12-cloud"), on_event=_silent)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """Return the small image."""
    lacking = [name for name in PROGRAMS if shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin") is None]
    if lacking:
        pytest.skip(f"a virtual machine needs {', '.join(lacking)}")
    return Small(small_image(tmp_path_factory.mktemp("small")), DISK_MIB << 20)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of one machine."""
    return tmp_path


def _silent(event: Event) -> None:
    """Take no notice of an event: the test says what it waits for."""
