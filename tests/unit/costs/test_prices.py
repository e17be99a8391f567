"""The door for prices: mistakes have the form of a pod's, with line, column, and what to do."""

import json
from collections.abc import Iterator
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.costs.cost import cost
from podwright.costs.load import judge_prices, parse_prices
from podwright.costs.prices import Prices
from podwright.costs.template import template
from podwright.outputs.bill import bill
from podwright.spec.errors import SpecErrors
from podwright.spec.fields import fields
from unit.costs.examples import full_words
from unit.pods import STARTER, SUPERPOD, plan

HEAD = "version: 1\ncurrency: USD\n"


def refusals(text: str) -> list[str]:
    with pytest.raises(SpecErrors) as refused:
        parse_prices(text.encode(), name="prices.yaml")
    return str(refused.value).splitlines()


def test_the_least_file_is_taken() -> None:
    assert parse_prices(HEAD.encode(), name="prices.yaml").currency == "USD"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("enrgy: {price: 1}", "prices.yaml:3:1 enrgy: no such field. Did you mean energy?"),
        (
            "energy: {price: -1}",
            "prices.yaml:3:10 energy.price: -1 is below 0. Give 0 or more, or drop the line.",
        ),
        (
            "energy: {price: 0.1, unit: MWh, currency: USD, date: 2026-11-21, source: a list}",
            "prices.yaml:3:22 energy.unit: MWh is none of kWh. Did you mean kWh?",
        ),
        (
            "energy: {price: 0.1}",
            "prices.yaml:3:1 energy: it has a value, but no unit, no currency, no date, no source. Say it, or leave the value empty.",
        ),
        ("pue: {value: 1.3, date: 2026-11-21}", "prices.yaml:3:1 pue: it has a value, but no source. Say it, or leave the value empty."),
        (
            "pue: {value: 1.3, date: 21.11.2026, source: a list}",
            "prices.yaml:3:19 pue.date: 21.11.2026 is not made of a date as year, month and day. Write it such as 2026-11-21.",
        ),
        (
            "use: {utilisation: {value: 0, date: 2026-11-21, source: a list}}",
            "prices.yaml:3:21 use.utilisation.value: 0 is not above 0. Give more than 0, at most 1, or drop the line.",
        ),
        ("pue: {value: 9e99}", "prices.yaml:3:7 pue.value: 9e+99 is above 3. Give 1 to 3, or drop the line."),
        (
            "energy: {price: 9e99, unit: kWh, currency: USD, date: 2026-11-21, source: a list}",
            "prices.yaml:3:10 energy.price: 9e+99 is above 1,000,000,000,000. Check the number, and its unit.",
        ),
        ("term: {years: 7}", "prices.yaml:3:8 term.years: 7 is above 5. Give 3 to 5, or drop the line."),
        (
            "parts:\n  - {part: a, price: null}\n  - {part: a, price: null}",
            "prices.yaml:5:5 parts[1]: a stands already above. Keep one of them.",
        ),
        (
            "mixture: {own_share: {value: null}, own_utilisation: {value: null}, cloud: big}",
            "prices.yaml:3:69 mixture.cloud: big is none of clouds. List the cloud in clouds.",
        ),
    ],
)
def test_a_mistake_is_told_where_it_stands(text: str, told: str) -> None:
    assert refusals(HEAD + text + "\n") == [told]


@pytest.mark.parametrize("text", ["", "a: [", "version: 1\nversion: 1\ncurrency: USD\n", "energy: !!str x\n"])
def test_what_is_no_file_of_prices_is_refused(text: str) -> None:
    assert refusals(text)


@pytest.mark.parametrize("architecture", [STARTER, SUPERPOD])
def test_the_template_is_taken_and_knows_every_part_of_the_bill(architecture: str) -> None:
    rows = bill(plan(architecture))
    prices = parse_prices(template("pod", rows).encode(), name="prices.yaml")
    assert [(row.part, row.length_m) for row in prices.parts] == [(row.part, row.length_m) for row in rows]
    assert all(row.price is None for row in (*prices.parts, *prices.clouds, *prices.staff, prices.energy, prices.space))


def test_the_template_speaks_of_every_block() -> None:
    text = template("pod", bill(plan(STARTER)))
    assert [row.name for row in fields(Prices) if "." not in row.path and f"{row.name}:" not in text] == []


def test_every_field_tells_what_it_is() -> None:
    assert [row.path for row in fields(Prices) if not row.description.endswith(".")] == []
    assert [row.path for row in fields(Prices) if row.shape.model is None and row.example is None and row.shape.kind is not bool] == []


JUNK = (None, True, 0, -1, 1e308, 1e12, float("nan"), float("inf"), "", "x", "USD", "2026-11-21", [], [None], {}, {"a": 1}, [[1]], "\n", 10**18)


def places(value: object, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the place of every value in a file as read."""
    yield place
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in inside:
        yield from places(entry, (*place, key))


def replaced(value: object, place: tuple[str | int, ...], junk: object) -> object:
    """Return the file as read with junk in one place."""
    if not place:
        return junk
    if isinstance(value, dict):
        return value | {place[0]: replaced(value[place[0]], place[1:], junk)}
    assert isinstance(value, list)
    return [replaced(entry, place[1:], junk) if index == place[0] else entry for index, entry in enumerate(value)]


POD = plan(STARTER)
BILL = bill(POD)
WORDS = full_words(BILL)


@given(st.sampled_from(list(places(WORDS))[1:]), st.sampled_from(JUNK))
def test_whatever_stands_somewhere_is_refused_in_words_or_counted_with(place: tuple[str | int, ...], junk: object) -> None:
    prices, problems = judge_prices(replaced(WORDS, place, junk))  # type: ignore[arg-type]
    if prices is None:
        assert all(problem.what and problem.remedy for problem in problems)
    else:
        json.dumps(asdict(cost(POD, BILL, prices)), allow_nan=False)
