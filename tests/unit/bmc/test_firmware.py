"""Firmware against what a BMC tells: which request changes it, and what stands against that."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podwright.bmc.act_image import Image, ImageChanged, content
from podwright.bmc.setting import Upload
from podwright.bmc.tasks import course
from podwright.bmc.wish import Firmware, Wish
from podwright.lab.bmc.documents import Document
from podwright.lab.bmc.updating import MULTIPART, PUSH, SIMPLE, TASKS
from podwright.observe.redfish.components import component, is_older
from podwright.observe.redfish.shelf import ROOT, Resource
from podwright.plan.types import FirmwareWish
from unit.bmc.told import SYSTEM, WHERE, asked, told

DIGEST = "0f" * 32
SERVICE, INVENTORY = f"{ROOT}/UpdateService", f"{ROOT}/UpdateService/FirmwareInventory"
NEWER = FirmwareWish("HostBMC_0", "24.09.17", "firmware/bmc.fwpkg", DIGEST)


def off() -> dict[str, Document]:
    found = told()
    found[SYSTEM]["PowerState"] = "Off"
    return found


def wish(*pieces: FirmwareWish, sizes: dict[str, int] | None = None, **words: bool) -> Wish:
    return Wish(WHERE, firmware=Firmware(pieces or (NEWER,), sizes or {}, **words))


def finding(documents: dict[str, Document], one: Wish) -> tuple[str, str, str]:
    answer = asked(one, documents)
    assert answer.settings == ()
    return next((row.code, row.what, row.remedy) for row in answer.findings)


def test_another_version_is_sent_beside_the_component_that_it_is_for() -> None:
    one = asked(wish(), off()).settings
    assert [(row.name, row.request.path, row.request.body, row.request.upload) for row in one] == [
        ("firmware HostBMC_0", MULTIPART, {"Targets": [f"{INVENTORY}/HostBMC_0"]}, Upload(DIGEST, is_multipart=True))
    ]
    assert one[0].changes == (("firmware HostBMC_0", "23.11.20", "24.09.17"),)
    assert one[0].effect == "at once"


def test_the_declared_version_asks_for_nothing() -> None:
    assert asked(wish(replace(NEWER, version="23.11.20"))).settings == ()


def test_where_no_firmware_is_declared_none_is_looked_at() -> None:
    lacking = off()
    del lacking[ROOT]["UpdateService"]
    answer = asked(Wish(WHERE, firmware=Firmware(())), lacking)
    assert (answer.settings, answer.findings) == ((), ())


def test_the_ways_of_a_bmc_are_taken_the_best_first() -> None:
    documents = off()
    service = documents[SERVICE]
    service["HttpPushUri"] = PUSH
    del service["MultipartHttpPushUri"]
    pushed = asked(wish(), documents).settings[0].request
    assert (pushed.path, pushed.body, pushed.upload) == (PUSH, {}, Upload(DIGEST, is_multipart=False))
    del service["HttpPushUri"]
    assert finding(documents, wish())[:2] == ("P594", "its BMC only fetches images from an address, and the image of HostBMC_0 is firmware/bmc.fwpkg")
    fetched = asked(wish(replace(NEWER, image="https://images.example/bmc.fwpkg")), documents).settings[0].request
    assert (fetched.path, fetched.upload) == (SIMPLE, None)
    assert fetched.body == {"ImageURI": "https://images.example/bmc.fwpkg", "TransferProtocol": "HTTPS", "Targets": [f"{INVENTORY}/HostBMC_0"]}


def test_an_older_version_is_refused_unless_said_and_then_forced() -> None:
    older = replace(NEWER, version="22.1.1")
    assert finding(off(), wish(older))[0] == "P592"
    assert asked(wish(older, is_older_too=True), off()).settings[0].request.body["ForceUpdate"] is True
    assert finding(off(), wish(replace(NEWER, version="U30")))[1].startswith("HostBMC_0 has 23.11.20, and U30, which is another of which cannot be told")


def test_a_host_that_is_on_is_left_alone_unless_its_maker_and_the_person_both_say_otherwise() -> None:
    allowed = replace(NEWER, is_while_on=True)
    assert [finding(told(), one)[0] for one in (wish(), wish(allowed), wish(is_while_on=True))] == ["P593"] * 3
    assert "or --while-on" in finding(told(), wish(allowed))[2]
    assert len(asked(wish(allowed, is_while_on=True)).settings) == 1
    unsure = told()
    del unsure[SYSTEM]["PowerState"]
    assert finding(unsure, wish())[1] == "it is not told to be off, and HostBMC_0 is written while the host is off"


def test_what_cannot_be_set_keeps_what_stands_behind_it_from_being_set_and_what_is_only_compared_does_not() -> None:
    behind = FirmwareWish("HostBIOS_0", "1.1.0", "bios.fwpkg", "1f" * 32)
    assert finding(off(), wish(replace(NEWER, component="HostBMC_1"), behind)) == (
        "P591",
        "its BMC knows no firmware component HostBMC_1",
        "Did you mean HostBMC_0",
    )
    compared = replace(NEWER, image=None, sha256=None)
    answer = asked(wish(compared, behind), off())
    assert ([one.name for one in answer.settings], [row.code for row in answer.findings]) == (["firmware HostBIOS_0"], ["P590"])


@pytest.mark.parametrize(("path", "word", "value"), [(f"{INVENTORY}/HostBMC_0", "Updateable", False), (SERVICE, "ServiceEnabled", False)])
def test_what_the_bmc_does_not_update_is_a_finding(path: str, word: str, value: object) -> None:
    documents = off()
    documents[path][word] = value
    assert finding(documents, wish())[0] == "P594"


def test_an_image_that_is_too_large_is_a_finding() -> None:
    assert finding(off(), wish(sizes={DIGEST: 429_842_433}))[1] == "the image of HostBMC_0 has 429,842,433 bytes, and its BMC takes 429,842,432"
    assert len(asked(wish(sizes={DIGEST: 429_842_432}), off()).settings) == 1


def test_a_bmc_that_tells_no_firmware_or_no_version_is_a_finding() -> None:
    lacking, silent = off(), off()
    del lacking[ROOT]["UpdateService"]
    silent[f"{INVENTORY}/HostBMC_0"]["Version"] = "N/A"
    assert [finding(one, wish())[0] for one in (lacking, silent)] == ["P594", "P591"]


def test_an_update_that_is_under_way_is_named_with_the_first_component_and_tasks_about_other_things_are_not() -> None:
    documents = off()
    for number, (target, state) in enumerate([(f"{SYSTEM}/Actions/Reset", "Running"), (MULTIPART, "Completed"), (MULTIPART, "Running")], start=1):
        documents[f"{TASKS}/{number}"] = {"@odata.id": f"{TASKS}/{number}", "TaskState": state, "Payload": {"TargetUri": target}}
    documents[TASKS]["Members"] = [{"@odata.id": f"{TASKS}/{number}"} for number in (1, 2)]
    assert asked(wish(), documents).settings[0].task is None
    documents[TASKS]["Members"] = [{"@odata.id": f"{TASKS}/{number}"} for number in (1, 2, 3)]
    assert asked(wish(), documents).settings[0].task == f"{TASKS}/3"


def test_a_dell_names_components_with_their_versions_and_the_place_is_enough() -> None:
    """Ids of github:chet-nvidia/libredfish, tests/mockups/dell, UpdateService/FirmwareInventory."""
    names = ("Installed-159-1.8.2__BIOS.Setup.1-1", "Previous-159-1.7.5__BIOS.Setup.1-1", "Installed-25227-6.00.30.00__iDRAC.Embedded.1-1")
    assert component("BIOS.Setup.1-1", names) == names[0]
    assert component("NIC.Slot.5-1", names) is None


VERSIONS = [
    ("23.11.09", "24.09.17", True),
    ("1.0.7", "1.0.10", True),
    ("HGX-22.10-1-rc57", "HGX-22.10-1", True),
    ("96.10.4A.00.01", "96.10.4B.00.01", None),
    ("1.0", "1.0.1", True),
    ("P79 v1.45", "U30 v2.1", None),
]


@pytest.mark.parametrize(("one", "other", "is_it"), VERSIONS)
def test_the_older_of_two_versions(one: str, other: str, *, is_it: bool | None) -> None:
    assert is_older(one, other) is is_it
    assert is_older(other, one) is (None if is_it is None else not is_it)


@settings(max_examples=40)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=5), st.lists(st.integers(0, 10**6), min_size=1, max_size=5))
def test_versions_of_numbers_are_ordered_as_their_numbers(one: list[int], other: list[int]) -> None:
    count = max(len(one), len(other))
    left, right = (".".join(map(str, row)) for row in (one, other))
    if one + [-1] * (count - len(one)) != other + [-1] * (count - len(other)):
        assert is_older(left, right) is (one < other)


def test_a_task_is_over_when_it_says_so() -> None:
    def at(**words: object) -> tuple[bool, str, int | None]:
        return tuple(course(Resource("", words)))  # type: ignore[return-value]

    assert at(TaskState="Running", PercentComplete=20) == (False, "", 20)
    assert at(TaskState="Completed", TaskStatus="OK") == (True, "", 100)
    assert at(TaskState="Completed", TaskStatus="Critical") == (True, "ended as critical", 100)
    words = [{"MessageId": "Update.1.0.VerificationFailed", "Message": "the image of secret-word is wrong"}]
    assert at(TaskState="Exception", Messages=words) == (True, "ended as exception (Update.1.0.VerificationFailed)", None)


@pytest.fixture
def image(tmp_path: Path) -> Image:
    path = tmp_path / 'b"m\\c.fwpkg'
    path.write_bytes(b"x" * 600_000)
    return Image(path.name, path, hashlib.sha256(b"x" * 600_000).hexdigest(), 600_000)


@pytest.mark.parametrize("parameters", [None, {"Targets": ["a"]}])
def test_an_image_is_as_long_as_it_is_said_to_be(image: Image, parameters: dict[str, object] | None) -> None:
    sent = content(image, parameters)
    assert sum(len(piece) for piece in sent.pieces()) == sent.length
    assert b"".join(sent.pieces()).count(b"x" * 600_000) == 1


def test_the_end_of_an_image_that_changed_is_not_given(image: Image) -> None:
    sent = content(image, {})
    image.path.write_bytes(b"x" * 599_999 + b"y")
    given = list[bytes]()
    with pytest.raises(ImageChanged):
        given.extend(sent.pieces())
    image.path.unlink()
    with pytest.raises(ImageChanged):
        list(sent.pieces())
