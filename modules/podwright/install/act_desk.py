"""The desks of boot servers, asked over ssh: what goes in is written to their standard input, so that nothing secret stands in a list of processes."""

import json
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from podwright.refusal import Refused

DESK = ("sudo", "-n", "-u", "podwright-boot", "/usr/local/sbin/podwright-boot")
LIMIT_S = 60.0
FILE_LIMIT_S = 3600.0
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Desk:
    """A boot server, and the ssh configuration that leads to it."""

    server: str
    ssh_config: Path

    def command(self, *words: str) -> list[str]:
        """Return the command that asks its desk."""
        return ["ssh", "-F", str(self.ssh_config), "-o", "BatchMode=yes", self.server, *DESK, *words]

    def ask(self, verb: str, text: str = "") -> list[Row]:
        """Return the answers of a desk, a row a line. Raises: Refused when it cannot be reached, or answers something else."""
        try:
            ended = subprocess.run(self.command(verb), input=text, capture_output=True, text=True, check=False, timeout=LIMIT_S)
        except subprocess.TimeoutExpired:
            raise Refused(
                self.server, f"its boot service gave no answer within {LIMIT_S:g} s", "Look at the host; the other boot server can do it too"
            ) from None
        try:
            rows = [json.loads(line) for line in ended.stdout.splitlines() if line.strip()]
        except ValueError:
            rows = []
        if not rows and (ended.returncode or text):
            said = next((line.strip() for line in reversed(ended.stderr.splitlines()) if line.strip()), f"ended with {ended.returncode}")
            raise Refused(self.server, f"its boot service cannot be asked ({said[:200]})", "Apply the roles with `podwright up`, or look at the host")
        return rows

    def put(self, digest: str, file: Path) -> None:
        """Put a file into the store of a boot server, under its digest. Raises: Refused when it does not arrive whole."""
        with file.open("rb") as stream:
            ended = subprocess.run(self.command("image", digest), stdin=stream, capture_output=True, text=True, check=False, timeout=FILE_LIMIT_S)
        if ended.returncode:
            said = next((line.strip() for line in reversed(ended.stderr.splitlines()) if line.strip()), f"ended with {ended.returncode}")
            raise Refused(self.server, f"{file.name} did not arrive ({said[:200]})", "Look whether its disk has room, and run it again")


class Following:
    """Events of hosts as their boot servers tell them; one that is lost is asked again from the beginning, so an event may come twice."""

    def __init__(self, wanted: Mapping[Desk, Mapping[str, str]], on_row: Callable[[Row], None]) -> None:
        self.on_row, self.stopped = on_row, threading.Event()
        self.processes: dict[str, subprocess.Popen[str]] = {}
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self._follow, args=(desk, rows), daemon=True) for desk, rows in wanted.items() if rows]
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """End every ssh process of it."""
        with self.lock:
            self.stopped.set()
            running = [*self.processes.values()]
        for process in running:
            process.kill()
        for thread in self.threads:
            thread.join(timeout=5)

    def _follow(self, desk: Desk, rows: Mapping[str, str]) -> None:
        text = "".join(f"{host} {number}\n" for host, number in rows.items()) + "\n"
        while not self.stopped.is_set():
            with self.lock:
                if self.stopped.is_set():
                    return
                process = subprocess.Popen(
                    desk.command("follow"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, process_group=0
                )
                self.processes[desk.server] = process
            with process:
                assert process.stdin is not None and process.stdout is not None, "both are pipes"
                _write(process.stdin, text)
                for line in process.stdout:
                    if line.strip():
                        self.on_row(json.loads(line))
            self.stopped.wait(2.0)


def is_met(host: str, ssh_config: Path, *, limit_s: float) -> bool:
    """Return whether a host lets us in by ssh, known by the key that was derived for it before it was there."""
    words = ["ssh", "-F", str(ssh_config), "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", "ControlPath=none", host, "true"]
    try:
        return subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=limit_s).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def _write(stream: IO[str], text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        return


def desks(servers: Sequence[str], ssh_config: Path) -> dict[str, Desk]:
    """Return the desk of each boot server, by its name."""
    return {server: Desk(server, ssh_config) for server in servers}
