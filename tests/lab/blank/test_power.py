"""A blank machine's power and its starts, with firmware that is not ours and sushy as the BMC's client."""

import pytest
import sushy

from lab.blank.disks import bios_disk, put
from lab.blank.harness import Room, until
from lab.blank.netboot import lease, serving
from podwright.lab.machines.order import Firmware

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
    one.off()
