"""Prints how this host's operating system stands: packages, time, kernel, journal, audit. Runs on the host, as root; standard library alone."""

import json
import subprocess
import sys
from pathlib import Path


def output(*command: str) -> str:
    """Return what a command prints, or nothing when there is no such command."""
    try:
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20, check=False, text=True).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""


def text(path: str) -> str:
    """Return what a file says, or nothing when it is not there."""
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def value(name: str) -> str:
    """Return a value of the kernel by the name that sysctl gives it, words with one space between them."""
    return " ".join(text(f"/proc/sys/{name.replace('.', '/')}").split())


def sources() -> list[str]:
    """Return the time sources that chrony reaches."""
    rows = [line.split(",") for line in output("chronyc", "-n", "-c", "sources").splitlines()]
    return [row[2] for row in rows if len(row) > 5 and row[5] != "0"]


question = json.loads(sys.argv[1])
installed = [
    line.split() for line in output("dpkg-query", "--show", "--showformat", "${db:Status-Status} ${Package}\n", *question["packages"], "dpkg").splitlines()
]
sys.stdout.write(
    json.dumps(
        {
            "is_container": Path("/run/systemd/container").exists(),
            "packages": [row[1] for row in installed if row[0] == "installed"],
            "time_zone": str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2],
            "apt": output("apt-config", "dump", "APT::Periodic"),
            "kernel": {name: value(name) for name in question["settings"]},
            "arguments": text("/proc/cmdline").split(),
            "locked_memory": output("systemctl", "show", "--property", "DefaultLimitMEMLOCK", "--value"),
            "has_journal": any(Path("/var/log/journal").glob("*/system.journal")),
            "journald": output("systemd-analyze", "cat-config", "systemd/journald.conf"),
            "sender": output("systemctl", "is-active", "rsyslog.service"),
            "time_sources": sources(),
            "rules": output("nft", "--stateless", "list", "table", "inet", "podwright"),
            "audit": output("auditctl", "-l"),
        }
    )
)
