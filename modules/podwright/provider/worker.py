"""The process in which Ansible works: takes an order as JSON, runs it, tells every task as a line of JSON, then how it ended."""

import json
import os
import signal
import sys
from dataclasses import asdict
from threading import Event
from types import FrameType

import ansible_runner

from podwright.provider.outcome import CANCELLED, Json, lost_hosts, note_of

LOOK_S = 1
"""How often a run looks whether it was cancelled, or whether the provider that ordered it is gone."""

ENDED_BY_SIGNAL = 128
"""Status told for a run that has none because a signal ended it."""


def main() -> None:
    """Run the order that comes on standard input; what is told goes to standard output, which nothing else may use."""
    told = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    parent, cancelled = os.getppid(), Event()

    def cancel(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 (a signal handler's signature)
        cancelled.set()

    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, cancel)
    ends: list[frozenset[str]] = []
    said: list[str] = []

    def heard(event: Json) -> bool:
        note, lost = note_of(event), lost_hosts(event)
        if note is not None:
            told.write(json.dumps({"note": asdict(note)}) + "\n")
        if lost is not None:
            ends.append(lost)
        said.extend(line for line in str(event.get("stdout") or "").splitlines() if "ERROR" in line)
        return False

    finished = ansible_runner.run(
        **json.load(sys.stdin),
        settings={"pexpect_timeout": LOOK_S, "suppress_output_file": True, "fact_cache_type": "memory"},
        event_handler=heard,
        cancel_callback=lambda: cancelled.is_set() or os.getppid() != parent,
        quiet=True,
    )
    words = CANCELLED if finished.status == "canceled" else "; ".join(dict.fromkeys(said))
    rc = ENDED_BY_SIGNAL if finished.rc is None else int(finished.rc)
    told.write(json.dumps({"lost": sorted(ends[-1]) if ends else None, "rc": rc, "said": words}) + "\n")


if __name__ == "__main__":
    main()
