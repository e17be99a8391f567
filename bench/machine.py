"""The machine and the programs that a table of measurements stands for."""

import os
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

VERSIONS: tuple[tuple[str, Sequence[str]], ...] = (
    ("commit", ("git", "rev-parse", "--short", "HEAD")),
    ("podwright", ("podwright", "--version")),
    ("ansible-core", ("ansible-playbook", "--version")),
)


def machine(root: Path) -> dict[str, str]:
    """Return what the table was made on, by its word; the load says whether something else was running."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="minutes"),
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{_memory_gib():.0f} GiB",
        "system": _system(),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "load before": f"{os.getloadavg()[0]:.1f} (1 min), {os.getloadavg()[1]:.1f} (5 min)",
        **{name: _first_line(command, root) for name, command in VERSIONS},
        **_engines(),
    }


def _processor() -> str:
    """Return the processor's name, or its architecture where the kernel keeps it to itself."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3


def _system() -> str:
    """Return the distribution's own name."""
    return platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())


def _first_line(command: Sequence[str], root: Path) -> str:
    """Return the first line that a program says of itself."""
    try:
        said = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=60).stdout
    except OSError:
        return "not there"
    return said.partition("\n")[0].strip() or "not there"


def _engines() -> dict[str, str]:
    """Return version and origin of every engine that is there."""
    from podwright import engines

    found = {name: engines.find(name) for name in ("pulumi", "kube-apiserver", "etcd", "kueue", "kwok")}
    return {name: f"{engine.version}, {engine.origin}" for name, engine in found.items() if engine is not None}
