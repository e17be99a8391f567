"""Images of firmware that are about to be sent: found or fetched once, their digests looked at."""

from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from podwright.bmc.act_image import Image, obtained
from podwright.bmc.firmware import NAME
from podwright.bmc.setting import Asked
from podwright.bmc.wish import Wish
from podwright.cli.bmc_look import Foreseen
from podwright.cli.progress import listener
from podwright.engines.machine import cache_folder
from podwright.event import Event, State
from podwright.plan.finding import Finding
from podwright.plan.types import FirmwareWish

STEP = "image"


def images_of(foreseen: Foreseen, pod_folder: Path) -> tuple[dict[str, Image], tuple[Finding, ...]]:
    """Return every image that would be sent, by its digest, and what is wrong with those that cannot be."""
    wanted = {piece.sha256: piece for host, asked in foreseen.asked.items() for piece in _to_set(foreseen.wishes[host], asked)}
    heard, images, wrong = listener(Console(stderr=True)), dict[str, Image](), list[Finding]()
    for piece in wanted.values():
        name = str(piece.image).rpartition("/")[2]
        found = obtained(piece, pod_folder, cache_folder() / "firmware", lambda text, name=name: heard(Event(STEP, name, State.INFO, text)))  # type: ignore[misc]
        if isinstance(found, Finding):
            wrong.append(found)
        else:
            images[found.sha256] = found
    return images, tuple(wrong)


def _to_set(wish: Wish, asked: Asked) -> Iterator[FirmwareWish]:
    names = {one.name for one in asked.settings}
    for piece in wish.firmware.pieces if wish.firmware else ():
        if piece.image and f"{NAME} {piece.component}" in names:
            yield piece
