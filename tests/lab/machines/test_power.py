"""Power and the next boot of machines, at the wire: on, off, off and on again, in waves; cut only where that was asked for; and what the machine then booted from."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from lab.machines.acting import EVERYTHING, Actor
from lab.machines.emulated import Rack, racked
from podwright.bmc.act_round import act
from podwright.bmc.act_visit import Round
from podwright.bmc.deeds import Fate
from podwright.bmc.wish import BootOnce, Power, Wish
from podwright.lab.bmc.documents import ROOT
from podwright.lab.bmc.service import EmulatedBmc
from unit.observe.redfish.racked import GPU, OTHER

pytestmark = pytest.mark.lab
SYSTEM = f"{ROOT}/Systems/DGX"
RESET = f"{SYSTEM}/Actions/ComputerSystem.Reset"


def wish(power: Power, *, is_forced: bool = False) -> Wish:
    return Wish("here", power=power, is_forced=is_forced)


@pytest.fixture
def rack() -> Iterator[Rack]:
    with racked(GPU, OTHER) as standing:
        yield standing
        assert [bmc.sessions for bmc in standing.bmcs.values()] == [{}, {}]


@pytest.fixture
def actor(rack: Rack) -> Actor:
    return Actor(rack)


@pytest.fixture
def bmc(rack: Rack) -> EmulatedBmc:
    return rack.bmcs[GPU]


def state(bmc: EmulatedBmc) -> object:
    return bmc.documents[SYSTEM]["PowerState"]


def test_off_and_on_and_each_a_second_time_is_nothing(actor: Actor, rack: Rack, bmc: EmulatedBmc) -> None:
    assert actor.settle(GPU, wish(Power.OFF)) == {"power off": Fate.DONE}
    assert state(bmc) == "Off"
    assert Actor(rack).ask(GPU, wish(Power.OFF)).settings == ()
    assert Actor(rack).settle(GPU, wish(Power.ON)) == {"power on": Fate.DONE}
    assert (state(bmc), bmc.booted) == ("On", ["as ordered"])
    assert Actor(rack).ask(GPU, wish(Power.ON)).settings == ()


def test_a_restart_is_off_and_on_and_takes_what_was_written_for_the_bios(actor: Actor, rack: Rack, bmc: EmulatedBmc) -> None:
    actor.settle(GPU, replace(EVERYTHING, boot=BootOnce.NETWORK))
    assert Actor(rack).settle(GPU, wish(Power.RESTART)) == {"power off": Fate.DONE, "power on": Fate.DONE}
    assert bmc.booted == ["Pxe"]
    assert Actor(rack).ask(GPU).waiting == ()
    assert Actor(rack).ask(GPU).settings == ()


@pytest.mark.parametrize(("once", "target"), [(BootOnce.NETWORK, "Pxe"), (BootOnce.DISK, "Hdd")])
def test_a_boot_is_for_once(actor: Actor, rack: Rack, bmc: EmulatedBmc, once: BootOnce, target: str) -> None:
    assert actor.settle(GPU, Wish("here", boot=once)) == {"next boot": Fate.DONE}
    assert Actor(rack).ask(GPU, Wish("here", boot=once)).settings == ()
    for _ in range(2):
        Actor(rack).settle(GPU, wish(Power.RESTART))
    assert bmc.booted == [target, "as ordered"]


def test_a_system_that_does_not_go_down_is_told_and_cut_only_where_that_was_asked_for(actor: Actor, rack: Rack, bmc: EmulatedBmc) -> None:
    bmc.faults.ignores_shutdown = True
    deed = actor.do(actor.job(GPU, wish(Power.RESTART)))
    assert [one.fate for one in deed] == [Fate.FAILED, Fate.NOT_BEGUN]
    assert deed[0].text == "is on 0.6 s after it was asked; --force cuts its power"
    assert state(bmc) == "On"
    forced = Actor(rack)
    assert [(one.fate, one.text) for one in forced.do(forced.job(GPU, wish(Power.OFF, is_forced=True)))] == [(Fate.DONE, "cut")]
    assert state(bmc) == "Off"


@pytest.mark.parametrize("fault", ["drops_at_write", "resets_at_write"])
def test_a_line_that_is_lost_after_a_reset_was_taken_sends_it_no_second_time(actor: Actor, bmc: EmulatedBmc, fault: str) -> None:
    setattr(bmc.faults, fault, {RESET})
    assert actor.settle(GPU, wish(Power.OFF)) == {"power off": Fate.DONE}
    assert bmc.writes == [("POST", RESET)]


@pytest.mark.parametrize("status", [401, 409, 500, 503])
def test_a_reset_that_fails_once_is_sent_again_and_a_refusal_is_told(actor: Actor, rack: Rack, bmc: EmulatedBmc, status: int) -> None:
    bmc.faults.write_once = {RESET: status}
    assert actor.settle(GPU, wish(Power.OFF)) == {"power off": Fate.DONE}
    bmc.faults.write_once = {RESET: 400}
    other = Actor(rack)
    assert [deed.text for deed in other.do(other.job(GPU, wish(Power.ON)))] == ["its BMC refuses it (400, Base.1.8.GeneralError)"]


def test_an_interruption_while_a_machine_goes_down_is_told_as_not_seen(actor: Actor, bmc: EmulatedBmc) -> None:
    bmc.faults.ignores_shutdown = True
    actor.pace = replace(actor.pace, power_s=60)
    job = actor.job(GPU, wish(Power.RESTART))

    def stop_when_it_is_sent() -> None:
        while ("POST", RESET) not in bmc.requests:
            time.sleep(0.01)
        actor.lines.stop()

    threading.Thread(target=stop_when_it_is_sent, daemon=True).start()
    assert [deed.fate for deed in actor.do(job)] == [Fate.UNKNOWN, Fate.NOT_BEGUN]


def test_a_machine_that_came_on_by_itself_is_left_on(actor: Actor, rack: Rack, bmc: EmulatedBmc) -> None:
    actor.settle(GPU, wish(Power.OFF))
    later = Actor(rack)
    job = later.job(GPU, wish(Power.ON))
    bmc.documents[SYSTEM]["PowerState"] = "On"
    assert [deed.fate for deed in later.do(job)] == [Fate.ALREADY]


def test_a_wave_is_on_before_the_next_is_begun(rack: Rack) -> None:
    for host in (GPU, OTHER):
        Actor(rack).settle(host, wish(Power.OFF))
    actor = Actor(rack)
    jobs = [[actor.job(host, wish(Power.ON))] for host in (GPU, OTHER)]
    act(jobs, Round(actor.pace, actor.lines, actor.ledger, actor.events.append))
    told = [event.text if event.step == "wave" else event.subject for event in actor.events if event.step in ("wave", "power")]
    assert told == [GPU, f"{GPU} power on", f"{GPU} power on", OTHER, f"{OTHER} power on", f"{OTHER} power on"]
