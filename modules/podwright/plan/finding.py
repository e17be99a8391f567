"""What the design gets wrong: data first, words last."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error stops everything behind it; a warning and a note do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong with a pod: where, what, against what, what to do."""

    code: str
    where: str
    what: str
    remedy: str
    severity: Severity = Severity.ERROR
    waived_because: str | None = None


class Infeasible(Exception):
    """No plan can exist for this spec; holds every finding of the phase that found it out."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("\n".join(sentence(finding) for finding in findings))
        self.findings = findings


def sentence(finding: Finding) -> str:
    """Return the finding as the one line that people read."""
    return f"{finding.code} {finding.where}: {finding.what}. {finding.remedy}."
