"""When one way becomes cheaper than another, and how much each input matters."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import isnan

from podwright.costs.inputs import Inputs
from podwright.costs.yearly import Way, ways

FACTORS = (0.8, 0.9, 1.1, 1.2)
"""Each input 10 and 20 % lower and higher."""
VARIED: Mapping[str, tuple[Callable[[Inputs], float], Callable[[Inputs, float], Inputs]]] = {
    "capital": (lambda at: at.capital, lambda at, by: replace(at, capital=at.capital * by)),
    "years": (lambda at: at.years, lambda at, by: replace(at, years=at.years * by)),
    "resale_share": (lambda at: at.resale_share, lambda at, by: replace(at, resale_share=min(at.resale_share * by, 1.0))),
    "average_kw": (lambda at: at.average_kw, lambda at, by: replace(at, average_kw=at.average_kw * by)),
    "pue": (lambda at: at.pue, lambda at, by: replace(at, pue=max(at.pue * by, 1.0))),
    "energy_price": (lambda at: at.energy_price, lambda at, by: replace(at, energy_price=at.energy_price * by)),
    "staff": (lambda at: at.staff, lambda at, by: replace(at, staff=at.staff * by)),
    "space": (lambda at: at.space, lambda at, by: replace(at, space=at.space * by)),
    "colocation": (lambda at: at.colocation, lambda at, by: replace(at, colocation=at.colocation * by)),
    "once_own": (lambda at: at.once_own, lambda at, by: replace(at, once_own=at.once_own * by)),
    "once_colocation": (lambda at: at.once_colocation, lambda at, by: replace(at, once_colocation=at.once_colocation * by)),
    "services_own": (lambda at: at.services_own, lambda at, by: replace(at, services_own=at.services_own * by)),
    "services_colocation": (lambda at: at.services_colocation, lambda at, by: replace(at, services_colocation=at.services_colocation * by)),
    "utilisation": (lambda at: at.utilisation, lambda at, by: replace(at, utilisation=min(at.utilisation * by, 1.0))),
    "downtime_hours": (lambda at: at.downtime_hours, lambda at, by: replace(at, downtime_hours=at.downtime_hours * by)),
    "lost_hour_price": (lambda at: at.lost_hour_price, lambda at, by: replace(at, lost_hour_price=at.lost_hour_price * by)),
    "egress_tb": (lambda at: at.egress_tb, lambda at, by: replace(at, egress_tb=at.egress_tb * by)),
    "stored_tb": (lambda at: at.stored_tb, lambda at, by: replace(at, stored_tb=at.stored_tb * by)),
    "mixture_share": (lambda at: at.mixture_share, lambda at, by: replace(at, mixture_share=min(at.mixture_share * by, 1.0))),
    "mixture_utilisation": (lambda at: at.mixture_utilisation, lambda at, by: replace(at, mixture_utilisation=min(at.mixture_utilisation * by, 1.0))),
}
"""Inputs that are varied one by one, besides the price of each cloud: how each is read, and how it is scaled; shares end at 1, and PUE begins there."""


@dataclass(frozen=True, slots=True)
class BreakEven:
    """When an owned pod has paid for itself against a cloud. None is never; both are None where something is not known, and `is_known` says so.

    `month` counts from the day on which the capital is paid; where only what the parts are sold for at the end of the term makes up for it, it is that end and
    `needs_resale` says so. `utilisation` is the one at which a GPU-hour of work costs the same both ways: above it owning is cheaper (0: always); None where it
    lies above 1 or does not exist.
    """

    own: str
    cloud: str
    is_known: bool
    month: float | None
    is_within_term: bool
    needs_resale: bool
    utilisation: float | None


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What a GPU-hour of work costs one way when one input is 20 % and 10 % lower, 10 % and 20 % higher, shares at most 1 and PUE at least."""

    way: str
    input: str
    lower_20: float
    lower_10: float
    higher_10: float
    higher_20: float


def break_evens(inputs: Inputs) -> tuple[BreakEven, ...]:
    """Return when owning, in a house of one's own and in a colocation, has paid for itself against each cloud."""
    found = ways(inputs)
    owned, clouds = [way for way in found if way.kind in ("own", "colocation")], [way for way in found if way.kind in ("on-demand", "reserved")]
    return tuple(_break_even(inputs, here, there) for here in owned for there in clouds)


def sensitivities(inputs: Inputs) -> tuple[Sensitivity, ...]:
    """Return how much each input matters to each way whose cost is known; what does not matter has no row."""
    base = {way.name: way.per_gpu_hour for way in ways(inputs)}
    return tuple(row for name, varied in _varied(inputs) for row in _rows(name, varied, base))


def month_of(here: Way, there: Way) -> float | None:
    """Return the month in which what was paid for one way and for the other is the same, before anything is sold; None if it never is."""
    saved = (there.running - here.running) / 12.0
    return (here.upfront - there.upfront) / saved if saved > 0 else None


def utilisation_of(inputs: Inputs, own: str, cloud: str) -> float | None:
    """Return the utilisation at which a GPU-hour of work costs the same both ways: both years' costs are straight lines over it, so two points say all.

    Above it owning is the cheaper; 0 if it always is, None if it never is.
    """
    (own_0, cloud_0), (own_1, cloud_1) = (_at(inputs, utilisation, own, cloud) for utilisation in (0.0, 1.0))
    gap, slope = own_0 - cloud_0, (cloud_1 - cloud_0) - (own_1 - own_0)
    if gap <= 0 and own_1 <= cloud_1:
        return 0.0
    if slope <= 0:
        return None
    found = gap / slope
    return found if found <= 1 else None


def _break_even(inputs: Inputs, here: Way, there: Way) -> BreakEven:
    if isnan(here.per_gpu_hour) or isnan(there.per_gpu_hour):
        return BreakEven(here.name, there.name, False, None, False, False, None)
    month, end = month_of(here, there), inputs.years * 12
    is_early = month is not None and month <= end
    sold = not is_early and here.yearly.total <= there.yearly.total
    return BreakEven(here.name, there.name, True, end if sold else month, is_early or sold, sold, utilisation_of(inputs, here.name, there.name))


def _at(inputs: Inputs, utilisation: float, own: str, cloud: str) -> tuple[float, float]:
    """Return what a year costs both ways at a utilisation, each over the share of hours that it works: so they compare as an hour of work does."""
    at = replace(inputs, utilisation=utilisation)
    found = {way.name: way for way in ways(at)}
    full = {way.name: way.gpu_hours for way in ways(replace(inputs, utilisation=1.0))}
    return found[own].yearly.total / full[own], found[cloud].yearly.total / full[cloud]


def _varied(inputs: Inputs) -> Iterator[tuple[str, tuple[Inputs, ...]]]:
    for name, (read, scaled) in VARIED.items():
        if read(inputs) and not isnan(read(inputs)):
            yield name, tuple(scaled(inputs, factor) for factor in FACTORS)
    for index, offer in enumerate(inputs.clouds):
        dearer = (replace(offer, hour_price=offer.hour_price * factor) for factor in FACTORS)
        yield f"price of {offer.name}", tuple(replace(inputs, clouds=(*inputs.clouds[:index], cloud, *inputs.clouds[index + 1 :])) for cloud in dearer)


def _rows(name: str, varied: tuple[Inputs, ...], base: dict[str, float]) -> Iterator[Sensitivity]:
    results = [{way.name: way.per_gpu_hour for way in ways(inputs)} for inputs in varied]
    for way, cost in base.items():
        values = [result[way] for result in results]
        if not isnan(cost) and any(value != cost for value in values):
            yield Sensitivity(way, name, *values)
