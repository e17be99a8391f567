"""One line to a BMC: TLS with its certificate pinned, requests one behind the other, cut when its time is over.

The standard library and no Redfish client: a client reads resources into classes of its own and refuses what its maker did not foresee, while the readers here
take documents as they are, and keep them; the pin is held against the certificate before anything is said, the password least of all; and a time holds for all
requests together. `sushy` and DMTF's `redfish` are judges of the emulated BMC in the tests (decided 2026-11).
"""

import hashlib
import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

from podwright.observe.redfish.silence import SilenceKind
from podwright.observe.redfish.trouble import BmcTrouble

SIZE_LIMIT_BYTES = 8 * 1024 * 1024
"""The largest document of a DGX H100's recorded answers that is read has 38 KB; two hundred times that is no inventory."""
CONNECT_S = 10.0
"""What answers at all answers within this: three tries of TCP end after 7 s."""
LOST = (http.client.RemoteDisconnected, http.client.CannotSendRequest, ConnectionResetError, BrokenPipeError)
"""How a line ends that a BMC has closed while nothing was asked: it is opened again, once."""


class Content(NamedTuple):
    """A body that is no JSON: what kind, how many bytes, and its pieces, from the first one on each time they are asked for."""

    kind: str
    length: int
    pieces: Callable[[], Iterator[bytes]]


class Reply(NamedTuple):
    """What came back: the status, the headers in lower case, and the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def document(self) -> object:
        """Return the body as JSON. Raises: ValueError when it is none."""
        try:
            return json.loads(self.body)
        except RecursionError:
            raise ValueError("nested too deep") from None

    def path(self) -> str | None:
        """Return the path that the header Location names, whichever host it names."""
        found = urlsplit(self.headers.get("location", "")).path
        return found if found.startswith("/redfish/") else None


@dataclass(slots=True)
class Line:
    """A line to one BMC until a point in time; `certificate_sha256` is that of the certificate it showed last."""

    address: str
    port: int
    pin: str | None
    ends_s: float
    certificate_sha256: str | None = None
    _connection: http.client.HTTPConnection | None = None
    _socket: socket.socket | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _is_cut: bool = False
    _alarm: threading.Timer | None = None

    def request(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: object = None, is_repeated: bool = True) -> Reply:
        """Return the reply to one request; one that must not be made twice is told not to be repeated. Raises: BmcTrouble."""
        try:
            try:
                return self._request(method, path, headers or {}, body)
            except LOST:
                if self._is_cut or not is_repeated:
                    raise
                self.close()
                return self._request(method, path, headers or {}, body)
        except BmcTrouble:
            raise
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.close()
            if self._is_cut or isinstance(error, TimeoutError) or time.monotonic() >= self.ends_s:
                raise BmcTrouble(SilenceKind.SLOW, "gave no whole answer in its time") from None
            raise BmcTrouble(SilenceKind.UNREACHABLE, f"broke the connection off at {path} ({_told(error)})") from None

    def cut(self) -> None:
        """End the line at once, whatever it waits for, and for good."""
        with self._lock:
            self._is_cut = True
            if self._socket is not None:
                with suppress(OSError):
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    @property
    def is_over(self) -> bool:
        """Return whether nothing more can be said on the line: it was ended, or its time is over."""
        return self._is_cut or time.monotonic() >= self.ends_s

    def prolong(self, limit_s: float) -> None:
        """Let the line last so long from now on."""
        with self._lock:
            self.ends_s = time.monotonic() + limit_s
            if self._alarm is not None:
                self._alarm.cancel()
            self._alarm = threading.Timer(limit_s, self.cut)
            self._alarm.daemon = True
            self._alarm.start()

    def rest(self) -> None:
        """Let no time end the line any more."""
        with self._lock:
            if self._alarm is not None:
                self._alarm.cancel()

    def anew(self, limit_s: float) -> "Line":
        """Return another line to the same BMC, which must show the same certificate."""
        return Line(self.address, self.port, self.certificate_sha256, time.monotonic() + limit_s)

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        with self._lock:
            for one in (self._connection, self._socket):
                if one is not None:
                    with suppress(OSError):
                        one.close()
            self._connection = self._socket = None

    def _request(self, method: str, path: str, headers: Mapping[str, str], body: object) -> Reply:
        connection = self._connection or self._open()
        connection.sock.settimeout(self._left_s())
        text = None if body is None else body.pieces() if isinstance(body, Content) else json.dumps(body).encode()
        host = f"[{self.address}]" if ":" in self.address else self.address
        kind = {"Content-Type": "application/json"} if isinstance(text, bytes) else {}
        if isinstance(body, Content):
            kind = {"Content-Type": body.kind, "Content-Length": str(body.length)}
        common = {"Host": host, "Accept": "application/json", "OData-Version": "4.0", "Accept-Encoding": "identity"}
        connection.request(method, path, body=text, headers={**common, **kind, **headers})
        response = connection.getresponse()
        content = response.read(SIZE_LIMIT_BYTES + 1)
        if self._is_cut:
            raise TimeoutError
        if response.length and len(content) <= SIZE_LIMIT_BYTES:
            raise ConnectionResetError("the answer ended in its middle")
        reply = Reply(response.status, {name.lower(): value for name, value in response.getheaders()}, content)
        if response.will_close or not response.isclosed():
            self.close()
        return reply

    def _open(self) -> http.client.HTTPConnection:
        """Return a connection whose certificate is the pinned one, where one is. Raises: BmcTrouble, OSError."""
        try:
            plain = socket.create_connection((self.address, self.port), timeout=min(self._left_s(), CONNECT_S))
        except OSError as error:
            raise BmcTrouble(SilenceKind.UNREACHABLE, f"does not answer ({_told(error)})") from None
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        secured = _context().wrap_socket(plain, do_handshake_on_connect=False)
        with self._lock:
            self._socket = secured
            if self._is_cut:
                raise TimeoutError
        try:
            secured.do_handshake()
        except ssl.SSLError as error:
            if self._is_cut:
                raise TimeoutError from None
            raise BmcTrouble(SilenceKind.BROKEN, f"speaks no TLS that is safe ({(error.reason or 'no reason told').lower().replace('_', ' ')})") from None
        self.certificate_sha256 = hashlib.sha256(secured.getpeercert(binary_form=True) or b"").hexdigest()
        if self.pin is not None and self.certificate_sha256 != self.pin:
            self.close()
            what = f"shows a certificate with the fingerprint {short(self.certificate_sha256)}, and {short(self.pin)} is known: nothing was said to it"
            raise BmcTrouble(SilenceKind.CERTIFICATE, what)
        self._connection = http.client.HTTPConnection(self.address, self.port)
        self._connection.auto_open = 0
        self._connection.sock = secured
        return self._connection

    def _left_s(self) -> float:
        left_s = self.ends_s - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        return left_s


@contextmanager
def timed(line: Line, limit_s: float) -> Iterator[Line]:
    """Yield a line that is cut when its time is over, even while a BMC sends a letter now and then."""
    line.prolong(limit_s)
    try:
        yield line
    finally:
        line.rest()


def short(fingerprint: str) -> str:
    """Return the first bytes of a fingerprint as people compare it."""
    return ":".join(fingerprint[at : at + 2] for at in range(0, 16, 2)).upper() + ":…"


def _context() -> ssl.SSLContext:
    """Return what TLS is spoken with: a BMC's certificate is its own, so it is known by its fingerprint and not by who signed it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _told(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no connection in its time"
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error) or type(error).__name__
    return text.lower()
