"""Many BMCs asked at once over HTTPS: so many at a time, each within a time, whoever does not answer told. Nothing is written to any of them."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from typing import NamedTuple

from podwright.event import Event, Listener, State
from podwright.observe.redfish.answers import Answer
from podwright.observe.redfish.collect_clock import off_s
from podwright.observe.redfish.collect_line import Line, timed
from podwright.observe.redfish.collect_session import talk
from podwright.observe.redfish.reading import read_machine
from podwright.observe.redfish.shelf import ROOT, Shelf
from podwright.observe.redfish.silence import SilenceKind
from podwright.observe.redfish.trouble import BmcTrouble, ChangeFirst, Refusal

STEP = "ask"
PORT = 443
AT_ONCE = 64
"""BMCs asked at the same time: each costs two threads here and waits for its BMC nearly all of the time."""
DOCUMENTS = 4000
"""Documents of one BMC at most: a DGX H100 has some 130 that are read here, counted in its recorded answers; thirty times that is a service that makes up links."""
TELLS = 10


class Login(NamedTuple):
    """As whom BMCs are asked, and what this login is called."""

    user: str
    password: str
    name: str = ""

    def __repr__(self) -> str:
        return f"Login({self.user!r})"


class Target(NamedTuple):
    """One BMC to ask: the host at whose place it is, its address and port, the SHA-256 of the certificate that it must show, where it is known, and the logins that are
    tried on it before the one that is everybody's.
    """

    host: str
    address: str
    pin: str | None = None
    port: int = PORT
    logins: tuple[Login, ...] = ()


Reader = Callable[[Shelf, str], object]
"""What reads more of a BMC than its machine: from the shelf, for a host."""


@dataclass(slots=True)
class Lines:
    """The lines of a round; after `stop` none is taken up any more, and who waits need not any longer."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    lines: dict[int, Line] = field(default_factory=dict)
    stopped: threading.Event = field(default_factory=threading.Event)

    def take(self, line: Line) -> None:
        """Add a line; after the end it is cut at once."""
        with self.lock:
            self.lines[id(line)] = line
            if self.stopped.is_set():
                line.cut()

    def drop(self, line: Line) -> None:
        """Take a line away that is done with."""
        with self.lock:
            self.lines.pop(id(line), None)

    def stop(self) -> None:
        """Cut every line, and end every wait."""
        with self.lock:
            self.stopped.set()
            for line in self.lines.values():
                line.cut()


def ask_bmcs(
    targets: Sequence[Target], login: Login | None, *, limit_s: float, on_event: Listener, at_once: int = AT_ONCE, reader: Reader | None = None
) -> list[Answer]:
    """Return the answer or the silence of each BMC, in the order of the targets; of a BMC that refuses all its logins, what the last was told.

    Laws: no BMC is asked longer than its time, and two seconds to end its session; when this is interrupted every line is cut; only GET is sent, and what opens and ends a session.
    """
    if not targets:
        return []
    began_s, lines = time.monotonic(), Lines()
    subject = f"{len(targets)} BMC{'s' * (len(targets) != 1)}"
    on_event(Event(STEP, subject, State.STARTED))
    answers: dict[int, Answer] = {}
    with ThreadPoolExecutor(max_workers=min(at_once, len(targets))) as pool:
        try:
            futures = {
                pool.submit(_one, target, (*target.logins, *([login] if login else [])), limit_s, lines, reader): number
                for number, target in enumerate(targets)
            }
            for count, future in enumerate(as_completed(futures), start=1):
                answers[futures[future]] = future.result()
                _tell(on_event, answers[futures[future]], count, len(targets))
        except BaseException:
            lines.stop()
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    told = sum(1 for answer in answers.values() if answer.silence is None)
    on_event(Event(STEP, subject, State.DONE, f"{told} answered", time.monotonic() - began_s))
    return [answers[number] for number in range(len(targets))]


def ask_bmc(line: Line, target: Target, login: Login, reader: Reader | None = None) -> Answer:
    """Return the documents of one BMC that concern its machine, and those that a further reader wants. Raises: BmcTrouble."""
    documents: dict[str, object] = {}
    with talk(line, login.user, login.password) as (session, root):
        documents[ROOT] = root
        while True:
            shelf = Shelf(documents)
            machine = read_machine(shelf, host=target.host, address=target.address)
            if reader is not None:
                reader(shelf, target.host)
            if not shelf.wanted:
                break
            for path in shelf.wanted:
                if len(documents) >= DOCUMENTS:
                    raise BmcTrouble(SilenceKind.BROKEN, f"names more than {DOCUMENTS:,} documents: its links do not end")
                documents[path] = session.document(path)
    if machine is None:
        lost = "; ".join(f"{path} {reason}" for path, reason in shelf.lost.items()) or "it lists no system"
        raise BmcTrouble(SilenceKind.BROKEN, f"tells of no machine: {lost}")
    off = off_s(documents, time.time())
    return Answer(target.host, target.address, line.certificate_sha256, documents, login=login.name, clock_off_s=off)


def _one(target: Target, logins: Sequence[Login], limit_s: float, lines: Lines, reader: Reader | None) -> Answer:
    line = Line(target.address, target.port, target.pin, time.monotonic() + limit_s)
    lines.take(line)
    try:
        with timed(line, limit_s):
            last = Refusal("is given no password: none is there that it may have")
            for login in logins:
                try:
                    return ask_bmc(line, target, login, reader)
                except Refusal as refusal:
                    last = refusal
            raise last
    except BmcTrouble as trouble:
        reason = f"gave no whole answer within {limit_s:g} s" if trouble.kind is SilenceKind.SLOW else trouble.reason
        account = trouble.account if isinstance(trouble, ChangeFirst) else None
        return Answer(target.host, target.address, line.certificate_sha256, {}, (trouble.kind, reason), account=account)
    finally:
        lines.drop(line)


def _tell(on_event: Listener, answer: Answer, count: int, total: int) -> None:
    if answer.silence is not None:
        on_event(Event(STEP, answer.host, State.FAILED, f"the BMC at {answer.address} {answer.silence[1]}"))
    if count % max(1, total // TELLS) == 0 and count < total:
        on_event(Event(STEP, f"{count} of {total}", State.INFO))
