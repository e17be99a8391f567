"""BIOS attributes in a pod file: once each, as text."""

import pytest

from podwright.spec.load import judge_words

POD = {"version": 1, "name": "lab", "architecture": "starter-h100", "scalable_units": 1, "site": {"domain": "lab.example"}}
RULE = {"kind": "dgx-h100", "attribute": "SRIOVEnable", "value": "Enable"}


@pytest.mark.parametrize(
    ("rows", "count"), [([RULE], 0), ([RULE, {**RULE, "value": "Disable"}], 1), ([{**RULE, "value": 1}], 1), ([RULE, {**RULE, "kind": "storage-x86"}], 0)]
)
def test_an_attribute_of_a_kind_stands_once_and_is_text(rows: list[dict[str, object]], count: int) -> None:
    _, problems = judge_words({**POD, "machines": {"bios": rows}})  # type: ignore[dict-item]
    assert len(problems) == count


@pytest.mark.parametrize("name", ["Podwright", "a" * 17, "root me"])
def test_a_user_of_bmcs_is_one_that_ipmi_takes(name: str) -> None:
    _, problems = judge_words({**POD, "access": {"bmc_account": name}})
    assert len(problems) == 1
