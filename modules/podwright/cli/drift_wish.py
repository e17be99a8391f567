"""What a person asked of `podwright drift`, and the answers that lie in files."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from podwright.cli.exits import Exit
from podwright.observe.collect import from_folder
from podwright.observe.hosts.reading import HOST_KINDS
from podwright.observe.reading import KINDS, Reading
from podwright.observe.unreadable import Unreadable
from podwright.plan.types import Plan
from podwright.spec.hardware import HardwareRow

SHARED = {"link"}
"""Kinds that tell of hosts and of cables alike, and so say nothing of what a folder was kept for."""


@dataclass(frozen=True, slots=True)
class Wish:
    """With what to compare, where answers come from, whom to ask, and where answers and metrics go. `hosts` are those meant, in the plan's order."""

    folder: Path
    pod_folder: Path
    plan: Plan
    hardware: tuple[HardwareRow, ...]
    hosts: tuple[str, ...]
    is_of_hosts: bool
    is_of_cables: bool
    limits: dict[str, int]
    serials: dict[str, str]
    folders: tuple[Path, ...]
    is_asking: bool
    ssh_config: Path | None
    with_roles: bool
    with_switches: bool
    with_ibdiagnet: bool
    keep: Path | None
    fabrics: tuple[str, ...]
    at_once: int
    limit_s: float
    metrics: Path | None


def from_files(wish: Wish) -> tuple[Reading, ...]:
    """Return the answers that lie in the folders. Raises: click's Exit with code 2 when a file is no answer; Refused when a folder cannot be read."""
    readings, refused = list[Reading](), list[Unreadable]()
    for folder in wish.folders:
        some, wrong = from_folder(folder, {device.name for device in wish.plan.physical.devices})
        readings += some
        refused += wrong
    refuse_unreadable(refused)
    return tuple(readings)


def refuse_unreadable(wrong: Iterable[Unreadable]) -> None:
    """Print every file that cannot be read and end with exit code 2, if there is one: half of what was heard would make the other half look missing."""
    lines = [str(one) for one in wrong]
    for line in lines:
        click.echo(line, err=True)
    if lines:
        raise click.exceptions.Exit(Exit.WRONG_INPUT)


def told_of(readings: Iterable[Reading]) -> tuple[bool, bool]:
    """Return whether answers tell of hosts, and whether of cables; both where nothing else says so."""
    kinds = {reading.kind for reading in readings} - SHARED
    of_hosts, of_cables = not kinds.isdisjoint(HOST_KINDS), not kinds.isdisjoint(KINDS)
    return (of_hosts, of_cables) if of_hosts or of_cables else (True, True)
