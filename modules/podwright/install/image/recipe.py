"""What an image is made of, as a person may write it; every word here decides the image's key, so a change makes a new image and leaves the old one alone."""

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError

from podwright.spec import wording
from podwright.spec.document import Document, Unreadable, Value, decode, read
from podwright.spec.errors import Problem, SpecError, SpecErrors, dotted
from podwright.spec.field import Rule, Words
from podwright.spec.load import refusal

FOLDER = Path(__file__).resolve().parent / "recipes"
DEFAULT = "debian-12"
STEPS = 2
"""Raised when the same words are put together in another way."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$", max_length=60), Rule("small letters, digits, dots and dashes", "debian-12")]
Package = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9+.-]+$"), Rule("the name of a package", "openssh-server")]
Unit = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9@:_.-]+\.(service|socket|timer|target|mount|path)$"), Rule("a unit of systemd", "ssh.service")]
Argument = Annotated[str, StringConstraints(pattern=r"^[^\s\"'$`\\]+$"), Rule("a kernel argument without blanks and quotes", "console=ttyS0,115200n8")]
Source = Annotated[
    str,
    StringConstraints(pattern=r"^(https?|file|copy):/\S+ [a-z][a-z-]*( [a-z-]+)+$"),
    Rule("an address, a suite and its components", "http://mirror.example/ubuntu noble main"),
]
Day = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"), Rule("a date as year, month and day", "2026-01-01")]


class Distribution(StrEnum):
    """Whose packages an image consists of."""

    DEBIAN = "debian"
    UBUNTU = "ubuntu"


class Recipe(Words):
    """One image."""

    name: Name = Field(description="What the image is called.")
    distribution: Annotated[Distribution, Field(strict=False)] = Field(default=Distribution.DEBIAN, description="Whose packages: debian or ubuntu.")
    suite: Annotated[str, StringConstraints(pattern=r"^[a-z]+$"), Rule("a suite's code name", "bookworm")] = Field(description="The release's code name.")
    mirror: tuple[Source, ...] = Field(
        default=(), description="Where packages come from, `ADDRESS SUITE COMPONENT...` a line; left out: this machine's own sources."
    )
    kernel: Package = Field(description="The package of the kernel.")
    packages: tuple[Package, ...] = Field(
        min_length=1, description="What is installed beside essential packages and the kernel; dependencies follow, recommendations do not."
    )
    arguments: tuple[Argument, ...] = Field(default=("console=tty0", "console=ttyS0,115200n8"), description="Kernel arguments.")
    enabled: tuple[Unit, ...] = Field(default=(), description="Units that start at boot.")
    masked: tuple[Unit, ...] = Field(default=(), description="Units that never start.")
    date: Day = Field(description="The date of files that the build itself writes; files of packages that are newer carry it too.")
    esp_mib: int = Field(default=64, ge=40, le=4096, description="EFI system partition; FAT32 wants 33 MiB, two boot loaders take 6.")
    spare_mib: int = Field(default=96, ge=16, le=65536, description="Room in the root file system before it grows to the disk.")


def recipe_names() -> tuple[str, ...]:
    """Return the names of the recipes that come with podwright, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def load_recipe(named: str) -> Recipe:
    """Return the recipe of a file, or the one of that name that comes with podwright.

    Raises: SpecErrors, with every error of the first phase that finds one.
    """
    path = Path(named)
    if named in recipe_names():
        path = FOLDER / f"{named}.yaml"
    elif not path.is_file():
        raise SpecErrors([SpecError(named, 0, 0, "", "neither a file nor a recipe's name", f"Name a file, or one of: {', '.join(recipe_names())}")])
    try:
        return parse_recipe(path.read_bytes(), name=str(path))
    except OSError as error:
        raise SpecErrors([SpecError(named, 0, 0, "", f"cannot be read ({error.strerror})", "Make it a file that you may read")]) from None


def parse_recipe(content: bytes, *, name: str) -> Recipe:
    """Return the recipe that the content of a file declares; what it is `like` stands for what it does not say. Raises: SpecErrors."""
    document = _document(content, name)
    value = document.value
    if not isinstance(value, dict):
        raise SpecErrors([SpecError(name, 1, 1, "", "the file declares no recipe", f"Write name: and like: {DEFAULT}, and what differs")])
    if "like" in value:
        like = value["like"]
        if like not in recipe_names():
            raise refusal(document, name, [Problem(("like",), f"there is no recipe {like}", f"Name one of: {', '.join(recipe_names())}")])
    said = {word: meant for word, meant in value.items() if word != "like"}
    try:
        return Recipe.model_validate(_tuples((_whole(str(value["like"])) if "like" in value else {}) | said))
    except ValidationError as error:
        raise refusal(document, name, wording.problems(error.errors(include_url=False), Recipe)) from None


def key(recipe: Recipe) -> str:
    """Return the name of the image in the cache: the recipe's, and a digest of all that it says and of how it is put together."""
    words = json.dumps([STEPS, recipe.model_dump(mode="json")], sort_keys=True)
    return f"{recipe.name}-{hashlib.sha256(words.encode()).hexdigest()[:12]}"


def _whole(name: str) -> dict[str, Value]:
    """Return a recipe that comes with podwright, with what it is like filled in."""
    value = _document((FOLDER / f"{name}.yaml").read_bytes(), name).value
    assert isinstance(value, dict), "our own recipes are mappings"
    own = {str(word): said for word, said in value.items() if word != "like"}
    return (_whole(str(value["like"])) if "like" in value else {}) | own


def _document(content: bytes, name: str) -> Document:
    try:
        return read(decode(content))
    except Unreadable as unreadable:
        raise SpecErrors(
            SpecError(name, mark.line, mark.column, dotted(fault.location), fault.what, fault.remedy) for mark, fault in unreadable.faults
        ) from None


def _tuples(value: Mapping[str, object]) -> dict[str, object]:
    return {word: tuple(said) if isinstance(said, list) else said for word, said in value.items()}
