"""What every floor of the tests shares: golden files, and how they are written again."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("same", derandomize=True, max_examples=60, deadline=None)
settings.register_profile("search", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

GOLDEN = Path(__file__).parent / "golden"
Golden = Callable[[str, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --bless, which writes golden files and generated text again, never in CI; and --no-skips."""
    parser.addoption("--bless", action="store_true", help="write golden files and generated text again; the diff is the review")
    parser.addoption("--no-skips", action="store_true", help="fail when a test was skipped: the machine was to have all that the tests need")


def pytest_configure(config: pytest.Config) -> None:
    """Refuse --bless where nobody would look at the diff; let Ctrl-C reach what the tests start.

    A shell starts what it puts in the background with SIGINT ignored, and every child inherits that: tests of Ctrl-C would press a key that nobody hears.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if config.getoption("--bless") and os.environ.get("CI"):
        raise pytest.UsageError("--bless writes what is expected; CI only compares")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run in which a test was skipped, where none may be."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.getoption("--no-skips") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Return a comparer: name of a kept file under tests/golden, and the text that it must hold."""

    def compare(name: str, text: str) -> None:
        kept = GOLDEN / name
        if request.config.getoption("--bless"):
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(text, encoding="utf-8")
        assert kept.read_text(encoding="utf-8") == text, f"{kept} differs: look at both, then `make bless` if the new one is right"

    return compare
