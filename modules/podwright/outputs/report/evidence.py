"""What was proven of the pod, and what was not."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from podwright.outputs.proof import Outcome, Proof, ProofCheck
from podwright.outputs.report.words import plural


class Standing(StrEnum):
    """What the proof is worth for this plan."""

    NONE = "none"
    OTHER_PLAN = "other_plan"
    EMPTY = "empty"
    FAILED = "failed"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Law:
    """One law that was asked of one or more places; what did not pass stands with its place and reason."""

    name: str
    requirement_ids: tuple[str, ...]
    passed_count: int
    check_count: int
    outcome: Outcome
    places: tuple[str, ...]
    not_passed: tuple[ProofCheck, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A proof as the report shows it; without one `proof` is empty and so is everything else."""

    standing: Standing
    headline: str
    proof: Proof | None
    laws: tuple[Law, ...]


HEADLINES = {
    Standing.NONE: "no proof was given",
    Standing.OTHER_PLAN: "the proof given is of another plan",
    Standing.EMPTY: "the proof given ran no check",
}


def evidence(proof: Proof | None, plan_digest: str) -> Evidence:
    """Return what a proof says of the plan with this digest; laws that failed come first, then those that were skipped."""
    worth = standing(proof, plan_digest)
    if proof is None:
        return Evidence(standing=worth, headline=HEADLINES[worth], proof=None, laws=())
    order = (Outcome.FAILED, Outcome.SKIPPED, Outcome.PASSED)
    names = sorted({check.name for check in proof.checks})
    laws = sorted((law(name, [check for check in proof.checks if check.name == name]) for name in names), key=lambda one: (order.index(one.outcome), one.name))
    return Evidence(standing=worth, headline=HEADLINES.get(worth, tally(proof.checks)), proof=proof, laws=tuple(laws))


def standing(proof: Proof | None, plan_digest: str) -> Standing:
    """Return what the proof is worth; a proof of another plan proves nothing of this one."""
    if proof is None:
        return Standing.NONE
    if proof.plan_digest != plan_digest:
        return Standing.OTHER_PLAN
    outcomes = {check.outcome for check in proof.checks}
    if Outcome.FAILED in outcomes:
        return Standing.FAILED
    return Standing.PASSED if Outcome.PASSED in outcomes else Standing.EMPTY


def tally(checks: Sequence[ProofCheck]) -> str:
    """Return how the checks ended, in one line."""
    counts = [(outcome, sum(check.outcome is outcome for check in checks)) for outcome in Outcome]
    return ", ".join(f"{plural(count, 'check') if outcome is Outcome.PASSED else count} {outcome}" for outcome, count in counts if count)


def law(name: str, checks: Sequence[ProofCheck]) -> Law:
    """Return one law over all its places."""
    outcomes = {check.outcome for check in checks}
    outcome = next(one for one in (Outcome.FAILED, Outcome.SKIPPED, Outcome.PASSED) if one in outcomes)
    passed = [check for check in checks if check.outcome is Outcome.PASSED]
    return Law(
        name=name,
        requirement_ids=tuple(sorted({requirement for check in checks for requirement in check.requirement_ids})),
        passed_count=len(passed),
        check_count=len(checks),
        outcome=outcome,
        places=tuple(sorted({check.place for check in checks})),
        not_passed=tuple(sorted((check for check in checks if check.outcome is not Outcome.PASSED), key=lambda check: (check.place, check.text))),
    )
