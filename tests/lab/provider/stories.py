"""Lives of the small pod, each told once: what the engine said at every step, for the tests to judge. Starting the engine costs more than any of its answers."""

import signal
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from lab.provider.small_pod import SEED, Said, SmallPod, full_memory
from lab.provider.waiting import LIMIT_S, wait_for

UP = ("up", "--yes", "--skip-preview", "--suppress-outputs", "--suppress-progress")
PREVIEW = ("preview", "--suppress-outputs", "--suppress-progress")
DESTROY = ("destroy", "--yes", "--skip-preview", "--suppress-progress")
OTHER, BROKEN = "lab-u001-r01-n01", "lab-u001-r01-n12"


@dataclass(slots=True)
class Told:
    """What was said at each step, the marks of all hosts behind it, and the Playbook in the engine's state where that was asked for."""

    said: dict[str, Said] = field(default_factory=dict)
    marks: dict[str, set[str]] = field(default_factory=dict)
    state: dict[str, dict[str, object]] = field(default_factory=dict)
    telemetry: dict[str, tuple[str, ...]] = field(default_factory=dict)
    leaks: tuple[Path, ...] = ()

    def note(self, step: str, said: Said, pod: SmallPod, *, with_state: bool = False) -> None:
        """Keep what a step said and left."""
        self.said[step], self.marks[step] = said, pod.marks()
        self.telemetry[step] = tuple(host.name for host in pod.plan.hosts.hosts if pod.file(host.name, "telemetry").is_dir())
        if with_state:
            self.state[step] = pod.state()


def good_days(pod: SmallPod) -> Told:
    """Return a life in which nothing fails: foreseen, made, left alone, changed by hand, mended, taken down."""
    told = Told()
    told.note("foreseen", pod.pulumi(*PREVIEW), pod)
    told.note("made", pod.pulumi(*UP), pod)
    for host in tuple(pod.servers):
        pod.stop(host)
    told.note("made again, no host there", pod.pulumi(*UP), pod)
    told.note("foreseen again, no host there", pod.pulumi(*PREVIEW), pod)
    pod.restart()
    pod.file(BROKEN, "mark").write_text("by hand")
    told.note("drift shown", pod.pulumi(*PREVIEW, "--refresh", "--diff"), pod)
    told.note("drift mended", pod.pulumi(*UP, "--refresh"), pod)
    told.note("no drift left", pod.pulumi(*PREVIEW, "--refresh"), pod)
    told.note("destroyed", pod.pulumi(*DESTROY), pod, with_state=True)
    told.note("destroyed again", pod.pulumi(*DESTROY), pod)
    return told


def bad_days(pod: SmallPod) -> Told:
    """Return a life in which each run fails in a way of its own, and the last one carries on from there."""
    told = Told()
    with full_memory(pod.folder) as memory:
        told.note("no memory here", pod.run("pulumi", "--non-interactive", "--color=never", *UP, XDG_RUNTIME_DIR=str(memory)), pod, with_state=True)
    pod.stop(BROKEN)
    pod.file(OTHER, "leaky").touch()
    told.note("silent foreseen", pod.pulumi(*PREVIEW), pod)
    told.note("silent", pod.pulumi(*UP), pod)
    told.note("state", pod.pulumi("stack", "export"), pod)
    told.note("silent refreshed", pod.pulumi(*PREVIEW, "--diff", "--refresh"), pod)
    told.leaks = tuple(leaks(pod.folder))
    pod.file(OTHER, "leaky").unlink()
    pod.restart()
    pod.file(BROKEN, "broken").touch()
    told.note("broken", pod.pulumi(*UP), pod, with_state=True)
    pod.file(BROKEN, "broken").unlink()
    pod.fill(BROKEN)
    told.note("full", pod.pulumi(*UP), pod, with_state=True)
    pod.empty(BROKEN)
    pod.file(OTHER, "telemetry").rmdir()
    told.note("dead", dies_in_the_middle(pod), pod, with_state=True)
    pod.restart()
    told.note("mended", pod.pulumi(*UP), pod, with_state=True)
    return told


def dies_in_the_middle(pod: SmallPod) -> Said:
    """Return what a run says in which one host loses its power while a task runs on it."""
    pod.file(BROKEN, "slow").touch()
    process = pod.begin("pulumi", "--non-interactive", "--color=never", *UP)
    try:
        wait_for(lambda: is_asleep(pod) or process.poll() is not None, "the host is in the middle of a task")
        pod.die(BROKEN)
        text, _ = process.communicate(timeout=LIMIT_S)
    finally:
        pod.file(BROKEN, "slow").unlink()
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
    return Said(process.returncode, text)


def is_asleep(pod: SmallPod) -> bool:
    """Return whether the task that takes its time runs on the host that is to die."""
    return any(b"while test -e" in _words(pid) for pid in pod.sessions(BROKEN))


def _words(pid: int) -> bytes:
    """Return the command line of a process; none of one that has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def leaks(folder: Path) -> Iterable[Path]:
    """Yield every file that holds the seed, but for those that a person put it into."""
    files = [file for file in folder.rglob("*") if file.is_file() and file.parent.name != "credentials"]
    assert files
    return (file for file in files if SEED.encode() in file.read_bytes())
