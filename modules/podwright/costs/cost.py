"""The verb: what a pod costs, every way its prices speak of, and what cannot be said for want of a price."""

from dataclasses import dataclass, fields, replace
from math import isnan

from podwright.costs.comparison import BreakEven, Sensitivity, break_evens, sensitivities
from podwright.costs.inputs import CapitalLine, Inputs, capital_lines, inputs_of
from podwright.costs.missing import Missing, missing, unused
from podwright.costs.prices import Prices
from podwright.costs.yearly import Way, Yearly, own, per_million_tokens, ways
from podwright.outputs.bill import BillRow
from podwright.plan.types import Plan

TERMS = (3.0, 4.0, 5.0)
"""The terms, in years, over which owning is shown side by side."""


@dataclass(frozen=True, slots=True)
class WayCost:
    """One way of having the GPUs: what a year costs and by what, what is paid at the start, what an hour of work and a million tokens cost. None is not known."""

    name: str
    kind: str
    upfront: float | None
    yearly: tuple[tuple[str, float | None], ...]
    per_year: float | None
    gpu_hours_per_year: float | None
    per_gpu_hour: float | None
    per_million_tokens: float | None


@dataclass(frozen=True, slots=True)
class YearValue:
    """One year of the pod's life: what the capital loses in it, and what is left of it at its end."""

    year: int
    charge: float
    book_value: float


@dataclass(frozen=True, slots=True)
class TermCost:
    """What a GPU-hour of work of the owned pod costs if it is written off over so many years."""

    years: float
    per_gpu_hour: float


@dataclass(frozen=True, slots=True)
class Curve:
    """What was paid one way by the end of each month, from month 0 to the end of the term."""

    way: str
    paid: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Costs:
    """The answer, in one currency. `capital` is None while a part has no price; `capital_known` is the sum of those that have one."""

    pod: str
    currency: str
    gpu_count: int
    nominal_kw: float
    average_kw: float
    capital: float | None
    capital_known: float
    lines: tuple[CapitalLine, ...]
    ways: tuple[WayCost, ...]
    depreciation: tuple[YearValue, ...]
    terms: tuple[TermCost, ...]
    break_even: tuple[BreakEven, ...]
    sensitivity: tuple[Sensitivity, ...]
    curves: tuple[Curve, ...]
    missing: tuple[Missing, ...]
    unused: tuple[str, ...]


def cost(plan: Plan, bill: tuple[BillRow, ...], prices: Prices) -> Costs:
    """Return what the pod costs. What is not known is None and stands in `missing`; the rest is said all the same.

    Laws: the plan is read and never changed; the cost of owning rises with each price.
    """
    lines = capital_lines(bill, prices)
    inputs = inputs_of(plan, lines, prices)
    found = ways(inputs)
    return Costs(
        pod=plan.header.pod,
        currency=prices.currency,
        gpu_count=round(inputs.gpu_count),
        nominal_kw=inputs.nominal_kw,
        average_kw=inputs.average_kw,
        capital=_known(inputs.capital),
        capital_known=sum(line.amount for line in lines if line.amount is not None),
        lines=lines,
        ways=tuple(_way(way, inputs) for way in found),
        depreciation=_schedule(inputs),
        terms=_terms(inputs),
        break_even=break_evens(inputs),
        sensitivity=sensitivities(inputs),
        curves=tuple(_curve(way, inputs) for way in found if not isnan(way.yearly.total) and not isnan(inputs.years)),
        missing=missing(lines, prices),
        unused=unused(lines, prices),
    )


def _way(way: Way, inputs: Inputs) -> WayCost:
    return WayCost(
        name=way.name,
        kind=way.kind,
        upfront=_known(way.upfront),
        yearly=tuple((field.name, _known(getattr(way.yearly, field.name))) for field in fields(Yearly)),
        per_year=_known(way.yearly.total),
        gpu_hours_per_year=_known(way.gpu_hours),
        per_gpu_hour=_known(way.per_gpu_hour),
        per_million_tokens=_known(per_million_tokens(way.per_gpu_hour, inputs)),
    )


def _schedule(inputs: Inputs) -> tuple[YearValue, ...]:
    """Return the capital year by year; the last year may be a part of one. Empty while the capital or the term is not known."""
    if isnan(inputs.capital) or isnan(inputs.years):
        return ()
    charge, ends = inputs.capital * (1 - inputs.resale_share) / inputs.years, [*range(1, int(inputs.years) + 1)]
    whole = tuple(YearValue(year, charge, inputs.capital - charge * year) for year in ends)
    part = inputs.years - len(ends)
    return (*whole, YearValue(len(ends) + 1, charge * part, inputs.capital * inputs.resale_share)) if part > 0 else whole


def _terms(inputs: Inputs) -> tuple[TermCost, ...]:
    """Return owning over 3, 4 and 5 years, with the same share left at the end; empty while it is not known."""
    costs = ((years, own(replace(inputs, years=years)).per_gpu_hour) for years in TERMS)
    return tuple(TermCost(years, per_hour) for years, per_hour in costs if not isnan(per_hour))


def _curve(way: Way, inputs: Inputs) -> Curve:
    """Return what was paid by the end of each month; what the parts are sold for comes back in the last."""
    months = round(inputs.years * 12)
    share = {"own": 1.0, "colocation": 1.0, "mixture": inputs.mixture_share}.get(way.kind, 0.0)
    back = inputs.capital * inputs.resale_share * share if share else 0.0
    paid = [way.upfront + way.running / 12 * month for month in range(months + 1)]
    return Curve(way.name, (*paid[:-1], paid[-1] - back))


def _known(value: float) -> float | None:
    return None if isnan(value) else value
