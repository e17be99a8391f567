"""What a run of the proof leaves behind: what was asked of the pod, and what it answered."""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import TypeAdapter


class Outcome(StrEnum):
    """How a check ended; a skipped check proves nothing."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class ProofCheck:
    """One check: its law as a sentence, the place it was asked of, how it ended, the public requirements it proves, and the evidence or reason."""

    name: str
    place: str
    outcome: Outcome
    requirement_ids: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """One run of the proof against one plan. `started` is the time as the run wrote it; `not_proven` is what no check here can show."""

    pod: str
    plan_digest: str
    started: str
    checks: tuple[ProofCheck, ...]
    requirements_covered: tuple[str, ...]
    not_proven: tuple[str, ...]


ADAPTER = TypeAdapter(Proof)


def to_json(proof: Proof) -> str:
    """Return the proof as indented JSON, fields in the order of their declaration, with a newline at the end."""
    return ADAPTER.dump_json(proof, indent=2).decode() + "\n"


def from_json(text: str | bytes) -> Proof:
    """Return the proof that the JSON text holds.

    Raises: pydantic.ValidationError when the text is no proof.
    """
    return ADAPTER.validate_json(text)
