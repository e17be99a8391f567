"""What growth costs is the difference of the bills, priced."""

from dataclasses import replace

import pytest

from podwright.costs.cost import cost
from podwright.costs.growth import bought
from podwright.costs.prices import Prices
from podwright.outputs.bill import bill
from podwright.plan.difference import Cost, diff
from unit.costs.examples import full_prices
from unit.pods import SUPERPOD, plan


def test_a_pod_that_stays_buys_nothing() -> None:
    rows = bill(plan(SUPERPOD))
    assert bought(rows, rows, full_prices(rows)) == ()


def test_what_growth_adds_is_what_the_larger_pod_costs_more() -> None:
    small, large = plan(SUPERPOD, 1, growth={"scalable_units": 2}), plan(SUPERPOD, 2)
    old, new = bill(small), bill(large)
    prices = full_prices(new)
    added = bought(old, new, prices)
    assert next(row.more for row in added if row.row == "system/dgx-h100") == 32
    capitals = [cost(pod, rows, prices).capital for pod, rows in ((small, old), (large, new))]
    assert capitals[0] is not None
    assert capitals[1] is not None
    assert all(row.more > 0 for row in added)
    assert sum(row.amount or 0 for row in added) == pytest.approx(capitals[1] - capitals[0])


def test_what_has_no_price_has_no_amount_and_what_goes_earns_nothing() -> None:
    old, new = bill(plan(SUPERPOD, 1, growth={"scalable_units": 2})), bill(plan(SUPERPOD, 2))
    empty = Prices.model_validate({"version": 1, "currency": "USD"})
    assert {row.amount for row in bought(old, new, empty)} == {None}
    assert {row.amount for row in bought(new, old, empty)} == {0.0}


def test_a_tier_that_takes_another_fibre_is_told_in_the_difference() -> None:
    old = plan(SUPERPOD)
    parts = tuple(replace(row, part="mfp7e30") if row.tier == "leaf_spine" and row.fabric == "compute" else row for row in old.fabric.parts)
    rows = diff(old, replace(old, fabric=replace(old.fabric, parts=parts)))
    assert {(row.kind, row.change, row.cost, row.text) for row in rows} == {("cable part", "changed", Cost.DRAIN, "mfp7e10 -> mfp7e30")}
    assert all(row.name.startswith("compute/leaf_spine ndr-mpo ") for row in rows)
