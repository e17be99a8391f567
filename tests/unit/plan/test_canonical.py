"""Canonical JSON, held against what the standard library writes of the same values one by one."""

import json
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podwright.plan import canonical
from podwright.plan.canonical import json_pieces, plain, to_json
from podwright.plan.columns import encoded
from unit.pods import STARTER, plan


class Colour(StrEnum):
    RED = "r\u00e9d"


class Spot(NamedTuple):
    unit: int
    rack: int | None


@dataclass(frozen=True, slots=True)
class Thing:
    name: str
    colour: Colour
    length_m: float
    is_free: bool
    spots: tuple[Spot, ...]
    words: tuple[str, ...]


WORDS = st.text(max_size=4)
SPOTS = st.builds(Spot, st.integers(), st.none() | st.integers())
THINGS = st.builds(
    Thing, WORDS, st.just(Colour.RED), st.floats(), st.booleans(), st.lists(SPOTS, max_size=3).map(tuple), st.lists(WORDS, max_size=3).map(tuple)
)
VALUES = st.one_of(THINGS, SPOTS, WORDS, st.integers(), st.floats(), st.booleans(), st.none(), st.dictionaries(WORDS, st.integers(), max_size=2))


def alone(value: object) -> str:
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@settings(max_examples=40, deadline=None)
@given(st.lists(VALUES, max_size=8))
def test_values_written_together_are_as_the_standard_library_writes_each(values: list[object]) -> None:
    assert encoded(values) == [alone(value) for value in values]


@pytest.mark.parametrize("at_once", [1, 7, 1024])
def test_a_row_is_a_line_however_many_are_written_at_once(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canonical, "ROWS_AT_ONCE", at_once)
    pod = plan(STARTER)
    lines = iter(to_json(pod).splitlines())
    next(line for line in lines if line == '"cables":[')
    rows = [line.rstrip(",") for line in islice((line.removeprefix(",") for line in lines), len(pod.fabric.cables))]
    assert rows == [alone(cable) for cable in pod.fabric.cables]


def test_the_text_says_what_the_plan_says_and_comes_in_pieces() -> None:
    pod = plan(STARTER)
    text = to_json(pod)
    assert json.loads(text) == json.loads(json.dumps(plain(pod)))
    assert "".join(json_pieces(pod)) == text
