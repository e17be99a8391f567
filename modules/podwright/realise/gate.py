"""What stands between a plan and the world: an unsound plan, or one that nobody reviewed, goes no further."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pulumi

from podwright.plan.canonical import digest
from podwright.plan.finding import Finding, Infeasible, Severity, sentence
from podwright.plan.types import Plan
from podwright.refusal import Refused
from podwright.spec.errors import SpecErrors

REVIEWED_DIGEST = "PODWRIGHT_PLAN_DIGEST"
"""Environment variable with the digest of the reviewed plan; `podwright up --plan FILE` sets it."""


@contextmanager
def said_plainly() -> Iterator[None]:
    """Turn what a person did or met into the engine's own kind of error: the lines alone, without a traceback.

    Raises: pulumi.RunError.
    """
    try:
        yield
    except (SpecErrors, Infeasible, Refused) as known:
        raise pulumi.RunError(str(known)) from known


def insist_on_sound_plan(findings: tuple[Finding, ...]) -> None:
    """Let a plan pass only without an error that nobody waived.

    Raises: pulumi.RunError with every error on a line.
    """
    errors = [sentence(finding) for finding in findings if finding.severity is Severity.ERROR and finding.waived_because is None]
    if errors:
        raise pulumi.RunError("\n".join(["the plan is unsound, so nothing was done:", *errors]))


def insist_on_reviewed_plan(plan: Plan) -> None:
    """Let a plan pass only if it is the reviewed one, where one was reviewed.

    Raises: pulumi.RunError with both digests.
    """
    reviewed, found = os.environ.get(REVIEWED_DIGEST), digest(plan)
    if reviewed and reviewed != found:
        raise pulumi.RunError(f"{plan.header.pod}: the plan is {found[:12]}, but {reviewed[:12]} was reviewed. Review it again: `podwright plan --out FILE`")
