"""At the wire: the boot order for good, images in virtual drives, first passwords, users in slots; each once, with its bad days."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from lab.machines.acting import EVERYTHING, FAST, MINE, SEED, Actor, password
from lab.machines.emulated import PASSWORD, USER, Rack, racked
from podwright.bmc.accounts import first_password
from podwright.bmc.act_round import act
from podwright.bmc.act_visit import Job, Round
from podwright.bmc.deeds import Deed, Fate
from podwright.bmc.wish import FACTORY_DERIVED, BootFirst, Media, Power, Wish
from podwright.lab.bmc.documents import ROOT, Shape
from podwright.lab.bmc.service import EmulatedBmc
from podwright.lab.bmc.settable import ACCOUNTS, add_slots
from podwright.observe.redfish.collect_bmc import Login
from podwright.secrets.bmc import bmc_password
from unit.observe.redfish.racked import GPU, machine

pytestmark = pytest.mark.lab
SD = f"{ROOT}/Systems/DGX/SD"
CD = {"ami": f"{ROOT}/Managers/BMC/VirtualMedia/CD1", "plain": f"{ROOT}/Systems/1/VirtualMedia/CD1"}
IMAGE = "https://images.example/rescue.iso"
MAC = next(port.mac for nic in machine(GPU).nics for port in nic.ports if port.mac)
NETWORK = Wish("here", boot_order=BootFirst("network", (str(MAC),)))
CHANGED = bmc_password(SEED, pod="pod", generation=1, host=GPU, user=USER)


@pytest.fixture
def rack() -> Iterator[Rack]:
    with racked(GPU) as standing:
        yield standing
        assert standing.bmcs[GPU].sessions == {}


@pytest.fixture
def bmc(rack: Rack) -> EmulatedBmc:
    return rack.bmcs[GPU]


def test_an_order_is_written_once_and_the_machine_starts_from_it_until_another_is_wanted(rack: Rack, bmc: EmulatedBmc) -> None:
    assert Actor(rack).settle(GPU, NETWORK) == {"boot order": Fate.DONE}
    again = Actor(rack).ask(GPU, NETWORK)
    assert (again.settings, again.waiting) == ((), ("boot order: written, and takes effect at the next reset",))
    Actor(rack).settle(GPU, Wish("here", power=Power.RESTART))
    assert Actor(rack).ask(GPU, NETWORK).waiting == ()
    names = {one["BootOptionReference"]: one["Alias"] for path, one in bmc.documents.items() if "/BootOptions/" in path}
    assert names[bmc.documents[f"{ROOT}/Systems/DGX"]["Boot"]["BootOrder"][0]] == "Pxe"  # type: ignore[index]
    assert Actor(rack).settle(GPU, Wish("here", boot_order=BootFirst("disk"))) == {"boot order": Fate.DONE}


@pytest.mark.parametrize("fault", ["drops_at_write", "resets_at_write", "stale", "once"])
def test_a_bad_moment_while_the_order_is_written_is_got_over(rack: Rack, bmc: EmulatedBmc, fault: str) -> None:
    given: dict[str, object] = {"stale": {SD: 1}, "once": {SD: 500}}
    setattr(bmc.faults, "write_once" if fault == "once" else fault, given.get(fault, {SD}))
    assert Actor(rack).settle(GPU, NETWORK) == {"boot order": Fate.DONE}
    assert Actor(rack).ask(GPU, NETWORK).settings == ()


@pytest.mark.parametrize("shape", ["ami", "plain"])
def test_an_image_is_laid_into_the_drive_and_taken_out_again(shape: Shape) -> None:
    insert, eject = Wish("here", media=Media(IMAGE)), Wish("here", media=Media(None))
    with racked(GPU, shape=shape) as rack:
        drive = rack.bmcs[GPU].documents[CD[shape]]
        assert set(Actor(rack).settle(GPU, insert).values()) == {Fate.DONE}
        assert (drive["Image"], drive["Inserted"], drive["WriteProtected"], drive["VerifyCertificate"]) == (IMAGE, True, True, True)
        sent = len(rack.bmcs[GPU].writes)
        assert Actor(rack).ask(GPU, insert).settings == ()
        other = Wish("here", media=Media("http://images.example/other.iso"))
        assert set(Actor(rack).settle(GPU, other).values()) == {Fate.DONE}
        assert (drive["Image"], len(rack.bmcs[GPU].writes) - sent) == ("http://images.example/other.iso", 2)
        assert set(Actor(rack).settle(GPU, eject).values()) == {Fate.DONE}
        assert (drive["Image"], drive["Inserted"]) == (None, False)
        assert Actor(rack).ask(GPU, eject).settings == ()


def test_a_drive_whose_answer_is_lost_is_looked_at_and_not_filled_twice(rack: Rack, bmc: EmulatedBmc) -> None:
    action = f"{CD['ami']}/Actions/VirtualMedia.InsertMedia"
    bmc.faults.drops_at_write = {action}
    assert set(Actor(rack).settle(GPU, Wish("here", media=Media("http://images.example/a.iso"))).values()) == {Fate.DONE}
    assert bmc.writes.count(("POST", action)) == 1


def first(rack: Rack, **pace: float) -> tuple[Actor, Deed]:
    """Return what became of the first password of the BMC, and who changed it."""
    actor = Actor(rack, pace=replace(FAST, **pace))  # type: ignore[arg-type]
    target = actor.target(GPU)
    target = target._replace(logins=(*target.logins, Login(USER, CHANGED, FACTORY_DERIVED)))
    assert EVERYTHING.accounts is not None
    setting = first_password(f"{ACCOUNTS}/1", GPU, EVERYTHING.accounts)
    job = Job(target, EVERYTHING, (setting.name,), account=f"{ACCOUNTS}/1")
    act([[job]], Round(actor.pace, actor.lines, actor.ledger, actor.events.append))
    return actor, actor.ledger.account({GPU: (setting.name,)})[0]


@pytest.mark.parametrize("fault", ["", "has_no_sessions", "drops_at_write", "resets_at_write", "stale", "once"])
def test_a_bmc_that_wants_its_password_changed_first_gets_the_derived_one_and_is_settled_then(rack: Rack, bmc: EmulatedBmc, fault: str) -> None:
    bmc.faults.wants_new_password = True
    given: dict[str, object] = {"has_no_sessions": True, "stale": {f"{ACCOUNTS}/1": 1}, "once": {f"{ACCOUNTS}/1": 500}}
    if fault:
        setattr(bmc.faults, "write_once" if fault == "once" else fault, given.get(fault, {f"{ACCOUNTS}/1"}))
    actor, deed = first(rack)
    assert (deed.fate, deed.text) == (Fate.DONE, "")
    assert (bmc.is_right(USER, CHANGED), bmc.is_right(USER, PASSWORD)) == (True, False)
    assert CHANGED not in repr((actor.events, actor.ledger, deed))
    settled = Actor(rack, factory=CHANGED)
    assert set(settled.settle(GPU).values()) == {Fate.DONE}
    assert (bmc.is_right(MINE, password(GPU)), bmc.is_right(USER, CHANGED)) == (True, False)


def test_a_first_password_that_is_refused_is_told_and_the_old_one_still_stands(rack: Rack, bmc: EmulatedBmc) -> None:
    bmc.faults.wants_new_password = True
    bmc.faults.write_once = {f"{ACCOUNTS}/1": 400}
    _, deed = first(rack)
    assert (deed.fate, deed.text) == (Fate.FAILED, "its BMC refuses it (400, Base.1.8.GeneralError)")
    assert bmc.is_right(USER, PASSWORD)


def test_users_of_a_bmc_with_slots_are_written_into_one(rack: Rack, bmc: EmulatedBmc) -> None:
    bmc.faults.has_slots = True
    add_slots(bmc.documents, 3)
    assert set(Actor(rack).settle(GPU).values()) == {Fate.DONE}
    assert (bmc.is_right(MINE, password(GPU)), bmc.is_right(USER, PASSWORD)) == (True, False)
    assert bmc.documents[f"{ACCOUNTS}/2"]["UserName"] == MINE
    assert Actor(rack).ask(GPU).settings == ()
