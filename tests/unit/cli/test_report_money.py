"""The report's costs are those of `podwright cost`: the same prices, the same figures; prices that are wrong stop it as they stop the other."""

import json
from pathlib import Path

import pytest

from podwright.cli import run
from podwright.cli.exits import Exit
from podwright.cli.money import INPUT_WORDS, money_of_stack
from podwright.cli.pods import plan_of
from podwright.costs.comparison import VARIED
from podwright.outputs.bill import bill
from podwright.share import share_folder
from unit.costs.examples import full_words

LAB = share_folder() / "stacks" / "lab"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the lab's folder with a full file of example prices."""
    folder = tmp_path_factory.mktemp("lab")
    (folder / "pod.yaml").write_text((LAB / "pod.yaml").read_text("utf-8"), "utf-8")
    given = full_words(bill(plan_of(folder)))
    (folder / "prices.yaml").write_text("".join(f"{name}: {json.dumps(value)}\n" for name, value in given.items()), "utf-8")
    return folder


def test_a_stack_without_prices_has_no_money() -> None:
    assert money_of_stack(plan_of(LAB), LAB) is None


@pytest.mark.parametrize("named", ["folder", "file of the pod", "file of prices"])
def test_the_report_has_the_figures_of_the_cost_verb(stack: Path, named: str, capsys: pytest.CaptureFixture[str]) -> None:
    plan = plan_of(stack)
    money = {
        "folder": lambda: money_of_stack(plan, stack),
        "file of the pod": lambda: money_of_stack(plan, stack / "pod.yaml"),
        "file of prices": lambda: money_of_stack(plan, LAB, stack / "prices.yaml"),
    }[named]()
    assert run(["cost", str(stack), "--json"]) == Exit.FINE
    told = json.loads(capsys.readouterr().out)
    assert money
    assert [(way.name, way.per_gpu_hour, way.per_year) for way in money.ways] == [(row["name"], row["per_gpu_hour"], row["per_year"]) for row in told["ways"]]
    assert [list(curve.paid) for curve in money.curves] == [row["paid"] for row in told["curves"]]
    within = [row["month"] if row["is_within_term"] and not row["needs_resale"] else None for row in told["break_even"]]
    assert [even.month for even in money.evens] == within
    assert len(money.swings) == sum(row["way"] == "own" for row in told["sensitivity"])
    assert money.dates == ("2026-11-21",)


def test_a_break_even_lies_on_both_curves(stack: Path) -> None:
    money = money_of_stack(plan_of(stack), stack)
    assert money
    paid = {curve.way: curve.paid for curve in money.curves}
    assert any(even.month for even in money.evens)
    for even in money.evens:
        if even.month is not None and even.month < len(paid[even.own]) - 2:
            whole, part = divmod(even.month, 1)
            here, there = ((1 - part) * paid[way][int(whole)] + part * paid[way][int(whole) + 1] for way in (even.own, even.cloud))
            assert here == pytest.approx(there)


def test_the_verb_writes_them_and_refuses_prices_that_are_wrong_before_it_writes(stack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "lab.html"
    assert run(["report", str(stack), "--out", str(out)]) == Exit.FINE
    assert "Paid month by month" in out.read_text("utf-8")
    wrong, other = tmp_path / "prices.yaml", tmp_path / "other.html"
    wrong.write_text("version: 1\ncurrency: dollars\n", "utf-8")
    assert run(["report", str(stack), "--out", str(other), "--prices", str(wrong)]) == Exit.WRONG_INPUT
    assert "currency" in capsys.readouterr().err
    assert run(["report", str(stack), "--out", str(other), "--prices", str(tmp_path / "none.yaml")]) == Exit.WRONG_INPUT
    assert not other.exists()


def test_every_input_that_is_varied_has_words_without_underscores() -> None:
    assert all("_" not in INPUT_WORDS.get(name, name) for name in VARIED)
    assert INPUT_WORDS.keys() <= VARIED.keys()
