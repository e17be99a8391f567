"""A blank machine's power and its starts, with firmware that is not ours and sushy as the BMC's client."""

import shutil
import subprocess
from pathlib import Path

import pytest
import sushy

from lab.blank.disks import bios_disk, put
from lab.blank.harness import Room, until
from lab.blank.netboot import lease, serving
from podwright.lab.machines import tpm
from podwright.lab.machines.order import Disk, Firmware

pytestmark = pytest.mark.lab

HERE = b"#!ipxe\nimgfetch http://192.0.2.1/here-${net0/mac:hexhyp}\nreboot\n"


@pytest.mark.parametrize("firmware", [Firmware.BIOS, Firmware.UEFI])
def test_a_blank_machine_reaches_its_script_by_its_own_mac(room: Room, firmware: Firmware) -> None:
    one = room.machine(f"blank-{firmware}", firmware)
    lease(room, one)
    with serving(room, {"/boot.ipxe": HERE}) as web:
        assert not one.has_power
        one.boot_once(sushy.BootSource.PXE)
        one.on()
        assert one.has_power
        assert until(lambda: f"/here-{one.mac.replace(':', '-')}" in web.paths(one), limit_s=90), one.console[-1500:]
    one.off()
    assert not one.has_power
    assert not one.status.has_power


def test_an_override_is_of_one_start_and_the_disk_follows(room: Room) -> None:
    one = room.machine("once", Firmware.BIOS)
    put(one, bios_disk("the disk speaks"))
    lease(room, one)
    with serving(room, {"/boot.ipxe": HERE}) as web:
        one.boot_once(sushy.BootSource.PXE)
        one.on()
        one.until("the disk speaks")
        assert web.paths(one)[0] == "/boot.ipxe"
        told = len(web.paths(one))
        one.reset(sushy.ResetType.FORCE_RESTART)
        one.until(lambda console: console.count("the disk speaks") == 2)
        assert len(web.paths(one)) == told, "the network was asked at the first start alone"
    assert one.console.count("=== once: power on") == 2
    one.press()
    assert one.has_power, "nothing listens to the button"
    one.off()


def test_a_machine_that_cannot_start_is_an_error_of_its_bmc_and_has_no_power(room: Room) -> None:
    one = room.machine("broken", Firmware.BIOS, disks=[Disk("S", 1)])
    one.order.at("disk-0.img").mkdir()
    with pytest.raises(sushy.exceptions.ServerSideError):
        one.on()
    assert not one.has_power


def test_power_is_cut_for_one_machine_alone_and_its_disk_and_console_stay(room: Room) -> None:
    one, two = (room.machine(f"cut-{number}", Firmware.BIOS) for number in range(2))
    for each in (one, two):
        put(each, bios_disk(f"{each.order.name} speaks"))
        each.on()
    for each in (one, two):
        each.until(f"{each.order.name} speaks")
    one.off()
    assert (one.has_power, two.has_power) == (False, True), "one machine's power is not another's"
    one.on()
    one.until(lambda console: console.count("cut-0 speaks") == 2)
    two.take_out()
    assert "cut-1 speaks" in two.console, "the console is kept"
    assert not two.status.has_bmc


def test_a_tpm_is_made_once_and_stays_the_machines_own(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as log:
        for name in ("one", "two"):
            tpm.make(tmp_path / name, log=log)
        before = (tmp_path / "one" / tpm.STATE).read_bytes()
        tpm.make(tmp_path / "one", log=log)
    assert (tmp_path / "one" / tpm.STATE).read_bytes() == before
    assert (tmp_path / "two" / tpm.STATE).read_bytes() != before


@pytest.mark.soak
@pytest.mark.skipif(shutil.which("xorriso") is None, reason="a disc needs xorriso")
def test_a_disc_in_the_virtual_drive_is_started_once(room: Room, tmp_path: Path) -> None:
    one = room.machine("media", Firmware.BIOS)
    put(one, bios_disk("the disk speaks"))
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "boot").write_bytes(bios_disk("the disc speaks").ljust(2048, b"\0"))
    made = ("-as", "mkisofs", "-quiet", "-b", "boot", "-no-emul-boot", "-boot-load-size", "4", "-o", str(tmp_path / "disc.iso"), str(tmp_path / "tree"))
    subprocess.run(["xorriso", *made], check=True, capture_output=True)
    with serving(room, {"/disc.iso": (tmp_path / "disc.iso").read_bytes()}):
        room.do(lambda: one.drive().insert_media("http://192.0.2.1/disc.iso"))
        one.boot_once(sushy.BootSource.CD)
        one.on()
        one.until("the disc speaks")
        one.reset(sushy.ResetType.FORCE_RESTART)
        one.until("the disk speaks")
        with pytest.raises(sushy.exceptions.ServerSideError):
            room.do(lambda: one.drive("USB1").insert_media("http://192.0.2.1/nothing.iso"))
    one.off()
