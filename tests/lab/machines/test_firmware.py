"""Firmware at the wire: sent as the BMC takes it, its task followed, its version asked again; every bad day in the middle, after which nothing was sent twice that was taken."""

import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from lab.machines.acting import FAST, Actor
from lab.machines.emulated import Rack, racked
from podwright.bmc.act_firmware import update
from podwright.bmc.act_image import Image, obtained
from podwright.bmc.act_round import act
from podwright.bmc.act_visit import Round
from podwright.bmc.deeds import Deed, Fate
from podwright.bmc.wish import Firmware, Power, Wish
from podwright.event import Event
from podwright.lab.bmc.documents import ROOT, Shape
from podwright.lab.bmc.service import EmulatedBmc
from podwright.lab.bmc.updating import MULTIPART, PUSH, SIMPLE, TASKS, image_of
from podwright.plan.finding import Finding
from podwright.plan.types import FirmwareWish
from unit.observe.redfish.racked import GPU, OTHER

pytestmark = pytest.mark.lab
BMC, BIOS, NEW = "HostBMC_0", "HostBIOS_0", "24.09.17"
PIECE, OTHER_PIECE = f"firmware {BMC}", f"firmware {BIOS}"
INVENTORY = f"{ROOT}/UpdateService/FirmwareInventory"
PACE = replace(FAST, upload_s=5, update_s=10, back_s=1.5, look_s=0.01)
PADDING = 700_000
MORE_THAN_IS_UNDER_WAY = 24_000_000
"""What the kernel holds of a connection is less: an image that is in it whole may have been taken."""
ADDRESS = "http://192.0.2.9/bmc.fwpkg"


@dataclass
class Images(Actor):
    """Sets firmware on the BMCs of a rack, with images that lie in a folder."""

    folder: Path = Path("/nowhere")
    images: dict[str, Image] = field(default_factory=dict)

    def wish(self, *pieces: FirmwareWish, **words: bool) -> Wish:
        return Wish("here", firmware=Firmware(pieces, **words))  # type: ignore[arg-type]

    def piece(self, component: str = BMC, version: str = NEW, padding: int = PADDING, **words: object) -> FirmwareWish:
        content = image_of({component: version}, padding)
        path, digest = self.folder / f"{component}.fwpkg", hashlib.sha256(content).hexdigest()
        path.write_bytes(content)
        self.images[digest] = Image(path.name, path, digest, len(content))
        return FirmwareWish(component, version, path.name, digest, **words)  # type: ignore[arg-type]

    def update(self, wish: Wish, *hosts: str) -> tuple[Deed, ...]:
        jobs = [self.job(host, wish) for host in hosts or (GPU,)]
        act([jobs], Round(self.pace, self.lines, self.ledger, self.events.append, self.images))
        return self.ledger.account({job.target.host: job.foreseen for job in jobs})


@pytest.fixture
def rack() -> Iterator[Rack]:
    with racked(GPU, OTHER) as standing:
        for bmc in standing.bmcs.values():
            bmc.documents[f"{ROOT}/Systems/DGX"]["PowerState"] = "Off"
        yield standing
        assert [bmc.sessions for bmc in standing.bmcs.values()] == [{}, {}]


@pytest.fixture
def actor(rack: Rack, tmp_path: Path) -> Images:
    return Images(rack, pace=PACE, folder=tmp_path)


@pytest.fixture
def bmc(rack: Rack) -> EmulatedBmc:
    return rack.bmcs[GPU]


def version(bmc: EmulatedBmc, component: str = BMC) -> object:
    return bmc.documents[f"{INVENTORY}/{component}"]["Version"]


def told(events: list[Event]) -> list[str]:
    return [event.text for event in events if event.step == "update" and event.text]


@pytest.mark.parametrize("way", [MULTIPART, PUSH, SIMPLE])
def test_an_image_goes_the_way_that_the_bmc_takes_one_and_the_second_time_nothing_does(actor: Images, bmc: EmulatedBmc, way: str) -> None:
    piece, service = actor.piece(), bmc.documents[f"{ROOT}/UpdateService"]
    if way != MULTIPART:
        del service["MultipartHttpPushUri"]
    if way == PUSH:
        service["HttpPushUri"] = PUSH
    if way == SIMPLE:
        piece = replace(piece, image=ADDRESS)
        bmc.images[ADDRESS] = image_of({BMC: NEW})
    assert [deed.fate for deed in actor.update(actor.wish(piece))] == [Fate.DONE]
    assert (version(bmc), bmc.writes) == (NEW, [("POST", way)])
    assert told(actor.events) == ["25 %", "50 %", "75 %", "100 %"]
    assert actor.ask(GPU, actor.wish(piece)).settings == ()


@pytest.mark.parametrize(("ends", "fate"), [("Completed", Fate.DONE), ("Exception", Fate.FAILED)])
def test_a_monitor_is_followed_as_a_task_is(actor: Images, bmc: EmulatedBmc, ends: str, fate: Fate) -> None:
    bmc.faults.has_monitors, bmc.faults.task_ends = True, ends
    deed = actor.update(actor.wish(actor.piece()))[0]
    assert (deed.fate, deed.text) == (fate, "" if fate is Fate.DONE else "its update came to 400, Base.1.8.ActionParameterValueError")
    assert told(actor.events)[:3] == ["25 %", "50 %", "75 %"]


def test_only_the_component_that_is_meant_changes(actor: Images, bmc: EmulatedBmc) -> None:
    piece = actor.piece()
    content = image_of({BMC: NEW, BIOS: "9.9.9"})
    path, digest = actor.folder / "bundle.fwpkg", hashlib.sha256(content).hexdigest()
    path.write_bytes(content)
    actor.images[digest] = Image(path.name, path, digest, len(content))
    actor.update(actor.wish(replace(piece, image="bundle.fwpkg", sha256=digest)))
    assert (version(bmc), version(bmc, BIOS)) == (NEW, "1.0.7")


def test_components_are_set_one_behind_the_other_and_after_one_that_fails_none_is_begun(actor: Images, bmc: EmulatedBmc) -> None:
    wish = actor.wish(actor.piece(), actor.piece(BIOS, "1.1.0"))
    assert [deed.fate for deed in actor.update(wish)] == [Fate.DONE, Fate.DONE]
    assert bmc.pushed == 2
    bmc.faults.task_ends = "Exception"
    deeds = Images(actor.rack, pace=PACE, folder=actor.folder, images=actor.images)
    later = deeds.wish(deeds.piece(version="25.01.01"), deeds.piece(BIOS, "1.2.0"))
    found = deeds.update(later)
    assert [deed.fate for deed in found] == [Fate.FAILED, Fate.NOT_BEGUN]
    assert found[0].text == "its update ended as exception (Update.1.0.VerificationFailed)"


def test_a_bmc_that_starts_anew_during_its_own_update_is_waited_for(actor: Images, bmc: EmulatedBmc) -> None:
    bmc.faults.reboots_in_update = 3
    assert [deed.fate for deed in actor.update(actor.wish(actor.piece()))] == [Fate.DONE]
    assert bmc.pushed == 1


def test_one_that_came_back_without_the_new_version_is_told(actor: Images, bmc: EmulatedBmc) -> None:
    bmc.faults.reboots_in_update, bmc.faults.forgets_update = 1, True
    actor.pace = replace(PACE, back_s=0.2)
    deed = actor.update(actor.wish(actor.piece()))[0]
    assert (deed.fate, deed.text) == (Fate.FAILED, "its update came to its end, and 0.2 s later it still tells 23.11.20")
    assert bmc.pushed == 1


def test_a_bmc_that_must_be_reset_for_it_is(actor: Images, bmc: EmulatedBmc) -> None:
    bmc.faults.applies_at = "bmc_reset"
    assert [deed.fate for deed in actor.update(actor.wish(actor.piece(takes_effect="bmc_reset")))] == [Fate.DONE]
    assert bmc.writes == [("POST", MULTIPART), ("POST", f"{ROOT}/Managers/BMC/Actions/Manager.Reset")]
    assert "its BMC starts anew" in told(actor.events)


def test_an_answer_that_is_lost_before_a_bmc_is_reset_for_it_loses_neither(actor: Images, bmc: EmulatedBmc) -> None:
    bmc.faults.applies_at, bmc.faults.drops_at_write = "bmc_reset", {MULTIPART}
    assert [deed.fate for deed in actor.update(actor.wish(actor.piece(takes_effect="bmc_reset")))] == [Fate.DONE]
    assert (bmc.pushed, version(bmc)) == (1, NEW)


def test_what_runs_after_a_reset_of_the_host_waits_for_it(actor: Images, rack: Rack, bmc: EmulatedBmc) -> None:
    bmc.faults.applies_at = "host_reset"
    wish = actor.wish(actor.piece(BIOS, "1.1.0", takes_effect="host_reset"))
    deed = actor.update(wish)[0]
    assert (deed.fate, deed.text) == (Fate.WAITING, "still tells 1.0.7: the new one runs at the next reset")
    Actor(rack).settle(GPU, Wish("here", power=Power.ON))
    assert actor.ask(GPU, wish).settings == ()


def test_an_image_that_changes_while_it_is_sent_is_not_sent_to_its_end(actor: Images, bmc: EmulatedBmc) -> None:
    wish = actor.wish(actor.piece())
    path = actor.folder / f"{BMC}.fwpkg"
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    deed = actor.update(wish)[0]
    assert (deed.fate, deed.text) == (Fate.FAILED, "its image changed while it was sent; the BMC was not given the end of it")
    assert (bmc.pushed, version(bmc)) == (0, "23.11.20")


def test_the_digest_of_an_image_is_looked_at_before_anything_is_sent(actor: Images, tmp_path: Path) -> None:
    piece = actor.piece()
    assert isinstance(obtained(piece, tmp_path, tmp_path / "kept", lambda _: None), Image)
    (tmp_path / f"{BMC}.fwpkg").write_bytes(b"another")
    wrong = obtained(piece, tmp_path, tmp_path / "kept", lambda _: None)
    gone = obtained(replace(piece, image="nowhere"), tmp_path, tmp_path / "kept", lambda _: None)
    assert isinstance(wrong, Finding)
    assert isinstance(gone, Finding)
    digest = hashlib.sha256(b"another").hexdigest()
    assert (wrong.code, wrong.what) == ("P595", f"the image of {BMC} has SHA-256 {digest[:16]}…, and {str(piece.sha256)[:16]}… is declared")
    assert gone.what == f"the image of {BMC} cannot be had (no such file or directory)"


@pytest.mark.parametrize("fault", ["drops_at_write", "resets_at_write"])
def test_an_answer_that_is_lost_sends_no_image_a_second_time(actor: Images, bmc: EmulatedBmc, fault: str) -> None:
    setattr(bmc.faults, fault, {MULTIPART})
    assert [deed.fate for deed in actor.update(actor.wish(actor.piece()))] == [Fate.DONE]
    assert bmc.pushed == 1


def test_a_line_that_breaks_in_the_middle_of_an_image_sends_it_again(actor: Images, bmc: EmulatedBmc) -> None:
    bmc.faults.breaks_off = {MULTIPART: 1000}
    assert [deed.fate for deed in actor.update(actor.wish(actor.piece(padding=MORE_THAN_IS_UNDER_WAY)))] == [Fate.DONE]
    assert (bmc.pushed, bmc.writes.count(("POST", MULTIPART))) == (1, 2)


@pytest.mark.parametrize("status", [500, 503, 401])
def test_an_error_when_it_is_sent_sends_it_again_and_a_refusal_is_told(actor: Images, bmc: EmulatedBmc, status: int) -> None:
    bmc.faults.write_once = {MULTIPART: status}
    assert [deed.fate for deed in actor.update(actor.wish(actor.piece()))] == [Fate.DONE]
    bmc.faults.write_once = {MULTIPART: 400}
    later = Images(actor.rack, pace=PACE, folder=actor.folder)
    deed = later.update(later.wish(later.piece(version="25.01.01")))[0]
    assert (deed.fate, deed.text) == (Fate.FAILED, "its BMC refuses it (400, Base.1.8.GeneralError)")


@pytest.mark.parametrize("fault", ["once", "forgets", "hangs"])
def test_a_bad_moment_while_the_task_is_followed_is_got_over(actor: Images, bmc: EmulatedBmc, fault: str) -> None:
    job = actor.job(GPU, actor.wish(actor.piece()))
    task = f"{TASKS}/1"
    if fault == "once":
        bmc.faults.once = {task: 500}
    elif fault == "forgets":
        bmc.faults.forgets_after, bmc.faults.forgets_once = 12, True
    else:
        bmc.faults.hangs_at = {task}
        actor.pace = replace(PACE, visit_s=1, back_s=10)
        threading.Timer(1.2, bmc.faults.hangs_at.clear).start()
    update(job, Round(actor.pace, actor.lines, actor.ledger, actor.events.append, actor.images))
    assert (actor.ledger.deeds[GPU, PIECE].fate, bmc.pushed) == (Fate.DONE, 1)


def test_another_certificate_in_the_middle_of_an_update_is_told_nothing_more(actor: Images, bmc: EmulatedBmc) -> None:
    job = actor.job(GPU, actor.wish(actor.piece()))

    def renew(event: Event) -> None:
        if event.text == "50 %":
            bmc.renew_certificate()

    update(job, Round(actor.pace, actor.lines, actor.ledger, renew, actor.images))
    deed = actor.ledger.deeds[GPU, PIECE]
    assert deed.fate is Fate.UNKNOWN
    assert "shows a certificate" in deed.text
    bmc.sessions.clear()


def test_an_update_that_is_under_way_is_waited_for_and_nothing_is_sent(actor: Images, rack: Rack, bmc: EmulatedBmc) -> None:
    """As after a run of ours that was killed: the task is there, and nobody follows it."""
    wish = actor.wish(actor.piece())
    first = actor.job(GPU, wish)

    def stop(event: Event) -> None:
        if event.text == "25 %":
            actor.lines.stop()

    update(first, Round(actor.pace, actor.lines, actor.ledger, stop, actor.images))
    assert actor.ledger.account({GPU: first.foreseen})[0].fate is Fate.UNKNOWN
    second = Images(rack, pace=PACE, folder=actor.folder, images=actor.images)
    assert [deed.fate for deed in second.update(wish)] == [Fate.ALREADY]
    assert (bmc.pushed, version(bmc)) == (1, NEW)
    assert told(second.events)[0] == "an update is under way there; it is waited for"
    bmc.sessions.clear()


def test_a_host_that_came_on_since_it_was_looked_at_is_told_at_once_and_nothing_is_sent(actor: Images, bmc: EmulatedBmc) -> None:
    job = actor.job(GPU, actor.wish(actor.piece()))
    bmc.documents[f"{ROOT}/Systems/DGX"]["PowerState"] = "On"
    actor.pace = replace(PACE, back_s=60, update_s=60)
    update(job, Round(actor.pace, actor.lines, actor.ledger, actor.events.append, actor.images))
    deed = actor.ledger.deeds[GPU, PIECE]
    assert deed.fate is Fate.FAILED
    assert "tells another thing than it did: it is on, and HostBMC_0 is written while the host is off" in deed.text
    assert bmc.pushed == 0


def test_behind_a_machine_that_failed_no_wave_is_begun(actor: Images, rack: Rack) -> None:
    rack.bmcs[GPU].faults.task_ends = "Exception"
    wish = actor.wish(actor.piece())
    jobs = [[actor.job(GPU, wish)], [actor.job(OTHER, wish)]]
    act(jobs, Round(actor.pace, actor.lines, actor.ledger, actor.events.append, actor.images), is_careful=True)
    assert [deed.fate for deed in actor.ledger.account({GPU: (PIECE,), OTHER: (PIECE,)})] == [Fate.FAILED, Fate.NOT_BEGUN]
    assert rack.bmcs[OTHER].pushed == 0


def test_plain_offers_the_older_way_too_and_the_newer_is_taken(tmp_path: Path) -> None:
    shape: Shape = "plain"
    with racked(GPU, shape=shape) as rack:
        rack.bmcs[GPU].documents[f"{ROOT}/Systems/1"]["PowerState"] = "Off"
        actor = Images(rack, pace=PACE, folder=tmp_path)
        actor.update(actor.wish(actor.piece()))
        assert rack.bmcs[GPU].writes == [("POST", MULTIPART)]
        assert json.dumps(actor.ask(GPU, actor.wish(actor.piece())).findings) == "[]"
