import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from podwright.engines.lock import held
from podwright.event import Event

HOLD = "import sys,time; from pathlib import Path; from podwright.engines.lock import held\nwith held(Path(sys.argv[1]), on_event=print): print('held', flush=True); time.sleep(60)"


def hold_elsewhere(path: Path) -> "subprocess.Popen[str]":
    """Return a process that holds the lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_who_comes_second_waits_and_hears_who_is_first(tmp_path: Path) -> None:
    path = tmp_path / "engines" / ".lock"
    first = hold_elsewhere(path)
    events: list[Event] = []

    def hear(event: Event) -> None:
        events.append(event)
        first.terminate()

    with held(path, on_event=hear):
        assert first.wait() == -signal.SIGTERM
    assert len(events) == 1
    assert f"process {first.pid} (" in events[0].text


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    first = hold_elsewhere(path)
    first.kill()
    first.wait()
    events: list[Event] = []
    with held(path, on_event=events.append):
        assert json.loads(path.read_text())["pid"] == os.getpid()
    assert not events


def test_two_never_hold_it_at_once(tmp_path: Path) -> None:
    path, inside, most = tmp_path / ".lock", list[int](), list[int]()

    def work() -> None:
        for _ in range(3):
            with held(path, on_event=lambda _: None):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 1
    assert len(most) == 12
