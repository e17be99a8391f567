"""The boot service over HTTP: a thread a connection, each with a time limit; files go out without passing through memory."""

import logging
import os
import socket
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from podwright.install.service.answers import EVENT_BYTES, Answer, Request, answer
from podwright.install.service.settings import Settings

log = logging.getLogger("podwright-boot")
IDLE_S = 60
"""A client that neither takes nor gives anything for so long is dropped."""
SAME_TROUBLE_S = 60
MANY = 4096


class Troubles:
    """What was told of late: the same line not again within a minute, so that a stranger cannot fill the journal."""

    def __init__(self) -> None:
        self.told: dict[str, float] = {}

    def tell(self, line: str) -> None:
        """Write a line into the log, unless it stands there already."""
        now_s = time.monotonic()
        if len(self.told) > MANY:
            self.told.clear()
        if self.told.get(line, -SAME_TROUBLE_S) <= now_s - SAME_TROUBLE_S:
            self.told[line] = now_s
            log.warning("%s", line)


class BootServer(ThreadingHTTPServer):
    """The server: it holds settings alone, the state is on the disk."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, settings: Settings, listening: socket.socket | None = None) -> None:
        super().__init__((settings.address, settings.port), Handler, bind_and_activate=False)
        self.settings, self.troubles = settings, Troubles()
        if listening is not None:
            self.socket.close()
            self.socket = listening
            self.server_address = listening.getsockname()
        else:
            self.server_bind()
            self.server_activate()

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 - the signature of the standard library
        """Tell in a line what went wrong with one client; the others are not concerned."""
        self.troubles.tell(f"{client_address}: {sys.exc_info()[1]!r}")


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server_version = "podwright"
    sys_version = ""
    timeout = IDLE_S
    server: BootServer

    def do_GET(self) -> None:
        """Answer a GET."""
        self._answer()

    def do_POST(self) -> None:
        """Answer a POST."""
        self._answer()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature of the standard library
        """Say nothing: paths are of no use here, and what matters is told as trouble or as an event."""

    def _answer(self) -> None:
        length = self.headers.get("Content-Length") or "0"
        if not length.isdigit() or int(length) > EVENT_BYTES or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            self._send(Answer(413, trouble=f"{self.client_address[0]} sent more than an event"))
            return
        body = self.rfile.read(int(length))
        request = Request(self.command, self.path, str(self.client_address[0]), self.headers.get("Authorization", ""), body)
        self._send(answer(self.server.settings, request))

    def _send(self, told: Answer) -> None:
        if told.trouble:
            self.server.troubles.tell(told.trouble)
        with (told.file or Path(os.devnull)).open("rb") as file:
            size = os.fstat(file.fileno()).st_size if told.file is not None else len(told.body)
            self.send_response(told.status)
            self.send_header("Content-Type", "application/octet-stream")
            self.send_header("Content-Length", str(size))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            if told.file is not None:
                self.wfile.flush()
                self.connection.sendfile(file)
            else:
                self.wfile.write(told.body)
