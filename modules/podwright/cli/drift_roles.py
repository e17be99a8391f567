"""What the roles of a pod would change, and what became of them, as differences of hosts."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from podwright.cli.drift_wish import Wish
from podwright.event import Listener
from podwright.observe.hosts.drift import HostDrift, HostDriftKind, NotLookedAt
from podwright.observe.hosts.observed import ObservedHost
from podwright.observe.observed import Silence
from podwright.provider.outcome import Note, NoteKind, Outcome, role_of
from podwright.provider.words import change_line, scrub
from podwright.realise.roles import Errand, look
from podwright.realise.target import target_of
from podwright.refusal import Refused
from podwright.secrets.resolver import resolve

ROLES = "roles"


class Seen(NamedTuple):
    """What roles would change; hosts of which that could not be told, and why; hosts on which nobody looked."""

    drifts: tuple[HostDrift, ...] = ()
    silences: tuple[Silence, ...] = ()
    not_looked_at: tuple[NotLookedAt, ...] = ()


def of_roles(wish: Wish, told: Mapping[str, ObservedHost], tell: Listener) -> Seen:
    """Return what Ansible's check mode tells of every host that answered and lets us become root; of every other, why it was not looked at.

    Raises: Refused when no private room can be had.
    """
    if not wish.with_roles:
        return Seen(not_looked_at=tuple(NotLookedAt(host, ROLES, "only facts were asked for (--facts)") for host in told))
    powerless = [NotLookedAt(one.host, ROLES, f"{one.user or 'the account'} may not become root") for one in told.values() if one.may_become_root is False]
    left = {row.host for row in powerless}
    hosts = [host for host in wish.hosts if host in told and host not in left]
    if not hosts:
        return Seen(not_looked_at=tuple(powerless))
    try:
        errand = errand_of(wish, {host: one.user for host, one in told.items() if one.user})
    except Refused as refused:
        return Seen(not_looked_at=(*powerless, *(NotLookedAt(host, ROLES, str(refused)) for host in hosts)))
    seen = seen_in(look(errand, hosts, on_event=tell), hosts, seed=errand.seed)
    return seen._replace(not_looked_at=(*seen.not_looked_at, *powerless))


def errand_of(wish: Wish, users: Mapping[str, str]) -> Errand:
    """Return what a run of the pod's roles needs. Raises: Refused when the seed has no value, or no program stands above the pod."""
    seed = resolve(wish.plan.hosts.profiles[0].ssh_seed.name, pod_folder=wish.pod_folder)
    return Errand(target_of(wish.folder).program, wish.pod_folder.resolve(), wish.plan, seed, wish.ssh_config, users)


def seen_in(outcome: Outcome, hosts: Iterable[str], *, seed: str) -> Seen:
    """Return what an outcome says of every host; a host of which it says nothing was not looked at to the end."""
    stopped = [note for note in outcome.troubles if note.kind is NoteKind.FAILED]
    unreachable = [Silence(note.host, f"{ROLES}: {scrub(note.detail, [seed])}") for note in outcome.troubles if note.kind is NoteKind.UNREACHABLE]
    lost = {note.host for note in outcome.troubles}
    unsaid = [host for host in hosts if host not in lost and (outcome.fault or host not in outcome.hosts)]
    fault = scrub(outcome.fault, [seed]) or "the playbook meets it in no play"
    return Seen(
        (*(_change(note) for note in outcome.changes), *(_stop(note, seed) for note in stopped)),
        (*unreachable, *(Silence(host, f"{ROLES}: {fault}") for host in unsaid)),
    )


def _change(note: Note) -> HostDrift:
    return HostDrift(HostDriftKind.ROLE, note.host, f"not so: {change_line(note)}", "--fix runs its role", role_of(note), note.task)


def _stop(note: Note, seed: str) -> HostDrift:
    what = f"{note.task} fails ({scrub(note.detail, [seed])}), and what comes behind it is not known"
    return HostDrift(HostDriftKind.UNFORESEEN, note.host, what, "Mend that, or --fix runs its role", role_of(note), note.task)
