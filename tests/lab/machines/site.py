"""A stack folder whose BMCs answer at their planned addresses, in a network namespace of their own."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from podwright.cli.pods import compiled
from podwright.plan.canonical import to_json

LACKING = [name for name in ("ip", "nsenter", "unshare") if shutil.which(name) is None] + (["root"] if os.geteuid() else [])
REASON = f"a network namespace needs {', '.join(LACKING)}"

TESTS = Path(__file__).resolve().parents[2]
SEARCH = os.pathsep.join((str(TESTS.parent / "modules"), str(TESTS)))
POD = "version: 1\nname: racked\narchitecture: starter-h100\nscalable_units: 1\nsite:\n  domain: racked.example\n"
PASSWORD = "correct-horse-battery"  # noqa: S105 - a word of this test
SEED = "0123456789abcdef" * 4
ONE, TWO, STORAGE, MANAGEMENT = "racked-u001-r01-n01", "racked-u001-r01-n02", "racked-u001-r01-n09", "racked-u001-r01-n12"
ALL = (ONE, TWO, STORAGE, MANAGEMENT)


@dataclass
class Site:
    """A stack folder, and BMCs that answer in a namespace of their own."""

    stack: Path
    bmcs: "subprocess.Popen[str]"

    def change(self, host: str, **wish: object) -> dict[str, object]:
        """Change one BMC; return what it says of itself."""
        assert self.bmcs.stdin is not None
        assert self.bmcs.stdout is not None
        self.bmcs.stdin.write(json.dumps({"host": host, **wish}) + "\n")
        self.bmcs.stdin.flush()
        told = json.loads(self.bmcs.stdout.readline())
        assert isinstance(told, dict)
        return told

    def podwright(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Return how `podwright machines` ended."""
        return self.run("machines", str(self.stack), *words)

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Return how podwright ended, run where the BMCs are."""
        return subprocess.run(self.command(*words), env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False)

    def command(self, *words: str) -> tuple[str, ...]:
        """Return the command line that runs podwright where the BMCs are."""
        return ("nsenter", f"--net=/proc/{self.bmcs.pid}/ns/net", sys.executable, "-c", "from podwright.cli import main; main()", *words)

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment that podwright runs in."""
        return {**os.environ, "PYTHONPATH": SEARCH, "CREDENTIALS_DIRECTORY": str(self.stack / "credentials")}


@contextmanager
def serving(stack: Path, more: str = "") -> Iterator[Site]:
    """Yield the site while its BMCs answer; `more` is written behind the pod file."""
    (stack / "pod.yaml").write_text(POD + more, encoding="utf-8")
    (stack / "plan.json").write_text(to_json(compiled(stack)), encoding="utf-8")
    (stack / "credentials").mkdir()
    (stack / "credentials" / "bmc-password").write_text(PASSWORD, encoding="utf-8")
    start = 'ip link set lo up && exec "$@"'
    command = ("unshare", "--net", "sh", "-c", start, "sh", sys.executable, "-m", "lab.machines.serve", str(stack / "plan.json"))
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": SEARCH}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield Site(stack, process)
    finally:
        process.kill()
        process.wait()


def writes(site: Site) -> list[object]:
    return [row for host in ALL for row in site.change(host)["writes"]]  # type: ignore[attr-defined]


def bmc(site: Site, *words: str) -> "subprocess.CompletedProcess[str]":
    """Return how `podwright bmc` ended; whatever it says, no password is in it."""
    verb, *rest = words
    ended = site.run("bmc", verb, *(rest if verb == "power" else [str(site.stack), *rest]))
    assert PASSWORD not in ended.stdout + ended.stderr
    assert SEED not in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr, ended.stderr
    return ended
