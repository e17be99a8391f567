"""Which public requirements a run of the proof has shown to hold, at least in part."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter
from ruamel.yaml import YAML

from podwright.outputs.proof import Outcome, ProofCheck


@dataclass(frozen=True, slots=True)
class Requirement:
    """One public requirement that a check of the suite speaks to: its id, what it wants in our words, and the document that names it."""

    id: str
    says: str
    source: str


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the published lists: the letters its ids begin with, what it is about, and how many ids it has."""

    prefix: str
    title: str
    published_count: int


@dataclass(frozen=True, slots=True)
class Known:
    """Every requirement the suite speaks to, and the sections they stand in."""

    sections: tuple[Section, ...]
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Ids by how their checks ended, each sorted: `proven` held wherever it was asked, `failed` did not somewhere, `not_asked` was skipped or not met."""

    proven: tuple[str, ...]
    failed: tuple[str, ...]
    not_asked: tuple[str, ...]


def load_known(path: Path) -> Known:
    """Return the requirements that the suite's own file lists.

    Raises: pydantic.ValidationError when the file has another shape.
    """
    return TypeAdapter(Known).validate_python(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))


def coverage(checks: Iterable[ProofCheck], known: Known) -> Coverage:
    """Return how each known requirement fared; a skipped check neither proves nor fails one."""
    outcomes: dict[str, set[Outcome]] = {one.id: set() for one in known.requirements}
    for check in checks:
        for requirement_id in check.requirement_ids:
            outcomes.setdefault(requirement_id, set()).add(check.outcome)
    failed = {one for one, seen in outcomes.items() if Outcome.FAILED in seen}
    proven = {one for one, seen in outcomes.items() if Outcome.PASSED in seen} - failed
    return Coverage(tuple(sorted(proven)), tuple(sorted(failed)), tuple(sorted(outcomes.keys() - proven - failed)))


def summary(covered: Coverage, known: Known) -> Iterator[str]:
    """Yield the lines that a person reads: one a section, then what each proven, failed or unasked requirement wants."""
    says = {one.id: one.says for one in known.requirements}
    yield f"{len(covered.proven)} public requirements proven in part, {len(covered.failed)} failed, {len(covered.not_asked)} not asked"
    for section in sorted(known.sections, key=lambda one: one.prefix):
        counts = [len(_of_section(ids, section)) for ids in (covered.proven, covered.failed, covered.not_asked)]
        if any(counts):
            yield f"  {section.prefix:<7} {counts[0]:>2} of {section.published_count:>2} in part, {counts[1]} failed, {counts[2]} not asked  ({section.title})"
    for word, ids in (("proven", covered.proven), ("FAILED", covered.failed), ("not asked", covered.not_asked)):
        yield from (f"  {word:<9} {one:<8} {says.get(one, 'not in requirements.yaml')}" for one in ids)


def _of_section(ids: Sequence[str], section: Section) -> list[str]:
    """Return the ids that belong to a section: its letters, then digits."""
    return [one for one in ids if one.rstrip("0123456789") == section.prefix]
