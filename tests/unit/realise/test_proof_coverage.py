"""Which public requirements a run shows to hold."""

import re
from pathlib import Path

import pytest

from podwright.outputs.proof import Outcome, ProofCheck
from podwright.realise.coverage import Known, Requirement, Section, coverage, load_known, summary

SUITE = Path(__file__).resolve().parents[3] / "tests" / "validate"
KNOWN = Known(
    (Section("SEC", "security", 26),), (Requirement("SEC04", "no more right than needed", "guide"), Requirement("SEC06", "short credentials", "guide"))
)
USED = re.compile(r'mark\.requirement\("([A-Z0-9]+)"')


def check(outcome: Outcome, *ids: str) -> ProofCheck:
    return ProofCheck("law", "place", outcome, ids)


@pytest.mark.parametrize(
    ("outcomes", "found"),
    [
        ((Outcome.PASSED,), ("SEC04",)),
        ((Outcome.PASSED, Outcome.SKIPPED), ("SEC04",)),
        ((Outcome.PASSED, Outcome.FAILED), ()),
        ((Outcome.SKIPPED,), ()),
        ((), ()),
    ],
)
def test_a_requirement_is_proven_when_it_held_wherever_it_was_asked(outcomes: tuple[Outcome, ...], found: tuple[str, ...]) -> None:
    assert coverage([check(outcome, "SEC04") for outcome in outcomes], KNOWN).proven == found


def test_every_id_stands_in_exactly_one_list() -> None:
    covered = coverage([check(Outcome.FAILED, "SEC04"), check(Outcome.PASSED, "SEC04")], KNOWN)
    assert (covered.proven, covered.failed, covered.not_asked) == ((), ("SEC04",), ("SEC06",))


def test_the_summary_counts_against_the_published_list() -> None:
    lines = list(summary(coverage([check(Outcome.PASSED, "SEC04")], KNOWN), KNOWN))
    assert lines[0] == "1 public requirements proven in part, 0 failed, 1 not asked"
    assert " 1 of 26 in part" in lines[1]


def test_the_suite_names_only_ids_that_its_list_explains_and_all_of_them() -> None:
    known = load_known(SUITE / "requirements.yaml")
    used = {found for file in SUITE.glob("test_*.py") for found in USED.findall(file.read_text(encoding="utf-8"))}
    assert used == {one.id for one in known.requirements}


def test_every_id_of_the_list_belongs_to_a_section_that_counts_it() -> None:
    known = load_known(SUITE / "requirements.yaml")
    prefixes = {one.id[:-2] for one in known.requirements}
    assert prefixes == {section.prefix for section in known.sections}


def test_every_mark_says_which_part_it_proves() -> None:
    marks = [line for file in SUITE.glob("test_*.py") for line in file.read_text(encoding="utf-8").splitlines() if "mark.requirement(" in line]
    assert [line for line in marks if not re.search(r'part=".{10,}"', line)] == []
