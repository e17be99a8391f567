"""Asks every host of the pod one thing at a time, all hosts at once, over one ssh connection each."""

import base64
import json
import subprocess
import tempfile
import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

import testinfra
from pydantic import TypeAdapter
from testinfra.host import Host as Connection

PROBES = Path(__file__).parent / "probes"
LOADER = "import base64,sys,zlib;p,q=(zlib.decompress(base64.b64decode(a)).decode() for a in sys.argv[1:]);sys.argv=['probe',q];exec(compile(p,'probe','exec'))"
WORKER_COUNT = 32
"""Hosts asked at the same time: each costs the asking machine an ssh process of some 10 MB; at twice as many, sshd's MaxStartups of a jump host begins to refuse."""

CONNECT_TIMEOUT_S = 8
PERSIST_S = 120

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Silence:
    """What came instead of an answer."""

    reason: str


@dataclass(frozen=True, slots=True)
class Door:
    """How the pod's hosts are reached: the account, an ssh configuration if it is not the user's own, and where the shared connections lie."""

    user: str
    ssh_config: str | None
    control: tempfile.TemporaryDirectory[str] = field(default_factory=lambda: tempfile.TemporaryDirectory(prefix="podwright-"))

    def connection(self, full_name: str) -> Connection:
        """Return testinfra's connection to one host; it opens with the first command."""
        return testinfra.get_host(
            f"ssh://{self.user}@{full_name}",
            ssh_config=self.ssh_config,
            timeout=CONNECT_TIMEOUT_S,
            controlpath=f"{self.control.name}/%%C",
            controlpersist=PERSIST_S,
            ssh_extra_args="-o BatchMode=yes -o ServerAliveInterval=5 -o ServerAliveCountMax=3",
        )

    def close(self) -> None:
        """End every shared connection that is still open, and remove the folder they lie in."""
        for socket in Path(self.control.name).iterdir():
            subprocess.run(["ssh", "-F", "none", "-o", f"ControlPath={socket}", "-O", "exit", "any"], check=False, capture_output=True, timeout=10)
        self.control.cleanup()


def ask(connection: Connection, probe: str, question: object, *, shape: type[Answer], is_root: bool) -> Answer | Silence:
    """Return what a probe answers on one host, in its shape, or why it did not."""
    words = (_packed((PROBES / f"{probe}.py").read_text(encoding="utf-8")), _packed(json.dumps(question)))
    prefix = "sudo -n " if is_root else ""
    try:
        result = connection.run(f"{prefix}python3 -c %s %s %s", LOADER, *words)
    except RuntimeError as error:
        return Silence(_last_line(str(getattr(error.args[0], "stderr", error))) or "ssh ended without a word")
    if result.rc != 0:
        return Silence(f"the {probe} probe ended with {result.rc}: {_last_line(result.stderr)}")
    return TypeAdapter(shape).validate_json(result.stdout)


def ask_all(
    connections: Mapping[str, Connection], probe: str, questions: Mapping[str, object], *, shape: type[Answer], is_root: bool = False
) -> dict[str, Answer | Silence]:
    """Return every host's answer by its name, all hosts asked at the same time."""
    calls = {name: partial(ask, connections[name], probe, question, shape=shape, is_root=is_root) for name, question in questions.items()}
    return all_at_once(calls)


def all_at_once(calls: Mapping[str, Callable[[], Answer]]) -> dict[str, Answer]:
    """Return what each call gives, by its name, with as many in flight as the asking machine bears."""
    with ThreadPoolExecutor(max_workers=WORKER_COUNT) as pool:
        return dict(zip(calls, pool.map(lambda call: call(), calls.values()), strict=True))


def _packed(text: str) -> str:
    """Return a text so small and plain that a command line carries it."""
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def _last_line(text: str) -> str:
    """Return the last line that says something: ssh and Python both end with what went wrong."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")
