"""What lies beside the pods for whoever writes prices is what the models say, and an editor agrees with the door."""

import json
from pathlib import Path

import jsonschema
import pytest

from podwright.costs.load import judge_prices, parse_prices
from podwright.costs.reference import written_files
from podwright.costs.template import template
from podwright.outputs.bill import bill
from podwright.share import share_folder
from podwright.spec.document import Value, read
from unit.pods import plan

STACKS = share_folder() / "stacks"
FILES = sorted(STACKS.glob("*/prices.yaml"))
SMALLEST: dict[str, Value] = {"version": 1, "currency": "USD"}


def schema() -> dict[str, object]:
    found: dict[str, object] = json.loads((STACKS / "prices.schema.json").read_text("utf-8"))
    return found


def is_valid(value: object) -> bool:
    return bool(jsonschema.Draft202012Validator(schema()).is_valid(value))


def test_the_files_beside_the_pods_are_current(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("bless", default=False):
        for name, text in written_files().items():
            (STACKS / name).write_text(text, "utf-8")
    assert [name for name, text in written_files().items() if (STACKS / name).read_text("utf-8") != text] == []


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


def test_the_schema_takes_the_template() -> None:
    assert is_valid(read(template("pod", bill(plan()))).value)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_the_schema_takes_every_file_that_the_door_takes(file: Path) -> None:
    parse_prices(file.read_bytes(), name=str(file))
    assert is_valid(read(file.read_text("utf-8")).value)


@pytest.mark.parametrize(
    "change",
    [{"currency": "dollars"}, {"pue": {"value": 0.5}}, {"energy": {"unit": "MWh"}}, {"term": {"years": 2}}, {"prices": []}, {"clouds": [{"name": "a"}]}],
    ids=str,
)
def test_the_schema_refuses_what_the_door_refuses(change: dict[str, Value]) -> None:
    assert is_valid(SMALLEST)
    assert not is_valid(SMALLEST | change)
    assert judge_prices(SMALLEST | change)[0] is None
