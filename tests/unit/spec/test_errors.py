"""An error is data first; one renderer makes its line."""

import pytest

from podwright.spec.errors import SpecError, SpecErrors, dotted, sentence, shown


def test_a_line_has_place_what_and_remedy() -> None:
    error = SpecError("stacks/pod_a/pod.yaml", 14, 5, "fabric.rail_cont", "no such field", "Did you mean rail_count?")
    assert sentence(error) == "stacks/pod_a/pod.yaml:14:5 fabric.rail_cont: no such field. Did you mean rail_count?"


def test_a_remedy_that_asks_nothing_ends_with_a_full_stop() -> None:
    assert sentence(SpecError("pod.yaml", 1, 2, "", "a tab stands here", "Indent with spaces")) == "pod.yaml:1:2: a tab stands here. Indent with spaces."


def test_what_is_wrong_with_a_whole_file_has_no_line() -> None:
    assert sentence(SpecError("stacks/x", 0, 0, "", "no pod.yaml in this folder", "Name another")) == "stacks/x: no pod.yaml in this folder. Name another."


def test_errors_stand_in_the_order_of_the_file() -> None:
    late, early = SpecError("p", 9, 1, "b", "w", "R"), SpecError("p", 2, 1, "a", "w", "R")
    assert SpecErrors([late, early]).errors == (early, late)


@pytest.mark.parametrize(("location", "words"), [((), ""), (("tenants", 0, "name"), "tenants[0].name"), (("a\nb", "c"), '"a\\nb".c'), ((0, 1), "[0][1]")])
def test_a_place_is_written_as_people_write_it(location: tuple[str | int, ...], words: str) -> None:
    assert dotted(location) == words


@pytest.mark.parametrize("text", ["", " a", "a\nb", "\x1b[31m", "a" * 500, "\u202eabc"])
def test_text_that_would_break_the_line_is_quoted_and_cut(text: str) -> None:
    assert shown(text).isprintable()
    assert shown(text).startswith('"')
    assert len(shown(text)) < 600
