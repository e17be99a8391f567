"""`podwright drift --fix`: only the roles that would change something, only on the hosts where they would, shown and asked for first; then another look."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import click
from rich.console import Console

from podwright.cli.drift_lines import findings
from podwright.cli.drift_roles import errand_of
from podwright.cli.drift_round import Round, compared, document, show
from podwright.cli.drift_wish import Wish
from podwright.cli.exits import Exit
from podwright.cli.progress import listener
from podwright.observe.hosts.drift import HostComparison, HostDrift
from podwright.outputs.topology.hostlist import host_list
from podwright.provider.words import CARRY_ON, failure, scrub, tally
from podwright.realise.roles import mend, roles_in_order
from podwright.realise.target import target_of


@dataclass(frozen=True, slots=True)
class Job:
    """Roles that are run on hosts: all of them on each, and nothing else."""

    roles: tuple[str, ...]
    hosts: tuple[str, ...]


def jobs(drifts: Iterable[HostDrift], order: Sequence[str]) -> tuple[Job, ...]:
    """Return the runs that mend what roles can mend, by their first role in the playbook's order.

    Laws: a role is in one job, and a host in those jobs alone whose every role would change something on it.
    """
    hosts_of: dict[str, dict[str, None]] = {}
    for drift in drifts:
        if drift.role:
            hosts_of.setdefault(drift.role, {})[drift.host] = None
    place = {role: number for number, role in enumerate(order)}
    roles_of: dict[frozenset[str], list[str]] = {}
    for role in sorted(hosts_of, key=lambda one: place.get(one, len(place))):
        roles_of.setdefault(frozenset(hosts_of[role]), []).append(role)
    return tuple(Job(tuple(roles), tuple(hosts_of[roles[0]])) for roles in roles_of.values())


def fix(wish: Wish, *, yes: bool, as_json: bool) -> Exit:
    """Return with what the verb ends, after mending what roles can mend and looking again.

    Raises: Refused, KeyboardInterrupt.
    """
    before = compared(wish)
    assert before.hosts is not None, "hosts were looked at"
    todo = jobs(before.hosts.drifts, roles_in_order(target_of(wish.folder).program))
    if not as_json:
        show(wish, before, as_json=False)
    for line in _plan(before.hosts, todo):
        click.echo(line, err=as_json)
    if not todo or not (yes or click.confirm("Do it?", err=True)):
        if as_json:
            show(wish, before, as_json=True)
        return before.exit
    done = list(_done(wish, before.hosts, todo))
    for line in done:
        click.echo(line, err=as_json)
    after = compared(replace(wish, is_of_cables=False))
    assert after.hosts is not None, "hosts were looked at again"
    if as_json:
        click.echo(
            json.dumps({**document(wish, Round(after.hosts, before.cables)), "fixed": [{"roles": job.roles, "hosts": job.hosts} for job in todo]}, indent=1)
        )
    else:
        click.echo("\n".join(["", *_left(after.hosts)]))
    return Round(after.hosts, before.cables).exit


def _plan(found: HostComparison, todo: tuple[Job, ...]) -> Iterator[str]:
    """Yield what will be done, and what no role mends."""
    yield ""
    for job in todo:
        yield f"will run {', '.join(job.roles)} on {host_list(job.hosts)}"
    others = [drift for drift in found.drifts if not drift.role]
    yield from (f"no role mends {line}" for line in findings(others))
    if not todo:
        yield "there is nothing that a role would mend"


def _done(wish: Wish, found: HostComparison, todo: tuple[Job, ...]) -> Iterator[str]:
    """Yield how each run ended. One that fails does not keep back the others: they are about other roles."""
    errand = errand_of(wish, dict(found.accounts))
    tell = listener(Console(stderr=True))
    for job in todo:
        outcome = mend(errand, job.hosts, job.roles, on_event=tell)
        said = failure(outcome).replace(CARRY_ON, "run it again")
        yield f"{', '.join(job.roles)}: {scrub(said, [errand.seed]) or tally(outcome)}"


def _left(after: HostComparison) -> Iterator[str]:
    """Yield what is left, what roles should have mended first."""
    of_roles = [drift for drift in after.drifts if drift.role]
    others = [drift for drift in after.drifts if not drift.role]
    yield from (f"left: {line}" for line in findings(of_roles))
    yield from (f"left, no role mends it: {line}" for line in findings(others))
    yield from (f"no answer: {silence.device}: {silence.reason}" for silence in after.silences)
    if not after.drifts:
        yield "nothing is left"
