"""An emulated BMC: its documents, who may log in, what was done to it."""

import secrets
import threading
from dataclasses import dataclass, field

from podwright.lab.bmc.certificate import Certificate, self_signed
from podwright.lab.bmc.documents import ROOT, Document
from podwright.lab.bmc.faults import Faults
from podwright.lab.bmc.hardware import Hardware
from podwright.lab.bmc.settable import ACCOUNTS

SESSIONS = f"{ROOT}/SessionService/Sessions"


@dataclass(slots=True)
class EmulatedBmc:
    """One BMC: its documents, who may log in at first, its sessions by token, its faults; `requests` are all that it was asked, method and path.

    `passwords` are those of all users, `users` who opened which session, `booted` what the machine booted from, `hardware` the machine where one is really there.
    `images` are what it can fetch, by address, `pushed` how many images it was sent whole, `staged` versions that run after a reset, `updating` those that a task is writing.
    """

    documents: dict[str, Document]
    user: str
    password: str
    certificate: Certificate
    faults: Faults = field(default_factory=Faults)
    sessions: dict[str, int] = field(default_factory=dict)
    requests: list[tuple[str, str]] = field(default_factory=list)
    passwords: dict[str, str] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    booted: list[str] = field(default_factory=list)
    hardware: Hardware | None = None
    images: dict[str, bytes] = field(default_factory=dict)
    pushed: int = 0
    staged: dict[str, str] = field(default_factory=dict)
    updating: dict[str, str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Make the first user's account."""
        self.passwords.setdefault(self.user, self.password)
        self.documents[f"{ACCOUNTS}/1"]["UserName"] = self.user

    @property
    def writes(self) -> list[tuple[str, str]]:
        """Return what would have changed something: every request but those that read and those that open and end a session."""
        return [(method, path) for method, path in self.requests if method not in ("GET", "HEAD") and not path.startswith(SESSIONS)]

    def renew_certificate(self) -> None:
        """Show another certificate from the next connection on."""
        self.certificate = self_signed("renewed")

    def open_session(self, user: object, password: object) -> str | None:
        """Return the token of a new session, None for the wrong name or password."""
        if not self.is_right(user, password):
            return None
        token = secrets.token_hex(16)
        with self.lock:
            self.sessions[token] = 0
            self.users[token] = str(user)
        return token

    def is_right(self, user: object, password: object) -> bool:
        """Return whether these are the name and the password of a user who is enabled."""
        return isinstance(user, str) and bool(password) and self.passwords.get(user) == password and self.role_of(user) is not None

    def role_of(self, user: str) -> str | None:
        """Return the role of a user, None for one who is disabled or unknown."""
        rows = (one for path, one in [*self.documents.items()] if path.startswith(f"{ACCOUNTS}/") and one["UserName"] == user)
        return next((str(one["RoleId"]) for one in rows if one["Enabled"]), None)

    def start_anew(self) -> None:
        """Forget every session, as a BMC does that resets itself."""
        with self.lock:
            self.start_anew_locked()

    def start_anew_locked(self) -> None:
        """Forget every session, for who holds the lock."""
        self.sessions.clear()

    def is_deaf(self) -> bool:
        """Return whether it takes no connection just now, as while it starts, and count the one that came."""
        with self.lock:
            self.faults.deaf -= self.faults.deaf > 0
            return self.faults.deaf > 0

    def knows(self, token: str | None) -> bool:
        """Return whether a session stands, and count the request; a session may be forgotten to order."""
        with self.lock:
            if token not in self.sessions:
                return False
            assert token is not None, "it stands among the sessions"
            self.sessions[token] += 1
            limit = self.faults.forgets_after
            if limit is None or self.sessions[token] <= limit:
                return True
            del self.sessions[token]
            if self.faults.forgets_once:
                self.faults.forgets_after = None
            return False
