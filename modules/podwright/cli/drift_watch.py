"""`podwright drift --watch`: round after round, and what comes and goes between them."""

import json
import threading
import time
from collections.abc import Mapping, Sequence
from typing import TypeVar

import click

from podwright.cli.drift_lines import findings
from podwright.cli.drift_lines import summary as of_hosts
from podwright.cli.drift_round import Round, compared, document
from podwright.cli.drift_wish import Wish
from podwright.observe.drift import Drift
from podwright.observe.hosts.drift import HostDrift
from podwright.observe.words import sentences, summary
from podwright.refusal import Refused

Key = tuple[object, ...]
Row = TypeVar("Row")


def watch(wish: Wish, watch_s: float, *, as_json: bool) -> None:
    """Compare until somebody ends it; print what comes and what goes. A round that fails is told and does not end the watch."""
    cables, hosts = dict[Key, Drift](), dict[Key, HostDrift]()
    bell = threading.Event()
    while True:
        began_s = time.monotonic()
        try:
            found = compared(wish)
        except (Refused, click.exceptions.Exit) as failed:
            click.echo(f"this round failed: {failed}" if isinstance(failed, Refused) else "this round failed; the next one comes", err=True)
        else:
            now_cables: dict[Key, Drift] = {(drift.kind, drift.cables, drift.ends): drift for drift in (found.cables.drifts if found.cables else ())}
            now_hosts: dict[Key, HostDrift] = {(drift.code, drift.host, drift.what): drift for drift in (found.hosts.drifts if found.hosts else ())}
            if as_json:
                click.echo(json.dumps(document(wish, found)))
            else:
                _changes(found, _come(hosts, now_hosts), _come(now_hosts, hosts), _come(cables, now_cables), _come(now_cables, cables))
            cables, hosts = now_cables, now_hosts
        bell.wait(max(0.0, watch_s - (time.monotonic() - began_s)))


def _come(before: Mapping[Key, Row], after: Mapping[Key, Row]) -> list[Row]:
    """Return what is in the second and not in the first."""
    return [row for key, row in after.items() if key not in before]


def _changes(found: Round, hosts: Sequence[HostDrift], mended_hosts: Sequence[HostDrift], cables: Sequence[Drift], mended_cables: Sequence[Drift]) -> None:
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S%z")
    for line in (*findings(hosts), *sentences(cables)):
        click.echo(f"new {line}")
    for line in findings(mended_hosts):
        click.echo(f"mended {line}")
    for drift in mended_cables:
        click.echo(f"mended {drift.kind.replace('_', ' ')}: {drift.what}")
    if found.hosts is not None:
        click.echo(f"{stamp} {of_hosts(found.hosts)}, {len(hosts)} new, {len(mended_hosts)} mended")
    if found.cables is not None:
        silent = len(found.cables.silences)
        click.echo(f"{stamp} {summary(found.cables)[-1]}, {len(cables)} new, {len(mended_cables)} mended, {silent} without an answer")
