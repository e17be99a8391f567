"""`podwright machines`: what is racked, asked of its BMC, against the plan."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podwright.cli.exits import Exit
from podwright.cli.pods import FOLDER, plan_of

if TYPE_CHECKING:
    from podwright.cli.machines_round import Round

FILE = click.Path(path_type=Path)


@click.command(name="machines")
@click.argument("folder", type=FOLDER)
@click.option("--from", "kept", type=FILE, metavar="FOLDER", help="Read the answers that --save kept in a folder, and ask nobody.")
@click.option("--save", type=FILE, metavar="FOLDER", help="Keep every answer in a folder, a JSON file HOST.json each, that --from reads.")
@click.option("--only", multiple=True, metavar="NAME", help="Only this host, or the hosts of this rack; given twice, both.")
@click.option("--learn", "is_learning", is_flag=True, help="Write what was found into hardware.csv and bmc-certificates.csv beside the pod.")
@click.option("--at-once", type=click.IntRange(1, 1024), default=64, show_default=True, help="BMCs asked at the same time.")
@click.option("--limit", "limit_s", type=click.FloatRange(1, 3600), default=180.0, show_default=True, help="Seconds that a BMC may take for all it is asked.")
@click.option("--json", "as_json", is_flag=True, help="Print machines, findings, and what was not compared, as JSON.")
def command(folder: Path, kept: Path | None, save: Path | None, only: tuple[str, ...], is_learning: bool, at_once: int, limit_s: float, as_json: bool) -> None:
    """Look at the racked machines through their BMCs, and name what is not as planned before anything is written to one: a machine at another's place, an unknown
    one, one of another model; missing processors, memory, drives, network ports, GPUs; serial numbers and MACs that stand twice; BMCs that tell nothing.

    FOLDER is a stack folder, or a plan written by `podwright plan --out`. Every BMC is asked at its planned address by Redfish over HTTPS: it is read, never set, and
    logged out of. Who asks stands in the pod file (access.bmc_user), the password is the secret that access.bmc_password names. Expected parts come from the
    catalogue; what no source says is not compared, and said so. Firmware (machines.firmware) and boot order (machines.boot_order) are held against the pod file, and
    clocks against ours: what differs is told, and `podwright bmc` sets it.

    The first look shows serial numbers and MACs; --learn keeps them, and each BMC's certificate, beside the pod. From then on a machine that stands elsewhere is
    named with the place it belongs to, and a BMC with another certificate is told nothing, the password least of all. --learn changes no line that stands there:
    a contradiction is told, and nothing is written.

    \b
    podwright machines stacks/mine
    podwright machines stacks/mine --learn
    podwright machines stacks/mine --only mine-u001-r03 --save answers
    podwright machines stacks/mine --from answers --json | jq '.findings[] | select(.code == "P524")'

    Exit code: 0 as planned, 1 with findings, 2 for a file that cannot be read, 3 when the only findings are BMCs that told nothing, or no password is there.
    """
    from podwright.cli.machines_round import Wish, looked_at

    if kept is not None and save is not None:
        raise click.UsageError("--save: with --from nobody is asked, so there is nothing to keep. Drop one of the two.")
    plan = plan_of(folder)
    wish = Wish(folder if folder.is_dir() else folder.parent, plan, kept, save, only, at_once, limit_s)
    done = looked_at(wish)
    if is_learning:
        from podwright.cli.machines_learning import write_learnt

        is_refused = write_learnt(done, wish.pod_folder)
    else:
        is_refused = False
    _print(done, as_json=as_json)
    findings = done.comparison.findings
    if is_refused or (findings and not done.comparison.is_of_bmcs_alone):
        raise click.exceptions.Exit(Exit.FINDINGS)
    if findings:
        raise click.exceptions.Exit(Exit.REFUSED)


def _print(done: "Round", *, as_json: bool) -> None:
    from podwright.observe.redfish.words import rows, summary
    from podwright.plan.canonical import plain
    from podwright.plan.finding import sentence

    if as_json:
        document = plain(done.comparison)
        assert isinstance(document, dict), "a comparison is an object"
        click.echo(json.dumps({"pod": done.pod, "not_asked": [*done.not_asked], **document}, indent=1))
        return
    _table(rows(done.at, done.comparison))
    for finding in done.comparison.findings:
        click.echo(sentence(finding))
    if done.not_asked:
        click.echo(f"not asked: {len(done.not_asked)} hosts, such as {done.not_asked[0]}")
    for line in summary(done.at, done.comparison, done.pins):
        click.echo(line)


def _table(table: list[tuple[str, ...]]) -> None:
    """Print the rows by rack: as a table that fits in a terminal, as plain columns elsewhere."""
    from rich.console import Console
    from rich.table import Table

    from podwright.observe.redfish.words import AS_PLANNED, HEADINGS, columns, fitting

    console = Console()
    if not console.is_terminal:
        for line in columns(table):
            click.echo(line)
        return
    kept = fitting(table, console.width)
    shown = Table(box=None, header_style="bold", pad_edge=False)
    for at in kept:
        shown.add_column(HEADINGS[at], no_wrap=True)
    for number, row in enumerate(table):
        is_last = number + 1 == len(table) or table[number + 1][0] != row[0]
        shown.add_row(*(row[at] for at in kept), style="" if row[-1] == AS_PLANNED else "red", end_section=is_last)
    console.print(shown, markup=False, highlight=False)
