"""The verbs that say what is bought and what it costs: what they print, and how they end."""

import json
from pathlib import Path

import pytest

from podwright.cli import run
from podwright.cli.exits import Exit
from podwright.cli.pods import plan_of
from podwright.outputs.bill import bill
from podwright.share import share_folder
from unit.costs.examples import full_words

LAB = str(share_folder() / "stacks" / "lab")


def prices(folder: Path, change: tuple[str, str] = ("", ""), *, capsys: pytest.CaptureFixture[str]) -> str:
    """Return the path of the lab's template with one text replaced."""
    assert run(["cost", LAB, "--template"]) == Exit.FINE
    path = folder / "prices.yaml"
    path.write_text(capsys.readouterr().out.replace(*change, 1), "utf-8")
    return str(path)


def test_the_bill_is_a_table_and_traces_to_devices(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bill", LAB]) == Exit.FINE
    assert "system/dgx-h100" in capsys.readouterr().out
    assert run(["bill", LAB, "--trace", "system/dgx-h100"]) == Exit.FINE
    assert capsys.readouterr().out.splitlines() == ["lab-u001-r01-n01", "lab-u001-r01-n02"]


def test_the_bill_as_json_and_as_csv_say_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bill", LAB, "--json"]) == Exit.FINE
    rows = json.loads(capsys.readouterr().out)
    assert run(["bill", LAB, "--csv"]) == Exit.FINE
    assert [line.split(",", 1)[0] for line in capsys.readouterr().out.splitlines()[1:]] == [row["row"] for row in rows]


def test_a_row_that_is_none_is_refused_with_the_likely_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bill", LAB, "--trace", "system/dgx-h10"]) == Exit.WRONG_INPUT
    assert "Did you mean system/dgx-h100?" in capsys.readouterr().err


def test_two_forms_at_once_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bill", LAB, "--json", "--csv"]) == Exit.WRONG_INPUT
    assert "give one of them" in capsys.readouterr().err


def test_an_empty_template_says_what_is_missing_and_ends_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cost", LAB, "--prices", prices(tmp_path, capsys=capsys)]) == Exit.FINE
    out = capsys.readouterr().out
    assert "missing parts: system/dgx-h100: price of 2 of it; waited for by: own, colocation" in out
    assert "missing energy.price" in out


def test_with_every_price_the_answer_is_a_table_break_evens_and_what_matters_most(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "prices.yaml"
    path.write_text("".join(f"{name}: {json.dumps(value)}\n" for name, value in full_words(bill(plan_of(Path(LAB)))).items()), "utf-8")
    assert run(["cost", LAB, "--prices", str(path)]) == Exit.FINE
    out = capsys.readouterr().out
    first_words = [line.split()[0] for line in out.splitlines()]
    assert [word for word in first_words if word in {"depreciation", "rent", "egress", "utilisation"}] == ["depreciation", "rent", "egress", "utilisation"]
    assert out.count(" against ") == 4
    assert "own, over 5 years: " in out
    assert "missing" not in out


def test_json_has_null_where_nothing_is_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cost", LAB, "--prices", prices(tmp_path, capsys=capsys), "--json"]) == Exit.FINE
    answer = json.loads(capsys.readouterr().out)
    assert (answer["capital"], answer["capital_known"], answer["ways"][0]["per_gpu_hour"]) == (None, 0, None)


def test_a_folder_without_prices_is_told_how_to_get_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cost", LAB, "--prices", str(tmp_path / "none.yaml")]) == Exit.WRONG_INPUT
    err = capsys.readouterr().err
    assert "no such file. Write it with podwright cost" in err
    assert "--template" in err


def test_a_mistake_in_the_prices_has_line_and_column(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = prices(tmp_path, ("currency: USD", "curency: USD"), capsys=capsys)
    assert run(["cost", LAB, "--prices", path]) == Exit.WRONG_INPUT
    assert "curency: no such field. Did you mean currency?" in capsys.readouterr().err


def test_the_bill_is_one_of_the_files_that_are_written(tmp_path: Path) -> None:
    assert run(["render", LAB, "--out", str(tmp_path), "--only", "bill"]) == Exit.FINE
    assert (tmp_path / "bill.csv").read_text("utf-8").startswith("ROW,GROUP,PART,")


def test_a_difference_says_what_it_costs_to_buy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pod = tmp_path / "pod"
    pod.mkdir()
    text = (share_folder() / "stacks" / "superpod" / "pod.yaml").read_text("utf-8")
    (pod / "pod.yaml").write_text(text.replace("scalable_units: 1", "scalable_units: 2", 1), "utf-8")
    old = str(share_folder() / "stacks" / "superpod")
    assert run(["diff", old, str(pod)]) == Exit.FINE
    assert "; no prices are given" in capsys.readouterr().out
    (pod / "prices.yaml").write_text(
        "version: 1\ncurrency: USD\nparts:\n  - {part: dgx-h100, price: 100, unit: each, currency: USD, date: 2026-11-21, source: made up}\n", "utf-8"
    )
    assert run(["diff", old, str(pod)]) == Exit.FINE
    assert "money: 3,200 USD; " in capsys.readouterr().out
    assert run(["diff", old, old]) == Exit.FINE
    assert "money" not in capsys.readouterr().out
