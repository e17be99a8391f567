"""What the judge found, the gravest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from podwright.outputs.report.words import plural
from podwright.plan.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Judgement:
    """The findings, parted; `open` holds errors, then warnings, then notes; `waived` those that a person accepts."""

    headline: str
    is_fit: bool
    open: tuple[Finding, ...]
    waived: tuple[Finding, ...]


def judgement(findings: Sequence[Finding]) -> Judgement:
    """Return the findings by severity, code and place, with one sentence over them."""
    order = list(Severity)
    ordered = sorted(findings, key=lambda finding: (order.index(finding.severity), finding.code, finding.where, finding.what))
    still_open = tuple(finding for finding in ordered if finding.waived_because is None)
    waived = tuple(finding for finding in ordered if finding.waived_because is not None)
    error_count = sum(finding.severity is Severity.ERROR for finding in still_open)
    return Judgement(headline=headline(still_open, waived), is_fit=error_count == 0, open=still_open, waived=waived)


def headline(still_open: Sequence[Finding], waived: Sequence[Finding]) -> str:
    """Return the judgement in one sentence without its full stop."""
    counts = [(sum(finding.severity is severity for finding in still_open), severity.value) for severity in Severity]
    parts = [plural(count, noun) for count, noun in counts if count]
    if waived:
        parts.append(f"{len(waived)} waived")
    return ", ".join(parts) if parts else "no findings"
