"""What two fields of the prices must not say together; each rule yields problems in the person's words."""

from collections.abc import Callable, Iterable, Iterator

from podwright.costs.prices import Dated, Price, Prices
from podwright.spec.errors import Location, Problem, shown
from podwright.spec.field import Words

MOST = 1e12
"""The largest number that a file may hold."""


def problems(prices: Prices) -> Iterator[Problem]:
    """Yield everything that fields of the prices contradict each other in."""
    for rule in RULES:
        yield from rule(prices)


def blocks(words: Words, location: Location = ()) -> Iterator[tuple[Location, Words]]:
    """Yield every block of fields with its place, outer blocks first."""
    yield location, words
    for name in type(words).model_fields:
        value = getattr(words, name)
        inside: Iterable[tuple[Location, object]] = enumerate_in(value, (*location, name)) if isinstance(value, tuple) else (((*location, name), value),)
        for place, entry in inside:
            if isinstance(entry, Words):
                yield from blocks(entry, place)


def enumerate_in(entries: tuple[object, ...], location: Location) -> Iterator[tuple[Location, object]]:
    """Yield each entry of a list with its place."""
    yield from (((*location, index), entry) for index, entry in enumerate(entries))


def every_price_says_where_it_is_from(prices: Prices) -> Iterator[Problem]:
    """Find prices and figures without what makes them more than a number: unit, currency, date, source."""
    for location, block in blocks(prices):
        if not isinstance(block, Dated):
            continue
        is_known = block.price is not None if isinstance(block, Price) else getattr(block, "value", None) is not None or hasattr(block, "rate")
        lacking = [name for name in ("unit", "currency", "date", "source") if name in type(block).model_fields and getattr(block, name) is None]
        if is_known and lacking:
            yield Problem(location, f"it has a value, but no {', no '.join(lacking)}", "Say it, or leave the value empty")


def no_number_is_too_large(prices: Prices) -> Iterator[Problem]:
    """Find numbers that are larger than anything is worth: sums of them would be none."""
    for location, block in blocks(prices):
        for name in type(block).model_fields:
            value = getattr(block, name)
            if isinstance(value, float | int) and value > MOST:
                yield Problem((*location, name), f"{value:g} is above {MOST:,.0f}", "Check the number, and its unit")


def no_part_twice(prices: Prices) -> Iterator[Problem]:
    """Find parts that have a price already, for the same length."""
    yield from _once((("parts", index), f"{row.part}{f' of {row.length_m:g} m' if row.length_m else ''}") for index, row in enumerate(prices.parts))


def no_offer_twice(prices: Prices) -> Iterator[Problem]:
    """Find clouds and currencies that are already listed."""
    yield from _once((("clouds", index, "name"), row.name) for index, row in enumerate(prices.clouds))
    yield from _once((("exchange", index, "currency"), row.currency) for index, row in enumerate(prices.exchange))


def the_mixture_names_an_offer(prices: Prices) -> Iterator[Problem]:
    """Find a mixture with a cloud that is not listed."""
    names = [row.name for row in prices.clouds]
    if prices.mixture is not None and prices.mixture.cloud not in names:
        remedy = f"Name one of: {', '.join(map(shown, names))}" if names else "List the cloud in clouds"
        yield Problem(("mixture", "cloud"), f"{shown(prices.mixture.cloud)} is none of clouds", remedy)


def _once(values: Iterable[tuple[Location, str]]) -> Iterator[Problem]:
    holder: dict[str, Location] = {}
    for location, value in values:
        if holder.setdefault(value, location) is not location:
            yield Problem(location, f"{shown(value)} stands already above", "Keep one of them")


RULES: tuple[Callable[[Prices], Iterator[Problem]], ...] = (
    every_price_says_where_it_is_from,
    no_number_is_too_large,
    no_part_twice,
    no_offer_twice,
    the_mixture_names_an_offer,
)
"""Every rule, in the order in which they are told."""
