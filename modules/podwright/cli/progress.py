"""How long work is shown: a line that lives in a terminal, plain lines elsewhere."""

import threading
import time

from rich.console import Console

from podwright.event import Event, Listener, State

MARKS = {State.STARTED: "…", State.DONE: "✓", State.FAILED: "✗", State.INFO: " "}
STYLES = {State.STARTED: "dim", State.DONE: "green", State.FAILED: "bold red", State.INFO: ""}
PLAIN = {State.STARTED: "start", State.DONE: "done", State.FAILED: "FAILED", State.INFO: "info"}


def listener(console: Console) -> Listener:
    """Return a listener that shows events on this console; it may be called from several threads.

    In a terminal a step that runs stands in the last line and is replaced when it ends; elsewhere every event is one line, so that a log reads well.
    """
    lock = threading.Lock()
    began = time.monotonic()
    if not console.is_terminal:
        return lambda event: _plain(console, event, lock=lock, at_s=time.monotonic() - began)
    running: dict[tuple[str, str], float] = {}
    status = console.status("", spinner="dots")

    def show(event: Event) -> None:
        with lock:
            _live(console, event, running)
            if running:
                status.update(_still(running))
                status.start()
            else:
                status.stop()

    return show


def _still(running: dict[tuple[str, str], float]) -> str:
    """Return what still runs, longest first, in one line."""
    names = [f"{step} {subject}".strip() for step, subject in sorted(running, key=lambda key: running[key])]
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _live(console: Console, event: Event, running: dict[tuple[str, str], float]) -> None:
    key = event.step, event.subject
    if event.state is State.STARTED:
        running[key] = time.monotonic()
        return
    if event.state is not State.INFO:
        started = running.pop(key, None)
        elapsed = event.elapsed_s if event.elapsed_s is not None else (time.monotonic() - started if started else None)
    else:
        elapsed = None
    console.print(_words(event, MARKS[event.state], elapsed), style=STYLES[event.state], markup=False, highlight=False)


def _plain(console: Console, event: Event, *, lock: threading.Lock, at_s: float) -> None:
    with lock:
        console.print(f"{at_s:7.1f} s  {_words(event, f'{PLAIN[event.state]:6}', event.elapsed_s)}", markup=False, highlight=False, soft_wrap=True)


def _words(event: Event, mark: str, elapsed_s: float | None) -> str:
    words = " ".join(part for part in (mark, event.step, event.subject, f"{event.text}" if event.text else "") if part)
    return f"{words}  ({elapsed_s:.1f} s)" if elapsed_s is not None else words
