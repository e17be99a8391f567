"""A simulated InfiniBand fabric: ibsim behind a socket of its own, and the real programs (OpenSM, infiniband-diags) run against it. Needs no root."""

import itertools
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = ("ibsim", "opensm", "ibnetdiscover", "smpquery", "ibdmchk")
"""Of the packages ibsim-utils, opensm, infiniband-diags, ibutils; libumad2sim0 has the library that leads them to ibsim."""
SEARCH = f"{os.environ['PATH']}:/usr/sbin:/sbin"
UNKNOWN_SPEEDS = re.compile(r"\b4x(NDR|XDR)\b")
"""What ibsim 0.10 does not know: it stands for HDR, the fastest that it does."""
READY_S = 60.0
NUMBER = itertools.count()


@dataclass(frozen=True)
class SimulatedFabric:
    """A fabric that runs. `folder` is where OpenSM keeps what it writes, guid2lid included."""

    folder: Path
    environment: dict[str, str]
    simulator: subprocess.Popen[str]

    def run(self, *command: str, timeout_s: float = 120.0) -> str:
        """Return what a program prints that sees this fabric as its own. Raises: AssertionError when it fails, with its last words."""
        done = self.attempt(*command, timeout_s=timeout_s)
        assert done.returncode == 0, f"{' '.join(command)} ended with {done.returncode}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
        return done.stdout

    def attempt(self, *command: str, timeout_s: float = 120.0) -> subprocess.CompletedProcess[str]:
        """Return how a program ended that sees this fabric as its own."""
        return subprocess.run(
            command, env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout_s, check=False
        )

    def console(self, *lines: str) -> None:
        """Give ibsim commands (`Unlink "node"[port]`, `Link "node"[port] "node"[port]`), and return when it has carried them out.

        Raises: AssertionError when it refuses one.
        """
        assert self.simulator.stdin is not None, "ibsim was started with a pipe"
        before, mark = len(self.said()), f"mark{next(NUMBER)}"
        self.simulator.stdin.write("".join(f"{line}\n" for line in (*lines, mark)))
        self.simulator.stdin.flush()
        _until(lambda: f"'{mark}' unknown" in self.said()[before:], self.simulator, f"ibsim answers {lines}")
        answer = self.said()[before:].partition(f"command '{mark}'")[0]
        assert "# " not in answer, answer
        assert "unknown" not in answer, answer

    def opensm(self, *options: str, timeout_s: float = 300.0) -> str:
        """Return the log of OpenSM after it has brought the subnet up once, with these options; what it writes lies in the folder."""
        log = self.folder / "opensm.log"
        log.unlink(missing_ok=True)
        self.attempt("opensm", "--once", "--log_file", str(log), "-D", "0x43", "--sweep", "0", *options, timeout_s=timeout_s)
        return log.read_text(encoding="utf-8")

    def said(self) -> str:
        """Return what ibsim has printed so far."""
        return (self.folder / "ibsim.log").read_text(encoding="utf-8", errors="replace")


def lacking() -> tuple[str, ...]:
    """Return what this machine lacks of what a simulated fabric needs."""
    programs = tuple(name for name in PROGRAMS if shutil.which(name, path=SEARCH) is None)
    return programs if _library() else (*programs, "libumad2sim")


@contextmanager
def simulated(net: str, folder: Path, *, seat: str | None = None) -> Iterator[SimulatedFabric]:
    """Yield a fabric as the net text has it (what ibnetdiscover prints, or ibsim's own form); commands run at the node `seat`, else at the first HCA.

    Laws: ibsim is gone afterwards, whatever happened; nothing is written but in the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "net").write_text(UNKNOWN_SPEEDS.sub("4xHDR", net), encoding="utf-8")
    switches, adapters = _count(net, ("Switch",)), _count(net, ("Hca", "Ca"))
    ports = sum(int(line.split()[1]) + 1 for line in net.splitlines() if line.startswith(("Switch", "Hca", "Ca")))
    socket = f"podwright-{os.getpid()}-{next(NUMBER)}"
    own = {"IBSIM_SOCKNAME": socket, "OSM_TMP_DIR": str(folder), "OSM_CACHE_DIR": str(folder), "PATH": SEARCH}
    sizes = ("-N", str(switches + adapters + 8), "-S", str(switches + 8), "-P", str(ports + 64), "-L", "49151")
    with (folder / "ibsim.log").open("w", encoding="utf-8") as log:
        simulator = subprocess.Popen(
            ("ibsim", "-s", *sizes, "net"), env={**os.environ, **own}, cwd=folder, stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT, text=True
        )
    preload = {"LD_PRELOAD": str(_library()), "SIM_HOST": seat or _first_adapter(net)}
    fabric = SimulatedFabric(folder, {**os.environ, **own, **preload}, simulator)
    try:
        _until(lambda: "MaxMcastCap" in fabric.said(), simulator, "ibsim has read the fabric")
        _until(lambda: fabric.attempt("smpquery", "nodeinfo", "-D", "0").returncode == 0, simulator, "ibsim serves the fabric")
        yield fabric
    finally:
        simulator.kill()
        simulator.communicate()


def _library() -> Path | None:
    return next(iter(sorted(Path("/usr/lib").glob("*/umad2sim/libumad2sim.so"))), None)


def _count(net: str, words: tuple[str, ...]) -> int:
    return sum(line.split(None, 1)[0] in words for line in net.splitlines() if line.strip())


def _first_adapter(net: str) -> str:
    return next(line.split('"')[1] for line in net.splitlines() if line.startswith(("Hca", "Ca")))


def _until(holds: Callable[[], bool], simulator: subprocess.Popen[str], what: str) -> None:
    """Return as soon as the condition holds. Raises: AssertionError when ibsim ends before, or the time."""
    ends_s = time.monotonic() + READY_S
    while not holds():
        assert simulator.poll() is None, f"ibsim ended before: {what}"
        assert time.monotonic() < ends_s, f"not within {READY_S:g} s: {what}"
        time.sleep(0.02)
