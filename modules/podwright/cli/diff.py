"""`podwright diff`: what changes between two plans, what it costs, what stands."""

import json
from collections import Counter
from pathlib import Path

import click

from podwright.cli.cost import prices_of
from podwright.cli.pods import FOLDER, plan_of
from podwright.costs.growth import Bought, bought
from podwright.costs.prices import Prices
from podwright.outputs.bill import bill
from podwright.plan.canonical import plain
from podwright.plan.difference import Cost, Delta, diff

MEANING = {Cost.LIVE: "while it runs", Cost.DRAIN: "what it touches is drained first", Cost.REBUILD: "what it touches is built again"}

UNPRICED = Prices(version=1, currency="USD")
"""No price at all: the bill's change is told without money."""


@click.command(name="diff")
@click.argument("old", type=FOLDER)
@click.argument("new", type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Print the differences as JSON.")
@click.option("--all", "show_all", is_flag=True, help="Print every row that is added, not only their number.")
@click.option("--prices", "file", type=FOLDER, help="Prices of what is bought; left out: prices.yaml in NEW, if there is one.")
def command(old: Path, new: Path, as_json: bool, show_all: bool, file: Path | None) -> None:
    """Compare two pods, or a pod with a plan kept earlier, and total what the change costs.

    OLD and NEW are stack folders, or plans written by `podwright plan --out`.

    \b
    podwright plan stacks/mine --out before.json      # then edit the pod
    podwright diff before.json stacks/mine
    """
    before, after = plan_of(old), plan_of(new)
    rows = diff(before, after)
    prices = _prices(file, new)
    bills = (bill(before), bill(after))
    buys = bought(*bills, prices or UNPRICED)
    if as_json:
        told = {"changes": [plain(row) for row in rows], "totals": _totals(rows), "bought": [plain(row) for row in buys]}
        click.echo(json.dumps(told, indent=1))
        return
    for row in rows:
        if row.change != "added" or row.text or show_all:
            click.echo(f"{row.cost:7} {row.kind} {row.name} {row.change}{f': {row.text}' if row.text else ''}")
    added = Counter(row.kind for row in rows if row.change == "added" and not row.text)
    if added and not show_all:
        click.echo(f"live    added: {', '.join(f'{count} {kind}' for kind, count in sorted(added.items()))} (--all lists them)")
    if show_all:
        for buy in buys:
            click.echo(f"live    bill {buy.row} {buy.more:+,}")
    for cost, count in _totals(rows).items():
        click.echo(f"{count:6} {cost}: {MEANING[Cost(cost)]}")
    if buys:
        click.echo(_money(buys, prices))
    touched = {(row.kind, row.name) for row in rows if row.change != "added" and row.cost is not Cost.LIVE}
    click.echo(
        f"what stands: {len(before.fabric.cables) - sum(kind == 'cable' for kind, _ in touched)} of {len(before.fabric.cables)} cables, "
        f"{len(before.fabric.addresses) - sum(kind == 'address' for kind, _ in touched)} of {len(before.fabric.addresses)} addresses"
    )


def _prices(file: Path | None, new: Path) -> Prices | None:
    """Return the prices that are named, else those of the new pod, else None."""
    path = file or new / "prices.yaml"
    return prices_of(path, new) if file is not None or path.is_file() else None


def _money(buys: tuple[Bought, ...], prices: Prices | None) -> str:
    """Return what the change costs to buy, as far as there are prices."""
    lacking = sum(row.amount is None for row in buys)
    rows = f"{len(buys)} row{'' if len(buys) == 1 else 's'} of the bill change{'s' if len(buys) == 1 else ''}"
    if prices is None:
        return f"money: {rows}; no prices are given"
    return f"money: {sum(row.amount or 0 for row in buys):,.0f} {prices.currency}; {rows}, {lacking} without a price"


def _totals(rows: tuple[Delta, ...]) -> dict[str, int]:
    """Return how many changes there are of each cost, cheapest first."""
    return {cost.value: sum(row.cost is cost for row in rows) for cost in Cost}
