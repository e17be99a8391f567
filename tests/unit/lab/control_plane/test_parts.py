"""Why a part ended, in one line from its log."""

from pathlib import Path

import pytest

from podwright.lab.control_plane.parts import last_words

LOGS = {
    '{"level":"info","msg":"starting"}\n{"level":"error","msg":"Could not run","error":"too many open files","stacktrace":"main.main\\n\\tmain.go:1"}\n': "Could not run: too many open files",
    "I0101 starting\nE0101 bind: address already in use\nI0101 stopping\n": "E0101 bind: address already in use",
    "a word\n\n": "a word",
    "": "it said nothing",
}


@pytest.mark.parametrize(("text", "words"), LOGS.items(), ids=("json", "klog", "plain", "empty"))
def test_the_last_complaint_is_told_without_its_stack(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "log").write_text(text)
    assert last_words(tmp_path / "log") == words


def test_a_part_without_a_log_said_nothing(tmp_path: Path) -> None:
    assert last_words(tmp_path / "log") == "it said nothing"
