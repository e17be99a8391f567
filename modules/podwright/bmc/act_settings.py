"""Everything that is to be set on one BMC, one thing at a time: looked at, sent, looked at again, so that a run that ends anywhere can be carried on by another."""

import time
from collections import Counter

from podwright.bmc.act_visit import Job, Round, asked, visit
from podwright.bmc.deeds import Deed, Fate
from podwright.bmc.setting import Setting
from podwright.bmc.wish import OWN
from podwright.event import Event, State
from podwright.observe.redfish.collect_line import Reply
from podwright.observe.redfish.shelf import Resource
from podwright.observe.redfish.silence import SilenceKind
from podwright.observe.redfish.trouble import BmcTrouble

STEP = "set"
TRIES = 3
"""How often one thing is sent: once more after a document that was another by then, once more after an error of the BMC."""
LOOKS = 3
"""How often is looked whether what was taken is there: some BMCs take a few seconds (Lenovo TSM's Redfish pages, `patch_account_service`, on AMI's)."""
LAPSES = 6
"""Visits in a row that come to nothing before it is given up; with waits that double from 2 s, some two minutes: as long as a BMC takes to start anew."""
FINAL = (SilenceKind.CERTIFICATE, SilenceKind.PASSWORD)


class Stopped(Exception):
    """Nothing more is done on this BMC: at which setting, and why."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(reason)
        self.name, self.reason = name, reason


def settle(job: Job, around: Round) -> None:
    """Do what was foreseen on one BMC, and write into the ledger what became of it.

    Laws: only what was foreseen is sent; nothing is sent again before its BMC was looked at; no user is shut out before the pod's own has logged in, on the same visit.
    """
    tried, looked, lapses, kept = Counter[str](), Counter[str](), 0, dict[str, object]()
    ends_s = time.monotonic() + around.pace.limit_s
    while True:
        try:
            is_over = _one_step(job, around, tried, looked, kept)
            lapses = 0
        except Stopped as stopped:
            _tell(around, Deed(job.target.host, stopped.name, Fate.FAILED, stopped.reason))
            return
        except BmcTrouble as trouble:
            lapses += 1
            if around.lines.stopped.is_set():
                return
            if trouble.kind in FINAL or lapses >= LAPSES or time.monotonic() >= ends_s:
                _given_up(job, around, trouble.reason)
                return
            is_over = False
        if is_over:
            return
        if lapses or any(looked.values()):
            around.lines.stopped.wait(around.pace.look_s * 2 ** max(0, lapses - 1))


def message_of(reply: Reply) -> str:
    """Return the status of a refusal and what its message is called; never its words, which may repeat what was sent."""
    try:
        found = reply.document()
    except ValueError:
        found = None
    error = Resource("", found if isinstance(found, dict) else {})
    rows = error.rows("error", "@Message.ExtendedInfo") or error.rows("@Message.ExtendedInfo")
    names = [str(row.get("MessageId")) for row in rows] or [str(error.get("error", "code") or "")]
    shown = next((name for name in names if name.isascii() and name.isprintable() and 0 < len(name) < 80 and " " not in name), "")
    return f"{reply.status}{f', {shown}' if shown else ''}"


def _one_step(job: Job, around: Round, tried: Counter[str], looked: Counter[str], kept: dict[str, object]) -> bool:
    """Look, and send the first thing that is to be set; return whether there was none. Raises: Stopped, BmcTrouble."""
    host = job.target.host
    with visit(job, around.lines, around.pace.visit_s, kept) as here:
        todo = [one for one in asked(here).settings if one.name in job.foreseen]
        _tick_off(job, around, {one.name for one in todo}, tried)
        if not todo:
            return True
        one = todo[0]
        if one.needs_own and here.login != OWN:
            raise Stopped(one.name, "the pod's own user has not logged in, so nobody is shut out")
        if around.ledger.was_sent(host, one.name) and looked[one.name] < LOOKS:
            looked[one.name] += 1
            return False
        if tried[one.name] >= TRIES:
            raise Stopped(one.name, f"was sent {TRIES} times, and {one.changes[0].what} still is: {one.changes[0].before}")
        tried[one.name] += 1
        looked.clear()
        around.ledger.begin(host, one.name)
        around.on_event(Event(STEP, f"{host} {one.name}", State.STARTED))
        _judge(here.send(one.request), one, around, host, looked)
        return False


def _judge(reply: Reply, one: Setting, around: Round, host: str, looked: Counter[str]) -> None:
    """Let pass what was taken, and what may be taken the next time. Raises: Stopped."""
    if reply.status in (200, 201, 202, 204):
        looked[one.name] = 0
    elif reply.status in (401, 412) or reply.status >= 500:
        around.ledger.refused(host, one.name)
        if reply.status >= 500:
            around.lines.stopped.wait(around.pace.look_s)
    else:
        raise Stopped(one.name, f"its BMC refuses it ({message_of(reply)})")


def _tick_off(job: Job, around: Round, left: set[str], tried: Counter[str]) -> None:
    host = job.target.host
    for name in job.foreseen:
        if name not in left and (host, name) not in around.ledger.deeds:
            _tell(around, Deed(host, name, Fate.DONE if tried[name] else Fate.ALREADY))


def _given_up(job: Job, around: Round, reason: str) -> None:
    host = job.target.host
    name = next((name for name in job.foreseen if (host, name) not in around.ledger.deeds), None)
    if name is not None:
        fate = Fate.UNKNOWN if around.ledger.was_sent(host, name) else Fate.FAILED
        _tell(around, Deed(host, name, fate, f"the BMC at {job.target.address} {reason}"))


def _tell(around: Round, deed: Deed) -> None:
    around.ledger.end(deed)
    state = State.DONE if deed.fate in (Fate.DONE, Fate.ALREADY) else State.FAILED
    words = deed.fate if deed.fate is not Fate.DONE else ""
    around.on_event(Event(STEP, f"{deed.host} {deed.name}", state, "; ".join(word for word in (words, deed.text) if word)))
