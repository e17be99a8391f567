"""`podwright bill`: what is bought."""

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from podwright.cli.pods import FOLDER, plan_of
from podwright.outputs.bill import BillRow, bill, bill_csv, bill_json, trace
from podwright.spec.wording import closest

LEAST_WIDTH = 160
"""Characters that the table takes in a narrower window too: a cell that is folded reads worse than a line that wraps."""


@click.command(name="bill")
@click.argument("folder", type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Print the bill as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the bill as CSV.")
@click.option("--trace", "row", help="Print what is behind one row: devices, cable labels, plugs, one a line.")
def command(folder: Path, as_json: bool, as_csv: bool, row: str | None) -> None:
    """List what is bought for a pod, counted from its plan: systems, switches, transceivers, cables, racks, power, coolant units, licences.

    FOLDER is a stack folder, or a plan written by `podwright plan --out`.

    \b
    podwright bill stacks/superpod
    podwright bill stacks/superpod --csv > bill.csv
    podwright bill stacks/superpod --trace transceiver/mma4z00-ns
    """
    if sum((as_json, as_csv, row is not None)) > 1:
        raise click.UsageError("--json, --csv and --trace each print something else: give one of them")
    plan = plan_of(folder)
    if row is not None:
        items = trace(plan, row)
        if not items:
            raise click.BadParameter(_no_row(row, bill(plan)), param_hint="'--trace'")
        click.echo("\n".join(items))
        return
    rows = bill(plan)
    if as_json or as_csv:
        click.echo(bill_json(rows) if as_json else bill_csv(rows), nl=False)
        return
    Console(highlight=False, soft_wrap=True, width=max(Console().width, LEAST_WIDTH)).print(_table(rows))


def _table(rows: tuple[BillRow, ...]) -> Table:
    """Return the bill as a table, a row each."""
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("row", "quantity", "what", "serves"):
        shown.add_column(title, justify="right" if title == "quantity" else "left", no_wrap=title in {"row", "quantity"})
    for row in rows:
        shown.add_row(row.row, f"{row.quantity:,}", row.what, ", ".join(row.serves))
    return shown


def _no_row(row: str, rows: tuple[BillRow, ...]) -> str:
    """Return what is wrong with a name of a row that no row has."""
    meant = closest(row, tuple(one.row for one in rows))
    return f"{row} is no row of this bill. {f'Did you mean {meant}?' if meant else 'The first column of the bill names its rows.'}"
