"""What a reset of an emulated BMC does to the machine that stands behind it."""

import pytest

from podwright.lab.bmc.certificate import new_pem, shown
from podwright.lab.bmc.documents import documents
from podwright.lab.bmc.hardware import Boot, tell_power
from podwright.lab.bmc.machine import machine_of
from podwright.lab.bmc.service import EmulatedBmc
from podwright.lab.bmc.writing import write
from podwright.plan.types import MachineKind

SYSTEM = "/redfish/v1/Systems/DGX"
RESET = f"{SYSTEM}/Actions/ComputerSystem.Reset"
CERTIFICATE = shown(new_pem("bmc"))


class Switch:
    """A machine that only remembers what was done to it."""

    def __init__(self) -> None:
        self.is_on, self.done, self.is_broken = False, list[object](), False

    def start(self, boot: Boot) -> None:
        if self.is_broken:
            raise OSError("no power supply")
        self.is_on = True
        self.done.append(boot)

    def cut(self) -> None:
        self.is_on = False
        self.done.append("cut")

    def press_button(self) -> None:
        self.done.append("button")

    def insert(self, image: str | None) -> None:
        self.done.append(image)


@pytest.fixture
def switch() -> Switch:
    return Switch()


@pytest.fixture
def bmc(switch: Switch) -> EmulatedBmc:
    one = EmulatedBmc(
        documents(machine_of(MachineKind("k", "k", None, None, None, None, (), 0, None, ()), host="a", address="")), "admin", "factory", CERTIFICATE
    )
    one.hardware = switch
    return one


def reset(bmc: EmulatedBmc, kind: str) -> int:
    return write(bmc, "POST", RESET, {"ResetType": kind}, user="admin", condition=None).status


def power(bmc: EmulatedBmc) -> object:
    tell_power(bmc.documents, bmc.hardware)
    return bmc.documents[SYSTEM]["PowerState"]


def test_on_gives_power_once_and_off_takes_it(bmc: EmulatedBmc, switch: Switch) -> None:
    assert [reset(bmc, kind) for kind in ("On", "On", "ForceOff")] == [204, 204, 204]
    assert switch.done == [Boot(), "cut"]
    assert power(bmc) == "Off"


def test_a_button_is_pressed_and_power_stays_until_the_system_goes(bmc: EmulatedBmc, switch: Switch) -> None:
    reset(bmc, "On")
    assert reset(bmc, "GracefulShutdown") == 204
    assert switch.done[-1] == "button"
    assert power(bmc) == "On"
    switch.is_on = False
    assert power(bmc) == "Off"


@pytest.mark.parametrize("path", [SYSTEM, f"{SYSTEM}/SD"])
def test_an_override_of_one_boot_reaches_the_machine_once_wherever_it_was_written(bmc: EmulatedBmc, switch: Switch, path: str) -> None:
    words = {"Boot": {"BootSourceOverrideEnabled": "Once", "BootSourceOverrideTarget": "Pxe"}}
    assert write(bmc, "PATCH", path, words, user="admin", condition=None).status == 200
    assert [reset(bmc, kind) for kind in ("On", "ForceRestart")] == [204, 204]
    assert switch.done == [Boot("Pxe", is_once=True), "cut", Boot()]


def test_a_machine_that_does_not_start_is_an_error_of_the_bmc(bmc: EmulatedBmc, switch: Switch) -> None:
    switch.is_broken = True
    assert reset(bmc, "On") == 500
    assert power(bmc) == "Off"
