"""A pod's costs as the report shows them."""

from pathlib import Path

from podwright.cli.cost import even_words, prices_of
from podwright.costs.comparison import BreakEven, Sensitivity
from podwright.costs.cost import Costs, WayCost, cost
from podwright.costs.prices import Dated, Prices
from podwright.costs.rules import blocks
from podwright.outputs.bill import bill
from podwright.outputs.report.money import CurveRow, EvenRow, LackRow, Money, SwingRow, TermRow, WayRow
from podwright.plan.types import Plan

OWN = "own"
"""The way whose cost is varied input by input."""
INPUT_WORDS = {
    "capital": "price of the parts",
    "years": "years of use",
    "resale_share": "share that the parts are sold for",
    "average_kw": "average power",
    "pue": "PUE",
    "energy_price": "price of energy",
    "space": "price of space",
    "colocation": "price of colocation",
    "once_own": "services paid once",
    "once_colocation": "services paid once",
    "services_own": "services of a year",
    "services_colocation": "services of a year",
    "downtime_hours": "hours of downtime",
    "lost_hour_price": "price of a lost hour",
    "egress_tb": "data that leaves",
    "stored_tb": "data that is stored",
    "mixture_share": "share that is owned",
    "mixture_utilisation": "utilisation of what is owned",
}


def money_of_stack(plan: Plan, folder: Path, file: Path | None = None) -> Money | None:
    """Return what a pod costs by the prices in a file, or by those in its stack folder; None where it has none.

    Raises: SpecErrors when the prices are not as they must be, or when the named file is not there.
    """
    home = folder.parent if folder.is_file() else folder
    path = file or home / "prices.yaml"
    if file is None and not path.is_file():
        return None
    prices = prices_of(path, home)
    return money_of(cost(plan, bill(plan), prices), prices)


def money_of(costs: Costs, prices: Prices) -> Money:
    """Return the costs as rows of the report."""
    return Money(
        currency=costs.currency,
        gpu_count=costs.gpu_count,
        average_kw=costs.average_kw,
        dates=_dates(prices),
        capital=costs.capital,
        capital_known=costs.capital_known,
        ways=tuple(_way(row) for row in costs.ways),
        curves=tuple(CurveRow(row.way, row.paid) for row in costs.curves),
        evens=tuple(_even(row) for row in costs.break_even if row.is_known),
        terms=tuple(TermRow(row.years, row.per_gpu_hour) for row in costs.terms),
        swung=OWN,
        base=next((row.per_gpu_hour for row in costs.ways if row.name == OWN), None),
        swings=tuple(_swing(row) for row in costs.sensitivity if row.way == OWN),
        lacks=tuple(LackRow(row.path, row.what, row.ways) for row in costs.missing),
        unused=costs.unused,
    )


def _dates(prices: Prices) -> tuple[str, ...]:
    """Return the first and the last day on which a price was read, one where they are the same."""
    days = {block.date for _, block in blocks(prices) if isinstance(block, Dated) and block.date}
    return tuple(dict.fromkeys((min(days), max(days)))) if days else ()


def _way(row: WayCost) -> WayRow:
    return WayRow(row.name, row.kind, row.upfront, row.yearly, row.per_year, row.per_gpu_hour, row.per_million_tokens)


def _even(row: BreakEven) -> EvenRow:
    return EvenRow(row.own, row.cloud, row.month if row.is_within_term and not row.needs_resale else None, even_words(row))


def _swing(row: Sensitivity) -> SwingRow:
    return SwingRow(INPUT_WORDS.get(row.input, row.input.replace("_", " ")), row.lower_20, row.lower_10, row.higher_10, row.higher_20)
