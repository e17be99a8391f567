"""One round of `podwright drift`: answers from files and hosts, compared, kept, told as metrics."""

import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console

from podwright.cli.exits import Exit
from podwright.cli.files import write_whole
from podwright.cli.progress import listener
from podwright.observe.collect import from_folder, keep
from podwright.observe.collect_ssh import ask
from podwright.observe.compare import compare, of_fabrics
from podwright.observe.drift import Comparison
from podwright.observe.metrics import metrics
from podwright.observe.observed import Observed, Silence, together
from podwright.observe.planned import Planned, planned
from podwright.observe.reading import Reading, read
from podwright.observe.round import of_ports, of_subnets
from podwright.observe.unreadable import Unreadable
from podwright.plan.types import Plan
from podwright.provider.connection import write_connection
from podwright.provider.room import private_room
from podwright.secrets.resolver import resolve
from podwright.spec.hardware import HardwareRow

SCANS = ("ibnetdiscover", "db_csv")
"""Kinds that tell of a whole subnet: with one of them no further host is asked for it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person asked for: with what to compare, where answers come from, and where they and the metrics go."""

    pod_folder: Path
    plan: Plan
    hardware: tuple[HardwareRow, ...]
    limits: dict[str, int]
    serials: dict[str, str]
    folders: tuple[Path, ...]
    is_asking: bool
    ssh_config: Path | None
    with_switches: bool
    with_ibdiagnet: bool
    keep: Path | None
    fabrics: tuple[str, ...]
    at_once: int
    limit_s: float
    metrics: Path | None


def compared(wish: Wish) -> Comparison:
    """Return the comparison of one round, with its metrics written.

    Raises: click's Exit with code 2 when a file cannot be read; Refused when a folder cannot be, or when no login can be made.
    """
    began_s = time.monotonic()
    should = planned(wish.plan.physical, wish.plan.fabric, wish.plan.ethernet)
    of_files, refused = _from_files(wish)
    observed, unreadable = read(of_files)
    _refuse((*refused, *unreadable))
    if wish.is_asking:
        readings, silences = _asked(wish, should)
        told, garbled = read(readings, silences)
        observed = together([observed, told, Observed(silences=tuple(Silence(wrong.source.partition(":")[0], str(wrong)) for wrong in garbled))])
    comparison = compare(
        wish.plan.physical,
        wish.plan.fabric,
        observed,
        hardware=wish.hardware,
        site_names=wish.plan.hosts.site_names,
        limits=wish.limits,
        ethernet=wish.plan.ethernet,
        serials=wish.serials,
    )
    if wish.fabrics:
        comparison = of_fabrics(comparison, wish.plan.fabric, wish.fabrics)
    if wish.metrics is not None:
        write_whole(wish.metrics, metrics(comparison, pod=wish.plan.header.pod, ended_s=time.time(), took_s=time.monotonic() - began_s))
    return comparison


def _from_files(wish: Wish) -> tuple[list[Reading], list[Unreadable]]:
    readings, refused = list[Reading](), list[Unreadable]()
    for folder in wish.folders:
        some, wrong = from_folder(folder, {device.name for device in wish.plan.physical.devices})
        readings += some
        refused += wrong
    return readings, refused


def _refuse(wrong: Iterable[Unreadable]) -> None:
    """Print every file that cannot be read and end with exit code 2, if there is one: half of what was heard would make the other half look missing."""
    lines = [str(one) for one in wrong]
    for line in lines:
        click.echo(line, err=True)
    if lines:
        raise click.exceptions.Exit(Exit.WRONG_INPUT)


def _asked(wish: Wish, should: Planned) -> tuple[list[Reading], list[Silence]]:
    """Return what hosts answer: first each for itself, then one of each subnet for the whole of it, the next where it fails."""
    tell = listener(Console(stderr=True))
    with _door(wish) as config:
        questions = of_ports(should, wish.plan.hosts, limit_s=wish.limit_s, with_switches=wish.with_switches)
        readings, silences = ask(questions, ssh_config=config, on_event=tell, at_once=wish.at_once)
        fabrics = wish.fabrics or tuple(row.name for row in wish.plan.fabric.fabrics)
        for tries in of_subnets(should, wish.plan.hosts, silences, fabrics=fabrics, limit_s=wish.limit_s, with_ibdiagnet=wish.with_ibdiagnet):
            missed = list[Silence]()
            for question in tries:
                some, none = ask([question], ssh_config=config, on_event=tell)
                missed += none
                readings += some
                if any(reading.kind in SCANS for reading in some):
                    missed = none
                    break
            silences += missed
    if wish.keep is not None:
        keep(readings, wish.keep)
    return readings, silences


def _door(wish: Wish) -> AbstractContextManager[Path | None]:
    return nullcontext(wish.ssh_config) if wish.ssh_config is not None else _own_door(wish)


@contextmanager
def _own_door(wish: Wish) -> Iterator[Path]:
    """Yield an ssh configuration with the pod's own certificates and known hosts; it lies in memory and goes at the end."""
    profile = wish.plan.hosts.profiles[0]
    seed = resolve(profile.ssh_seed.name, pod_folder=wish.pod_folder)
    with private_room() as room:
        yield write_connection(wish.plan.hosts, room, pod=wish.plan.header.pod, seed=seed, generations=[profile.ssh_generation], now_s=int(time.time()))
