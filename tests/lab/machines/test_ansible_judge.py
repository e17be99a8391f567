"""A third client that is not ours: Ansible's community.general.redfish_info reads what we set, and redfish_command sets what we would have set, firmware pushed in parts among it."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from lab.machines.acting import MINE, Actor, password
from lab.machines.emulated import LOOPBACK, PASSWORD, USER, Rack, racked
from podwright.bmc.wish import BootOnce, Firmware, Media, Power, Wish
from podwright.lab.bmc.documents import ROOT
from podwright.lab.bmc.updating import MULTIPART, image_of
from podwright.plan.types import FirmwareWish
from unit.observe.redfish.racked import GPU


def has_collection() -> bool:
    return find_spec("ansible_collections") is not None and find_spec("ansible_collections.community.general") is not None


pytestmark = [
    pytest.mark.lab,
    pytest.mark.soak,
    pytest.mark.skipif(not has_collection(), reason="the collection community.general, which the package ansible has"),
]
PROGRAM = Path(sys.executable).with_name("ansible-playbook")
IMAGE = "http://images.example/rescue.iso"
INVENTORY = f"{ROOT}/UpdateService/FirmwareInventory/HostBMC_0"


@pytest.fixture
def rack() -> Iterator[Rack]:
    with racked(GPU) as standing:
        yield standing


def played(folder: Path, *tasks: dict[str, object]) -> list[dict[str, object]]:
    """Return what each task came to."""
    names = [f"told_{number}" for number in range(len(tasks))]
    kept = {
        "ansible.builtin.copy": {"content": "{{ [" + ", ".join(names) + "] | to_json }}", "dest": str(folder / "told.json"), "mode": "0600"},
        "name": "keep",
    }
    rows = [{**task, "name": name, "register": name} for name, task in zip(names, tasks, strict=True)]
    (folder / "play.yml").write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": [*rows, kept]}]), encoding="utf-8")
    told = {**os.environ, "ANSIBLE_NOCOLOR": "1", "ANSIBLE_HOME": str(folder)}
    command = (str(PROGRAM), "-i", "localhost,", "-c", "local", "-e", f"ansible_python_interpreter={sys.executable}", str(folder / "play.yml"))
    ended = subprocess.run(command, env=told, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    found = json.loads((folder / "told.json").read_text(encoding="utf-8"))
    assert isinstance(found, list)
    return found


def asked(rack: Rack, module: str, category: str, command: str, *, user: str = USER, word: str = PASSWORD, **words: object) -> dict[str, object]:
    common = {"baseuri": f"{LOOPBACK}:{rack.ports[GPU]}", "username": user, "password": word, "category": category, "command": command, "timeout": 30}
    return {f"community.general.{module}": {**common, **words}}


def test_what_ansible_sets_is_what_we_would_have_set(rack: Rack, tmp_path: Path) -> None:
    content = image_of({"HostBMC_0": "24.09.17"}, 1000)
    (tmp_path / "bmc.fwpkg").write_bytes(content)
    played(
        tmp_path,
        asked(rack, "redfish_command", "Systems", "PowerGracefulShutdown", resource_id="DGX"),
        asked(rack, "redfish_command", "Systems", "SetOneTimeBoot", resource_id="DGX", bootdevice="Pxe"),
        asked(rack, "redfish_command", "Manager", "VirtualMediaInsert", resource_id="BMC", virtual_media={"image_url": IMAGE, "media_types": ["CD"]}),
        asked(rack, "redfish_command", "Update", "MultipartHTTPPushUpdate", update_image_file=str(tmp_path / "bmc.fwpkg"), update_targets=[INVENTORY]),
    )
    bmc, actor = rack.bmcs[GPU], Actor(rack)
    assert ("POST", MULTIPART) in bmc.writes
    piece = FirmwareWish("HostBMC_0", "24.09.17", "bmc.fwpkg", hashlib.sha256(content).hexdigest())
    waiting = actor.ask(GPU, Wish("here", firmware=Firmware((piece,)))).settings
    assert waiting[0].task == f"{ROOT}/TaskService/Tasks/1", "the update that Ansible began is under way, and is ours to wait for"
    for wish in (Wish("here", power=Power.OFF), Wish("here", media=Media(IMAGE))):
        assert actor.ask(GPU, wish).settings == ()
    assert bmc.documents[f"{ROOT}/Systems/DGX"]["Boot"]["BootSourceOverrideTarget"] == "Pxe"  # type: ignore[index]


def test_what_we_set_ansible_reads(rack: Rack, tmp_path: Path) -> None:
    Actor(rack).settle(GPU)
    Actor(rack).settle(GPU, Wish("here", boot=BootOnce.NETWORK))
    Actor(rack).settle(GPU, Wish("here", media=Media(IMAGE)))
    own = {"user": MINE, "word": password(GPU)}
    firmware, media, accounts, order = played(
        tmp_path,
        asked(rack, "redfish_info", "Update", "GetFirmwareInventory", **own),
        asked(rack, "redfish_info", "Manager", "GetVirtualMedia", **own),
        asked(rack, "redfish_info", "Accounts", "ListUsers", **own),
        asked(rack, "redfish_info", "Systems", "GetBootOrder", **own),
    )
    told = json.dumps(firmware)
    assert "HostBMC_0" in told
    assert "23.11.20" in told
    assert IMAGE in json.dumps(media)
    assert f'"UserName": "{MINE}"' in json.dumps(accounts)
    assert "the operating system" in json.dumps(order)
