"""An emulated BMC: a Redfish service over HTTPS, with sessions, for one machine."""

import base64
import json
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler

from podwright.lab.bmc.answer import Written
from podwright.lab.bmc.controller import SESSIONS, EmulatedBmc
from podwright.lab.bmc.documents import MANAGER, ROOT, Document
from podwright.lab.bmc.hardware import tell_power
from podwright.lab.bmc.settable import ACCOUNTS
from podwright.lab.bmc.updating import PUSHES, monitored, push, tell_task
from podwright.lab.bmc.writing import etag, write

__all__ = ["SESSIONS", "EmulatedBmc", "serving"]
OPEN_PATHS = ("/redfish", ROOT)
"""What is told to everybody (DMTF DSP0266, authentication requirements for resources)."""
FIRST_ACCOUNT = f"{ACCOUNTS}/1"
CHANGE_FIRST: Document = {"error": {"@Message.ExtendedInfo": [{"MessageId": "Base.1.8.PasswordChangeRequired", "MessageArgs": [FIRST_ACCOUNT]}]}}
"""What is said before a first password is changed: the message names the account (DMTF DSP0266, clause on password changes)."""
HANDSHAKE_S = 10.0
DRIP_S = 0.05


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    server: "_Server"

    def log_message(self, format: str, *words: object) -> None:  # noqa: A002 - the name in http.server
        """Say nothing: nobody reads it."""

    def do_GET(self) -> None:
        """Tell a document."""
        bmc, path = self.server.bmc, self._path()
        bmc.requests.append(("GET", path))
        if self._misbehaves(path):
            return
        tell_power(bmc.documents, bmc.hardware)
        tell_task(bmc, path)
        watched = monitored(bmc, path)
        if path not in OPEN_PATHS and not self._is_allowed():
            self._send(401, {"error": {"code": "Base.1.8.NoValidSession", "message": "There is no valid session"}})
        elif path not in OPEN_PATHS and path != FIRST_ACCOUNT and bmc.faults.wants_new_password:
            self._send(403, CHANGE_FIRST)
        elif watched is not None:
            self._send(watched.status, watched.document or {})
        elif path in bmc.faults.bodies:
            self._send_bytes(200, bmc.faults.bodies[path])
        elif path in bmc.documents:
            told = {**bmc.documents[path], "@odata.etag": etag(bmc.documents[path])}
            if path == MANAGER:
                told["DateTime"] = datetime.fromtimestamp(time.time() + bmc.faults.clock_off_s, UTC).isoformat(timespec="seconds")
            self._send(200, told, {"ETag": str(told["@odata.etag"])})
        else:
            self._send(404, {"error": {"code": "Base.1.8.ResourceMissingAtURI", "message": "no such resource"}})

    def do_POST(self) -> None:
        """Open a session, make an account, reset the machine."""
        bmc, path = self.server.bmc, self._path()
        if path != SESSIONS:
            self._write("POST", path)
            return
        bmc.requests.append(("POST", path))
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self._misbehaves(path):
            return
        if bmc.faults.has_no_sessions:
            self._send(405, {"error": {"code": "Base.1.8.ActionNotSupported", "message": "not taken"}})
            return
        try:
            words = json.loads(body)
        except ValueError:
            words = None
        token = bmc.open_session(words.get("UserName"), words.get("Password")) if isinstance(words, dict) else None
        if token is None:
            self._send(401, {"error": {"code": "Base.1.8.NoValidSession", "message": "wrong name or password"}})
            return
        own = f"{SESSIONS}/{token[:8]}"
        told: Document = {"@odata.id": own, "@odata.type": "#Session.v1_3_0.Session", "Id": token[:8], "Name": "Session", "UserName": bmc.users[token]}
        self._send(201, told, {"X-Auth-Token": token, **({} if bmc.faults.has_no_location else {"Location": own})})

    def do_DELETE(self) -> None:
        """End a session; nothing else is taken."""
        bmc, path = self.server.bmc, self._path()
        bmc.requests.append(("DELETE", path))
        token = self.headers.get("X-Auth-Token")
        with bmc.lock:
            is_own = token in bmc.sessions and path == f"{SESSIONS}/{str(token)[:8]}"
            if is_own:
                del bmc.sessions[str(token)]
        self._send_bytes(204 if is_own else 404, b"")

    def do_PATCH(self) -> None:
        """Change a document."""
        self._write("PATCH", self._path())

    def _write(self, method: str, path: str) -> None:
        """Make a change and say so, or misbehave."""
        bmc, faults = self.server.bmc, self.server.bmc.faults
        bmc.requests.append((method, path))
        if path in faults.breaks_off:
            self.rfile.read(faults.breaks_off.pop(path))
            self.close_connection = True
            return
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:
            self.close_connection = True
            return
        if self._misbehaves(path):
            return
        if path in faults.write_once:
            self._send(faults.write_once.pop(path), {"error": {"code": "Base.1.8.GeneralError", "message": "see the log"}})
            return
        user = self._user()
        if user is None:
            self._send(401, {"error": {"code": "Base.1.8.NoValidSession", "message": "There is no valid session"}})
            return
        done = self._done(method, path, body, user)
        if path in faults.dies_at_write:
            faults.hangs = True
            bmc.start_anew()
        if path in faults.hangs_at_write | faults.dies_at_write:
            faults.released.wait()
        if path in faults.resets_at_write:
            bmc.start_anew()
        if path in faults.drops_at_write | faults.hangs_at_write | faults.dies_at_write:
            faults.drops_at_write.discard(path)
            self.close_connection = True
            return
        faults.resets_at_write.discard(path)
        self._send_bytes(done.status, json.dumps(done.document).encode() if done.document else b"", {"Location": done.location} if done.location else None)

    def _done(self, method: str, path: str, body: bytes, user: str) -> Written:
        """Return what becomes of a request that changes something."""
        bmc = self.server.bmc
        if bmc.faults.wants_new_password and (method, path) != ("PATCH", FIRST_ACCOUNT):
            return Written(403, CHANGE_FIRST)
        with bmc.lock:
            if path in PUSHES:
                return push(bmc, path, body, self.headers.get("Content-Type", ""), user=user)
            try:
                words = json.loads(body)
            except ValueError:
                words = None
            return write(bmc, method, path, words, user=user, condition=self.headers.get("If-Match"))

    def _path(self) -> str:
        return self.path.partition("?")[0].rstrip("/") or "/"

    def _is_allowed(self) -> bool:
        return self._user() is not None

    def _user(self) -> str | None:
        """Return who asks, None for nobody who may."""
        bmc, (scheme, _, proof) = self.server.bmc, self.headers.get("Authorization", "").partition(" ")
        if scheme == "Basic":
            with suppress(ValueError):
                user, _, password = base64.b64decode(proof).decode().partition(":")
                return user if bmc.is_right(user, password) else None
            return None
        token = self.headers.get("X-Auth-Token")
        return bmc.users[str(token)] if bmc.knows(token) else None

    def _misbehaves(self, path: str) -> bool:
        """Return whether a fault has answered already, or never will."""
        faults = self.server.bmc.faults
        if faults.hangs or path in faults.hangs_at:
            faults.released.wait()
            self.close_connection = True
            return True
        if faults.drips:
            self._drip(faults.released)
            return True
        status = faults.once.pop(path, None) or faults.statuses.get(path) or (faults.statuses.get("*") if path not in OPEN_PATHS else None)
        if status is not None:
            self._send(status, {"error": {"code": "Base.1.8.GeneralError", "message": "see the log"}})
        return status is not None

    def _drip(self, released: threading.Event) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            while not released.wait(DRIP_S):
                self.wfile.write(b"X-Drip: 1\r\n")
                self.wfile.flush()

    def _send(self, status: int, document: Document, headers: dict[str, str] | None = None) -> None:
        self._send_bytes(status, json.dumps(document).encode(), headers)

    def _send_bytes(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.close_connection = self.server.bmc.faults.closes
        with suppress(OSError):
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", "OData-Version": "4.0", "Content-Length": str(len(body)), **(headers or {})}.items():
                self.send_header(name, value)
            if self.close_connection:
                self.send_header("Connection", "close")
            self.end_headers()
            is_cut = self._path() in self.server.bmc.faults.cut_short
            self.wfile.write(body[: len(body) // 2] if is_cut else body)
            self.close_connection |= is_cut


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], bmc: EmulatedBmc) -> None:
        self.bmc = bmc
        super().__init__(address, _Handler)

    def finish_request(self, request: object, client_address: object) -> None:
        """Speak TLS in the connection's own thread, so that one that says nothing keeps nobody waiting; a BMC that starts anew hears nobody."""
        if self.bmc.is_deaf():
            return
        request.settimeout(HANDSHAKE_S)  # type: ignore[attr-defined]
        try:
            secured = self.bmc.certificate.context.wrap_socket(request, server_side=True)  # type: ignore[arg-type]
        except (OSError, ssl.SSLError):
            return
        with secured, suppress(OSError):
            secured.settimeout(None)
            _Handler(secured, client_address, self)


@contextmanager
def serving(bmc: EmulatedBmc, *, address: str = "127.0.0.1", port: int = 0) -> Iterator[int]:
    """Serve a BMC while this lasts; yield its port, one that is free where 0 is asked for."""
    with _Server((address, port), bmc) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            bmc.faults.released.set()
            server.shutdown()
            thread.join()
