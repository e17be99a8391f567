"""Whether a host answers: ssh, strict, by its plan name, as the pod's automation user."""

import subprocess
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from podwright.event import Event, Listener, State
from podwright.lab.hosts import process_name
from podwright.lab.processes import process_of
from podwright.lab.record import RecordedHost
from podwright.lab.ssh import CONFIG
from podwright.lab.state import LabState

TRY_AGAIN_S = 0.25
QUESTION_LIMIT_S = 6.0
AT_ONCE = 16


def complaint(state: LabState, host: RecordedHost) -> str:
    """Return why a host does not answer now, in ssh's words; empty if it does."""
    command = [*state.enter, "ssh", "-F", str(state.ssh / CONFIG), "-o", "ConnectTimeout=2", host.full_name, "true"]
    try:
        told = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=QUESTION_LIMIT_S)
    except subprocess.TimeoutExpired:
        return f"no word within {QUESTION_LIMIT_S:.0f} s"
    return "" if told.returncode == 0 else " ".join(told.stderr.split()) or f"ssh ended with {told.returncode}"


def wait(state: LabState, host: RecordedHost, *, limit_s: float, given_up: threading.Event, on_event: Listener) -> str:
    """Return why a host does not answer: it ended, or said nothing before the limit, or the asker gave up; empty if it answers."""
    started_s = time.monotonic()
    while said := complaint(state, host):
        elapsed_s = time.monotonic() - started_s
        if process_of(state, process_name(host.name)) is None:
            said = f"ended {elapsed_s:.0f} s after its start"
        elif elapsed_s < limit_s and not given_up.wait(TRY_AGAIN_S):
            continue
        else:
            said = f"does not answer ssh after {elapsed_s:.0f} s, limit {limit_s:.0f} s ({said})"
        on_event(Event("host", host.name, State.FAILED, said, elapsed_s))
        return said
    on_event(Event("host", host.name, State.DONE, f"answers at {host.v4}", time.monotonic() - started_s))
    return ""


def wait_all(state: LabState, hosts: Sequence[RecordedHost], *, limit_s: float, on_event: Listener) -> dict[str, str]:
    """Return why hosts did not answer within the limit, by host name; empty if all did."""
    given_up = threading.Event()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            said = pool.map(lambda host: wait(state, host, limit_s=limit_s, given_up=given_up, on_event=on_event), hosts)
            return {host.name: word for host, word in zip(hosts, said, strict=True) if word}
        finally:
            given_up.set()


def ask_all(state: LabState, hosts: Sequence[RecordedHost]) -> dict[str, bool]:
    """Return for every host, by name, whether it answers now."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return {host.name: not word for host, word in zip(hosts, pool.map(lambda host: complaint(state, host), hosts), strict=True)}
