"""The first password of a BMC that tells nothing before it is changed: the one PATCH that it allows, and the proof that the new one is taken."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from podwright.bmc.act_settings import FINAL, LAPSES, STEP, Stopped, message_of
from podwright.bmc.act_visit import Job, Round, derived
from podwright.bmc.deeds import Deed, Fate
from podwright.bmc.wish import FACTORY
from podwright.event import Event, State
from podwright.observe.redfish.collect_line import Line, timed
from podwright.observe.redfish.collect_session import Session
from podwright.observe.redfish.silence import SilenceKind
from podwright.observe.redfish.trouble import BmcTrouble, ChangeFirst, Refusal

TAKEN = (200, 202, 204)
AGAIN = (401, 412)
"""A session that was forgotten, a document that was another by then."""


def change_first(job: Job, around: Round) -> None:
    """Change the password, and write into the ledger what became of it.

    Laws: it is sent only while the factory's is still taken; it is done when the derived one is.
    """
    host, name, lapses = job.target.host, job.foreseen[0], 0
    around.on_event(Event(STEP, f"{host} {name}", State.STARTED))
    while True:
        try:
            fate = _changed(job, around, name)
            break
        except Stopped as stopped:
            _tell(around, Deed(host, name, Fate.FAILED, stopped.reason))
            return
        except BmcTrouble as trouble:
            lapses += 1
            if around.lines.stopped.is_set():
                return
            if trouble.kind in FINAL or lapses >= LAPSES:
                is_unknown = around.ledger.was_sent(host, name)
                _tell(around, Deed(host, name, Fate.UNKNOWN if is_unknown else Fate.FAILED, f"the BMC at {job.target.address} {trouble.reason}"))
                return
            around.lines.stopped.wait(around.pace.look_s * 2 ** (lapses - 1))
    _tell(around, Deed(host, name, fate))


def _changed(job: Job, around: Round, name: str) -> Fate:
    """Return what became of it. Raises: Stopped, BmcTrouble."""
    assert job.account is not None, "a BMC names the account"
    factory = next(login for login in job.target.logins if login.name == FACTORY)
    word = derived(job, factory.user)
    was_sent = around.ledger.was_sent(job.target.host, name)
    if was_sent and _is_taken(job, around, factory.user, word):
        return Fate.DONE
    with _talk(job, around, factory.user, factory.password) as session:
        try:
            session.log_in()
            found = session.document(job.account)
        except ChangeFirst:
            found = None
        mark = found.get("@odata.etag") if isinstance(found, dict) else None
        around.ledger.begin(job.target.host, name)
        reply = session.send("PATCH", job.account, {"Password": word}, etag=mark if isinstance(mark, str) else "*")
    if reply.status not in TAKEN:
        around.ledger.refused(job.target.host, name)
        if reply.status >= 500 or reply.status in AGAIN:
            raise BmcTrouble(SilenceKind.BROKEN, f"refuses a new password for {factory.user} ({message_of(reply)})")
        raise Stopped(name, f"its BMC refuses it ({message_of(reply)})")
    if not _is_taken(job, around, factory.user, word):
        raise Stopped(name, "its BMC took the new password, and does not let it in")
    return Fate.DONE


def _is_taken(job: Job, around: Round, user: str, word: str) -> bool:
    """Return whether a BMC lets a user in with this password. Raises: BmcTrouble."""
    with _talk(job, around, user, word) as session:
        try:
            session.log_in()
        except Refusal:
            return False
        return True


@contextmanager
def _talk(job: Job, around: Round, user: str, word: str) -> Iterator[Session]:
    target, limit_s = job.target, around.pace.visit_s
    line = Line(target.address, target.port, target.pin, time.monotonic() + limit_s)
    around.lines.take(line)
    session = Session(line, user, word)
    try:
        with timed(line, limit_s):
            session.root()
            yield session
    finally:
        session.log_out()
        line.close()
        around.lines.drop(line)


def _tell(around: Round, deed: Deed) -> None:
    around.ledger.end(deed)
    state = State.DONE if deed.fate is Fate.DONE else State.FAILED
    around.on_event(Event(STEP, f"{deed.host} {deed.name}", state, deed.text))
