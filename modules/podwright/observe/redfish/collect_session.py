"""A talk with one BMC: logged in by a session, or by name and password where it knows none, and logged out whatever happens."""

import base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from podwright.observe.redfish.collect_line import SIZE_LIMIT_BYTES, Line, Reply, timed
from podwright.observe.redfish.shelf import ROOT, Failed, Resource
from podwright.observe.redfish.silence import SilenceKind
from podwright.observe.redfish.trouble import BmcTrouble, ChangeFirst, Refusal

SESSIONS = f"{ROOT}/SessionService/Sessions"
ETAG = "@odata.etag"
"""Where a document tells the mark of its state, which the header ETag tells too (DMTF DSP0266, clause on ETags)."""
GRACE_S = 2.0
"""What a BMC gets beside its time to end a session that it would keep else: most have room for a few."""
CHANGE_FIRST = b"PasswordChangeRequired"
"""The message by which a BMC says that its factory password must go before it tells anything (DMTF's registry Base)."""


@dataclass(slots=True)
class Session:
    """A talk: `headers` are what proves who asks; `is_open` says whether that is a session, and `own` is its path, which ends it."""

    line: Line
    user: str
    password: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    own: str | None = None
    is_open: bool = False
    sessions: str = SESSIONS
    was_lost: bool = False

    def root(self) -> dict[str, object]:
        """Return the service root, which is told to everybody. Raises: BmcTrouble when there is none."""
        reply = self._get(ROOT)
        found = _content(reply)
        if isinstance(found, Failed):
            raise BmcTrouble(SilenceKind.BROKEN, f"is no Redfish service: {ROOT} {found.reason}")
        self.sessions = Resource(ROOT, found).link("Links", "Sessions") or SESSIONS
        return found

    def log_in(self) -> None:
        """Open a session; where the BMC opens none, name and password go with each request. Raises: BmcTrouble when it refuses them."""
        reply = self.line.request("POST", self.sessions, body={"UserName": self.user, "Password": self.password})
        if reply.status in (401, 403) or (reply.status == 400 and CHANGE_FIRST in reply.body):
            raise self._refused(reply)
        token = reply.headers.get("x-auth-token")
        if reply.status in (200, 201) and token:
            self.headers, self.own, self.is_open = {"X-Auth-Token": token}, reply.path() or _own_path(reply), True
        else:
            proof = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
            self.headers, self.own, self.is_open = {"Authorization": f"Basic {proof}"}, None, False

    def log_out(self) -> None:
        """End the session, over another line where its own is over; a BMC that does not take it has forgotten it."""
        own, self.own = self.own, None
        if own is None:
            return
        if not self.line.is_over:
            with suppress(BmcTrouble):
                self.line.request("DELETE", own, headers=self.headers)
        if self.line.is_over:
            with suppress(BmcTrouble), timed(self.line.anew(GRACE_S), GRACE_S) as line:
                line.request("DELETE", own, headers=self.headers)
                line.close()

    def document(self, path: str) -> object:
        """Return a document, or `Failed` where it is not to be had. Raises: BmcTrouble when it is the BMC that fails.

        A session that is forgotten is opened again, once; what fails with 5xx is asked again, once.
        """
        reply = self.reply(path)
        if reply.status >= 500:
            reply = self._get(path)
        found = _content(reply)
        if isinstance(found, dict) and reply.headers.get("etag"):
            found.setdefault(ETAG, reply.headers["etag"])
        return found

    def reply(self, path: str) -> Reply:
        """Return the reply to a GET, whatever its status, but for those that say who may ask. Raises: BmcTrouble."""
        reply = self._get(path)
        if reply.status == 401 and not self.is_open:
            raise self._refused(reply)
        if reply.status == 401:
            if self.was_lost:
                raise BmcTrouble(SilenceKind.SESSION, f"forgot its session twice, then at {path}")
            self.was_lost, self.own = True, None
            self.log_in()
            reply = self._get(path)
            if reply.status == 401:
                raise BmcTrouble(SilenceKind.SESSION, f"forgot its session twice, then at {path}")
        if reply.status == 403 and CHANGE_FIRST in reply.body:
            raise self._refused(reply)
        return reply

    def send(self, method: str, path: str, body: object, *, etag: str | None = None) -> Reply:
        """Return the reply to a request that changes something; it is made once, whatever becomes of it. Raises: BmcTrouble."""
        condition = {"If-Match": etag} if etag else {}
        return self.line.request(method, path, headers={**self.headers, **condition}, body=body, is_repeated=False)

    def _get(self, path: str) -> Reply:
        reply = self.line.request("GET", path, headers=self.headers)
        moved = reply.path() if reply.status in (301, 302, 307, 308) else None
        return self.line.request("GET", moved, headers=self.headers) if moved else reply

    def _refused(self, reply: Reply) -> BmcTrouble:
        if CHANGE_FIRST in reply.body:
            return ChangeFirst(self.user, _account(reply))
        return Refusal(f"refuses {self.user} with the password of the pod ({reply.status})")


@contextmanager
def talk(line: Line, user: str, password: str) -> Iterator[tuple[Session, dict[str, object]]]:
    """Yield a talk that is logged in, with the service root; it is logged out at the end. Raises: BmcTrouble."""
    session = Session(line, user, password)
    try:
        root = session.root()
        session.log_in()
        yield session, root
    finally:
        session.log_out()
        line.close()


def _account(reply: Reply) -> str | None:
    """Return the account whose password is to be changed, as the message names it in its arguments (DMTF DSP0266, clause on password changes; the message in its registry Base)."""
    found = _content(Reply(200, reply.headers, reply.body))
    error = Resource("", {} if isinstance(found, Failed) else found)
    rows = (*error.rows("error", "@Message.ExtendedInfo"), *error.rows("@Message.ExtendedInfo"))
    named = [row.get("MessageArgs") for row in rows if CHANGE_FIRST.decode() in str(row.get("MessageId"))]
    paths = [path for words in named if isinstance(words, list) for word in words if (path := Resource("", {"own": {"@odata.id": word}}).link("own"))]
    return next(iter(paths), None)


def _own_path(reply: Reply) -> str | None:
    """Return the path of a new session as its document tells it: some BMCs send no Location."""
    found = _content(Reply(200, reply.headers, reply.body))
    return None if isinstance(found, Failed) else Resource(SESSIONS, {"own": found}).link("own")


def _content(reply: Reply) -> dict[str, object] | Failed:
    if reply.status != 200:
        return Failed(f"answers {reply.status}")
    if len(reply.body) > SIZE_LIMIT_BYTES:
        return Failed(f"has more than {SIZE_LIMIT_BYTES:,} bytes")
    try:
        found = reply.document()
    except ValueError:
        return Failed("is no JSON")
    return found if isinstance(found, dict) else Failed("is no object")
