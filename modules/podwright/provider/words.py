"""The sentences that people read of a run; no secret leaves through them."""

from collections.abc import Iterable, Mapping

from podwright.provider.outcome import CANCELLED, Note, NoteKind, Outcome

CARRY_ON = "run up again: it carries on from there"
"""What to do once a host is mended."""

NAMED_HOST_COUNT = 12
"""Hosts named in full in one line; beyond it a line would fill the screen, and the count says the rest."""

SHORTEST_SECRET = 6
"""Lines of a secret shorter than this are not looked for: they would blank out ordinary words."""


def scrub(text: str, secrets: Iterable[str]) -> str:
    """Return the text with every secret, and every line of a secret, replaced by `***`."""
    for line in sorted({part.strip() for secret in secrets for part in (secret, *secret.splitlines())}, key=len, reverse=True):
        text = text.replace(line, "***") if len(line) >= SHORTEST_SECRET else text
    return text


def hosts_in_words(hosts: Iterable[str]) -> str:
    """Return the hosts as one phrase, in name order."""
    names = sorted(set(hosts))
    rest = len(names) - NAMED_HOST_COUNT
    return ", ".join(names[:NAMED_HOST_COUNT]) + (f" and {rest} more" if rest > 0 else "")


def counted(count: int, noun: str = "host") -> str:
    """Return the number with its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def change_line(note: Note) -> str:
    """Return one changed task, with the file it touches where it says so."""
    return f"{note.task} ({note.detail})" if note.detail else note.task


def changes_by_host(outcome: Outcome) -> dict[str, tuple[str, ...]]:
    """Return for each host that changes the lines of its changes, in the order they come."""
    lines: dict[str, list[str]] = {}
    for note in outcome.changes:
        lines.setdefault(note.host, []).append(change_line(note))
    return {host: tuple(dict.fromkeys(found)) for host, found in sorted(lines.items())}


def forecast(outcome: Outcome) -> str:
    """Return what a run would change: how many hosts, then hosts of equal changes together, each task on a line."""
    changes = changes_by_host(outcome)
    unsure = {note.host for note in outcome.troubles}
    steady = [host for host in outcome.hosts if host not in changes and host not in unsure]
    together: dict[tuple[str, ...], list[str]] = {}
    for host, lines in changes.items():
        together.setdefault(lines, []).append(host)
    head = f"{counted(len(changes))} would change, {counted(len(steady))} would not"
    body = [line for lines, hosts in together.items() for line in (f"  {hosts_in_words(hosts)}:", *(f"    {line}" for line in lines))]
    return "\n".join([head, *body])


def warnings(outcome: Outcome) -> tuple[str, ...]:
    """Return one line for each host of which a check run could not tell everything."""
    return tuple(
        f"{note.host} does not answer: {note.detail}. What would change on it is not known"
        if note.kind is NoteKind.UNREACHABLE
        else f"{note.host}: task '{note.task}' cannot be foreseen: {note.detail}"
        for note in outcome.troubles
    )


def failure(outcome: Outcome) -> str:
    """Return why a run failed, as one line: host, task, reason, the other hosts, what to do; empty when it did not fail."""
    if outcome.fault == CANCELLED:
        return f"the playbook did not end: {CANCELLED}. {CARRY_ON.capitalize()}"
    if not outcome.troubles:
        return f"the playbook did not end: {outcome.fault.rstrip('.')}. Mend it, then {CARRY_ON}" if outcome.fault else ""
    first, others = outcome.troubles[0], outcome.troubles[1:]
    what = (
        f"{first.host} does not answer: {first.detail}" if first.kind is NoteKind.UNREACHABLE else f"{first.host}: task '{first.task}' failed: {first.detail}"
    )
    rest = f" ({counted(len(others), 'more host')} failed too: {hosts_in_words(note.host for note in others)})" if others else ""
    remedy = "see that it runs and is reachable" if first.kind is NoteKind.UNREACHABLE else "mend it"
    return f"{what.rstrip('.')}{rest}. On {first.host}, {remedy}, then {CARRY_ON}"


def drift_lines(outcome: Outcome) -> tuple[str, ...]:
    """Return one line for each host that is not as it was left, in name order; a host that does not answer is one."""
    changed = {host: f"{host}: {'; '.join(lines)}" for host, lines in changes_by_host(outcome).items()}
    lost = {
        note.host: f"{note.host}: " + ("does not answer" if note.kind is NoteKind.UNREACHABLE else f"task '{note.task}' fails") for note in outcome.troubles
    }
    merged: Mapping[str, str] = {**changed, **lost}
    return tuple(merged[host] for host in sorted(merged))


def tally(outcome: Outcome) -> str:
    """Return what a finished run did, in one line."""
    changed = changes_by_host(outcome)
    return f"{counted(len(outcome.hosts))} met, {counted(len(changed))} changed, {counted(len(outcome.changes), 'task')} changed something"
