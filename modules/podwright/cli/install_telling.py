"""What would be installed, and how far it is: for people in a terminal, in a log, and for programs."""

import json
import threading
from collections.abc import Iterable, Mapping
from typing import Protocol

import click
from rich.console import Console
from rich.live import Live
from rich.table import Table

from podwright.cli.install_look import Known, Outlook
from podwright.install.course import FAILED, WELL, Step, as_row
from podwright.install.disks import Chosen
from podwright.plan.canonical import plain
from podwright.plan.finding import sentence
from podwright.plan.types import Plan

MIB = 1 << 20


class Screen(Protocol):
    """Where steps are shown."""

    def show(self, step: Step) -> None:
        """Show one step."""

    def close(self) -> None:
        """Leave the screen as it is."""


class JsonLines:
    """Every step as an object on a line of its own."""

    def show(self, step: Step) -> None:
        """Print one step."""
        click.echo(json.dumps(as_row(step)))

    def close(self) -> None:
        """Leave it as it is."""


class PlainLines:
    """Every step on a line, so that a log reads well."""

    def show(self, step: Step) -> None:
        """Print one step."""
        percent = f" {step.percent} %" if step.percent is not None else ""
        click.echo(f"{step.after_s:7.1f} s  {step.host}  {step.stage}{percent}{f'  {step.message}' if step.message else ''}")

    def close(self) -> None:
        """Leave it as it is."""


class OneScreen:
    """All hosts in one table, renewed in place."""

    def __init__(self, console: Console, hosts: Iterable[str]) -> None:
        self.steps: dict[str, Step | None] = dict.fromkeys(hosts)
        self.lock = threading.Lock()
        self.live = Live(self._table(), console=console, refresh_per_second=4)
        self.live.start()

    def show(self, step: Step) -> None:
        """Put one step into the table."""
        with self.lock:
            self.steps[step.host] = step
            self.live.update(self._table())

    def close(self) -> None:
        """Leave the table as it stands."""
        self.live.stop()

    def _table(self) -> Table:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for heading in ("host", "stage", "%", "s", ""):
            table.add_column(heading, no_wrap=heading != "", justify="right" if heading in ("%", "s") else "left")
        for host, step in self.steps.items():
            style = "red" if step and step.stage in FAILED else "green" if step and step.stage == WELL else ""
            cells = (step.stage, "" if step.percent is None else str(step.percent), f"{step.after_s:.0f}", step.message) if step else ("waits", "", "", "")
            table.add_row(host, *cells, style=style)
        return table


def show(plan: Plan, outlook: Outlook, known: Known) -> None:
    """Print host by host what would be done, and what is lost by it."""
    image, rack = outlook.image, ""
    address = {str(host.name): host.bmc_v4 for host in plan.hosts.hosts}
    click.echo(f"image {image.record.recipe}, {image.image_bytes / MIB:.0f} MiB, sha256 {image.sha256[:16]}…")
    for host, disk in outlook.disks.items():
        device = outlook.foreseen.at.devices[host]
        if device.rack != rack:
            rack = device.rack
            click.echo(f"rack {rack}")
        steps = [change for one in outlook.foreseen.asked[host].settings for change in one.changes]
        click.echo(f"  U{device.lowest_u} {host}: BMC {address[host]}, disk {words_of(disk)}, by {outlook.homes[host]}")
        click.echo("".join(f"    {change.what}: {change.before} -> {change.after}\n" for change in steps), nl=False)
    for host, (server, _) in outlook.underway.items():
        click.echo(f"  {host}: is being installed by {server}, and only followed")
    for server, why in known.silent.items():
        click.echo(f"{server}: does not answer, so the other boot server does its part ({why})", err=True)
    for finding in outlook.findings:
        click.echo(sentence(finding))
    if len(outlook.waves) > 1:
        click.echo(f"in {len(outlook.waves)} waves, {len(outlook.waves[0])} in the first")
    left = len(outlook.foreseen.refused) + len(outlook.foreseen.asked) - len(outlook.disks) - len(outlook.underway)
    click.echo(f"{len(outlook.disks)} to install{f', {len(outlook.underway)} underway' if outlook.underway else ''}{f', {left} left alone' if left else ''}")


def words_of(disk: Chosen) -> str:
    """Return a disk, and what becomes of its content."""
    lost = "ITS CONTENT IS LOST" if disk.may_be_wiped else "refused unless it is empty"
    return f"{disk.serial or disk.path} ({disk.title}), {lost}"


def document(plan: Plan, outlook: Outlook) -> str:
    """Return what would be done as one line of JSON."""
    hosts = [{"host": host, "server": outlook.homes[host], **disk._asdict()} for host, disk in outlook.disks.items()]
    told: Mapping[str, object] = {
        "pod": plan.header.pod,
        "image": outlook.image.sha256,
        "hosts": hosts,
        "waves": [[*wave] for wave in outlook.waves],
        "underway": sorted(outlook.underway),
        "left_alone": [*outlook.foreseen.refused],
        "findings": plain(outlook.findings),
    }
    return json.dumps(told)


def screen(hosts: Iterable[str], *, as_json: bool) -> Screen:
    """Return where the steps of hosts are shown."""
    if as_json:
        return JsonLines()
    console = Console()
    return OneScreen(console, hosts) if console.is_terminal else PlainLines()
