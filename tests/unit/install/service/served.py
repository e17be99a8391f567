"""A boot service on the loopback: two hosts that it knows by their addresses there, and whoever else asks."""

import base64
import hashlib
import http.client
import io
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from podwright.install.service import desk
from podwright.install.service.http_server import BootServer
from podwright.install.service.settings import Settings
from podwright.install.service.state import State
from podwright.install.service.tftp_server import serve_tftp

SERVER, NODE_AT, OTHER_AT, STRANGER_AT = "127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.9"
NODE, OTHER = "pod-u001-r01-n01", "pod-u001-r01-n02"
TOKEN, OTHER_TOKEN = "a" * 64, "b" * 64
SEED = b"seed of a host, with its key"
KERNEL, INITRAMFS = b"kernel", b"initramfs"
PIECES = {"order": b"format 1\n", "order.sig": b"s" * 64, "seed.tar": SEED, "seed.tar.sig": b"t" * 64}


@dataclass(frozen=True)
class Service:
    """One that runs: its settings, and where TFTP listens."""

    settings: Settings
    tftp_port: int

    @property
    def state(self) -> State:
        return State(self.settings.state)

    def stored(self, content: bytes) -> str:
        """Return the digest of a file that is in the store now."""
        digest = hashlib.sha256(content).hexdigest()
        self.state.take_image(digest, io.BytesIO(content))
        return digest

    def get(self, path: str, *, source: str = NODE_AT, token: str = TOKEN, method: str = "GET", body: bytes | None = None) -> tuple[int, bytes]:
        """Return the status and the body of an answer, asked from an address."""
        line = http.client.HTTPConnection(self.settings.address, self.settings.port, timeout=30, source_address=(source, 0))
        try:
            line.request(method, path, body=body, headers={"Authorization": f"Bearer {token}"} if token else {})
            answer = line.getresponse()
            return answer.status, answer.read()
        finally:
            line.close()

    def tell(self, event: object, *, token: str = TOKEN, source: str = NODE_AT) -> int:
        """Return the status of an event that is told."""
        return self.get(f"/v1/hosts/{NODE}/events", method="POST", body=json.dumps(event).encode(), token=token, source=source)[0]

    def stages(self, host: str = NODE) -> list[str]:
        """Return the stages that are kept of a host."""
        path = self.settings.state / "events" / f"{host}.jsonl"
        return [json.loads(line)["stage"] for line in path.read_text().splitlines()] if path.exists() else []

    def arm(self, host: str = NODE, token: str = TOKEN, number: str = "1", valid_s: int = 3600) -> list[dict[str, str]]:
        """Return what the desk says to an arming."""
        pieces = {name: base64.b64encode(content).decode() for name, content in PIECES.items()}
        files = {word: self.stored(content) for word, content in (("kernel", KERNEL), ("initramfs", INITRAMFS))}
        line = json.dumps({"host": host, "number": number, "token": token, "valid_s": valid_s, **files, **pieces})
        out = io.StringIO()
        desk.arm(self.settings, io.StringIO(line + "\n"), out)
        return [json.loads(row) for row in out.getvalue().splitlines()]


@contextmanager
def serving(folder: Path) -> Iterator[Service]:
    """Yield a service with its state in the folder; its sockets are closed afterwards."""
    boot = folder / "boot"
    boot.mkdir(exist_ok=True)
    (boot / "vmlinuz").write_bytes(b"k" * 5000)
    stream, datagram = socket.create_server((SERVER, 0)), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    datagram.bind((SERVER, 0))
    settings = Settings("pod", "boot-1", SERVER, stream.getsockname()[1], folder / "state", boot, {NODE: NODE_AT, OTHER: OTHER_AT})
    State(settings.state).prepare()
    server = BootServer(settings, stream)
    threads = [
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True),
        threading.Thread(target=serve_tftp, args=(settings, datagram, server.troubles), daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        yield Service(settings, datagram.getsockname()[1])
    finally:
        server.shutdown()
        server.server_close()
        datagram.close()
