"""Whatever a person writes, the door returns a pod or tells every mistake with its place, in one line each, in words of people."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.spec.commented import example_of
from podwright.spec.errors import SpecErrors, sentence
from podwright.spec.fields import fields
from podwright.spec.load import parse
from podwright.spec.pod import PodSpec

OURS = re.compile(
    r"pydantic|NoneType|Input should|valid (string|integer|number|boolean|list|tuple|dictionary)|Traceback|\b(str|int|float|bool|dict|tuple)\b", re.IGNORECASE
)

EXAMPLE: dict[str, Any] = {field.name: example_of(field) for field in fields() if "." not in field.path}

WORDS = st.text(alphabet="abckuzmnx_-. 0129", max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**9) | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=6,
)


def places(value: object, place: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    if isinstance(value, dict):
        return [place, *(found for name, inner in value.items() for found in places(inner, (*place, name)))]
    if isinstance(value, list):
        return [place, *(found for index, inner in enumerate(value) for found in places(inner, (*place, index)))]
    return [place]


def replaced(value: Any, place: tuple[str | int, ...], new: Any) -> Any:
    if not place:
        return new
    first, rest = place[0], place[1:]
    if isinstance(value, dict):
        return {name: replaced(inner, rest, new) if name == first else inner for name, inner in value.items()}
    if isinstance(value, list):
        return [replaced(inner, rest, new) if index == first else inner for index, inner in enumerate(value)]
    return value


def around(place: tuple[str | int, ...]) -> Any:
    """Return the example without the blocks that a pod may leave out and the place does not lie in; of each block left, plain values and what leads there."""
    needed = {name for name, field in PodSpec.model_fields.items() if field.is_required()}
    kept = {name: value for name, value in EXAMPLE.items() if name in needed or name in place[:1]}
    for name, block in kept.items():
        if isinstance(block, dict) and place != (name,):
            kept[name] = {word: value for word, value in block.items() if (name, word) == place[:2] or not isinstance(value, dict | list)}
    return kept


def yaml_of(value: Any) -> str:
    """Return the value as YAML: JSON is YAML but for the three numbers that it does not have."""
    text = json.dumps(value)
    for theirs, ours in (("-Infinity", "-.inf"), ("Infinity", ".inf"), ("NaN", ".nan")):
        text = text.replace(theirs, ours)
    return text


def judge(content: bytes) -> None:
    try:
        spec = parse(content, name="pod.yaml")
    except SpecErrors as refused:
        for error in refused.errors:
            assert error.line >= 1
            assert error.column >= 1
            assert "\n" not in sentence(error)
            assert not OURS.search(f"{error.what}. {error.remedy}"), sentence(error)
    else:
        assert isinstance(spec, PodSpec)


def test_the_example_of_every_field_is_a_pod() -> None:
    assert parse(yaml_of(EXAMPLE).encode(), name="pod.yaml").name == "lab"


@pytest.mark.parametrize("place", places(EXAMPLE), ids=str)
def test_every_field_tells_every_kind_of_wrong_value(place: tuple[str | int, ...]) -> None:
    for new in ("", "\n", "a\tb\nc", "A b", "10.0.0.0/8\n", -1, 0, 1.5, 10**30, True, None, [], {}, [None], {"": ""}):
        judge(yaml_of(replaced(around(place), place, new)).encode())


@given(st.lists(st.tuples(st.sampled_from(places(EXAMPLE)), VALUES), min_size=1, max_size=4))
def test_any_value_in_any_place_is_taken_or_told(changes: list[tuple[tuple[str | int, ...], Any]]) -> None:
    value: Any = EXAMPLE
    for place, new in changes:
        value = replaced(value, place, new)
    judge(yaml_of(value).encode())


@given(st.binary(max_size=80))
def test_any_bytes_are_taken_or_told(content: bytes) -> None:
    judge(content)


@given(st.integers(0, 10**6), st.integers(0, 40), st.text(alphabet="abc:-[]{}\"'\n\t #&*!|>%@", max_size=6))
def test_any_slip_of_the_hand_is_taken_or_told(start: int, length: int, new: str) -> None:
    text = "".join(f"{name}: {yaml_of(value)}\n" for name, value in EXAMPLE.items())
    cut = start % len(text)
    judge((text[:cut] + new + text[cut + length :]).encode())
