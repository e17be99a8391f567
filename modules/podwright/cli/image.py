"""`podwright image`: operating systems for nodes, built from packages."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podwright.cli.exits import Exit

if TYPE_CHECKING:
    from podwright.install.image.ready import Image

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
OUT = click.Path(path_type=Path, file_okay=False)
DEFAULT = "debian-12"
RECIPE = click.option("--recipe", "named", default=DEFAULT, show_default=True, metavar="FILE|NAME", help="What the image is made of.")
MIB = 1 << 20


@click.group(name="image")
def command() -> None:
    """Images of operating systems: built from packages, the same bytes each time, with a bill of what is in them.

    \b
    podwright image build
    podwright image build --recipe debian-12-cloud --out build/image
    podwright image list
    podwright image check

    Recipes that come with podwright: debian-12, debian-12-cloud (small, for virtual machines), ubuntu-22.04, ubuntu-24.04. A recipe of one's own says what differs:

    \b
    name: ours
    like: ubuntu-24.04
    mirror: ["http://mirror.example/ubuntu noble main universe"]
    """


@command.command("build")
@RECIPE
@click.option("--out", type=OUT, metavar="DIR", help="Lay the image's files here too; left out: they stay in the cache, where the boot service finds them.")
@click.option("--key", type=FILE, metavar="FILE", help="A pod's public key (PEM); with --out, lay the pod's installer too.")
@click.option("--fresh", "is_fresh", is_flag=True, help="Build again with the packages that the mirror has today, though the image is there.")
@click.option("--json", "as_json", is_flag=True, help="Print the image as JSON; progress goes to stderr.")
def build(named: str, out: Path | None, key: Path | None, is_fresh: bool, as_json: bool) -> None:
    """Build an image, or take the one in the cache: a disk for UEFI (Secure Boot too) and BIOS, its kernel, its installer, its bill of materials (SPDX 2.3).

    Packages come from the recipe's mirror, or from where this machine's own apt gets them. The same versions give the same bytes. Takes one to three minutes and
    3 GiB, and needs root; an interrupted build is carried on by the next. No secret, no host key and no name of a host is in an image: these come with a host's seed.

    \b
    podwright image build --recipe mine.yaml
    podwright image build --recipe debian-12-cloud --out build/image --key order.pem
    """
    from rich.console import Console

    from podwright.cli.progress import listener
    from podwright.install.image.build import build as built
    from podwright.install.image.recipe import load_recipe

    if key is not None and out is None:
        raise click.UsageError("--key: the installer is laid where --out says. Add --out DIR.")
    pem = _public(key) if key is not None else None
    image = built(load_recipe(named), on_event=listener(Console(stderr=True)), is_fresh=is_fresh)
    laid = _lay(image, out, pem) if out is not None else image.folder
    if as_json:
        click.echo(json.dumps(facts(image) | {"folder": str(laid)}, indent=1))
        return
    click.echo(line(image))
    click.echo(f"{laid}: {', '.join(sorted(path.name for path in laid.iterdir()))}")


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the images as JSON.")
def list_(as_json: bool) -> None:
    """List the images in the cache."""
    from podwright.install.image.ready import images, images_folder

    found = images()
    if as_json:
        click.echo(json.dumps([facts(image) for image in found], indent=1))
        return
    for image in found:
        click.echo(line(image))
    if not found:
        click.echo(f"No image in {images_folder()}. Build one: podwright image build")


@command.command("check")
@RECIPE
@click.option("--json", "as_json", is_flag=True, help="Print what is wrong as JSON.")
def check(named: str, as_json: bool) -> None:
    """Read an image again, and compare it with its digests and with its bill of materials: every file, then every package that is in it.

    Exit code: 0 when it is what it was built as, 1 when it is not, 3 when there is none.
    """
    from podwright.install.image.check import faults
    from podwright.install.image.ready import ready
    from podwright.install.image.recipe import load_recipe
    from podwright.refusal import Refused

    image = ready(load_recipe(named))
    if image is None:
        raise Refused(f"image {named}", "it is not in the cache", f"Build it with podwright image build --recipe {named}")
    found = faults(image)
    if as_json:
        click.echo(json.dumps(facts(image) | {"faults": [*found]}, indent=1))
    else:
        for fault in found:
            click.echo(f"{image.folder}/{fault}. Build it again with podwright image build --recipe {named} --fresh.")
        if not found:
            click.echo(f"{line(image)}: every file and every package as built")
    if found:
        raise click.exceptions.Exit(Exit.FINDINGS)


def facts(image: "Image") -> dict[str, object]:
    """Return an image as JSON tells it."""
    files = {name: {"sha256": one.sha256, "size_bytes": one.size_bytes} for name, one in sorted(image.record.files.items())}
    told = {"recipe": image.record.recipe, "key": image.record.key, "kernel": image.record.kernel, "package_count": image.record.package_count}
    return told | {"sha256": image.sha256, "image_bytes": image.image_bytes, "disk_bytes": image.record.disk_bytes, "folder": str(image.folder), "files": files}


def line(image: "Image") -> str:
    """Return an image in one line for people."""
    record = image.record
    sizes = f"{image.image_bytes / MIB:.0f} MiB for a disk of {record.disk_bytes / MIB:.0f} MiB"
    return f"{record.key}  kernel {record.kernel}  {record.package_count} packages  {sizes}  sha256 {image.sha256[:16]}…"


def _public(key: Path) -> bytes:
    """Return the key's file, if it is a public key of Ed25519 and nothing else. Raises: Refused."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    from podwright.refusal import Refused

    content = key.read_bytes()
    try:
        is_right = isinstance(load_pem_public_key(content), Ed25519PublicKey) and b"PRIVATE" not in content
    except ValueError:
        is_right = False
    if not is_right:
        raise Refused(str(key), "it is no public key of Ed25519 in PEM", "Give the public half alone, such as openssl pkey -pubout writes it")
    return content


def _lay(image: "Image", out: Path, pem: bytes | None) -> Path:
    """Return the folder, in which the image's files lie, and the pod's installer where a key is given. Raises: Refused when it cannot be written."""
    import shutil

    from podwright.install.image.ready import RECORD
    from podwright.install.installer.initramfs import initramfs
    from podwright.refusal import Refused

    try:
        out.mkdir(parents=True, exist_ok=True)
        for name in (*image.record.files, RECORD):
            shutil.copyfile(image.folder / name, out / name)
        if pem is not None:
            (out / "installer.initramfs").write_bytes(initramfs(image.installer.read_bytes(), pem))
    except OSError as error:
        raise Refused(str(error.filename or out), f"cannot be written ({error.strerror})", "Name a folder with room that you may write") from None
    return out
