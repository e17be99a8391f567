"""Many hosts asked at once over ssh: so many at a time, each within a time, whoever does not answer told."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from podwright.event import Event, Listener, State
from podwright.observe.asking import answers
from podwright.observe.ids import printable
from podwright.observe.observed import Silence
from podwright.observe.reading import Reading

STEP = "ask"
AT_ONCE = 32
"""Hosts asked at the same time: each costs an ssh process of some 10 MB here; at twice as many, sshd's MaxStartups of a jump host begins to refuse."""
TELLS = 10
"""How often progress is told in one round."""


class Question(NamedTuple):
    """One host to ask: its name in the plan, its name for ssh, the script, and how long it may take."""

    device: str
    target: str
    script: str
    limit_s: float


@dataclass(slots=True)
class _Running:
    """The ssh processes of a round; after `stop` no further one starts."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    processes: set["subprocess.Popen[str]"] = field(default_factory=set)
    is_stopped: bool = False

    def start(self, command: Sequence[str]) -> "subprocess.Popen[str] | None":
        with self.lock:
            if self.is_stopped:
                return None
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace", process_group=0
            )
            self.processes.add(process)
            return process

    def end(self, process: "subprocess.Popen[str]") -> None:
        with self.lock:
            self.processes.discard(process)
        _kill(process)

    def stop(self) -> None:
        with self.lock:
            self.is_stopped = True
            for process in self.processes:
                _kill(process)


def ask(questions: Iterable[Question], *, ssh_config: Path | None, on_event: Listener, at_once: int = AT_ONCE) -> tuple[list[Reading], list[Silence]]:
    """Return all answers, and who did not answer or not to all; in the order of the questions.

    Laws: no host is asked longer than its time; when this is interrupted every ssh process is ended.
    """
    rows = list(questions)
    if not rows:
        return [], []
    began_s, running = time.monotonic(), _Running()
    on_event(Event(STEP, f"{len(rows)} host{'s' * (len(rows) != 1)}", State.STARTED))
    results: dict[int, tuple[list[Reading], list[Silence]]] = {}
    with ThreadPoolExecutor(max_workers=at_once) as pool:
        try:
            futures = {pool.submit(_one, question, ssh_config, running): number for number, question in enumerate(rows)}
            for count, future in enumerate(as_completed(futures), start=1):
                results[futures[future]] = future.result()
                _tell(on_event, results[futures[future]][1], count, len(rows))
        except BaseException:
            running.stop()
            raise
    answered = sum(1 for readings, _ in results.values() if readings)
    on_event(Event(STEP, f"{len(rows)} host{'s' * (len(rows) != 1)}", State.DONE, f"{answered} answered", time.monotonic() - began_s))
    ordered = [results[number] for number in range(len(rows))]
    return [row for readings, _ in ordered for row in readings], [row for _, silences in ordered for row in silences]


def _tell(on_event: Listener, silences: Iterable[Silence], count: int, total: int) -> None:
    for silence in silences:
        on_event(Event(STEP, silence.device, State.FAILED, silence.reason))
    if count % max(1, total // TELLS) == 0 and count < total:
        on_event(Event(STEP, f"{count} of {total}", State.INFO))


def _one(question: Question, ssh_config: Path | None, running: _Running) -> tuple[list[Reading], list[Silence]]:
    """Return the answers of one host."""
    config = () if ssh_config is None else ("-F", str(ssh_config))
    process = running.start(("ssh", *config, "-T", "-o", "BatchMode=yes", question.target, "sh", "-s"))
    if process is None:
        return [], [Silence(question.device, "was not asked any more")]
    try:
        said, complaint = process.communicate(question.script, timeout=question.limit_s)
    except subprocess.TimeoutExpired:
        return [], [Silence(question.device, f"gave no answer within {question.limit_s:g} s")]
    finally:
        running.end(process)
    readings, silences = answers(question.device, said)
    if process.returncode and not readings:
        last = next((line.strip() for line in reversed(complaint.splitlines()) if line.strip()), f"ssh ended with {process.returncode}")
        return [], [Silence(question.device, printable(last))]
    return readings, silences


def _kill(process: "subprocess.Popen[str]") -> None:
    """End ssh and what it started here."""
    if process.poll() is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)
