"""Recipes of images: what a person may write, what is refused and where, and what decides an image's key."""

from pathlib import Path

import pytest

from podwright.install.image.identity import identity
from podwright.install.image.recipe import Distribution, key, load_recipe, parse_recipe, recipe_names
from podwright.install.image.settled import files
from podwright.install.image.sources import of_machine
from podwright.spec.errors import SpecErrors


def refused(text: str) -> str:
    """Return what a recipe is refused with."""
    with pytest.raises(SpecErrors) as caught:
        parse_recipe(text.encode(), name="mine.yaml")
    return str(caught.value)


@pytest.mark.parametrize("name", recipe_names())
def test_a_recipe_that_comes_with_podwright_has_the_name_of_its_file(name: str) -> None:
    assert load_recipe(name).name == name


def test_a_recipe_says_only_what_differs_from_the_one_it_is_like() -> None:
    mine = parse_recipe(b"name: mine\nlike: ubuntu-24.04\nmirror: ['http://mirror.example/ubuntu noble main universe']\n", name="mine.yaml")
    like = load_recipe("ubuntu-24.04")
    assert mine.mirror == ("http://mirror.example/ubuntu noble main universe",)
    assert mine.model_copy(update={"name": like.name, "mirror": ()}) == like


def test_every_fault_is_told_with_its_place() -> None:
    said = refused("name: Mine\nlike: debian-12\nkernal: linux\narguments: ['quiet splash']\n")
    assert "mine.yaml:1:1 name: " in said
    assert "mine.yaml:3:1 kernal: no such field. Did you mean kernel?" in said
    assert "mine.yaml:4:13 arguments[0]: " in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "mine.yaml:1:1: the file declares no recipe"),
        ("name: x\nlike: debian-99\n", "mine.yaml:2:1 like: there is no recipe debian-99. Name one of: debian-12"),
        ("name: x\nlike: debian-12\nmirror: ['mirror.example noble']\n", "is not made of an address, a suite and its components"),
        ("name: x\nlike: debian-12\npackages: ['curl; reboot']\n", "is not made of the name of a package"),
    ],
)
def test_what_no_image_can_be_made_of_is_refused(text: str, words: str) -> None:
    assert words in refused(text)


def test_a_recipe_that_is_nowhere_is_told_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(SpecErrors, match=r"neither a file nor a recipe's name\. Name a file, or one of: debian-12, "):
        load_recipe(str(tmp_path / "none.yaml"))


def test_every_word_of_a_recipe_decides_its_key_and_its_identifiers() -> None:
    one = load_recipe("debian-12")
    for word, value in {"kernel": "linux-image-rt-amd64", "spare_mib": 97, "date": "2026-01-02", "masked": ()}.items():
        other = one.model_copy(update={word: value})
        assert key(other) != key(one)
        assert not set(identity(other)) & set(identity(one))


def test_the_table_of_mounts_and_the_boot_menu_name_the_same_root() -> None:
    recipe = load_recipe("debian-12")
    known, written = identity(recipe), files(recipe, identity(recipe))
    assert f"UUID={known.root} / ext4" in written["etc/fstab"]
    assert f"root=UUID={known.root} ro console=tty0 console=ttyS0,115200n8" in written["boot/grub/grub.cfg"]


TOLD = """Debian\tbookworm\tbookworm\tmain\thttp://mirror.example/debian/
Debian\tbookworm-updates\tbookworm-updates\tmain\thttp://mirror.example/debian/
Debian\tbookworm\tstable\tcontrib\thttp://mirror.example/debian/
\t\tbookworm-security\tmain\thttp://mirror.example/security/
Debian\tbookworm-security\tbookworm-security\tmain\thttp://mirror.example/security/
Debian\ttrixie\ttrixie\tmain\thttp://mirror.example/debian/
Somebody\tbookworm\tbookworm\tmain\thttp://other.example/apt/
"""


def test_a_machine_gives_its_own_sources_of_the_suite_and_no_others() -> None:
    assert of_machine(TOLD, load_recipe("debian-12")) == (
        "http://mirror.example/debian/ bookworm main",
        "http://mirror.example/debian/ bookworm-updates main",
        "http://mirror.example/security/ bookworm-security main",
    )
    assert load_recipe("ubuntu-24.04").distribution is Distribution.UBUNTU
    assert of_machine(TOLD, load_recipe("ubuntu-24.04")) == ()
