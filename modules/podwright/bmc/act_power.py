"""Power of one machine, step by step: asked for, waited for, cut only where that was asked for."""

import time

from podwright.bmc.act_settings import FINAL, LAPSES, TRIES, Stopped, message_of
from podwright.bmc.act_visit import Job, Round, Visit, asked, visit
from podwright.bmc.deeds import Deed, Fate
from podwright.bmc.power import ON
from podwright.bmc.setting import Setting
from podwright.event import Event, State
from podwright.observe.redfish.reading import main_system
from podwright.observe.redfish.shelf import ROOT, Shelf
from podwright.observe.redfish.silence import SilenceKind
from podwright.observe.redfish.trouble import BmcTrouble

STEP = "power"
BUSY = 409
"""A machine that goes off just now takes no reset yet."""


def bring(job: Job, around: Round) -> None:
    """Bring one machine through its steps, and write into the ledger what became of each; after one that fails none is begun."""
    host, kept = job.target.host, dict[str, object]()
    steps: dict[str, Setting] = {}
    for name in job.foreseen:
        around.on_event(Event(STEP, f"{host} {name}", State.STARTED))
        try:
            text = _step(job, around, name, steps, kept)
        except Stopped as stopped:
            if around.lines.stopped.is_set():
                return
            fate = Fate.UNKNOWN if isinstance(stopped.__cause__, BmcTrouble) and around.ledger.was_sent(host, name) else Fate.FAILED
            around.ledger.end(Deed(host, name, fate, stopped.reason))
            around.on_event(Event(STEP, f"{host} {name}", State.FAILED, stopped.reason))
            return
        around.ledger.end(Deed(host, name, Fate.ALREADY if text == Fate.ALREADY else Fate.DONE, "" if text == Fate.ALREADY else text))
        around.on_event(Event(STEP, f"{host} {name}", State.DONE, text))


def _step(job: Job, around: Round, name: str, steps: dict[str, Setting], kept: dict[str, object]) -> str:
    """Return in words how a step came to its end. Raises: Stopped."""
    lapses, sent = 0, list[float]()
    while True:
        try:
            with visit(job, around.lines, around.pace.visit_s + 2 * around.pace.power_s, kept) as here:
                if not steps:
                    steps |= {one.name: one for one in asked(here).settings}
                if name not in steps:
                    return Fate.ALREADY
                return _waited(here, around, steps[name], sent)
        except BmcTrouble as trouble:
            lapses += 1
            if trouble.kind in FINAL or lapses >= LAPSES or around.lines.stopped.is_set():
                raise Stopped(name, f"the BMC at {job.target.address} {trouble.reason}") from trouble
            around.lines.stopped.wait(around.pace.look_s * 2 ** (lapses - 1))


def _waited(here: Visit, around: Round, step: Setting, sent: list[float]) -> str:
    """Return how the machine came to the state of a step: asked for once, then cut once where that may be; `sent` is when. Raises: Stopped, BmcTrouble."""
    tries = 0
    while (state := here.read(_power_state)) != step.until:
        is_late = bool(sent) and time.monotonic() >= sent[-1] + around.pace.power_s
        request = step.request if not sent else step.forced if is_late and len(sent) == 1 else None
        if is_late and request is None:
            hint = "" if step.forced is not None or step.until == ON else "; --force cuts its power"
            raise Stopped(step.name, f"is {str(state).lower()} {around.pace.power_s:g} s after it was asked{hint}")
        if request is not None:
            around.ledger.begin(step.host, step.name)
            sent.append(time.monotonic())
            reply = here.send(request)
            if reply.status not in (200, 202, 204):
                sent.pop()
                around.ledger.refused(step.host, step.name)
                tries += 1
                if reply.status == 401:
                    raise BmcTrouble(SilenceKind.SESSION, "forgot its session")
                if (reply.status != BUSY and reply.status < 500) or tries >= TRIES:
                    raise Stopped(step.name, f"its BMC refuses it ({message_of(reply)})")
        if around.lines.stopped.wait(around.pace.look_s):
            raise Stopped(step.name, "interrupted while it was waited for")
    return Fate.ALREADY if not sent else "cut" if len(sent) > 1 else ""


def _power_state(shelf: Shelf) -> object:
    root = shelf.at(ROOT)
    systems, _ = shelf.members(root.link("Systems")) if root else ((), False)
    return main_system(systems).get("PowerState") if systems else None
