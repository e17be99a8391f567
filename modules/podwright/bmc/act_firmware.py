"""Firmware of one machine, component by component: sent, its task followed, its BMC waited for where that starts anew, and its version asked again."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from podwright.bmc.act_image import ImageChanged, content
from podwright.bmc.act_settings import FINAL, TRIES, Stopped, message_of
from podwright.bmc.act_visit import Job, Round, Strange, Visit, asked, visit
from podwright.bmc.deeds import Deed, Fate
from podwright.bmc.firmware import NAME
from podwright.bmc.setting import Request, Setting
from podwright.bmc.tasks import course
from podwright.event import Event, State
from podwright.observe.redfish.collect_line import Content, Reply
from podwright.observe.redfish.reading import main_system, manager_of
from podwright.observe.redfish.shelf import ROOT, Resource, Shelf
from podwright.observe.redfish.silence import SilenceKind
from podwright.observe.redfish.trouble import BmcTrouble

STEP = "update"
TAKEN = (200, 201, 202, 204)
GONE = (404, 410)
TOLD_PERCENT = 10
BMC_RESETS = ("GracefulRestart", "ForceRestart")
LATER = ("host_reset", "power_cycle")


@dataclass(slots=True)
class _Update:
    """How far one component is: sent how often, sent whole, taken, the task that is followed, whether its BMC was reset, and what was told last (percent)."""

    name: str
    takes_effect: str
    ends_s: float
    last_heard_s: float
    tries: int = 0
    is_sent_whole: bool = False
    is_taken: bool = False
    task: str | None = None
    is_foreign: bool = False
    is_reset: bool = False
    looks_until_s: float | None = None
    told_percent: int = -TOLD_PERCENT


def update(job: Job, around: Round) -> None:
    """Bring the components of one machine to their versions, one behind the other, and write into the ledger what became of each; after one that fails none is begun.

    Laws: nothing is sent while the BMC is busy with another update, and nothing that may have been taken is sent again.
    """
    host, kept = job.target.host, dict[str, object]()
    for name in job.foreseen:
        around.on_event(Event(STEP, f"{host} {name}", State.STARTED))
        try:
            deed = _one(job, around, name, kept)
        except Stopped as stopped:
            if around.lines.stopped.is_set():
                return
            is_unknown = isinstance(stopped.__cause__, BmcTrouble) and around.ledger.was_sent(host, name)
            deed = Deed(host, name, Fate.UNKNOWN if is_unknown else Fate.FAILED, stopped.reason)
        around.ledger.end(deed)
        is_well = deed.fate in (Fate.DONE, Fate.ALREADY, Fate.WAITING)
        words = "; ".join(word for word in ("" if deed.fate is Fate.DONE else deed.fate, deed.text) if word)
        around.on_event(Event(STEP, f"{host} {name}", State.DONE if is_well else State.FAILED, words))
        if not is_well:
            return


def _one(job: Job, around: Round, name: str, kept: dict[str, object]) -> Deed:
    """Return what became of one component. Raises: Stopped."""
    assert job.wish.firmware is not None, "what is set is firmware"
    piece = next(one for one in job.wish.firmware.pieces if f"{NAME} {one.component}" == name)
    now_s = time.monotonic()
    one = _Update(name, piece.takes_effect, now_s + around.pace.update_s, now_s)
    lapses = 0
    while True:
        try:
            with visit(job, around.lines, around.pace.visit_s, kept) as here:
                deed = _stepped(here, around, one)
            one.last_heard_s, lapses = time.monotonic(), 0
            if deed is not None:
                return deed
        except BmcTrouble as trouble:
            lapses += 1
            now_s = time.monotonic()
            is_other = isinstance(trouble, Strange) and not (one.tries or one.is_taken)
            is_final = is_other or trouble.kind in FINAL or around.lines.stopped.is_set()
            if is_final or now_s >= min(one.ends_s, one.last_heard_s + around.pace.back_s):
                raise Stopped(name, f"the BMC at {job.target.address} {trouble.reason}") from trouble
        except ImageChanged:
            around.ledger.refused(job.target.host, name)
            raise Stopped(name, "its image changed while it was sent; the BMC was not given the end of it") from None
        if time.monotonic() >= one.ends_s:
            what = "an update that was under way there is not over" if one.is_foreign and not one.tries else "is not at its version"
            raise Stopped(name, f"{what} {around.pace.update_s:g} s after it was begun") from _unseen(one)
        if around.lines.stopped.wait(around.pace.look_s * 2 ** min(lapses, 3)):
            raise Stopped(name, "interrupted while it was waited for")


def _stepped(here: Visit, around: Round, one: _Update) -> Deed | None:
    """Return what became of a component, None while nothing has yet. Raises: Stopped, BmcTrouble, ImageChanged."""
    host = here.job.target.host
    if one.task is not None:
        _followed(here, around, one)
        if one.task is not None:
            return None
    found = next((row for row in asked(here).settings if row.name == one.name), None)
    if found is None:
        return Deed(host, one.name, Fate.DONE if one.is_taken or one.tries else Fate.ALREADY)
    if found.task is not None and not one.is_taken:
        one.task, one.is_foreign, one.is_taken = found.task, not one.is_sent_whole, one.is_sent_whole
        around.on_event(Event(STEP, f"{host} {one.name}", State.INFO, "an update is under way there; it is waited for"))
        return None
    if one.is_taken:
        return _looked_again(here, around, one, found)
    if one.is_sent_whole:
        raise Stopped(one.name, "was sent, and no answer came; look again in a while") from BmcTrouble(SilenceKind.SLOW, "gave no answer")
    _sent(here, around, one, found)
    return None


def _sent(here: Visit, around: Round, one: _Update, found: Setting) -> None:
    """Send an image, or where it lies. Raises: Stopped, BmcTrouble, ImageChanged."""
    host = here.job.target.host
    if one.tries >= TRIES:
        raise Stopped(one.name, f"was sent {TRIES} times, and its BMC did not take it")
    one.tries += 1
    upload = found.request.upload
    around.ledger.begin(host, one.name)
    here.session.line.prolong(around.pace.upload_s)
    body = _body(around, found.request) if upload else None
    if body is None:
        one.is_sent_whole = True
    else:
        body = _watched(body, one)
    reply = here.send(found.request, body)
    if reply.status in TAKEN:
        one.is_taken, one.task = True, _task_of(reply)
        return
    around.ledger.refused(host, one.name)
    one.is_sent_whole = False
    if reply.status == 401:
        raise BmcTrouble(SilenceKind.SESSION, "forgot its session")
    if reply.status != 409 and reply.status < 500:
        raise Stopped(one.name, f"its BMC refuses it ({message_of(reply)})")
    if one.tries >= TRIES:
        raise Stopped(one.name, f"its BMC refuses it {TRIES} times ({message_of(reply)})")


def _followed(here: Visit, around: Round, one: _Update) -> None:
    """Look where the task is; when it is over, or nobody knows of it any more, it is followed no longer. Raises: Stopped, BmcTrouble."""
    assert one.task is not None, "there is one to follow"
    reply = here.session.reply(one.task)
    if reply.status >= 500:
        raise BmcTrouble(SilenceKind.BROKEN, f"answers {reply.status} while its task is asked for")
    if reply.status in GONE:
        one.task = None
        return
    document = _document(reply)
    if "TaskState" in document.value:
        at = course(document)
        if at.percent is not None and at.percent >= one.told_percent + TOLD_PERCENT:
            one.told_percent = at.percent
            around.on_event(Event(STEP, f"{here.job.target.host} {one.name}", State.INFO, f"{at.percent} %"))
        failure, is_over = at.failure, at.is_over
    else:
        failure, is_over = f"came to {message_of(reply)}" if reply.status >= 400 else "", reply.status != 202
    if not is_over:
        return
    one.task = None
    if failure and not one.is_foreign:
        around.ledger.refused(here.job.target.host, one.name)
        raise Stopped(one.name, f"its update {failure}")


def _looked_again(here: Visit, around: Round, one: _Update, found: Setting) -> Deed | None:
    """Return what became of a component whose update is over and whose version is still the old one. Raises: Stopped, BmcTrouble."""
    host, before = here.job.target.host, found.changes[0].before
    if one.takes_effect in LATER:
        return Deed(host, one.name, Fate.WAITING, f"still tells {before}: the new one runs {found.effect}")
    if one.takes_effect == "bmc_reset" and not one.is_reset:
        one.is_reset = True
        reply = here.send(here.read(_bmc_reset))
        if reply.status not in TAKEN:
            raise Stopped(one.name, f"its BMC refuses to be reset ({message_of(reply)}), and the new version runs after that")
        around.on_event(Event(STEP, f"{host} {one.name}", State.INFO, "its BMC starts anew"))
        return None
    now_s = time.monotonic()
    one.looks_until_s = one.looks_until_s or now_s + around.pace.back_s
    if now_s >= one.looks_until_s:
        raise Stopped(one.name, f"its update came to its end, and {around.pace.back_s:g} s later it still tells {before}")
    return None


def _bmc_reset(shelf: Shelf) -> Request:
    """Return the request that resets a BMC. Raises: Stopped when it offers none."""
    root = shelf.at(ROOT)
    systems, _ = shelf.members(root.link("Systems")) if root else ((), False)
    manager = manager_of(shelf, root, main_system(systems)) if root and systems else None
    told = manager.get("Actions", "#Manager.Reset") if manager else None
    target = told.get("target") if isinstance(told, dict) else None
    allowed = told.get("ResetType@Redfish.AllowableValues") if isinstance(told, dict) else None
    kind = next((word for word in BMC_RESETS if not isinstance(allowed, list) or word in allowed), BMC_RESETS[-1])
    if not shelf.wanted and (not isinstance(target, str) or not target.startswith("/redfish/")):
        raise Stopped("", "its BMC offers no reset of itself, and the new version runs after one; reset it by hand")
    return Request("POST", str(target), {"ResetType": kind})


def _body(around: Round, request: Request) -> Content:
    assert request.upload is not None, "an image goes with it"
    return content(around.images[request.upload.sha256], request.body if request.upload.is_multipart else None)


def _watched(body: Content, one: _Update) -> Content:
    """Return a body that notes when the last of it was asked for: from then on it may have been taken."""

    def pieces() -> Iterator[bytes]:
        yield from body.pieces()
        one.is_sent_whole = True

    return Content(body.kind, body.length, pieces)


def _task_of(reply: Reply) -> str | None:
    """Return the path of the task that a reply names: in its document, where that is one, else in its header."""
    document = _document(reply)
    own = Resource("", {"own": dict(document.value)}).link("own")
    return own if "TaskState" in document.value or "#Task." in str(document.get("@odata.type")) else reply.path()


def _document(reply: Reply) -> Resource:
    try:
        found = reply.document()
    except ValueError:
        found = None
    return Resource("", found if isinstance(found, dict) else {})


def _unseen(one: _Update) -> BmcTrouble | None:
    return BmcTrouble(SilenceKind.SLOW, "did not come to an end") if one.is_taken else None
