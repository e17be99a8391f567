"""BIOS attributes, firmware and boot order in a pod file: once each, and no image without its digest."""

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


PIECE = {"kind": "dgx-h100", "component": "HostBMC_0", "version": "24.09.17"}
IMAGE = {"image": "firmware/bmc.fwpkg", "sha256": "0f" * 32}
FIRMWARE: list[tuple[list[dict[str, object]], str | None]] = [
    ([PIECE], None),
    ([{**PIECE, **IMAGE, "takes_effect": "bmc_reset", "while_on": True}], None),
    ([{**PIECE, "image": "bmc.fwpkg"}], "image is given, and no sha256"),
    ([{**PIECE, "sha256": "0f" * 32}], "sha256 is given, and no image"),
    ([PIECE, {**PIECE, "version": "1"}], "2 entries are about HostBMC_0 of dgx-h100"),
    ([{**PIECE, **IMAGE}, {**PIECE, **IMAGE, "component": "EROT_BMC_0", "sha256": "1f" * 32}], "firmware/bmc.fwpkg has two different digests"),
    ([{**PIECE, **IMAGE, "image": "tftp://192.0.2.1/bmc"}], "tftp://192.0.2.1/bmc is fetched by neither http nor https"),
    ([{**PIECE, **IMAGE, "image": "https://ada:word@192.0.2.1/bmc"}], "a user or a password stands in the address, and a pod file holds none"),
    ([{**PIECE, "component": "../HostBMC_0"}], "../HostBMC_0 is not made of letters, digits and ._~%+:-, as the BMC tells it"),
]


@pytest.mark.parametrize(("rows", "what"), FIRMWARE)
def test_firmware_stands_once_a_component_and_no_image_without_its_digest(rows: list[dict[str, object]], what: str | None) -> None:
    _, problems = judge_words({**POD, "machines": {"firmware": rows}})  # type: ignore[dict-item]
    assert [problem.what for problem in problems] == ([what] if what else [])


@pytest.mark.parametrize(
    ("rows", "count"), [([("dgx-h100", "network"), ("storage-x86", "disk")], 0), ([("a", "disk"), ("a", "network")], 1), ([("a", "cd")], 1)]
)
def test_a_boot_order_stands_once_a_kind(rows: list[tuple[str, str]], count: int) -> None:
    _, problems = judge_words({**POD, "machines": {"boot_order": [{"kind": kind, "first": first} for kind, first in rows]}})  # type: ignore[dict-item]
    assert len(problems) == count


@pytest.mark.parametrize("name", ["Podwright", "a" * 17, "root me"])
def test_a_user_of_bmcs_is_one_that_ipmi_takes(name: str) -> None:
    _, problems = judge_words({**POD, "access": {"bmc_account": name}})
    assert len(problems) == 1
