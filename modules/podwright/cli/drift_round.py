"""One round of `podwright drift`: hosts, cables or both, compared, told, kept as metrics."""

import json
import time
from dataclasses import dataclass, replace

import click
from rich.console import Console

from podwright.cli.drift_cables import compared_cables
from podwright.cli.drift_hosts import compared_hosts
from podwright.cli.drift_lines import lines
from podwright.cli.drift_wish import Wish, from_files, told_of
from podwright.cli.exits import Exit
from podwright.cli.files import write_whole
from podwright.cli.progress import listener
from podwright.observe.drift import Comparison
from podwright.observe.hosts.drift import HostComparison
from podwright.observe.hosts.metrics import host_metrics
from podwright.observe.metrics import metrics
from podwright.observe.words import sentences, summary, table
from podwright.plan.canonical import plain


@dataclass(frozen=True, slots=True)
class Round:
    """What was found; None where nobody asked for it."""

    hosts: HostComparison | None
    cables: Comparison | None

    @property
    def exit(self) -> Exit:
        """Return with what the verb ends."""
        parts = [part for part in (self.hosts, self.cables) if part is not None]
        if any(part.drifts for part in parts):
            return Exit.FINDINGS
        return Exit.REFUSED if any(part.silences for part in parts) else Exit.FINE


def compared(wish: Wish) -> Round:
    """Return the comparison of one round, with its metrics written.

    Raises: click's Exit with code 2 when a file cannot be read; Refused when a folder cannot be, or when no login can be made.
    """
    tell, of_files = listener(Console(stderr=True)), from_files(wish)
    if wish.is_of_hosts and wish.is_of_cables and not wish.is_asking:
        of_hosts, of_cables = told_of(of_files)
        wish = replace(wish, is_of_hosts=of_hosts, is_of_cables=of_cables)
    texts, began_s = list[str](), time.monotonic()
    hosts = compared_hosts(wish, of_files, tell) if wish.is_of_hosts else None
    if hosts is not None:
        texts.append(host_metrics(hosts, pod=wish.plan.header.pod, ended_s=time.time(), took_s=time.monotonic() - began_s))
    began_s = time.monotonic()
    cables = compared_cables(wish, of_files, tell) if wish.is_of_cables else None
    if cables is not None:
        texts.append(metrics(cables, pod=wish.plan.header.pod, ended_s=time.time(), took_s=time.monotonic() - began_s))
    if wish.metrics is not None:
        write_whole(wish.metrics, "".join(texts))
    return Round(hosts, cables)


def document(wish: Wish, found: Round) -> dict[str, object]:
    """Return what a machine reads: of cables their comparison, of hosts theirs below `hosts`."""
    cables = plain(found.cables) if found.cables is not None else {}
    assert isinstance(cables, dict), "a comparison is an object"
    return {"pod": wish.plan.header.pod, **cables, **({"hosts": _of_hosts(found.hosts)} if found.hosts is not None else {})}


def _of_hosts(comparison: HostComparison) -> dict[str, object]:
    document = plain(comparison)
    assert isinstance(document, dict), "a comparison is an object"
    drifts = [{"code": drift.code, **drift._asdict()} for drift in comparison.drifts]
    return {**document, "drifts": drifts, "accounts": dict(comparison.accounts), "as_planned": list(comparison.as_planned)}


def show(wish: Wish, found: Round, *, as_json: bool) -> None:
    """Print a round."""
    if as_json:
        click.echo(json.dumps(document(wish, found), indent=1))
        return
    parts = [lines(found.hosts)] if found.hosts is not None else []
    if found.cables is not None:
        parts += [part for part in (table(found.cables.drifts), sentences(found.cables.drifts), summary(found.cables)) if part]
    click.echo("\n\n".join("\n".join(part) for part in parts))
