"""From where a blank machine starts, and what QEMU is told."""

from pathlib import Path

import pytest

from podwright.lab.bmc.hardware import Boot
from podwright.lab.bmc.machine import EmulatedMachine, machine_of
from podwright.lab.machines.command import MEDIA, Ends, command, places
from podwright.lab.machines.order import BmcPlace, Disk, Firmware, MachineOrder, Nic, read, write
from podwright.plan.types import MachineKind

TOLD: EmulatedMachine = machine_of(MachineKind("k", "k", "Maker, Inc", None, None, None, (), 0, None, ()), host="a", address="192.0.2.1")


def order(firmware: Firmware = Firmware.UEFI, *, folder: Path = Path("/f"), disks: int = 1) -> MachineOrder:
    nics = (Nic("a", "02:00:00:00:00:01", "br", "m1"), Nic("b", "02:00:00:00:00:02", "br", "m2", may_boot=True, has_ipxe=True))
    place = BmcPlace("192.0.2.1", 24, "br", "admin", "/p")
    return MachineOrder("a", str(folder), firmware, False, "tcg", 2, 512, (Disk("S1", 1), Disk("S2", 1))[:disks], nics, place, TOLD)


def words(one: MachineOrder, boot: Boot = Boot(), tpm: int | None = None) -> str:  # noqa: B008 - a value
    return " ".join(command(one, boot, Ends(3, tpm)))


def test_without_an_override_the_disk_comes_before_the_network_and_media_last() -> None:
    assert places(order(), Boot()).now == {"disk0": 20, "net1": 30, MEDIA: 40}


@pytest.mark.parametrize(("target", "device"), [("Pxe", "net1"), ("UefiHttp", "net1"), ("Cd", MEDIA), ("Usb", MEDIA), ("Hdd", "disk0")])
def test_an_override_comes_first_and_one_of_one_boot_is_gone_at_the_next(target: str, device: str) -> None:
    once, always = places(order(), Boot(target, is_once=True)), places(order(), Boot(target))
    assert min(once.now, key=once.now.__getitem__) == device
    assert once.standing == places(order(), Boot()).now
    assert always.standing == always.now == once.now


@pytest.mark.parametrize("target", ["BiosSetup", "None"])
def test_what_a_machine_does_not_have_changes_nothing(target: str) -> None:
    assert places(order(), Boot(target, is_once=True)).now == places(order(), Boot()).now


def test_the_standing_order_is_the_bmcs() -> None:
    assert places(order(), Boot(order=("Pxe", "Hdd"))).now == {"net1": 20, "disk0": 30, MEDIA: 40}


def test_a_machine_without_a_disk_tries_the_network_first() -> None:
    assert places(order(disks=0), Boot()).now == {"net1": 20, MEDIA: 30}


def test_one_port_alone_boots() -> None:
    said = command(order(), Boot(), Ends(3, None))
    ports = [word for word in said if word.startswith("virtio-net-pci")]
    assert [("bootindex=30" in port, port.endswith(",romfile=")) for port in ports] == [(False, True), (True, False)]


def test_http_boot_is_the_firmwares_own() -> None:
    said = command(order(), Boot("UefiHttp", is_once=True), Ends(3, None))
    assert "name=opt/org.tianocore/IPv4PXESupport,string=n" in said
    assert all(word.endswith(",romfile=") for word in said if word.startswith("virtio-net-pci"))


def test_each_firmware_has_its_own_flash() -> None:
    assert "pflash" not in words(order(Firmware.BIOS))
    assert "OVMF_CODE_4M.fd" in words(order())
    secure = words(order(Firmware.SECURE_BOOT))
    assert "OVMF_CODE_4M.ms.fd" in secure
    assert "smm=on" in secure


def test_a_comma_in_a_name_is_no_end_of_it() -> None:
    assert "manufacturer=Maker,, Inc,product" in words(order())


def test_an_order_is_read_as_it_was_written(tmp_path: Path) -> None:
    one = order(folder=tmp_path)
    assert read(write(one)) == one
