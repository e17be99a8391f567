import pytest

from podwright.engines.progress import Progress, advance, duration, told

LINES = ("go: downloading go.uber.org/zap v1.27.0\n", "internal/goarch\n", "go.uber.org/zap\n", "go.etcd.io/etcd/server/v3\n")


def test_the_progress_counts_what_go_prints_and_ends_with_linking() -> None:
    progress = Progress()
    doings = []
    for line in LINES:
        progress = advance(progress, line, package="go.etcd.io/etcd/server/v3")
        doings.append(progress.doing)
    assert doings == ["downloading go.uber.org/zap v1.27.0", "compiling internal/goarch", "compiling go.uber.org/zap", "linking"]
    assert (progress.download_count, progress.package_count) == (1, 3)


def test_a_line_that_is_no_step_changes_nothing() -> None:
    assert advance(Progress(), "m.go:3:1: syntax error\n", package="m") == Progress()


def test_the_line_for_people_has_time_program_step_and_counts() -> None:
    assert told(Progress(3, 120, "linking"), "etcd", elapsed_s=72) == "1 min 12 s, etcd: linking, 3 modules fetched, 120 packages compiled"


@pytest.mark.parametrize(("seconds", "words"), [(0.2, "0 s"), (59.4, "59 s"), (59.6, "1 min 00 s"), (605, "10 min 05 s")])
def test_a_duration_is_told_in_minutes_and_seconds(seconds: float, words: str) -> None:
    assert duration(seconds) == words
