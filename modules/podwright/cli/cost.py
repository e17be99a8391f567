"""`podwright cost`: what a pod costs, and what cannot be said for want of a price."""

import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from podwright.cli.pods import FOLDER, plan_of
from podwright.costs.comparison import BreakEven
from podwright.costs.cost import Costs, WayCost, cost
from podwright.costs.load import parse_prices
from podwright.costs.prices import Prices
from podwright.costs.template import template
from podwright.outputs.bill import bill
from podwright.spec.errors import SpecError, SpecErrors

SHOWN_ROWS = 8
"""So many inputs that matter most are shown; `--json` has all."""

LEAST_WIDTH = 160
"""Characters that the table takes in a narrower window too: a figure that is cut is worse than a line that wraps."""


@click.command(name="cost")
@click.argument("folder", type=FOLDER)
@click.option("--prices", "file", type=FOLDER, help="The prices; left out: prices.yaml in the folder.")
@click.option("--json", "as_json", is_flag=True, help="Print the costs as JSON; what is not known is null.")
@click.option("--template", "as_template", is_flag=True, help="Print an empty prices file for this pod's bill.")
def command(folder: Path, file: Path | None, as_json: bool, as_template: bool) -> None:
    """Say what a pod costs: own, in a colocation, in clouds, mixed; per GPU-hour, per million tokens; when owning pays.

    Prices are what `stacks/<pod>/prices.yaml` says, each with its date and source; what it leaves empty is named, and the rest is said all the same.
    FOLDER is a stack folder, or a plan written by `podwright plan --out` (then name the prices).

    \b
    podwright cost stacks/mine --template > stacks/mine/prices.yaml      # then fill it
    podwright cost stacks/mine
    """
    plan = plan_of(folder)
    rows = bill(plan)
    if as_template:
        click.echo(template(plan.header.pod, rows), nl=False)
        return
    costs = cost(plan, rows, prices_of(file or folder / "prices.yaml", folder))
    if as_json:
        click.echo(json.dumps(asdict(costs), indent=1, ensure_ascii=False))
        return
    _print(costs)


def prices_of(path: Path, folder: Path) -> Prices:
    """Return the prices that a file declares; `folder` is the pod's. Raises: SpecErrors."""
    try:
        content = path.read_bytes()
    except OSError as error:
        what = "no such file" if isinstance(error, FileNotFoundError) else f"cannot be read ({(error.strerror or 'unknown reason').lower()})"
        remedy = f"Write it with podwright cost {folder} --template > {path}"
        raise SpecErrors([SpecError(str(path), 0, 0, "", what, remedy)]) from None
    return parse_prices(content, name=str(path))


def even_words(even: BreakEven) -> str:
    """Return when an owned pod has paid for itself, and above which utilisation an hour of work is cheaper, as people say it."""
    return f"{_month(even)}; {_share(even.utilisation)}"


def _print(costs: Costs) -> None:
    """Print the costs on a screen or two."""
    console = Console(highlight=False, soft_wrap=True, width=max(Console().width, LEAST_WIDTH))
    capital = _money(costs.capital) if costs.capital is not None else f"not known; {_money(costs.capital_known)} of it is"
    console.print(f"[bold]{costs.pod}[/]: {costs.gpu_count:,} GPUs, {costs.average_kw:,.1f} kW on average of {costs.nominal_kw:,.1f}; in {costs.currency}")
    console.print(f"parts: {capital}")
    console.print(_ways(costs.ways))
    for row in costs.terms:
        console.print(f"own, over {row.years:g} years: {row.per_gpu_hour:,.3f} per GPU-hour")
    for even in costs.break_even:
        if even.is_known:
            console.print(f"{even.own} against {even.cloud}: {even_words(even)}")
    _print_sensitivity(console, costs)
    _print_missing(console, costs)


def _ways(rows: tuple[WayCost, ...]) -> Table:
    """Return the ways side by side: what a year costs by what it is paid for, an hour of work, a million tokens."""
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("a year", *(row.name for row in rows)):
        shown.add_column(title, justify="left" if title == "a year" else "right", no_wrap=True)
    for index, (name, _) in enumerate(rows[0].yearly):
        values = [row.yearly[index][1] for row in rows]
        if any(value != 0 for value in values):
            shown.add_row(name, *(_money(value) for value in values))
    shown.add_row("[bold]in all[/]", *(_money(row.per_year) for row in rows))
    shown.add_row("[bold]per GPU-hour[/]", *(_money(row.per_gpu_hour, digits=3) for row in rows))
    shown.add_row("[bold]per million tokens[/]", *(_money(row.per_million_tokens, digits=3) for row in rows))
    return shown


def _print_sensitivity(console: Console, costs: Costs) -> None:
    """Print the inputs that matter most to owning."""
    rows = sorted((row for row in costs.sensitivity if row.way == "own"), key=lambda row: -abs(row.higher_20 - row.lower_20))[:SHOWN_ROWS]
    if not rows:
        return
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("own, per GPU-hour, with", "-20 %", "-10 %", "+10 %", "+20 %"):
        shown.add_column(title, justify="left" if title.startswith("own") else "right", no_wrap=True)
    for row in rows:
        shown.add_row(row.input, *(f"{value:,.3f}" for value in (row.lower_20, row.lower_10, row.higher_10, row.higher_20)))
    console.print(shown)


def _print_missing(console: Console, costs: Costs) -> None:
    """Print what is not known, and what waits for it."""
    for row in costs.missing:
        waits = f"waited for by: {', '.join(row.ways)}" if row.ways else "left out"
        console.print(f"missing {row.path}: {row.what}; {waits}", markup=False)
    for sentence in costs.unused:
        console.print(f"not used: {sentence}", markup=False)


def _money(value: float | None, *, digits: int = 0) -> str:
    return "?" if value is None else f"{value:,.{digits}f}"


def _month(even: BreakEven) -> str:
    if even.month is None:
        return "it never pays for itself"
    when = f"it has paid for itself after {even.month:.1f} months"
    if even.needs_resale:
        return f"{when}, by what the parts are then sold for"
    return when if even.is_within_term else f"{when}, not within the term"


def _share(utilisation: float | None) -> str:
    if utilisation is None:
        return "at no utilisation an hour of work is cheaper"
    return f"an hour of work is cheaper above {utilisation:.1%} utilisation" if utilisation else "an hour of work is cheaper at every utilisation"
