"""One visit to a BMC: logged in by the first login that it takes, its documents read, one request sent, logged out."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from podwright.bmc.act_image import Image
from podwright.bmc.asking import asked_of
from podwright.bmc.deeds import Ledger
from podwright.bmc.setting import Asked, Hidden, Request
from podwright.bmc.wish import FACTORY_DERIVED, OWN, Wish
from podwright.event import Listener
from podwright.observe.redfish.collect_bmc import DOCUMENTS, Lines, Target
from podwright.observe.redfish.collect_line import Content, Line, Reply, timed
from podwright.observe.redfish.collect_session import Session
from podwright.observe.redfish.shelf import ROOT, Resource, Shelf
from podwright.observe.redfish.silence import SilenceKind
from podwright.observe.redfish.trouble import BmcTrouble, Refusal
from podwright.plan.finding import Finding

Found = TypeVar("Found")
WITHOUT_STATE = f"{ROOT}/Registries"
"""Documents that no setting changes: they are read once."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long things may take (s): a visit, all that is done on one BMC, a machine until its power is as asked; and how long is waited before the next look.

    A visit reads some twenty documents; a BMC that resets itself is back after one to three minutes, as their makers' manuals say: estimates, and options of the verb. An image
    has `upload_s` on its way, a component `update_s` in all, and a BMC `back_s` of silence while it is updated: nvfwupd's manual shows 12 minutes for a tray of GPUs.
    """

    visit_s: float = 60.0
    limit_s: float = 300.0
    power_s: float = 180.0
    look_s: float = 2.0
    between_s: float = 10.0
    upload_s: float = 900.0
    update_s: float = 3600.0
    back_s: float = 600.0


@dataclass(frozen=True, slots=True)
class Job:
    """What to do on one BMC: the names of the settings that were shown, and nothing else; `known` are the findings that were shown beside them.

    `account` is the one whose password its BMC wants changed before it tells anything.
    """

    target: Target
    wish: Wish
    foreseen: tuple[str, ...]
    known: tuple[Finding, ...] = ()
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """What all jobs of a round share; `images` are those of firmware, by their digests."""

    pace: Pace
    lines: Lines
    ledger: Ledger
    on_event: Listener
    images: Mapping[str, Image] = field(default_factory=dict)


class Strange(BmcTrouble):
    """A BMC tells another thing than it did when that was shown."""


def asked(here: "Visit") -> Asked:
    """Return what is to be set now. Raises: BmcTrouble, Strange when the BMC tells less than it did when that was shown."""
    job = here.job
    found = here.read(lambda shelf: asked_of(shelf, job.target.host, job.wish, here.login))
    strange = next((finding for finding in found.findings if finding not in job.known), None)
    if strange is not None:
        raise Strange(SilenceKind.BROKEN, f"tells another thing than it did: {strange.what}")
    return found


@dataclass(slots=True)
class Visit:
    """Somebody logged in: over which session, by which login."""

    job: Job
    session: Session
    login: str
    kept: dict[str, object] = field(default_factory=dict, repr=False)

    def read(self, reader: Callable[[Shelf], Found]) -> Found:
        """Return what a reader makes of the BMC's documents as they are now. Raises: BmcTrouble."""
        documents = dict(self.kept)
        while True:
            shelf = Shelf(documents)
            found = reader(shelf)
            if not shelf.wanted:
                return found
            for path in shelf.wanted:
                if len(documents) >= DOCUMENTS:
                    raise BmcTrouble(SilenceKind.BROKEN, f"names more than {DOCUMENTS:,} documents: its links do not end")
                documents[path] = self.session.document(path)
                if path.startswith(WITHOUT_STATE) and isinstance(documents[path], dict):
                    self.kept[path] = documents[path]

    def send(self, request: Request, content: Content | None = None) -> Reply:
        """Return the reply to a request, its password put in at this place alone; a BMC that wants a mark where the document has none is told that any will do.

        `content` goes in place of the request's own body. Raises: BmcTrouble.
        """
        body = self._filled(request.body) if content is None else content
        reply = self.session.send(request.method, request.path, body, etag=request.etag)
        if reply.status == 428 and request.etag is None:
            reply = self.session.send(request.method, request.path, body, etag="*")
        return reply

    def _filled(self, value: object) -> object:
        if isinstance(value, Hidden):
            return derived(self.job, value.user)
        return {name: self._filled(inner) for name, inner in value.items()} if isinstance(value, Mapping) else value


def derived(job: Job, user: str) -> str:
    """Return the derived password of a user on the BMC of a job."""
    return next(login.password for login in job.target.logins if login.name in (OWN, FACTORY_DERIVED) and login.user == user)


@contextmanager
def visit(job: Job, lines: Lines, limit_s: float, kept: dict[str, object]) -> Iterator[Visit]:
    """Yield a visit to the BMC of a job. Raises: BmcTrouble, Refusal when it takes none of the logins."""
    target = job.target
    line = Line(target.address, target.port, target.pin, time.monotonic() + limit_s)
    lines.take(line)
    session: Session | None = None
    try:
        with timed(line, limit_s):
            session, login = _entered(line, job)
            yield Visit(job, session, login, kept)
    finally:
        if session is not None:
            session.log_out()
        line.close()
        lines.drop(line)


def _entered(line: Line, job: Job) -> tuple[Session, str]:
    last = Refusal("has no login that could be tried")
    for login in job.target.logins:
        session = Session(line, login.user, login.password)
        systems = Resource(ROOT, session.root()).link("Systems")
        try:
            session.log_in()
            if not session.is_open and systems:
                session.document(systems)
        except Refusal as refusal:
            last = refusal
            continue
        return session, login.name
    raise last
