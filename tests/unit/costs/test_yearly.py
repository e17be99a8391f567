"""The arithmetic of costs, judged by published examples and by other routes: a month-by-month ledger, exact fractions, search."""

from dataclasses import replace
from fractions import Fraction
from math import isnan, nan

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from podwright.costs.comparison import FACTORS, break_evens, month_of, sensitivities, utilisation_of
from podwright.costs.inputs import CloudInputs, Inputs
from podwright.costs.yearly import own, per_million_tokens, ways
from unit.costs.examples import numbers

MONEY = st.floats(min_value=1, max_value=1e7)
SHARE = st.floats(min_value=0.05, max_value=1)


@st.composite
def all_inputs(draw: st.DrawFn) -> Inputs:
    """Return inputs that a pod could have."""
    return numbers(
        gpu_count=float(draw(st.integers(1, 100_000))),
        average_kw=draw(st.floats(1, 1e5)),
        capital=draw(MONEY),
        resale_share=draw(st.floats(0, 0.9)),
        years=draw(st.floats(3, 5)),
        pue=draw(st.floats(1, 2)),
        energy_price=draw(st.floats(0.01, 1)),
        staff=draw(MONEY),
        space=draw(MONEY),
        colocation=draw(MONEY),
        utilisation=draw(SHARE),
        downtime_hours=draw(st.floats(0, 800)),
        lost_hour_price=draw(st.floats(0, 10)),
        mixture_share=draw(SHARE),
        mixture_utilisation=draw(SHARE),
        clouds=(CloudInputs("spot", False, draw(st.floats(0.1, 20)), 80.0, 20.0, 0.0), CloudInputs("term", True, draw(st.floats(0.1, 20)), 80.0, 20.0, 5.0)),
    )


def way(inputs: Inputs, name: str):  # type: ignore[no-untyped-def]
    return next(found for found in ways(inputs) if found.name == name)


PUBLISHED_ROI = numbers(
    gpu_count=64.0,
    capital=1_920_000.0,
    resale_share=0.0,
    years=4.0,
    average_kw=0.0,
    staff=728_681.0 / 4,
    space=0.0,
    once_own=0.0,
    services_own=0.0,
    utilisation=0.7,
    downtime_hours=0.0,
    egress_tb=0.0,
    stored_tb=0.0,
    clouds=(CloudInputs("rent", False, 2.0, 0.0, 0.0, 0.0),),
)
"""legitlads.com, accelerator ROI calculator, read 2026-11-21: 64 accelerators, 4 years, 1.92 M$ and 728.68 k$ of energy and operation, 70 % utilisation."""


def test_the_published_calculator_says_the_same() -> None:
    """It prints: own 2,648,681 $, cloud 3,139,584 $, payback 3.2 years, break-even utilisation 59 %."""
    house, cloud = way(PUBLISHED_ROI, "own"), way(PUBLISHED_ROI, "rent")
    assert house.yearly.total * 4 == pytest.approx(2_648_681)
    assert cloud.yearly.total * 4 == pytest.approx(3_139_584)
    even = next(row for row in break_evens(PUBLISHED_ROI) if row.own == "own")
    assert even.month is not None
    assert even.utilisation is not None
    assert (round(even.month / 12, 1), round(even.utilisation, 2)) == (3.2, 0.59)


@pytest.mark.parametrize(("rate", "tokens", "published"), [(2.0, 85, 6.54), (2.6, 140, 5.16), (2.0, 120, 4.63), (2.0, 400, 1.39)])
def test_a_million_tokens_cost_what_the_published_table_says(rate: float, tokens: float, published: float) -> None:
    """gmicloud.ai, LLM inference cost per million tokens, 2026-05-28, examples A to D."""
    assert round(per_million_tokens(rate, numbers(tokens_per_gpu_second=float(tokens))), 2) == published


def test_utilisation_makes_a_token_dearer_as_published() -> None:
    """rahulkashyap.dev, GPU cost per token: 1.29 $ and 2,400 tokens/s are 0.15 $ a million, 0.21 $ at 70 % of the hour."""
    rented = CloudInputs("rent", True, 1.29, 0.0, 0.0, 0.0)
    full, part = (numbers(tokens_per_gpu_second=2400.0, utilisation=use, egress_tb=0.0, stored_tb=0.0, clouds=(rented,)) for use in (1.0, 0.7))
    assert round(per_million_tokens(way(full, "rent").per_gpu_hour, full), 2) == 0.15
    assert round(per_million_tokens(way(part, "rent").per_gpu_hour, part), 2) == 0.21


def ledger(at: Inputs) -> Fraction:
    """Return what an owned pod pays over its term, month by month in exact fractions: parts, one-off, bills, less what the parts are sold for."""
    paid = Fraction(at.capital) + Fraction(at.once_own)
    months = Fraction(at.years) * 12
    for month in range(-(-months.numerator // months.denominator)):
        part = min(Fraction(1), months - month)
        kwh = Fraction(at.average_kw) * Fraction(at.pue) * 730
        lost = Fraction(at.downtime_hours) / 12 * Fraction(at.gpu_count) * Fraction(at.utilisation)
        bills = kwh * Fraction(at.energy_price) + (Fraction(at.staff) + Fraction(at.space) + Fraction(at.services_own)) / 12
        paid += part * (bills + lost * Fraction(at.lost_hour_price))
    return paid - Fraction(at.capital) * Fraction(at.resale_share)


@given(all_inputs())
def test_owning_costs_what_a_ledger_adds_up(at: Inputs) -> None:
    house = own(at)
    assert house.yearly.total * at.years == pytest.approx(float(ledger(at)), rel=1e-9)
    hours = Fraction(at.gpu_count) * (8760 - Fraction(at.downtime_hours)) * Fraction(at.utilisation) * Fraction(at.years)
    assert house.per_gpu_hour == pytest.approx(float(ledger(at) / hours), rel=1e-9)


PRICED = ("capital", "energy_price", "pue", "average_kw", "staff", "space", "services_own", "once_own")


@given(all_inputs(), st.sampled_from(PRICED), st.floats(1.01, 3))
def test_owning_costs_more_when_a_price_rises(at: Inputs, name: str, factor: float) -> None:
    dearer = replace(at, **{name: getattr(at, name) * factor})  # type: ignore[arg-type]
    assert own(dearer).per_gpu_hour > own(at).per_gpu_hour


@given(all_inputs(), st.floats(1.01, 3))
def test_a_cloud_costs_more_when_its_price_rises(at: Inputs, factor: float) -> None:
    clouds = tuple(replace(cloud, hour_price=cloud.hour_price * factor) for cloud in at.clouds)
    before, after = ({found.name: found.per_gpu_hour for found in ways(inputs)} for inputs in (at, replace(at, clouds=clouds)))
    assert all(after[name] > before[name] for name in ("spot", "term"))
    assert after["own"] == before["own"]


@given(all_inputs())
def test_at_the_break_even_month_both_have_paid_the_same(at: Inputs) -> None:
    house, cloud = own(at), way(at, "spot")
    month = month_of(house, cloud)
    if month is None:
        assert house.running >= cloud.running
    else:
        assert house.upfront + house.running / 12 * month == pytest.approx(cloud.upfront + cloud.running / 12 * month, rel=1e-6)


@given(all_inputs(), st.sampled_from(["own", "colocation"]))
def test_at_the_break_even_utilisation_an_hour_costs_the_same_and_above_it_owning_is_cheaper(at: Inputs, name: str) -> None:
    found = utilisation_of(at, name, "spot")

    def gap(utilisation: float) -> float:
        here = replace(at, utilisation=utilisation)
        return float(way(here, name).per_gpu_hour - way(here, "spot").per_gpu_hour)

    if found is None:
        assert gap(1.0) > -1e-9 or gap(0.001) < 0
        return
    assume(found < 0.99)
    if found > 1e-6:
        scale = way(replace(at, utilisation=found), name).per_gpu_hour
        assert gap(found) == pytest.approx(0, abs=1e-6 * scale)
    assert gap(min(1.0, found * 1.01 + 0.001)) < 0


@given(all_inputs())
def test_the_break_even_utilisation_is_what_a_search_finds(at: Inputs) -> None:
    found = utilisation_of(at, "own", "spot")
    assume(found is not None and 0.001 < found < 0.999)
    low, high = 1e-6, 1.0
    for _ in range(80):
        middle = (low + high) / 2
        here = replace(at, utilisation=middle)
        low, high = (middle, high) if own(here).per_gpu_hour > way(here, "spot").per_gpu_hour else (low, middle)
    assert found == pytest.approx(low, abs=1e-6)


@given(all_inputs())
def test_a_mixture_of_nothing_owned_is_the_cloud_and_gives_as_much_work(at: Inputs) -> None:
    rented, cloud = way(replace(at, mixture_share=0.0), "own and spot"), way(at, "spot")
    assert rented.yearly.total == pytest.approx(cloud.yearly.total)
    mixed = way(at, "own and spot")
    assert min(own(at).gpu_hours, cloud.gpu_hours) * (1 - 1e-9) <= mixed.gpu_hours <= cloud.gpu_hours * (1 + 1e-9)


def test_a_mixture_by_hand() -> None:
    """Half of 16 GPUs at 90 % serve 63,072 of the 84,096 hours asked for; 21,024 are rented at 4 $."""
    at = numbers(downtime_hours=0.0, egress_tb=0.0, stored_tb=0.0)
    mixed = way(at, "own and spot")
    assert mixed.gpu_hours == pytest.approx(84_096)
    assert mixed.yearly.rent == pytest.approx(21_024 * 4)
    assert mixed.yearly.total == pytest.approx(own(at).yearly.total / 2 + 84_096)


def test_sensitivity_is_the_cost_with_that_input_changed() -> None:
    at = numbers()
    rows = {(row.way, row.input): row for row in sensitivities(at)}
    staff = rows["own", "staff"]
    values = [own(replace(at, staff=at.staff * factor)).per_gpu_hour for factor in FACTORS]
    assert [staff.lower_20, staff.lower_10, staff.higher_10, staff.higher_20] == pytest.approx(values)
    assert ("own", "price of spot") not in rows
    assert rows["spot", "price of spot"].higher_20 > rows["spot", "price of spot"].lower_20


def test_shares_end_at_one_and_pue_begins_there() -> None:
    rows = {(row.way, row.input): row for row in sensitivities(numbers(utilisation=0.95, pue=1.1))}
    assert rows["own", "utilisation"].higher_10 == rows["own", "utilisation"].higher_20
    assert rows["own", "pue"].lower_10 == rows["own", "pue"].lower_20


@pytest.mark.parametrize("name", ["capital", "years", "energy_price", "utilisation"])
def test_what_is_not_known_makes_what_rests_on_it_not_known_and_nothing_else(name: str) -> None:
    found = {one.name: one.per_gpu_hour for one in ways(numbers(**{name: nan}))}
    assert isnan(found["own"])
    assert isnan(found["spot"]) == (name == "utilisation")


def test_a_way_that_is_cheaper_from_the_start_is_always_cheaper() -> None:
    free = numbers(capital=0.0, once_own=0.0, staff=0.0, space=0.0, services_own=0.0, average_kw=0.0, downtime_hours=0.0)
    even = next(row for row in break_evens(free) if (row.own, row.cloud) == ("own", "spot"))
    assert (even.month, even.utilisation) == (0.0, 0.0)


def test_a_cloud_that_is_nearly_free_is_never_beaten() -> None:
    cheap = numbers(clouds=(CloudInputs("spot", False, 0.001, 0.0, 0.0, 0.0),), mixture_cloud=-1)
    even = next(row for row in break_evens(cheap) if row.own == "own")
    assert (even.is_known, even.month, even.is_within_term, even.utilisation) == (True, None, False, None)


def test_a_resale_can_make_up_for_the_rest_at_the_end_of_the_term() -> None:
    """1,000 at the start, 100 a year of staff, sold for 500 after 4 years: 900 in all, where a cloud of 250 a year takes 1,000; unsold it takes 80 months."""
    plain = dict.fromkeys(("average_kw", "space", "once_own", "services_own", "downtime_hours", "egress_tb", "stored_tb"), 0.0)
    at = numbers(capital=1000.0, resale_share=0.5, staff=100.0, gpu_count=1.0, utilisation=1.0, **plain)
    rent = CloudInputs("rent", True, 250 / 8760, 0.0, 0.0, 0.0)
    even = next(row for row in break_evens(replace(at, clouds=(rent,))) if row.own == "own")
    assert (even.month, even.is_within_term, even.needs_resale) == (48.0, True, True)
    unsold = next(row for row in break_evens(replace(at, clouds=(rent,), resale_share=0.0)) if row.own == "own")
    assert (unsold.month, unsold.is_within_term, unsold.needs_resale) == (pytest.approx(80.0), False, False)
