"""The answer: complete where prices are, and elsewhere it says exactly what is missing."""

import json
from dataclasses import asdict

import pytest

from podwright.costs.cost import Costs, cost
from podwright.costs.prices import Price, Prices
from podwright.costs.rules import blocks
from podwright.outputs.bill import BillRow, bill
from podwright.plan.canonical import digest
from podwright.plan.types import Plan
from unit.costs.examples import full_words, priced
from unit.pods import STARTER, SUPERPOD, plan


@pytest.fixture(scope="module")
def pod() -> Plan:
    return plan(STARTER)


@pytest.fixture(scope="module")
def rows(pod: Plan) -> tuple[BillRow, ...]:
    return bill(pod)


def answer(pod: Plan, rows: tuple[BillRow, ...], **words: object) -> Costs:
    return cost(pod, rows, Prices.model_validate(full_words(rows) | words))


def per_hour(costs: Costs, name: str) -> float | None:
    return next(way.per_gpu_hour for way in costs.ways if way.name == name)


def test_with_every_price_nothing_is_missing(pod: Plan, rows: tuple[BillRow, ...]) -> None:
    costs = answer(pod, rows)
    assert (costs.missing, costs.unused) == ((), ())
    assert [way.name for way in costs.ways] == ["own", "colocation", "spot", "term", "own and spot"]
    assert all(way.per_gpu_hour and way.per_million_tokens for way in costs.ways)
    assert len(costs.break_even) == 4


def test_the_capital_is_quantity_by_price(pod: Plan, rows: tuple[BillRow, ...]) -> None:
    costs = answer(pod, rows)
    last = {row.part: index for index, row in enumerate(rows)}
    assert costs.capital == sum(row.quantity * (100 + last[row.part]) for row in rows)
    assert costs.capital == costs.capital_known


def test_a_year_by_hand(pod: Plan, rows: tuple[BillRow, ...]) -> None:
    """16 GPUs in one rack: 0.7 of its nominal power, PUE 1.3, 0.12 a kWh; two people; 700 a month of space; 50 lost hours at 60 % use and 2 a GPU-hour."""
    costs = answer(pod, rows)
    yearly = dict(next(way.yearly for way in costs.ways if way.name == "own"))
    assert costs.capital is not None
    assert yearly["depreciation"] == pytest.approx((costs.capital * 0.9 + 9000) / 4)
    assert yearly["energy"] == pytest.approx(pod.power.nominal_w / 1000 * 0.7 * 1.3 * 8760 * 0.12)
    assert (yearly["staff"], yearly["space"], yearly["services"]) == (180_000, 8_400, 5_000)
    assert yearly["downtime"] == pytest.approx(50 * 16 * 0.6 * 2)
    cloud = dict(next(way.yearly for way in costs.ways if way.name == "term"))
    assert (cloud["rent"], cloud["egress"], cloud["storage"]) == (pytest.approx(16 * 8760 * 2.5), 10 * 12 * 80, 50 * 12 * 20)
    place = dict(next(way.yearly for way in costs.ways if way.name == "colocation"))
    assert (place["rent"], place["energy"], place["space"]) == (pytest.approx(pod.power.nominal_w / 1000 * 180 * 12), 0, 0)


def test_without_a_load_share_the_plan_says_the_average_power(pod: Plan, rows: tuple[BillRow, ...]) -> None:
    costs = answer(pod, rows, load_share={"value": None})
    assert costs.average_kw == pod.power.average_w / 1000
    assert [row.path for row in costs.missing] == ["load_share.value"]


def test_depreciation_ends_at_the_resale_value(pod: Plan, rows: tuple[BillRow, ...]) -> None:
    costs = answer(pod, rows)
    assert costs.capital is not None
    assert [row.year for row in costs.depreciation] == [1, 2, 3, 4]
    assert costs.depreciation[-1].book_value == pytest.approx(costs.capital * 0.1)
    assert sum(row.charge for row in costs.depreciation) == pytest.approx(costs.capital * 0.9)


def test_three_and_a_half_years_end_at_the_resale_value_too(pod: Plan, rows: tuple[BillRow, ...]) -> None:
    costs = answer(pod, rows, term={"years": 3.5, "resale_share": full_words(rows)["term"]["resale_share"]})  # type: ignore[index]
    assert costs.capital is not None
    assert costs.depreciation[-1].book_value == pytest.approx(costs.capital * 0.1)
    assert sum(row.charge for row in costs.depreciation) == pytest.approx(costs.capital * 0.9)


def test_a_longer_term_makes_an_hour_cheaper(pod: Plan, rows: tuple[BillRow, ...]) -> None:
    terms = answer(pod, rows).terms
    assert [row.years for row in terms] == [3, 4, 5]
    assert terms[0].per_gpu_hour > terms[1].per_gpu_hour > terms[2].per_gpu_hour


def test_curves_begin_with_the_capital_and_end_with_the_resale(pod: Plan, rows: tuple[BillRow, ...]) -> None:
    costs = answer(pod, rows)
    curves = {curve.way: curve.paid for curve in costs.curves}
    house = next(way for way in costs.ways if way.name == "own")
    assert house.per_year is not None
    assert len(curves["own"]) == 49
    assert curves["own"][0] == house.upfront
    assert curves["own"][-1] == pytest.approx(house.per_year * 4)
    assert curves["spot"][0] == 0


@pytest.mark.parametrize(
    ("words", "path", "ways"),
    [
        ({"energy": {}}, "energy.price", ("own", "own and spot")),
        ({"pue": {}}, "pue.value", ("own", "own and spot")),
        ({"space": {}}, "space.price", ("own", "own and spot")),
        ({"staff": []}, "staff", ("own", "colocation", "own and spot")),
        ({"term": {}}, "term.years", ("own", "colocation", "own and spot")),
        ({"colocation": {}}, "colocation.price", ("colocation",)),
    ],
)
def test_a_missing_price_is_named_and_the_rest_is_said(
    pod: Plan, rows: tuple[BillRow, ...], words: dict[str, object], path: str, ways: tuple[str, ...]
) -> None:
    costs = answer(pod, rows, **words)
    found = next(row for row in costs.missing if row.path == path)
    assert set(ways) <= set(found.ways)
    for way in costs.ways:
        assert (way.per_gpu_hour is None) == (way.name in ways)


def test_a_part_without_a_price_is_named_by_its_row(pod: Plan, rows: tuple[BillRow, ...]) -> None:
    parts = [row for row in full_words(rows)["parts"] if row["part"] != "qm9700"]  # type: ignore[attr-defined]
    costs = answer(pod, rows, parts=parts)
    assert [row.path for row in costs.missing if row.ways] == ["parts: switch/qm9700"]
    assert costs.capital is None
    assert costs.capital_known > 0
    assert per_hour(costs, "own") is None
    assert per_hour(costs, "spot") is not None
    assert [row.is_known for row in costs.break_even] == [False] * 4


def test_a_price_for_a_length_goes_before_one_for_every_length_and_a_metre_counts_its_length(pod: Plan, rows: tuple[BillRow, ...]) -> None:
    parts = [
        *full_words(rows)["parts"],  # type: ignore[misc]
        priced(7.0, "metre", part="cat6", length_m=3),
    ]
    line = next(line for line in answer(pod, rows, parts=parts).lines if line.row == "cable/cat6/3m")
    assert line.unit_price == 21.0


def test_another_currency_is_worth_its_rate_and_without_one_is_not_known(pod: Plan, rows: tuple[BillRow, ...]) -> None:
    energy = priced(0.10, "kWh", currency="EUR")
    rate = {"currency": "EUR", "rate": 1.2, "date": "2026-11-21", "source": "made up"}
    same, other, lost = (answer(pod, rows, **words) for words in ({}, {"energy": energy, "exchange": [rate]}, {"energy": energy}))
    assert per_hour(other, "own") == pytest.approx(per_hour(same, "own"))
    assert per_hour(lost, "own") is None
    assert [row.path for row in lost.missing] == ["exchange: EUR"]


def test_a_part_that_the_bill_does_not_have_is_told(pod: Plan, rows: tuple[BillRow, ...]) -> None:
    parts = [*full_words(rows)["parts"], priced(1.0, "each", part="dgx-h10"), priced(1.0, "each", part="cat6", length_m=99)]  # type: ignore[misc]
    assert answer(pod, rows, parts=parts).unused == ("the bill has no dgx-h10; did you mean dgx-h100?", "the bill has no cat6 of 99 m")


def test_an_empty_file_costs_nothing_and_says_so(pod: Plan, rows: tuple[BillRow, ...]) -> None:
    costs = cost(pod, rows, Prices.model_validate({"version": 1, "currency": "USD"}))
    assert all(way.per_gpu_hour is None for way in costs.ways)
    assert len([row for row in costs.missing if row.path.startswith("parts: ")]) == len(rows)
    assert "NaN" not in json.dumps(asdict(costs))


def test_a_price_changes_no_plan(pod: Plan, rows: tuple[BillRow, ...]) -> None:
    before = digest(pod)
    answer(pod, rows)
    assert digest(pod) == before


def test_a_storage_system_draws_power_too() -> None:
    alone = plan(SUPERPOD)
    stored = plan(SUPERPOD, storage={"system": {"kind": "ddn-ai400x2", "blocks": 3}})
    system = stored.storage.system
    assert system is not None
    assert system.power_w
    least = Prices.model_validate({"version": 1, "currency": "USD"})
    without, with_it = (cost(one, bill(one), least) for one in (alone, stored))
    assert with_it.average_kw - without.average_kw == pytest.approx(system.power_w / 1000)


def scaled(words: object, path: tuple[str | int, ...], factor: float) -> object:
    """Return a file as read with the price of one block scaled."""
    if not path:
        assert isinstance(words, dict)
        return words | {"price": words["price"] * factor}
    if isinstance(words, dict):
        return words | {path[0]: scaled(words[path[0]], path[1:], factor)}
    assert isinstance(words, list)
    return [scaled(entry, path[1:], factor) if index == path[0] else entry for index, entry in enumerate(words)]


def test_every_price_of_the_file_makes_something_dearer_and_nothing_cheaper(pod: Plan, rows: tuple[BillRow, ...]) -> None:
    words = full_words(rows)
    before = {way.name: way.per_gpu_hour or 0.0 for way in answer(pod, rows).ways}
    places = [place for place, block in blocks(Prices.model_validate(words)) if isinstance(block, Price)]
    assert len(places) > len(rows)
    for place in places:
        dearer = Prices.model_validate(scaled(words, place, 1.5))
        after = {way.name: way.per_gpu_hour or 0.0 for way in cost(pod, rows, dearer).ways}
        assert all(after[name] >= before[name] for name in before), place
        assert any(after[name] > before[name] for name in before), place
