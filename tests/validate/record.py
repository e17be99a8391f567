"""Writes down what the run asked and what it was answered: the proof, the coverage, and an event a check for whoever waits."""

import json
import os
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pytest

from podwright.outputs.proof import Outcome, Proof, ProofCheck, to_json
from podwright.plan.canonical import digest
from podwright.plan.types import Plan
from podwright.realise.coverage import coverage, load_known, summary
from podwright.realise.unproven import Layer, not_proven

KNOWN = load_known(Path(__file__).parent / "requirements.yaml")


class Verdict(Protocol):
    """The function that ends a check: one line for each thing that is wrong, and what was seen."""

    def __call__(self, wrong: Sequence[str], *, evidence: str) -> None:
        """End the check; it fails when something is wrong."""


@dataclass(slots=True)
class Recorder:
    """A pytest plugin that turns every test into one check of the proof."""

    plan: Plan
    layers: tuple[Layer, ...]
    proof_file: Path | None
    events_fd: int | None
    started: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    checks: dict[str, ProofCheck] = field(default_factory=dict)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Keep how each phase of a test ended; a later phase counts only when it is worse."""
        report = yield
        kept = self.checks.get(item.nodeid)
        if call.when == "call" or not report.passed:
            check = _check(item, report)
            if kept is None or check.outcome is Outcome.FAILED:
                self.checks[item.nodeid] = check
        if call.when == "teardown" and item.nodeid in self.checks:
            self._tell(self.checks[item.nodeid])
        return report

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Write the proof; a run in which nothing was asked is no proof and does not end well."""
        if self.proof_file is not None and not session.config.option.collectonly:
            self.proof_file.write_text(to_json(self.proof()), encoding="utf-8")
        if exitstatus == pytest.ExitCode.OK and not session.config.option.collectonly and not self._was_anything_asked():
            session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the coverage, what is not proven, and, if so, that nothing was asked."""
        if terminalreporter.config.option.collectonly:
            return
        covered, open_ends = coverage(self.checks.values(), KNOWN), not_proven(self.plan, list(self.checks.values()), layers=self.layers)
        terminalreporter.section("requirements")
        for line in summary(covered, KNOWN):
            terminalreporter.write_line(line)
        terminalreporter.section("not proven by this run")
        for line in open_ends:
            terminalreporter.write_line(f"  {line}")
        if not self._was_anything_asked():
            terminalreporter.write_line("No check was executed, so nothing is proven.", red=True)

    def proof(self) -> Proof:
        """Return the record of the run so far."""
        checks = tuple(self.checks.values())
        return Proof(
            pod=self.plan.header.pod,
            plan_digest=digest(self.plan),
            started=self.started,
            checks=checks,
            requirements_covered=coverage(checks, KNOWN).proven,
            not_proven=not_proven(self.plan, checks, layers=self.layers),
        )

    def _was_anything_asked(self) -> bool:
        return any(check.outcome is not Outcome.SKIPPED for check in self.checks.values())

    def _tell(self, check: ProofCheck) -> None:
        """Write one line of JSON to whoever waits."""
        if self.events_fd is not None:
            line = json.dumps({"law": check.name, "place": check.place, "outcome": check.outcome, "text": check.text})
            os.write(self.events_fd, f"{line}\n".encode())


def _check(item: pytest.Item, report: pytest.TestReport) -> ProofCheck:
    """Return the check that one phase of a test makes; a test's name is its law, what it was given its place."""
    outcome = Outcome.PASSED if report.passed else Outcome.SKIPPED if report.skipped else Outcome.FAILED
    ids = dict.fromkeys(mark.args[0] for mark in item.iter_markers("requirement"))
    evidence = "; ".join(str(value) for name, value in item.user_properties if name == "evidence")
    name = getattr(item, "originalname", item.name).removeprefix("test_").replace("_", " ")
    return ProofCheck(name, _place(item), outcome, tuple(ids), evidence if report.passed else _reason(report))


def _place(item: pytest.Item) -> str:
    """Return the host or tenant that a test is about, or the cluster."""
    params = getattr(getattr(item, "callspec", None), "params", {})
    return next((str(value.name) for value in params.values() if hasattr(value, "name")), str(Layer.CLUSTER))


def _reason(report: pytest.TestReport) -> str:
    """Return why a test was skipped or how it failed, in as few words as pytest kept."""
    where: object = report.longrepr
    if isinstance(where, tuple):
        return str(where[2]).removeprefix("Skipped: ")
    return str(where).strip()


def layers_of(words: Sequence[str]) -> tuple[Layer, ...]:
    """Return the layers that the words name, in the order in which they are built; no word names all of them."""
    return tuple(layer for layer in Layer if not words or layer in words)
