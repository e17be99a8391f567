"""The report never says more than the proof does."""

import dataclasses

import pytest

from podwright.outputs.proof import Outcome, Proof, ProofCheck, from_json, to_json
from podwright.outputs.report import render
from podwright.outputs.report.evidence import Standing, evidence
from podwright.plan.canonical import digest
from unit.outputs.page_reader import with_tag, words
from unit.outputs.small_plan import small_plan

PASSED = ProofCheck("every host answers to its own name", "small-u001-r01-n01", Outcome.PASSED, ("CNP01",))
FAILED = ProofCheck("a rail does not reach another rail", "small-u001-r01-n02", Outcome.FAILED, ("CNP02",), "10.8.0.1 answered on ib1")
SKIPPED = ProofCheck("every GPU is seen", "small", Outcome.SKIPPED, (), "no GPU in the lab")
PLAN = small_plan()


def proof_of(*checks: ProofCheck) -> Proof:
    return Proof("small", digest(PLAN), "2026-11-21T10:00:00+00:00", checks, ("CNP01",), ("no bandwidth is measured",))


def text_of(proof: Proof | None) -> str:
    return words(with_tag(render(PLAN, (), proof=proof), "body")[0])


@pytest.mark.parametrize(
    ("proof", "standing"),
    [
        (None, Standing.NONE),
        (dataclasses.replace(proof_of(PASSED), plan_digest="0" * 64), Standing.OTHER_PLAN),
        (proof_of(), Standing.EMPTY),
        (proof_of(SKIPPED), Standing.EMPTY),
        (proof_of(PASSED, FAILED), Standing.FAILED),
        (proof_of(PASSED, SKIPPED), Standing.PASSED),
    ],
)
def test_a_proof_is_worth_what_it_asked_of_this_plan(proof: Proof | None, standing: Standing) -> None:
    assert evidence(proof, digest(PLAN)).standing is standing


def test_without_a_proof_nothing_is_said_to_be_proven() -> None:
    assert "Not proven no proof was given" in text_of(None)


def test_a_proof_of_another_plan_is_called_that() -> None:
    assert "This proof is of another plan" in text_of(dataclasses.replace(proof_of(PASSED), plan_digest="0" * 64))


def test_what_failed_stands_first_with_its_place_and_evidence() -> None:
    text = text_of(proof_of(PASSED, FAILED, SKIPPED))
    assert "Proof failed 1 check passed, 1 failed, 1 skipped" in text
    assert "small-u001-r01-n02: failed, 10.8.0.1 answered on ib1" in text
    assert text.index(FAILED.name) < text.index(SKIPPED.name) < text.index(PASSED.name)


def test_what_is_not_proven_is_listed() -> None:
    assert "Not proven here no bandwidth is measured" in text_of(proof_of(PASSED))


def test_a_law_asked_at_many_places_is_one_row_with_a_count() -> None:
    checks = tuple(dataclasses.replace(PASSED, place=f"small-u001-r01-n{number:02}") for number in range(1, 32))
    [law] = evidence(proof_of(*checks), digest(PLAN)).laws
    assert (law.passed_count, law.check_count) == (31, 31)


def test_proof_comes_back_from_json_as_it_went() -> None:
    proof = proof_of(PASSED, FAILED, SKIPPED)
    assert from_json(to_json(proof)) == proof
