"""`podwright counts`: how many of everything."""

import json
from pathlib import Path

import click

from podwright.cli.pods import FOLDER, compiled
from podwright.plan.counts import counts


@click.command(name="counts")
@click.argument("folder", type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON, under names that do not change.")
def command(folder: Path, as_json: bool) -> None:
    """Count components: nodes, GPUs, racks, and switches and cables of each fabric.

    \b
    podwright counts stacks/superpod
    podwright counts stacks/superpod --json | jq .fabrics.compute.spine
    """
    table = counts(compiled(folder))
    if as_json:
        click.echo(json.dumps(table, indent=1))
        return
    for name, value in table.items():
        if not isinstance(value, dict):
            click.echo(f"{name:12} {value:>8}")
            continue
        for fabric, row in value.items():
            click.echo(f"{fabric}")
            for key, count in row.items():
                click.echo(f"  {key:20} {count:>8}")
