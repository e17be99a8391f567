"""`podwright lab`: a pod on one machine."""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from podwright.cli.exits import Exit
from podwright.cli.lab_machine import command as machine
from podwright.cli.pods import FOLDER, judged, refuse_errors
from podwright.cli.progress import listener
from podwright.lab.down import down as take_lab_down
from podwright.lab.exec import open_door
from podwright.lab.state import LabState, lab_state, the_only_lab
from podwright.lab.status import LabStatus
from podwright.lab.status import status as lab_status
from podwright.lab.up import ALL_HOSTS_LIMIT
from podwright.lab.up import up as bring_lab_up
from podwright.spec.load import load


@click.group(name="lab")
def command() -> None:
    """A pod on this machine: its hosts as systemd hosts, its networks as bridges, its Kubernetes control plane for real.

    \b
    podwright lab up stacks/lab
    podwright lab exec -- podwright up stacks/lab
    podwright lab exec -- ssh lab-u001-r01-n01
    podwright lab exec -- kubectl get nodes
    podwright lab status
    podwright lab down stacks/lab

    All of it lives in a network namespace of its own; `exec` is the only way in. What it keeps lies in .lab/<pod>.
    """


command.add_command(machine)


@command.command("up")
@click.argument("folder", type=FOLDER)
@click.option(
    "--hosts", type=click.Choice(["all", "none"]), help=f"Which hosts of the plan to start; left out: all if there are at most {ALL_HOSTS_LIMIT}, else none."
)
@click.option(
    "--control-plane/--no-control-plane",
    "with_control_plane",
    default=True,
    help="Start the Kubernetes control plane, with Kueue and a simulated node for each GPU node.",
)
@click.option("--mirror", metavar="ADDRESS", help="Debian mirror for the hosts' root image; left out: PODWRIGHT_MIRROR, else the one this machine's apt uses.")
def up(folder: Path, hosts: str | None, with_control_plane: bool, mirror: str | None) -> None:
    """Start a pod's lab, or what is missing of it; what runs stays.

    The first run makes the hosts' root image in the user's cache (about a minute). Needs root; an interrupted start takes back what it had started.

    \b
    podwright lab up stacks/lab
    podwright lab up stacks/superpod --hosts none
    """
    checked = judged(folder)
    refuse_errors(checked.findings)
    plan, console = checked.plan, Console(stderr=True)
    count = len(plan.hosts.hosts)
    with_hosts = hosts == "all" or (hosts is None and count <= ALL_HOSTS_LIMIT)
    if hosts is None and not with_hosts:
        console.print(
            f"{plan.header.pod}: {count} hosts, more than {ALL_HOSTS_LIMIT}, so none is started; --hosts all starts them",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
    state = lab_state(plan.header.pod, near=folder)
    bring_lab_up(plan, state=state, with_hosts=with_hosts, with_control_plane=with_control_plane, mirror=mirror, on_event=listener(console))
    show(lab_status(state))


@command.command("status")
@click.argument("folder", type=FOLDER, required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the lab as JSON.")
def status(folder: Path | None, as_json: bool) -> None:
    """Tell what of a lab runs: hosts, control plane, addresses, process ids.

    Exit code: 0 if all that was started runs and answers, 3 if something does not.
    """
    told = lab_status(lab_of(folder))
    if as_json:
        click.echo(json.dumps(asdict(told) | {"is_whole": told.is_whole}, indent=1))
    else:
        show(told)
    if not told.is_whole:
        raise click.exceptions.Exit(Exit.REFUSED)


@command.command("down")
@click.argument("folder", type=FOLDER, required=False)
@click.option("--wipe", is_flag=True, help="Remove the lab's secrets, disks and Pulumi state as well; its next start is a new lab.")
def down(folder: Path | None, wipe: bool) -> None:
    """Stop a lab, from whatever state it is in: no process, namespace or mount of it is left.

    Hosts' disks, secrets and Pulumi's state stay, so that the next `up` finds the pod as it was; --wipe removes them.
    """
    take_lab_down(lab_of(folder), wipe=wipe, on_event=listener(Console(stderr=True)))


@command.command("exec", context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.option("--pod", "folder", type=FOLDER, metavar="DIR", help="Stack folder of the lab; left out: the only lab of this repository.")
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED, metavar="-- COMMAND...")
def execute(folder: Path | None, words: tuple[str, ...]) -> None:
    """Run a command inside a lab: its network, its names, its credentials, its engines.

    The command takes this one's place: its exit code, its signals and its terminal are its own.

    \b
    podwright lab exec -- ssh lab-u001-r01-n01 uptime
    podwright lab exec -- pulumi stack ls
    podwright lab exec --pod stacks/superpod -- kubectl get nodes
    """
    door = open_door(lab_of(folder), words)
    sys.stdout.flush()
    os.execvpe(door.argv[0], door.argv, door.environment)  # noqa: S606 - becoming the command is how its signals and exit code stay its own


def lab_of(folder: Path | None) -> LabState:
    """Return the lab of a stack folder, or the only one of this repository."""
    return lab_state(load(folder).name, near=folder) if folder else the_only_lab(near=Path.cwd())


def show(told: LabStatus) -> None:
    """Print a lab for people."""
    console = Console(soft_wrap=True)
    console.print(
        f"lab {told.pod}: network {told.id} {'stands' if told.has_network else 'is not there'}; state in {told.folder}", markup=False, highlight=False
    )
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("what", "state", "pid", "up", "addresses or log"):
        table.add_column(heading, overflow="fold", justify="right" if heading in ("pid", "up") else "left")
    for host in told.hosts:
        word = "answers" if host.answers else "is silent" if host.answers is False and host.is_running else "runs" if host.is_running else "is down"
        table.add_row(host.name, word, str(host.pid or "-"), duration(host.uptime_s), f"{host.v4}  {host.v6}")
    for part in told.parts:
        table.add_row(part.name, "runs", str(part.pid), duration(part.uptime_s), os.path.relpath(part.log, told.folder))
    if table.row_count:
        console.print(table)


def duration(seconds: float | None) -> str:
    """Return a length of time in two units at most, `-` for none."""
    if seconds is None:
        return "-"
    minutes, rest_s = divmod(int(seconds), 60)
    hours, rest_min = divmod(minutes, 60)
    return f"{hours} h {rest_min:02d} min" if hours else f"{minutes} min {rest_s:02d} s" if minutes else f"{rest_s} s"
