"""What lies beside the pods is what the models say, and an editor agrees with the door."""

import json
from pathlib import Path

import jsonschema
import pytest

from podwright.share import share_folder
from podwright.spec.commented import example_of
from podwright.spec.document import Value, read
from podwright.spec.fields import fields
from podwright.spec.load import judge_words, load
from podwright.spec.reference import reference_text, stale_files, written_files

STACKS = share_folder() / "stacks"
PODS = sorted(STACKS.glob("*/pod.yaml"))
SCHEMA = json.loads((STACKS / "pod.schema.json").read_text("utf-8"))
SMALLEST: dict[str, Value] = {"version": 1, "name": "lab", "architecture": "starter-h100", "scalable_units": 1, "site": {"domain": "lab.example"}}


def is_valid(value: object) -> bool:
    return bool(jsonschema.Draft202012Validator(SCHEMA).is_valid(value))


def test_the_files_beside_the_pods_are_current(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("bless", default=False):
        for name, text in written_files().items():
            (STACKS / name).write_text(text, "utf-8")
    assert stale_files(STACKS) == (), "python -m podwright.spec.reference --write"


def test_a_changed_file_is_found_stale(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(reference_text() + "\n", "utf-8")
    assert stale_files(tmp_path) == ("README.md", "pod.schema.json")


def test_every_field_has_its_row() -> None:
    rows = reference_text().splitlines()
    assert [field.path for field in fields() if not any(row.startswith(f"| `{field.path}` |") for row in rows) and field.shape.model is None] == []


def test_every_field_tells_what_it_is_what_it_costs_and_an_example() -> None:
    leaves = [field for field in fields() if field.shape.model is None]
    assert [field.path for field in fields() if not field.description.endswith(".")] == []
    assert [field.path for field in leaves if field.change is None] == []
    assert [field.path for field in leaves if field.example is None] == []


def test_the_examples_together_are_a_pod_that_the_door_takes() -> None:
    value = {field.name: example_of(field) for field in fields() if "." not in field.path}
    spec, problems = judge_words(value)
    assert problems == ()
    assert spec is not None
    assert is_valid(value)


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("pod", PODS, ids=lambda pod: pod.parent.name)
def test_the_schema_takes_every_pod_that_the_door_takes(pod: Path) -> None:
    load(pod)
    value = read(pod.read_text("utf-8")).value
    jsonschema.Draft202012Validator(SCHEMA).validate(value)
    assert pod.read_text("utf-8").startswith("# yaml-language-server: $schema=../pod.schema.json\n")


@pytest.mark.parametrize(
    "change",
    [
        {"nmae": "lab"},
        {"name": "Lab"},
        {"version": 2},
        {"scalable_units": 0},
        {"fabrics": {"compute": {"ufm": "maybe"}}},
        {"tenants": [{"name": "a"}]},
        {"site": {}},
    ],
    ids=str,
)
def test_the_schema_refuses_what_the_door_refuses(change: dict[str, Value]) -> None:
    assert is_valid(SMALLEST)
    assert not is_valid(SMALLEST | change)
    assert judge_words(SMALLEST | change)[0] is None
