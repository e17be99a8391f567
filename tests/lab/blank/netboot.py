"""What machines of a test boot from: Kea with a reservation a machine, and a small web server that remembers who asked for what."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from lab.blank.harness import NETWORK, SERVER, Blank, Room, until

KEA = "kea-dhcp4"
IPXE = "substring(option[77].hex,0,4) == 'iPXE'"
HTTP_CLIENT = "substring(option[60].hex,0,10) == 'HTTPClient'"
READY = "DHCP4_STARTED"


@dataclass
class Web:
    """A web server's files by path, and every path that was asked for, with who asked."""

    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def paths(self, machine: Blank) -> list[str]:
        """Return what a machine asked for, in its order."""
        return [path for address, path in self.asked if address == machine.address]


@contextmanager
def serving(room: Room, files: dict[str, bytes]) -> Iterator[Web]:
    """Yield a web server at the room's own address, port 80."""
    web = Web(dict(files))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *words: object) -> None:  # noqa: A002 - the name in http.server
            """Say nothing."""

        def do_GET(self) -> None:
            web.asked.append((self.client_address[0], self.path))
            body = web.files.get(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        do_HEAD = do_GET  # noqa: N815 - the name in http.server

    server = room.do(lambda: ThreadingHTTPServer((SERVER, 80), Handler))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def lease(room: Room, *machines: Blank, script: str = "/boot.ipxe", first: str = "", http: str = "") -> None:
    """Let Kea give each machine its address: iPXE is told a script, native network boot the file `first` by TFTP, HTTP boot the path `http`. Others get nothing."""
    classes = [{"name": "ipxe", "test": IPXE, "boot-file-name": f"http://{SERVER}{script}"}]
    if http:
        own = {"option-data": [{"name": "vendor-class-identifier", "data": "HTTPClient", "always-send": True}]}
        classes.append({"name": "http", "test": f"({HTTP_CLIENT}) and not member('ipxe')", "boot-file-name": f"http://{SERVER}{http}"} | own)
    if first:
        classes.append({"name": "first", "test": f"not ({IPXE}) and not ({HTTP_CLIENT})", "boot-file-name": first, "next-server": SERVER})
    rows = [{"hw-address": one.mac, "ip-address": one.address} for one in machines]
    own_folder = room.state.folder / "kea"
    own_folder.mkdir(exist_ok=True)
    file = own_folder / "kea.json"
    server = {
        "interfaces-config": {"interfaces": ["boot"]},
        "lease-database": {"type": "memfile", "persist": False},
        "client-classes": classes,
        "subnet4": [{"id": 1, "subnet": NETWORK, "interface": "boot", "reservations": rows, "option-data": [{"name": "routers", "data": SERVER}]}],
        "loggers": [{"name": "kea-dhcp4", "severity": "INFO", "output_options": [{"output": "stdout"}]}],
    }
    file.write_text(json.dumps({"Dhcp4": server}), encoding="utf-8")
    env = {**os.environ, "KEA_PIDFILE_DIR": str(own_folder), "KEA_LOCKFILE_DIR": str(own_folder), "KEA_LOGGER_DESTINATION": "stdout"}
    room.stop("kea")
    room.log("kea").unlink(missing_ok=True)
    room.start("kea", KEA, "-c", str(file), env=env)
    assert until(lambda: READY in _said(room.log("kea")), limit_s=30), _said(room.log("kea"))


def _said(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""
