"""A new pod's text says what was chosen and offers what was not."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from podwright.spec.commented import pod_text
from podwright.spec.document import Value, read
from podwright.spec.fields import fields
from podwright.spec.load import judge_words

CHOSEN: dict[str, Value] = {
    "version": 1,
    "name": "lab",
    "architecture": "starter-h100",
    "scalable_units": 1,
    "site": {"domain": "lab.example", "racks": {"feed_kw": 30.5}},
    "tenants": [{"name": "research", "gpu_count": 8}, {"name": "platform", "gpu_count": 8}],
}


def test_the_text_reads_back_as_what_was_chosen() -> None:
    assert read(pod_text(CHOSEN)).value == CHOSEN


def test_taking_every_offered_line_makes_a_pod_that_the_door_takes() -> None:
    taken = re.sub(r"^( *)#(?! [^ ])", r"\1", pod_text(CHOSEN), flags=re.MULTILINE)
    spec, problems = judge_words(read(taken).value)
    assert problems == ()
    assert spec is not None
    assert spec.growth.scalable_units is not None


def test_every_field_at_the_top_stands_under_its_sentence() -> None:
    lines = pod_text(CHOSEN).splitlines()
    tops = [field for field in fields() if "." not in field.path]
    assert [line.lstrip("#").partition(":")[0] for line in lines if re.match(r"#?[a-z_]+:", line)] == [field.name for field in tops]
    assert [field.name for field in tops if f"# {field.description[:60]}" not in "\n".join(lines)] == []


def test_a_line_is_no_longer_than_a_terminal_of_120() -> None:
    assert max(map(len, pod_text(CHOSEN).splitlines())) <= 120


@settings(max_examples=15)  # each reads a whole pod file
@given(st.text(min_size=10, max_size=40).filter(lambda text: not re.search("[\ud800-\udfff]", text)))
def test_any_text_survives_being_written(text: str) -> None:
    value: dict[str, Value] = {**CHOSEN, "waivers": [{"code": "P301", "place": text, "reason": text}]}
    assert read(pod_text(value)).value == value
