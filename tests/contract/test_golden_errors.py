"""Every mistake a person can make in a pod file gets its kept line: where, what, against what, what to do."""

import re
from pathlib import Path

import pytest

from podwright.spec.errors import SpecErrors, sentence
from podwright.spec.load import parse

FOLDER = Path(__file__).resolve().parents[1] / "golden" / "errors"
CASES = sorted(path for path in FOLDER.iterdir() if path.is_dir())

OURS = re.compile(
    r"\b(pydantic|ruamel|NoneType|None|True|False|str|int|float|bool|dict|tuple|instance|extra|input|model|schema|scalar|token|mapping|sequence)\b"
)
"""Words of the program that read the file; none of them is the person's."""


def lines_of(case: Path) -> str:
    with pytest.raises(SpecErrors) as refused:
        parse((case / "pod.yaml").read_bytes(), name="pod.yaml")
    return f"{refused.value}\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_mistake_is_told_in_its_kept_words(case: Path, request: pytest.FixtureRequest) -> None:
    lines = lines_of(case)
    if request.config.getoption("bless", default=False):
        (case / "expected.txt").write_text(lines, "utf-8")
    assert lines == (case / "expected.txt").read_text("utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_mistake_has_a_place_and_the_persons_words(case: Path) -> None:
    with pytest.raises(SpecErrors) as refused:
        parse((case / "pod.yaml").read_bytes(), name="pod.yaml")
    for error in refused.value.errors:
        assert error.line >= 1
        assert error.column >= 1
        assert sentence(error).isprintable()
        assert not OURS.search(f"{error.what}. {error.remedy}")


def test_one_case_holds_one_phase_so_that_no_error_follows_from_another() -> None:
    assert all(len((case / "expected.txt").read_text("utf-8").splitlines()) <= 15 for case in CASES), "a golden nobody can read is replaced by a smaller one"
