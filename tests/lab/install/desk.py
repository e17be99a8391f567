"""A boot server of a few lines: orders, seeds and images as the installer asks for them, and the bad days that one can have. On loopback alone."""

import io
import json
import tarfile
import threading
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HOST, TOKEN = "pod-u001-r01-n01", "t0ken"
PIECE_BYTES = 1 << 16
LIMIT_S = 300.0


def seed(files: dict[str, str]) -> bytes:
    """Return a seed of these files, root's, mode 0600."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        for name, text in files.items():
            row = tarfile.TarInfo(name)
            row.size, row.mode = len(text.encode()), 0o600
            tar.addfile(row, io.BytesIO(text.encode()))
    return made.getvalue()


@dataclass(slots=True)
class Desk:
    """What the server gives out, and what it was told. `ends_after` are the bytes after which each transfer of the image breaks off, a number a transfer; one that
    `is_holding` stops after half of it until `resumed`.
    """

    image: bytes
    disk_bytes: int
    serial: str = "S1"
    wipe: str = ""
    seed: bytes = b""
    image_digest: str = ""
    ends_after: list[int] = field(default_factory=list)
    is_forged: bool = False
    is_holding: bool = False
    is_seed_given: bool = False
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    events: list[dict[str, object]] = field(default_factory=list)
    half_sent: threading.Event = field(default_factory=threading.Event)
    resumed: threading.Event = field(default_factory=threading.Event)
    server: ThreadingHTTPServer | None = None

    @property
    def public_key(self) -> bytes:
        """The key that the installer carries."""
        return self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    @property
    def port(self) -> int:
        """Where it listens on loopback."""
        assert self.server is not None
        return int(self.server.server_address[1])

    @property
    def stages(self) -> list[str]:
        """What was told, each stage once, in order."""
        return list(dict.fromkeys(str(event["stage"]) for event in self.events))

    @property
    def last(self) -> str:
        """The last message."""
        return str(self.events[-1]["message"])

    def order(self) -> bytes:
        """Return the order."""
        digest = self.image_digest or sha256(self.image).hexdigest()
        rows = {"format": "1", "host": HOST, "image": digest, "image_bytes": len(self.image), "disk_bytes": self.disk_bytes, "disk_serial": self.serial}
        return "".join(f"{key} {value}\n" for key, value in (rows | ({"wipe": self.wipe} if self.wipe else {})).items()).encode()

    def answer(self, path: str) -> tuple[int, bytes]:
        """Return status and content of what is asked."""
        prefix = f"/v1/hosts/{HOST}/"
        if path.startswith("/v1/images/"):
            return 200, self.image
        if path == f"{prefix}seed.tar":
            given, self.is_seed_given = self.is_seed_given, True
            return (410, b"") if given else (200, self.seed)
        files = {"order": self.order(), "order.sig": self._signed(self.order()), "seed.tar.sig": self.key.sign(self.seed)}
        name = path.removeprefix(prefix)
        return (200, files[name]) if name in files else (404, b"")

    def _signed(self, content: bytes) -> bytes:
        return (Ed25519PrivateKey.generate() if self.is_forged else self.key).sign(content)

    def __enter__(self) -> "Desk":
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        assert self.server is not None
        self.resumed.set()
        self.server.shutdown()
        self.server.server_close()


def _handler(desk: Desk) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *words: object) -> None: ...

        def do_GET(self) -> None:
            status, content = desk.answer(self.path) if self.headers["Authorization"] == f"Bearer {TOKEN}" else (401, b"")
            ends = desk.ends_after.pop(0) if desk.ends_after and self.path.startswith("/v1/images/") else len(content)
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Connection", "close")
            self.end_headers()
            for at in range(0, ends, PIECE_BYTES):
                self.wfile.write(content[at : min(at + PIECE_BYTES, ends)])
                if desk.is_holding and at >= len(content) // 2:
                    desk.half_sent.set()
                    desk.resumed.wait(LIMIT_S)
            self.close_connection = True

        def do_POST(self) -> None:
            desk.events.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True

    return Handler
