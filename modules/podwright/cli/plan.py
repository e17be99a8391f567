"""`podwright plan`: what follows from the declaration."""

import json
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
    console, plan = Console(highlight=False), result.plan
    table = counts(plan)
    head = plan.header
    console.print(
        f"[bold]{head.pod}[/]: {head.architecture}, {head.scalable_units} scalable unit{'s' * (head.scalable_units > 1)}, {table['nodes']} nodes, {table['gpus']} GPUs, {table['racks']} racks"
    )
    fabrics = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("fabric", "leaves", "spines", "rails", "to leaves", "to spines", "UFM"):
        fabrics.add_column(title, justify="left" if title == "fabric" else "right")
    rows = table["fabrics"]
    assert isinstance(rows, dict), "counts gives fabrics as a table"
    for name, row in rows.items():
        fabrics.add_row(name, *(str(row[key]) for key in ("leaf", "spine", "rails", "cables_node_leaf", "cables_leaf_spine", "ufm_links")))
    console.print(fabrics)
    peak = max(plan.physical.racks, key=lambda rack: rack.power_w / rack.feed_w)
    console.print(
        f"power: {sum(rack.power_w for rack in plan.physical.racks) / 1000:.1f} kW at most; fullest rack {peak.name}, {peak.power_w / 1000:.1f} of {peak.feed_w / 1000:.1f} kW"
    )
    console.print(
        f"hosts: {len(plan.hosts.hosts)}; tenants: {', '.join(f'{tenant.name} {tenant.gpu_count} GPUs' for tenant in plan.cluster.tenants) or 'none'}"
    )
    console.print("digests: " + json.dumps({name: digest[:12] for name, digest in digests(plan).items()}).strip("{}").replace('"', ""))
    tally = {severity: sum(finding.severity is severity and finding.waived_because is None for finding in result.findings) for severity in Severity}
    waived = sum(finding.waived_because is not None for finding in result.findings)
    console.print(
        f"findings: {tally[Severity.ERROR]} errors, {tally[Severity.WARNING]} warnings, {tally[Severity.NOTE]} notes, {waived} waived (podwright check {folder})"
    )
