"""What the report says of money is what it was given: lines that meet where they are marked, bars as long as they say, and nothing where nothing is known."""

import dataclasses
import re
from itertools import pairwise

import pytest

from podwright.outputs.report import render
from podwright.outputs.report.curves import BADGE_SPACE_PX, DESK, LABEL_SPACE_PX, PHONE, STYLES, Shape, apart, draw, letter
from podwright.outputs.report.money import EvenRow, SwingRow
from podwright.outputs.report.scale import round_top, short_money
from podwright.outputs.report.tornado import MOST_ROWS
from podwright.outputs.report.tornado import draw as tornado
from unit.outputs.example_money import example_money, straight
from unit.outputs.page_reader import with_tag, words
from unit.outputs.small_plan import small_plan

PLAN = small_plan()


def text_of(page: str) -> str:
    return words(with_tag(page, "body")[0])


def rows_of(page: str) -> set[str]:
    """Return each row of each table, its cells without anything between them."""
    return {words(element).replace(" ", "") for element in with_tag(page, "tr")}


def points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", path)]


def test_without_prices_one_sentence_says_how_to_get_them() -> None:
    page = render(PLAN, ())
    assert "podwright cost DIR --template > DIR/prices.yaml writes an empty file for its bill" in text_of(page)
    assert "Paid month by month" not in page


def test_page_has_every_way_term_input_and_what_is_missing() -> None:
    page = render(PLAN, (), money=example_money())
    rows, text = rows_of(page), text_of(page)
    for row in (
        "own 1.500 160,000 400,000 0.500 own",
        "colocation not known not known 400,000 not known colocation",
        "3 1.900",
        "5 1.250",
        "utilisation 1.900 1.700 1.400 1.300",
        "colocation.price price of a place in a colocation colocation",
        "services support, insurance nothing: it is left out of the sums",
    ):
        assert row.replace(" ", "") in rows
    for said in (
        "Not used: the bill has no dgx-h10; did you mean dgx-h100?.",
        "own against cloud one: it has paid for itself after 20.0 months",
        "read 2026-01-02 to 2026-11-21",
    ):
        assert said in text


def test_each_picture_has_a_table_that_holds_all_of_it() -> None:
    money = example_money()
    rows = rows_of(render(PLAN, (), money=money))
    for month in range(37):
        assert f"{month}" + "".join(f"{curve.paid[month]:,.0f}" for curve in money.curves) in rows


@pytest.mark.parametrize("shape", [DESK, PHONE])
def test_a_break_even_is_marked_where_the_two_lines_meet(shape: Shape) -> None:
    drawing = draw(example_money(), shape)
    assert drawing
    [mark] = drawing.crossings
    own, _, cloud = (points(line.path) for line in drawing.lines)
    assert own[20] == pytest.approx(cloud[20], abs=0.1)
    assert (mark.x, mark.y) == pytest.approx(own[20], abs=0.1)
    assert mark.title == "own against cloud one: it has paid for itself after 20.0 months"
    assert [row.own for row in drawing.never] == ["colocation"]


@pytest.mark.parametrize("shape", [DESK, PHONE])
@pytest.mark.parametrize("way_count", [1, 2, 5, 12])
def test_many_ways_stay_within_the_drawing_and_their_names_apart(shape: Shape, way_count: int) -> None:
    ways = [f"{'a cloud with a rather long name' if number % 2 else 'own'} {number}" for number in range(way_count)]
    curves = tuple(straight(way, 0.0, 25_000.0 + number) for number, way in enumerate(ways))
    evens = tuple(EvenRow(ways[0], way, 20.0 + number / 10, "") for number, way in enumerate(ways[1:]))
    drawing = draw(example_money(curves=curves, evens=evens), shape)
    assert drawing
    for line in drawing.lines:
        assert all(drawing.left - 0.1 <= x <= drawing.right + 0.1 and drawing.top - 0.1 <= y <= drawing.bottom + 0.1 for x, y in points(line.path))
        assert drawing.right + 12 + 6 * len(line.label) <= drawing.width
        assert 0 < line.label_y <= drawing.height
    assert all(b - a >= LABEL_SPACE_PX - 0.2 for a, b in pairwise(sorted(line.label_y for line in drawing.lines)))
    assert all(b - a >= BADGE_SPACE_PX - 0.2 for a, b in pairwise(sorted(mark.badge_x for mark in drawing.crossings)))
    assert len({line.letter for line in drawing.lines}) == way_count
    assert all(line.style < STYLES for line in drawing.lines)


def test_a_way_that_costs_nothing_is_drawn_on_the_axis() -> None:
    drawing = draw(example_money(curves=(straight("own", 0.0, 0.0),), evens=()), DESK)
    assert drawing
    assert {y for _, y in points(drawing.lines[0].path)} == {float(drawing.bottom)}


def test_without_a_known_way_there_is_no_drawing_and_the_page_still_says_what_is_missing() -> None:
    money = example_money(curves=(), evens=(), terms=(), base=None, swings=(), capital=None)
    assert draw(money, DESK) is None
    assert tornado(money) is None
    page = render(PLAN, (), money=money)
    assert 'class="curves' not in page
    assert 'class="tornado' not in page
    assert "Parts: not known; 400,000 of it is." in text_of(page)
    assert "colocation.price" in page


def test_places_are_moved_apart_in_their_order_and_stay_above_the_end() -> None:
    assert apart([10.0, 11.0, 50.0], 5, lowest=0, highest=100) == [10.0, 15.0, 50.0]
    assert apart([99.0, 98.0], 5, lowest=0, highest=100) == [100.0, 95.0]
    assert apart([], 5, lowest=0, highest=100) == []


def test_bars_reach_from_what_the_hour_costs_to_what_it_then_costs_the_widest_first() -> None:
    drawing = tornado(example_money())
    assert drawing
    assert [label.text for label in drawing.labels] == ["utilisation", "price of energy"]
    less, more, *_ = drawing.swings
    assert (less.x, less.text) == (drawing.middle_x, "1.900")
    assert more.x + more.width == pytest.approx(drawing.middle_x, abs=0.2)
    assert less.width / more.width == pytest.approx(0.4 / 0.2, abs=0.02)
    assert (less.anchor, more.anchor) == ("start", "end")


def test_an_input_that_only_raises_the_cost_has_both_bars_on_one_side() -> None:
    drawing = tornado(example_money(swings=(SwingRow("odd", 1.6, 1.55, 1.65, 1.8),)))
    assert drawing
    assert {swing.anchor for swing in drawing.swings} == {"start"}
    assert all(swing.x >= drawing.middle_x for swing in drawing.swings)


def test_the_drawing_has_the_inputs_that_matter_most_and_the_table_has_all() -> None:
    swings = tuple(SwingRow(f"input {number:02}", 1.5 - number, 1.4, 1.6, 1.7) for number in range(20))
    money = example_money(swings=swings)
    drawing = tornado(money)
    assert drawing
    assert len(drawing.labels) == MOST_ROWS
    page = render(PLAN, (), money=money)
    assert all(f"input {number:02}" in page for number in range(20))


def test_markup_in_prices_is_shown_and_never_run() -> None:
    evil = "<script>alert(1)</script>"
    way = dataclasses.replace(example_money().ways[0], name=evil)
    money = example_money(ways=(way,), curves=(straight(evil, 1.0, 1.0),), evens=(EvenRow(evil, evil, 3.0, evil),), unused=(evil,))
    page = render(PLAN, (), money=money)
    assert len(with_tag(page, "script")) == 1
    assert evil in text_of(page)


@pytest.mark.parametrize(("high", "top", "step"), [(0, 1, 1), (7, 8, 2), (1.4e6, 1.5e6, 250e3), (1e9, 1e9, 200e6), (0.3, 0.3, 0.05)])
def test_axes_end_at_a_round_value(high: float, top: float, step: float) -> None:
    assert round_top(high, 6) == pytest.approx((top, step))


@pytest.mark.parametrize(("amount", "text"), [(0, "0"), (250, "250"), (2_500, "2.5 k"), (1.5e6, "1.5 M"), (2e9, "2 bn"), (3e12, "3 T")])
def test_an_axis_says_large_amounts_short(amount: float, text: str) -> None:
    assert short_money(amount) == text


def test_lines_have_letters_after_the_alphabet_too() -> None:
    assert [letter(index) for index in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]
