"""`podwright plan`: what follows from the declaration."""

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from podwright.cli.files import write_whole
from podwright.cli.pods import FOLDER, Judged, judged, refuse_errors
from podwright.plan.canonical import digests, to_json
from podwright.plan.counts import counts
from podwright.plan.finding import Severity


@click.command(name="plan")
@click.argument("folder", type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Print the canonical plan.")
@click.option("--out", type=FOLDER, help="Write the canonical plan to a file, to be reviewed and given to `podwright up --plan`.")
def command(folder: Path, as_json: bool, out: Path | None) -> None:
    """Compile a pod, judge it, and say in one screen what it is.

    Nothing is built and no host is asked. A plan with an error is not written.

    \b
    podwright plan stacks/lab
    podwright plan stacks/lab --out lab-plan.json && podwright up stacks/lab --plan lab-plan.json
    podwright plan stacks/lab --json | jq .fabric.cables[0]
    """
    result = judged(folder)
    if as_json:
        click.echo(to_json(result.plan), nl=False)
    refuse_errors(result.findings)
    if out:
        write_whole(out, to_json(result.plan))
    if not as_json:
        _summary(folder, result)
        if out:
            click.echo(f"written to {out}; `podwright up {folder} --plan {out}` takes this plan and no other")


def _summary(folder: Path, result: Judged) -> None:
    """Print the plan on one screen."""
    console, plan = Console(highlight=False, soft_wrap=True), result.plan
    table, head = counts(plan), plan.header
    size = (_many(head.scalable_units, "scalable unit"), _many(table["nodes"], "node"), _many(table["gpus"], "GPU"), _many(table["racks"], "rack"))
    console.print(f"[bold]{head.pod}[/]: {head.architecture}, {', '.join(size)}")
    console.print(_fabrics(table["fabrics"]))
    peak = max(plan.physical.racks, key=lambda rack: rack.power_w / rack.feed_w)
    total_kw = sum(rack.power_w for rack in plan.physical.racks) / 1000
    console.print(f"power: {total_kw:.1f} kW at most; fullest rack {peak.name}, {peak.power_w / 1000:.1f} of {peak.feed_w / 1000:.1f} kW")
    tenants = ", ".join(f"{tenant.name} {_many(tenant.gpu_count, 'GPU')}" for tenant in plan.cluster.tenants)
    console.print(f"hosts: {len(plan.hosts.hosts)}; tenants: {tenants or 'none'}")
    console.print(f"digests: {', '.join(f'{name} {digest[:12]}' for name, digest in digests(plan).items())}")
    open_findings = [finding.severity for finding in result.findings if finding.waived_because is None]
    tally = ", ".join(_many(open_findings.count(severity), severity.value) for severity in Severity)
    console.print(f"findings: {tally}, {len(result.findings) - len(open_findings)} waived (podwright check {folder})")


def _fabrics(rows: object) -> Table:
    """Return the fabrics as a table, a row each."""
    assert isinstance(rows, dict), "counts gives fabrics as a table"
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("fabric", "leaves", "spines", "rails", "to leaves", "to spines", "UFM"):
        shown.add_column(title, justify="left" if title == "fabric" else "right")
    for name, row in rows.items():
        shown.add_row(name, *(str(row[key]) for key in ("leaf", "spine", "rails", "cables_node_leaf", "cables_leaf_spine", "ufm_links")))
    return shown


def _many(count: object, word: str) -> str:
    """Return a count with its word, in the plural where it is one."""
    return f"{count} {word}{'' if count == 1 else 's'}"
