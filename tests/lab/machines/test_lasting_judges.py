"""Firmware, virtual media and boot order as clients that are not ours see and set them: OpenStack's sushy, and DMTF's redfish."""

import json
from collections.abc import Iterator

import pytest

from lab.machines.acting import Actor
from lab.machines.emulated import LOOPBACK, PASSWORD, USER, Rack, racked
from podwright.bmc.wish import BootFirst, Firmware, Media, Wish
from podwright.lab.bmc.documents import ROOT
from podwright.lab.bmc.updating import MULTIPART, image_of
from podwright.plan.types import FirmwareWish
from unit.observe.redfish.racked import GPU

sushy = pytest.importorskip("sushy", reason="the client of OpenStack, a development dependency")
redfish = pytest.importorskip("redfish", reason="the client of DMTF, a development dependency")

pytestmark = [pytest.mark.lab, pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")]
SYSTEM, IMAGE = f"{ROOT}/Systems/DGX", "http://images.example/rescue.iso"
ADDRESS = "http://images.example/bmc.fwpkg"
NEW = Wish("here", firmware=Firmware((FirmwareWish("HostBMC_0", "24.09.17"),)))


@pytest.fixture
def rack() -> Iterator[Rack]:
    with racked(GPU) as standing:
        yield standing


def openstack(rack: Rack) -> object:
    return sushy.Sushy(f"https://{LOOPBACK}:{rack.ports[GPU]}", auth=sushy.auth.BasicAuth(USER, PASSWORD), verify=False)


def test_sushy_sees_the_image_that_we_lay_into_a_drive_and_we_the_one_that_it_takes_out(rack: Rack) -> None:
    Actor(rack).settle(GPU, Wish("here", media=Media(IMAGE)))
    drive = next(one for one in openstack(rack).get_manager(f"{ROOT}/Managers/BMC").virtual_media.get_members() if one.inserted)  # type: ignore[attr-defined]
    assert (drive.image, drive.write_protected, sushy.VirtualMediaType.CD in drive.media_types) == (IMAGE, True, True)
    drive.eject_media()
    assert Actor(rack).ask(GPU, Wish("here", media=Media(None))).settings == ()
    drive.insert_media(IMAGE, inserted=True, write_protected=True)
    assert Actor(rack).ask(GPU, Wish("here", media=Media(IMAGE))).settings == ()


def test_sushy_lets_the_bmc_fetch_an_image_follows_its_task_and_we_see_the_new_version(rack: Rack) -> None:
    rack.bmcs[GPU].faults.has_monitors = True
    rack.bmcs[GPU].images[ADDRESS] = image_of({"HostBMC_0": "24.09.17"})
    assert [row.code for row in Actor(rack).ask(GPU, NEW).findings] == ["P590"]
    service = openstack(rack).get_update_service()  # type: ignore[attr-defined]
    monitor = service.simple_update(ADDRESS, targets=[f"{ROOT}/UpdateService/FirmwareInventory/HostBMC_0"])
    seen = list[int]()
    while monitor.check_is_processing:
        seen.append(monitor.task.percent_complete)
    assert seen == [25, 50, 75]
    assert {piece.version for piece in service.firmware_inventory.get_members()} >= {"24.09.17"}
    answer = Actor(rack).ask(GPU, NEW)
    assert (answer.settings, answer.findings) == ((), ())


def test_dmtfs_client_pushes_an_image_in_parts_and_sees_the_order_that_we_wrote(rack: Rack) -> None:
    mac = next(str(one["DisplayName"])[-17:].lower() for path, one in rack.bmcs[GPU].documents.items() if "/BootOptions/" in path and one["Alias"] == "Pxe")
    Actor(rack).settle(GPU, Wish("here", boot_order=BootFirst("network", (mac,))))
    client = redfish.redfish_client(base_url=f"https://{LOOPBACK}:{rack.ports[GPU]}", username=USER, password=PASSWORD, default_prefix=ROOT)
    client.login(auth="session")
    first = client.get(f"{SYSTEM}/SD").dict["Boot"]["BootOrder"][0]
    names = {client.get(row["@odata.id"]).dict["BootOptionReference"]: row["@odata.id"] for row in client.get(f"{SYSTEM}/BootOptions").dict["Members"]}
    assert client.get(names[first]).dict["DisplayName"].lower().endswith(mac)
    parameters = json.dumps({"Targets": [f"{ROOT}/UpdateService/FirmwareInventory/HostBMC_0"]})
    parts = {
        "UpdateParameters": (None, parameters, "application/json"),
        "UpdateFile": ("bmc.fwpkg", image_of({"HostBMC_0": "24.09.17"}), "application/octet-stream"),
    }
    reply = client.post(MULTIPART, body=parts, headers={"Content-Type": "multipart/form-data"})
    assert reply.status == 202
    while client.get(reply.task_location).dict["TaskState"] == "Running":
        pass
    client.logout()
    assert Actor(rack).ask(GPU, NEW).findings == ()
