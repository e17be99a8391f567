"""What is set on a BMC, at the wire: everything once, nothing the second time; and every bad day in the middle of it, after which somebody can still log in."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from lab.machines.acting import EVERYTHING, MINE, Actor, password
from lab.machines.emulated import PASSWORD, USER, Rack, racked
from podwright.bmc.act_visit import Pace
from podwright.bmc.deeds import Fate
from podwright.bmc.setting import shown_request
from podwright.lab.bmc.documents import ROOT, Shape
from podwright.lab.bmc.service import EmulatedBmc
from unit.observe.redfish.racked import GPU, OTHER

pytestmark = pytest.mark.lab
ACCOUNTS, PROTOCOLS = f"{ROOT}/AccountService/Accounts", f"{ROOT}/Managers/BMC/NetworkProtocol"
OWN_ACCOUNT, FACTORY_ACCOUNT, BIOS = f"{ACCOUNTS}/2", f"{ACCOUNTS}/1", f"{ROOT}/Systems/DGX/Bios/SD"
NAMES = [f"user {MINE}", f"user {USER}", "IPMI over LAN", "BIOS"]
ALL_DONE = dict.fromkeys(NAMES, Fate.DONE)
PATHS = [ACCOUNTS, FACTORY_ACCOUNT, PROTOCOLS, BIOS]


@pytest.fixture
def rack() -> Iterator[Rack]:
    with racked(GPU) as standing:
        yield standing
        bmc = standing.bmcs[GPU]
        assert bmc.sessions == {}, "every session is ended"
        assert bmc.is_right(MINE, password(GPU)) or bmc.is_right(MINE, password(GPU, 2)) or bmc.is_right(USER, PASSWORD), "somebody can always log in"


@pytest.fixture
def actor(rack: Rack) -> Actor:
    return Actor(rack)


@pytest.fixture
def bmc(rack: Rack) -> EmulatedBmc:
    return rack.bmcs[GPU]


def is_settled(bmc: EmulatedBmc) -> bool:
    attributes = bmc.documents[BIOS]["Attributes"]
    assert isinstance(attributes, dict)
    return (
        bmc.is_right(MINE, password(GPU))
        and not bmc.is_right(USER, PASSWORD)
        and bmc.documents[PROTOCOLS]["IPMI"] == {"Port": 623, "ProtocolEnabled": False}
        and (attributes["SRIOVEnable"], attributes["PxeBootWaitTime"], attributes["VTdSupport"]) == ("Enable", 5, "Enable")
    )


@pytest.mark.parametrize("shape", ["ami", "plain"])
def test_everything_is_set_once_and_the_second_time_nothing(shape: Shape) -> None:
    with racked(GPU, shape=shape) as rack:
        actor = Actor(rack)
        assert [one.name for one in actor.ask(GPU).settings] == NAMES
        assert actor.settle(GPU) == ALL_DONE
        sent = rack.bmcs[GPU].writes
        assert [method for method, _ in sent] == ["POST", "PATCH", "PATCH", "PATCH"]
        again = Actor(rack)
        assert again.ask(GPU).settings == ()
        assert again.ask(GPU).waiting == ("PxeBootWaitTime, SRIOVEnable: written, and takes effect at the next reset",)
        assert rack.bmcs[GPU].writes == sent


def test_the_factorys_user_goes_after_the_pods_own_has_logged_in(actor: Actor, bmc: EmulatedBmc) -> None:
    actor.settle(GPU)
    rows = [row for row in bmc.requests if row[1] in (ACCOUNTS, FACTORY_ACCOUNT) or row[1].endswith("Sessions")]
    made, shut = rows.index(("POST", ACCOUNTS)), rows.index(("PATCH", FACTORY_ACCOUNT))
    assert ("POST", f"{ROOT}/SessionService/Sessions") in rows[made + 1 : shut]


def test_where_the_pods_own_cannot_log_in_the_factorys_stays(actor: Actor, bmc: EmulatedBmc) -> None:
    bmc.faults.cuts_passwords = 12
    deeds = actor.do(actor.job(GPU))
    assert [deed.fate for deed in deeds] == [Fate.FAILED, *[Fate.NOT_BEGUN] * 3]
    assert deeds[0].text == "was sent 3 times, and user podwright, password still is: another"
    assert bmc.is_right(USER, PASSWORD)


def test_a_new_generation_is_set_by_the_password_of_the_one_before(actor: Actor, rack: Rack, bmc: EmulatedBmc) -> None:
    actor.settle(GPU)
    later = Actor(rack, generation=2)
    assert [one.name for one in later.ask(GPU).settings] == [f"user {MINE}"]
    assert later.settle(GPU) == {f"user {MINE}": Fate.DONE}
    assert bmc.is_right(MINE, password(GPU, 2))
    assert not bmc.is_right(MINE, password(GPU))
    assert Actor(rack, generation=2).ask(GPU).settings == ()


def test_two_bmcs_share_no_password() -> None:
    with racked(GPU, OTHER) as rack:
        actor = Actor(rack)
        actor.do(actor.job(GPU), actor.job(OTHER))
        assert len({bmc.passwords[MINE] for bmc in rack.bmcs.values()}) == 2


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("fault", ["drops_at_write", "resets_at_write", "once", "stale"])
def test_a_bad_moment_at_each_setting_is_got_over(actor: Actor, bmc: EmulatedBmc, path: str, fault: str) -> None:
    if fault == "once":
        bmc.faults.write_once = {path: 500}
    elif fault == "stale":
        bmc.faults.stale = {path: 1}
    else:
        setattr(bmc.faults, fault, {path})
    assert actor.settle(GPU) == ALL_DONE
    assert is_settled(bmc)


@pytest.mark.parametrize("path", PATHS)
def test_power_lost_between_two_settings_is_told_and_a_second_run_carries_on(actor: Actor, rack: Rack, bmc: EmulatedBmc, path: str) -> None:
    """The BMC takes a request, makes the change, and nothing is heard of it any more; later it is back, and knows no session."""
    bmc.faults.dies_at_write = {path}
    actor.pace = replace(actor.pace, visit_s=0.5, limit_s=0.6)
    at = PATHS.index(path)
    assert [deed.fate for deed in actor.do(actor.job(GPU))] == [*[Fate.DONE] * at, Fate.UNKNOWN, *[Fate.NOT_BEGUN] * (3 - at)]
    bmc.faults.hangs, bmc.faults.dies_at_write = False, set()
    bmc.faults.released.set()
    second = Actor(rack)
    assert second.settle(GPU) == dict.fromkeys(NAMES[at + 1 :], Fate.DONE)
    assert is_settled(bmc)


def test_a_bmc_that_takes_a_setting_and_says_nothing_is_looked_at_again(actor: Actor, bmc: EmulatedBmc) -> None:
    bmc.faults.hangs_at_write = {PROTOCOLS}
    actor.pace = replace(actor.pace, visit_s=1)
    assert actor.settle(GPU) == ALL_DONE
    assert bmc.writes.count(("PATCH", PROTOCOLS)) == 1


def test_an_etag_that_is_stale_for_ever_ends_in_a_line(actor: Actor, bmc: EmulatedBmc) -> None:
    bmc.faults.stale = {PROTOCOLS: 99}
    deeds = {deed.name: deed for deed in actor.do(actor.job(GPU))}
    assert (deeds["IPMI over LAN"].fate, deeds["BIOS"].fate) == (Fate.FAILED, Fate.NOT_BEGUN)
    assert deeds["IPMI over LAN"].text == "was sent 3 times, and IPMI over LAN still is: on"


def test_a_bmc_that_wants_etags_gets_those_of_its_documents(actor: Actor, bmc: EmulatedBmc) -> None:
    bmc.faults.wants_etag = True
    assert actor.settle(GPU) == ALL_DONE


def test_a_document_without_its_mark_is_changed_whatever_it_is_where_the_bmc_insists(actor: Actor, bmc: EmulatedBmc) -> None:
    bmc.faults.wants_etag = True
    bmc.faults.bodies = {PROTOCOLS: json.dumps(bmc.documents[PROTOCOLS]).encode()}
    job = replace(actor.job(GPU), wish=replace(EVERYTHING, accounts=None, bios=()), foreseen=("IPMI over LAN",))
    actor.pace = replace(actor.pace, limit_s=0.1)
    actor.do(job)
    assert bmc.documents[PROTOCOLS]["IPMI"] == {"Port": 623, "ProtocolEnabled": False}


def test_a_refusal_is_told_by_its_name_and_nothing_after_it_is_begun(actor: Actor, bmc: EmulatedBmc) -> None:
    job = actor.job(GPU)
    bmc.faults.write_once = {ACCOUNTS: 400}
    deeds = actor.do(job)
    assert [deed.fate for deed in deeds] == [Fate.FAILED, *[Fate.NOT_BEGUN] * 3]
    assert deeds[0].text == "its BMC refuses it (400, Base.1.8.GeneralError)"


def test_another_certificate_than_was_looked_at_is_told_nothing(actor: Actor, bmc: EmulatedBmc) -> None:
    job = actor.job(GPU)
    bmc.renew_certificate()
    asked = len(bmc.requests)
    deeds = actor.do(job)
    assert deeds[0].fate is Fate.FAILED
    assert "shows a certificate" in deeds[0].text
    assert len(bmc.requests) == asked


def test_a_wrong_factory_password_sets_nothing(actor: Actor, rack: Rack, bmc: EmulatedBmc) -> None:
    job = actor.job(GPU)
    wrong = Actor(rack, factory="not-the-sticker's").target(GPU)
    deeds = actor.do(replace(job, target=wrong))
    assert deeds[0].fate is Fate.FAILED
    assert "refuses admin" in deeds[0].text
    assert bmc.writes == []


@pytest.mark.parametrize("count", [1, 3, 9])
def test_a_session_that_is_forgotten_in_the_middle_is_opened_again(actor: Actor, bmc: EmulatedBmc, count: int) -> None:
    job = actor.job(GPU)
    bmc.faults.forgets_after, bmc.faults.forgets_once = count, True
    assert {deed.fate for deed in actor.do(job)} == {Fate.DONE}


def test_a_document_that_fails_for_good_is_no_setting_that_was_made(actor: Actor, bmc: EmulatedBmc) -> None:
    job = actor.job(GPU)
    bmc.faults.statuses = {PROTOCOLS: 500}
    deeds = {deed.name: deed for deed in actor.do(job)}
    assert deeds["IPMI over LAN"].fate is not Fate.DONE
    assert bmc.writes == []


def test_what_somebody_else_has_set_meanwhile_is_not_set_again(actor: Actor, bmc: EmulatedBmc) -> None:
    job = actor.job(GPU)
    bmc.documents[PROTOCOLS]["IPMI"] = {"Port": 623, "ProtocolEnabled": False}
    assert {deed.name: deed.fate for deed in actor.do(job)}["IPMI over LAN"] is Fate.ALREADY
    assert ("PATCH", PROTOCOLS) not in bmc.writes


def test_only_what_was_shown_is_set(actor: Actor, bmc: EmulatedBmc) -> None:
    job = replace(actor.job(GPU), foreseen=("IPMI over LAN",))
    actor.do(job)
    assert bmc.writes == [("PATCH", PROTOCOLS)]


def test_an_interruption_cuts_every_line_and_says_what_was_sent(actor: Actor, bmc: EmulatedBmc) -> None:
    job = actor.job(GPU)
    bmc.faults.hangs_at_write = {PROTOCOLS}
    actor.pace = Pace(visit_s=60, limit_s=60)

    def stop_when_it_is_sent() -> None:
        while ("PATCH", PROTOCOLS) not in bmc.requests:
            time.sleep(0.01)
        actor.lines.stop()

    threading.Thread(target=stop_when_it_is_sent, daemon=True).start()
    began_s = time.monotonic()
    deeds = {deed.name: deed.fate for deed in actor.do(job)}
    assert time.monotonic() - began_s < 30
    assert deeds == {**ALL_DONE, "IPMI over LAN": Fate.UNKNOWN, "BIOS": Fate.NOT_BEGUN}


def test_no_password_stands_in_anything_that_is_told(actor: Actor, bmc: EmulatedBmc) -> None:
    asked = actor.ask(GPU)
    actor.settle(GPU)
    told = [asked, actor.events, actor.ledger, actor.job(GPU), actor.target(GPU), *(shown_request(one.request) for one in asked.settings)]
    text = "".join(repr(one) for one in told)
    assert PASSWORD not in text
    assert password(GPU) not in text
