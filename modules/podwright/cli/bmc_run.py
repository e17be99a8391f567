"""One run of `podwright bmc`: looked at, shown, asked, done, told."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click
from rich.console import Console

from podwright.bmc.act_round import act
from podwright.bmc.act_visit import Job, Pace, Round
from podwright.bmc.deeds import Deed, Ledger
from podwright.bmc.wish import Wish
from podwright.cli.bmc_logins import factory_passwords, keys
from podwright.cli.bmc_look import Errand, Foreseen, foresee, place_of
from podwright.cli.bmc_telling import FINE, document, report, show
from podwright.cli.exits import Exit
from podwright.cli.machines_round import chosen_hosts, refuse_unreadable
from podwright.cli.progress import listener
from podwright.observe.redfish.collect_bmc import Lines
from podwright.observe.unreadable import Unreadable

Waves = Callable[[list[str]], tuple[tuple[str, ...], ...]]


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
) -> None:
    """Look, show, ask, do and tell; end with the exit code that says how it went."""
    at = place_of(errand)
    chosen = chosen_hosts(at, errand.only)
    known = keys(errand.plan, errand.pod_folder, _stickers(stickers, [*at.devices]), needs_seed=needs_seed)
    foreseen = foresee(errand, at, tuple(chosen), known, lambda host: wish(host, at.where(host)))
    hosts = [host for host, asked in foreseen.asked.items() if asked.settings]
    waves = in_waves(hosts)
    if not as_json:
        show(foreseen, waves=waves)
    deeds = _done(errand, foreseen, waves, yes=yes, as_json=as_json, pace=pace or Pace(limit_s=errand.limit_s)) if hosts else ()
    if as_json:
        click.echo(document(errand.plan.header.pod, foreseen, deeds))
    elif deeds:
        report(deeds)
    if any(deed.fate not in FINE for deed in deeds):
        raise click.exceptions.Exit(Exit.REFUSED)
    if foreseen.findings:
        raise click.exceptions.Exit(Exit.REFUSED if foreseen.is_of_bmcs_alone else Exit.FINDINGS)


def _done(errand: Errand, foreseen: Foreseen, waves: Sequence[Sequence[str]], *, yes: bool, as_json: bool, pace: Pace) -> tuple[Deed, ...]:
    """Return what became of everything that was shown. Raises: UsageError when nobody can be asked, KeyboardInterrupt after telling what was done."""
    if not yes and not sys.stdin.isatty():
        if as_json:
            click.echo(document(errand.plan.header.pod, foreseen, ()))
        raise click.UsageError("nobody is here to be asked, so nothing was set. Give --yes, or run it in a terminal.")
    if not yes and not click.confirm("Do it?", err=True):
        raise click.exceptions.Exit(Exit.FINE)
    names = {host: tuple(one.name for one in foreseen.asked[host].settings) for wave in waves for host in wave}
    jobs = [[Job(foreseen.targets[host], foreseen.wishes[host], names[host], foreseen.asked[host].findings) for host in wave] for wave in waves]
    ledger = Ledger()
    around = Round(pace, Lines(), ledger, listener(Console(stderr=True)))
    try:
        act(jobs, around)
    except KeyboardInterrupt:
        report(ledger.account(names))
        raise
    return ledger.account(names)


def _stickers(path: Path | None, hosts: list[str]) -> dict[str, str]:
    if path is None:
        return {}
    try:
        return factory_passwords(path, hosts)
    except Unreadable as wrong:
        refuse_unreadable((wrong,))
        raise AssertionError("a refusal ends the program") from None
