"""What prices leave empty, by the place in the file where it goes, and what cannot be said without it."""

from collections.abc import Iterator
from dataclasses import dataclass

from podwright.costs.inputs import CapitalLine
from podwright.costs.prices import Cloud, Figure, HoursFigure, Mixture, Price, Prices, ShareFigure
from podwright.costs.rules import blocks
from podwright.spec.wording import closest

OWN, COLOCATION, TOKENS = "own", "colocation", "per million tokens"


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that is not known: where it goes in the file, and the ways whose cost cannot be said without it; with no way, it is left out of the sum."""

    path: str
    what: str
    ways: tuple[str, ...]


def missing(capital: tuple[CapitalLine, ...], prices: Prices) -> tuple[Missing, ...]:
    """Return everything that is not known, first what ways wait for, then what they do without."""
    mixture = (f"own and {prices.mixture.cloud}",) if prices.mixture else ()
    clouds = tuple(cloud.name for cloud in prices.clouds)
    found = [*_of_pod(capital, prices, mixture), *_of_clouds(prices, mixture), *_of_all(prices, (OWN, COLOCATION, *clouds, *mixture)), *_rates(prices)]
    return (*(row for row in found if row.ways), *(row for row in (*found, *_left_out(prices)) if not row.ways))


def unused(capital: tuple[CapitalLine, ...], prices: Prices) -> tuple[str, ...]:
    """Return a sentence for each priced part that the bill does not have."""
    parts = tuple(dict.fromkeys(line.part for line in capital))
    lengths = {(line.part, line.length_m) for line in capital}
    return tuple(
        _unused(row.part, row.length_m, parts)
        for row in prices.parts
        if row.part not in parts or (row.length_m is not None and (row.part, row.length_m) not in lengths)
    )


def _of_pod(capital: tuple[CapitalLine, ...], prices: Prices, mixture: tuple[str, ...]) -> Iterator[Missing]:
    owned = (OWN, COLOCATION, *mixture)
    for line in capital:
        if line.unit_price is None:
            yield Missing(f"parts: {line.row}", f"price of {line.quantity} of it", owned)
    if prices.term.years is None:
        yield Missing("term.years", "years over which the capital is written off", owned)
    if not prices.staff:
        yield Missing("staff", "who runs the pod, and what they cost", owned)
    for index, row in enumerate(prices.staff):
        yield from _price(f"staff[{index}].price", row, f"price of {row.what}", owned)
    with_energy = (OWN, *mixture) if prices.colocation.includes_energy else owned
    yield from _price("energy.price", prices.energy, "price of energy", with_energy)
    yield from _figure("pue.value", prices.pue.value, "power of the building over power of the machines", with_energy)
    yield from _price("space.price", prices.space, "price of space", (OWN, *mixture))
    yield from _price("colocation.price", prices.colocation, "price of a place in a colocation", (COLOCATION,))
    for index, service in enumerate(prices.services):
        yield from _price(f"services[{index}].price", service, f"price of {service.what}", owned)


def _of_clouds(prices: Prices, mixture: tuple[str, ...]) -> Iterator[Missing]:
    if not prices.clouds:
        yield Missing("clouds", "what the same GPUs cost on demand and reserved", ("cloud",))
    for index, cloud in enumerate(prices.clouds):
        ways = (cloud.name, *(mixture if prices.mixture and prices.mixture.cloud == cloud.name else ()))
        yield from _of_cloud(f"clouds[{index}]", cloud, prices, ways)
    if prices.mixture is not None:
        yield from _of_mixture(prices.mixture, mixture)


def _of_cloud(path: str, cloud: Cloud, prices: Prices, ways: tuple[str, ...]) -> Iterator[Missing]:
    yield from _price(f"{path}.price", cloud, f"price of a GPU-hour of {cloud.name}", ways)
    if prices.use.egress_tb_per_month.value:
        yield from _price(f"{path}.egress.price", cloud.egress, f"price of data that leaves {cloud.name}", ways)
    if prices.use.stored_tb.value:
        yield from _price(f"{path}.storage.price", cloud.storage, f"price of storage of {cloud.name}", ways)


def _of_mixture(mixture: Mixture, ways: tuple[str, ...]) -> Iterator[Missing]:
    yield from _figure("mixture.own_share.value", mixture.own_share.value, "share of the pod that is owned", ways)
    yield from _figure("mixture.own_utilisation.value", mixture.own_utilisation.value, "share of the owned GPU-hours that is used", ways)


def _of_all(prices: Prices, ways: tuple[str, ...]) -> Iterator[Missing]:
    yield from _figure("use.utilisation.value", prices.use.utilisation.value, "share of all GPU-hours that is used", ways)
    if not prices.use.tokens_per_gpu_second.value:
        yield Missing("use.tokens_per_gpu_second.value", "tokens that one GPU in use gives in a second", (TOKENS,))


def _rates(prices: Prices) -> Iterator[Missing]:
    known = {prices.currency, *(row.currency for row in prices.exchange)}
    used = {block.currency for _, block in blocks(prices) if isinstance(block, Price) and block.price is not None and block.currency is not None}
    for currency in sorted(used - known):
        yield Missing(f"exchange: {currency}", f"how much {prices.currency} one {currency} is worth", ("what is priced in it",))


def _left_out(prices: Prices) -> Iterator[Missing]:
    """Yield what the sum does without: it counts as nothing."""
    optional: tuple[tuple[str, Figure | ShareFigure | HoursFigure, str], ...] = (
        ("term.resale_share.value", prices.term.resale_share, "what the parts are sold for at the end"),
        ("downtime.hours_per_year.value", prices.downtime.hours_per_year, "hours in which the pod does not work"),
        ("use.egress_tb_per_month.value", prices.use.egress_tb_per_month, "data that would leave a cloud"),
        ("use.stored_tb.value", prices.use.stored_tb, "data that would lie in a cloud"),
    )
    yield from (Missing(path, what, ()) for path, figure, what in optional if figure.value is None)
    if prices.downtime.hours_per_year.value and prices.downtime.lost_hour.price is None:
        yield Missing("downtime.lost_hour.price", "what a lost GPU-hour costs", ())
    if not prices.services:
        yield Missing("services", "support, insurance, installation", ())
    if prices.mixture is None:
        yield Missing("mixture", "a part owned, the rest in a cloud", ())
    if prices.load_share.value is None:
        yield Missing("load_share.value", "share of its power that the pod draws on average; the plan's own average is taken", ())


def _price(path: str, price: Price, what: str, ways: tuple[str, ...]) -> Iterator[Missing]:
    if price.price is None:
        yield Missing(path, what, ways)


def _figure(path: str, value: float | None, what: str, ways: tuple[str, ...]) -> Iterator[Missing]:
    if value is None:
        yield Missing(path, what, ways)


def _unused(part: str, length_m: float | None, parts: tuple[str, ...]) -> str:
    named = f"{part} of {length_m:g} m" if length_m is not None else part
    meant = closest(part, parts) if part not in parts else None
    return f"the bill has no {named}{f'; did you mean {meant}?' if meant else ''}"
