"""One run of `podwright bmc`: looked at, shown, asked, done, told."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import click
from rich.console import Console

from podwright.bmc.act_image import Image
from podwright.bmc.act_round import act
from podwright.bmc.act_visit import Job, Pace, Round
from podwright.bmc.deeds import Deed, Ledger
from podwright.bmc.wish import Wish
from podwright.cli.bmc_images import images_of
from podwright.cli.bmc_logins import factory_passwords, keys
from podwright.cli.bmc_look import Errand, Foreseen, foresee, place_of
from podwright.cli.bmc_telling import FINE, document, report, show
from podwright.cli.exits import Exit
from podwright.cli.machines_round import chosen_hosts, refuse_unreadable
from podwright.cli.progress import listener
from podwright.observe.redfish.collect_bmc import Lines
from podwright.observe.unreadable import Unreadable

Waves = Callable[[list[str]], tuple[tuple[str, ...], ...]]


@dataclass(frozen=True, slots=True)
class Way:
    """How it is done: in which waves, in which times, with which images; carefully, no wave behind one in which something failed."""

    waves: Sequence[Sequence[str]]
    pace: Pace
    images: Mapping[str, Image]
    is_careful: bool = False


def all_at_once(hosts: list[str]) -> tuple[tuple[str, ...], ...]:
    """Return one wave of all."""
    return (tuple(hosts),)


def run(
    errand: Errand,
    wish: Callable[[str, str], Wish],
    stickers: Path | None,
    *,
    yes: bool,
    as_json: bool,
    needs_seed: bool = False,
    pace: Pace | None = None,
    in_waves: Waves = all_at_once,
    is_careful: bool = False,
) -> None:
    """Look, show, ask, do and tell; end with the exit code that says how it went."""
    at = place_of(errand)
    chosen = chosen_hosts(at, errand.only)
    known = keys(errand.plan, errand.pod_folder, _stickers(stickers, [*at.devices]), needs_seed=needs_seed)
    look = partial(foresee, errand, at, tuple(chosen), known, lambda host: wish(host, at.where(host)))
    foreseen, before = look(), tuple[Deed, ...]()
    if foreseen.accounts:
        before = _first_passwords(errand, foreseen, yes=yes, as_json=as_json, pace=pace or Pace(limit_s=errand.limit_s))
        foreseen = look(seen={host: str(foreseen.targets[host].pin) for host in foreseen.accounts})
    hosts = [host for host, asked in foreseen.asked.items() if asked.settings]
    waves = in_waves(hosts)
    images, wrong = images_of(foreseen, errand.pod_folder)
    foreseen = replace(foreseen, findings=(*foreseen.findings, *wrong))
    if not as_json:
        show(foreseen, waves=waves)
    way = Way(waves, pace or Pace(limit_s=errand.limit_s), images, is_careful=is_careful)
    deeds = _done(errand, foreseen, way, yes=yes, as_json=as_json) if hosts and not wrong else ()
    if as_json:
        click.echo(document(errand.plan.header.pod, foreseen, (*before, *deeds)))
    elif deeds:
        report(deeds)
    if any(deed.fate not in FINE for deed in deeds):
        raise click.exceptions.Exit(Exit.REFUSED)
    if foreseen.findings:
        raise click.exceptions.Exit(Exit.REFUSED if foreseen.is_of_bmcs_alone else Exit.FINDINGS)


def _first_passwords(errand: Errand, foreseen: Foreseen, *, yes: bool, as_json: bool, pace: Pace) -> tuple[Deed, ...]:
    """Return what became of the passwords that BMCs want changed before they tell anything; end the program where one was not."""
    asked = {host: one for host, one in foreseen.asked.items() if host in foreseen.accounts}
    alone = replace(foreseen, asked=asked, findings=(), refused=())
    if not as_json:
        show(alone)
    deeds = _done(errand, alone, Way([[*asked]], pace, {}), yes=yes, as_json=as_json)
    if not as_json:
        report(deeds)
    if any(deed.fate not in FINE for deed in deeds):
        if as_json:
            click.echo(document(errand.plan.header.pod, alone, deeds))
        raise click.exceptions.Exit(Exit.REFUSED)
    return deeds


def _done(errand: Errand, foreseen: Foreseen, way: Way, *, yes: bool, as_json: bool) -> tuple[Deed, ...]:
    """Return what became of everything that was shown. Raises: UsageError when nobody can be asked, KeyboardInterrupt after telling what was done."""
    if not yes and not sys.stdin.isatty():
        if as_json:
            click.echo(document(errand.plan.header.pod, foreseen, ()))
        raise click.UsageError("nobody is here to be asked, so nothing was set. Give --yes, or run it in a terminal.")
    if not yes and not click.confirm("Do it?", err=True):
        raise click.exceptions.Exit(Exit.FINE)
    names = {host: tuple(one.name for one in foreseen.asked[host].settings) for wave in way.waves for host in wave}
    jobs = [[_job(foreseen, host, names[host]) for host in wave] for wave in way.waves]
    ledger = Ledger()
    around = Round(way.pace, Lines(), ledger, listener(Console(stderr=True)), way.images)
    try:
        act(jobs, around, is_careful=way.is_careful)
    except KeyboardInterrupt:
        report(ledger.account(names))
        raise
    return ledger.account(names)


def _job(foreseen: Foreseen, host: str, names: tuple[str, ...]) -> Job:
    return Job(foreseen.targets[host], foreseen.wishes[host], names, foreseen.asked[host].findings, foreseen.accounts.get(host))


def _stickers(path: Path | None, hosts: list[str]) -> dict[str, str]:
    if path is None:
        return {}
    try:
        return factory_passwords(path, hosts)
    except Unreadable as wrong:
        refuse_unreadable((wrong,))
        raise AssertionError("a refusal ends the program") from None
