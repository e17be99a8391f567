"""Virtual media: an image in a drive for discs, write-protected; actions where there are some, a change of the document where there are none."""

import pytest

from podwright.bmc.wish import Media, Wish
from podwright.lab.bmc.documents import Document, documents
from podwright.observe.redfish.shelf import ROOT
from unit.bmc.told import WHERE, asked, told
from unit.observe.redfish.racked import GPU, machine

IMAGE = "https://images.example/rescue.iso"
CD, STICK = (f"{ROOT}/Managers/BMC/VirtualMedia/{name}" for name in ("CD1", "USB1"))
PLAIN_CD = f"{ROOT}/Systems/1/VirtualMedia/CD1"
INSERT = Wish(WHERE, media=Media(IMAGE))
EJECT = Wish(WHERE, media=Media(None))


def requests(wish: Wish, found: dict[str, Document] | None = None) -> list[tuple[str, str, object]]:
    answer = asked(wish, found)
    assert answer.findings == ()
    return [(one.request.method, one.request.path, one.request.body) for one in answer.settings]


def test_the_server_of_images_is_checked_and_the_image_goes_into_the_drive_for_discs() -> None:
    assert requests(INSERT) == [
        ("PATCH", CD, {"VerifyCertificate": True}),
        ("POST", f"{CD}/Actions/VirtualMedia.InsertMedia", {"Image": IMAGE}),
    ]
    assert len(requests(Wish(WHERE, media=Media("http://images.example/rescue.iso")))) == 1


def test_only_words_that_the_action_knows_go_beside_the_image() -> None:
    found = told()
    info = f"{CD}/InsertMediaActionInfo"
    actions = found[CD]["Actions"]
    assert isinstance(actions, dict)
    actions["#VirtualMedia.InsertMedia"]["@Redfish.ActionInfo"] = info
    found[info] = {"@odata.id": info, "Parameters": [{"Name": "Image"}, {"Name": "TransferProtocolType"}, {"Name": "WriteProtected"}]}
    assert requests(INSERT, found)[-1][2] == {"Image": IMAGE, "WriteProtected": True, "TransferProtocolType": "HTTPS"}


def test_without_actions_the_document_is_changed() -> None:
    plain: dict[str, Document] = documents(machine(GPU), "plain")
    assert requests(INSERT, plain)[-1] == ("PATCH", PLAIN_CD, {"Image": IMAGE, "Inserted": True, "WriteProtected": True})
    plain[PLAIN_CD] |= {"Image": IMAGE, "Inserted": True}
    assert requests(EJECT, plain) == [("PATCH", PLAIN_CD, {"Image": None, "Inserted": False})]


def test_what_lies_there_already_asks_for_nothing_and_another_image_is_taken_out_first() -> None:
    found = told()
    found[CD] |= {"Image": IMAGE, "Inserted": True, "VerifyCertificate": True}
    assert requests(INSERT, found) == []
    found[CD]["WriteProtected"] = False
    assert requests(INSERT, found) == [("PATCH", CD, {"WriteProtected": True})]
    found[CD]["Image"] = "https://images.example/other.iso"
    assert [row[1].rpartition(".")[2] for row in requests(INSERT, found)] == ["EjectMedia", "InsertMedia"]


def test_every_drive_is_emptied_and_an_empty_one_is_left() -> None:
    assert requests(EJECT) == []
    found = told()
    found[STICK] |= {"Image": IMAGE, "Inserted": True}
    assert requests(EJECT, found) == [("POST", f"{STICK}/Actions/VirtualMedia.EjectMedia", {})]


@pytest.mark.parametrize("lacking", ["drives", "discs"])
def test_a_bmc_without_a_drive_for_discs_is_a_finding(lacking: str) -> None:
    """A DGX H100's BMC whose virtual media are off lists no drive (github:chet-nvidia/libredfish, tests/mockups/nvidia_viking, Managers/BMC/VirtualMedia)."""
    found = told()
    if lacking == "drives":
        found[f"{ROOT}/Managers/BMC/VirtualMedia"]["Members"] = []
    else:
        found[CD]["MediaTypes"] = ["USBStick"]
    assert [row.code for row in asked(INSERT, found).findings] == ["P597"]
