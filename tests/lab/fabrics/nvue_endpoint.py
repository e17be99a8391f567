"""An emulated NVUE API of one switch: https, revisions, commit-confirm. Time passes in it only when the test says so.

Requests and answers follow the user guide of Cumulus Linux 5.13, "NVUE API", and the words that public programs send for a commit that has to be confirmed
(`state-controls`, `confirm_yes`, `confirm_no`), which the guide does not print. NVUE's own schema judges what is laid into a revision.
"""

import base64
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

from lab.fabrics.nvue_tree import Tree, at, beyond, merge, unspanned
from nvue_judge import judged

ROOT = "/nvue_v1/"
Answer = tuple[int, object]
MASK = "*"


@dataclass
class Nvue:
    """One switch: the tree that it runs, the one that it starts from, and revisions by name; `deaf` is what it answers once something is applied, 0 for well."""

    release: str
    folder: Path
    user: str
    password: str
    applied: Tree
    started: Tree = field(default_factory=dict)
    revisions: dict[str, Tree] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    before: Tree | None = None
    after_apply: int = 0
    deaf: int = 0
    is_saving: bool = True
    asked: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, method: str, target: str, body: object) -> Answer:
        """Return status and body of the answer to a request."""
        parts = urlsplit(target)
        words = {name: values[0] for name, values in parse_qs(parts.query).items()}
        path = tuple(unquote(part) for part in parts.path.removeprefix(ROOT).split("/") if part)
        with self.lock:
            self.asked.append(f"{method} /{'/'.join(path)}")
            if self.deaf:
                return self.deaf, {"status": self.deaf}
            if path[:1] == ("revision",):
                return self._revision(method, path[1] if len(path) > 1 else "", body)
            if method == "GET":
                return self._shown(path, words)
            tree = self.revisions.get(words.get("rev", ""))
            if tree is None:
                return 404, {"status": 404, "detail": "no such revision"}
            return self._cleared(tree, path) if method == "DELETE" else self._patched(tree, body)

    def expire(self) -> None:
        """Let the time for the confirmation pass."""
        with self.lock:
            self.deaf = 0
            for name, state in self.states.items():
                if state == "confirm":
                    self._back(name)

    def _revision(self, method: str, name: str, body: object) -> Answer:
        if method == "POST":
            name = f"changeset/{self.user}/2026-01-01_00.00.0{len(self.states)}_AAAA"
            self.revisions[name], self.states[name] = deepcopy(self.applied), "pending"
            return 200, {name: {"state": "pending", "transition": {"issue": {}, "progress": ""}}}
        if name == "applied" and isinstance(body, dict) and body.get("state") == "save":
            self.started = deepcopy(self.applied)
            return 200, {"state": "save"}
        if name not in self.states:
            return 404, {"status": 404, "detail": "no such revision"}
        if method == "DELETE":
            del self.revisions[name], self.states[name]
            return 204, None
        if method == "PATCH" and isinstance(body, dict):
            return self._turned(name, body)
        if self.states[name] == "reloading":
            self.states[name] = "confirm"
            self.deaf = self.after_apply
        return 200, {"state": self.states[name], "transition": {"issue": {}, "progress": ""}}

    def _turned(self, name: str, body: Tree) -> Answer:
        wanted, state = body["state"], self.states[name]
        if wanted == "apply" and state == "pending" and at(body, "auto-prompt").get("ays") == "ays_yes":
            seconds = at(body, "state-controls").get("confirm")
            if not isinstance(seconds, int):
                return 400, {"status": 400, "detail": "state-controls.confirm is no number"}
            self.before, self.applied, self.states[name] = self.applied, deepcopy(self.revisions[name]), "reloading"
        elif wanted == "confirm_yes" and state == "confirm":
            self.before, self.states[name] = None, "applied_and_saved" if self.is_saving else "applied"
            self.started = deepcopy(self.applied) if self.is_saving else self.started
        elif wanted == "confirm_no" and state == "confirm":
            self._back(name)
        else:
            return 409, {"status": 409, "detail": f"{state} cannot become {wanted}"}
        return 200, {"state": self.states[name]}

    def _back(self, name: str) -> None:
        assert self.before is not None, "something was applied"
        self.applied, self.before, self.states[name] = self.before, None, "confirm_fail"

    def _shown(self, path: tuple[str, ...], words: dict[str, str]) -> Answer:
        if path == ("vrf", "default", "router", "bgp", "neighbor"):
            return 200, neighbours(self.applied)
        trees = {"applied": self.applied, **self.revisions}
        shown = trees[words["rev"]] if "diff" not in words else beyond(trees[words["rev"]], trees[words["diff"]])
        return 200, masked(shown)

    def _cleared(self, tree: Tree, path: tuple[str, ...]) -> Answer:
        at(tree, *path[:-1]).pop(path[-1], None)
        return 204, None

    def _patched(self, tree: Tree, body: object) -> Answer:
        assert isinstance(body, dict), "a tree"
        file = self.folder / "patched.yaml"
        file.write_text(json.dumps([{"set": body}]))
        if find_spec("nvueschema") and (wrong := judged(self.release, [file])):
            return 400, {"status": 400, "title": "Bad Request", "detail": "; ".join(" ".join(row[1:]) for row in wrong)}
        merge(tree, unspanned(body))
        return 200, body


def neighbours(applied: Tree) -> Tree:
    """Return what a switch shows of its BGP neighbours: all are there to which its own groups speak as to another system."""
    bgp = at(applied, "vrf", "default", "router", "bgp")
    found: Tree = {}
    for name in at(bgp, "neighbor"):
        group = at(bgp, "peer-group", str(at(bgp, "neighbor", name).get("peer-group")))
        found[name] = {"state": "established" if group.get("remote-as") == "external" else "active", "type": "unnumbered"}
    return found


def masked(tree: Tree) -> Tree:
    """Return a tree as it is shown: passwords are stars."""
    shown = {name: masked(value) if isinstance(value, dict) else value for name, value in tree.items()}
    return {name: MASK if name == "hashed-password" else value for name, value in shown.items()}


@contextmanager
def listening(nvue: Nvue, certificate: Path, key: Path) -> Iterator[str]:
    """Yield the address of the API while it listens, on loopback."""
    allowed = "Basic " + base64.b64encode(f"{nvue.user}:{nvue.password}".encode()).decode()

    class Handler(BaseHTTPRequestHandler):
        protocol_version: ClassVar[str] = "HTTP/1.1"

        def reply(self) -> None:
            text = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            is_known = self.headers.get("Authorization") == allowed
            status, body = nvue.answer(self.command, self.path, json.loads(text or "null")) if is_known else (401, {"status": 401})
            told = b"" if body is None else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        do_GET = do_POST = do_PATCH = do_DELETE = reply  # noqa: N815 - the server's own names

        def log_message(self, *words: object) -> None:
            """Say nothing."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"https://127.0.0.1:{server.server_port}{ROOT.rstrip('/')}"
        finally:
            server.shutdown()
            thread.join()
