"""A document is read as YAML 1.2 says, with a place for every word, and never costs more than its size."""

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.spec.document import SIZE_LIMIT_BYTES, Mark, Unreadable, decode, read


def faults(text: str) -> list[str]:
    with pytest.raises(Unreadable) as refused:
        read(text)
    return [problem.what for _, problem in refused.value.faults]


def marks_of(document: str | bytes) -> list[Mark]:
    """Return where everything stands that was read, or where everything is wrong that was not."""
    try:
        return list(read(document if isinstance(document, str) else decode(document)).marks.values())
    except Unreadable as refused:
        return [mark for mark, _ in refused.faults]


# Expected values by hand from YAML 1.2.2, section 10.3.2 (core schema).
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True), ("False", False), ("yes", "yes"), ("on", "on"), ("null", None), ("~", None), ("", None), ("0", 0), ("-12", -12), ("010", 10), ("0o17", 15), ("0x1F", 31),
        ("1_000", "1_000"), ("1:20", "1:20"), ("1.5", 1.5), (".5", 0.5), ("1e3", 1000.0), (".inf", math.inf), ("-.INF", -math.inf), ("2020-01-01", "2020-01-01"), ("0o9", "0o9"),
        ("'5'", "5"), ('"true"', "true"), ("''", ""), ("1.2.3", "1.2.3"), ("[1, a]", [1, "a"]), ("{a: 1}", {"a": 1}),
    ],
)  # fmt: skip
def test_a_scalar_is_what_the_core_schema_says(text: str, value: object) -> None:
    assert read(f"a: {text}\n").value == {"a": value}


def test_not_a_number_is_read_as_such() -> None:
    value = read("a: .nan").value
    assert isinstance(value, dict)
    assert isinstance(value["a"], float)
    assert math.isnan(value["a"])


def test_every_key_and_entry_has_its_line_and_column() -> None:
    marks = read("a: 1\nb:\n  - c: 2\n    d: [3, 4]\n").marks
    assert marks == {
        (): Mark(1, 1), ("a",): Mark(1, 1), ("b",): Mark(2, 1), ("b", 0): Mark(3, 5), ("b", 0, "c"): Mark(3, 5),
        ("b", 0, "d"): Mark(4, 5), ("b", 0, "d", 0): Mark(4, 9), ("b", 0, "d", 1): Mark(4, 12),
    }  # fmt: skip


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert decode(b"\xef\xbb\xbfa: 1") == "a: 1"


def test_a_file_at_the_limit_is_taken_and_one_above_is_not() -> None:
    assert len(decode(b"#" * SIZE_LIMIT_BYTES)) == SIZE_LIMIT_BYTES
    with pytest.raises(Unreadable):
        decode(b"#" * (SIZE_LIMIT_BYTES + 1))


def test_all_faults_that_need_no_guess_are_told_at_once() -> None:
    assert len(faults("a: 1\na: 2\nb: &x 1\nc: !!str 2\nd: *x\n? [e]\n: 1\n")) == 4


def test_an_alias_is_told_only_where_its_anchor_is_not() -> None:
    assert faults("a: &x 1\nb: *x\nc: *y\n") == ["&x is an anchor, and a pod file takes none", "*y points elsewhere, and a pod file takes no aliases"]


@pytest.mark.parametrize("bomb", ["[" * 50_000, "{" * 50_000, "{a: " * 20_000, "- " * 20_000, "? " * 20_000, "a: " + "9" * 50_000, "!" * 50_000], ids=len)
def test_a_small_file_never_costs_much(bomb: str) -> None:
    begun_s = time.process_time()
    assert faults(bomb)
    assert time.process_time() - begun_s < 10


@given(st.text(alphabet=st.sampled_from("ab:-[]{}&*!|>'\"%@`#?, \n\t~0.\\"), max_size=60))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    assert all(mark.line >= 1 and mark.column >= 1 for mark in marks_of(text))


@given(st.binary(max_size=60))
def test_any_bytes_are_text_or_refused_with_a_place(content: bytes) -> None:
    assert all(mark.line >= 1 and mark.column >= 1 for mark in marks_of(content))
