"""`podwright bmc media`: an image in the virtual drive of a machine, shown before it is laid there."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from podwright.cli.bmc_options import common
from podwright.cli.pods import FOLDER, plan_of

if TYPE_CHECKING:
    from podwright.bmc.wish import Wish

WEB = ("http://", "https://")


@click.command(name="media")
@click.argument("folder", type=FOLDER)
@click.argument("host", metavar="HOST")
@click.argument("deed", metavar="insert|eject", type=click.Choice(["insert", "eject"]))
@click.argument("address", metavar="[URL]", required=False)
@common
def media(
    folder: Path, host: str, deed: str, address: str | None, yes: bool, in_spite_of: tuple[str, ...], stickers: Path | None, limit_s: float, as_json: bool
) -> None:
    """Lay a disc image into the virtual drive of a host, write-protected, or empty the drive.

    The BMC fetches the image itself; where it is at an https:// address and the BMC can check the certificate of its server, it is told to. Power and the next boot stay
    as they are.

    \b
    podwright bmc media stacks/mine mine-u001-r03-n02 insert https://images.example/rescue.iso
    podwright bmc media stacks/mine mine-u001-r03-n02 eject
    """
    from podwright.bmc.wish import Media, Wish
    from podwright.cli.bmc_look import Errand
    from podwright.cli.bmc_run import run

    if (deed == "insert") != (address is not None):
        raise click.UsageError("insert wants the address of an image, and eject none.")
    if address is not None and (not address.startswith(WEB) or "@" in address.split("/")[2] or not address.isprintable() or " " in address):
        raise click.BadParameter("give an address that begins with http:// or https://, without a user or a password", param_hint="URL")

    def wish(_: str, where: str) -> "Wish":
        return Wish(where, media=Media(address))

    run(Errand(folder, plan_of(folder), (host,), in_spite_of, 64, limit_s), wish, stickers, yes=yes, as_json=as_json)
