"""What the engine refused, in one line a thing: its own words sorted into those that a person can act on."""

import os
import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from podwright.provider.words import CARRY_ON, counted
from podwright.realise.target import Target
from podwright.refusal import Refused

# (pattern in what the engine said, where, what it means, what to do); `{0}`, `{1}` are the pattern's groups. The first that matches is told.
TROUBLES: tuple[tuple[str, str, str, str], ...] = (
    (r"passphrase must be set", "stack {stack}", "no passphrase is set for its secrets", "Set PULUMI_CONFIG_PASSPHRASE_FILE or PULUMI_CONFIG_PASSPHRASE"),
    (
        r"incorrect passphrase",
        "stack {stack}",
        "its secrets were made with another passphrase",
        "Set PULUMI_CONFIG_PASSPHRASE_FILE to the file that holds the right one",
    ),
    (
        r"PULUMI_ACCESS_TOKEN must be set",
        "state",
        "no place for the engine's state is chosen",
        "Set PULUMI_BACKEND_URL (file:///some/folder), or log in with `pulumi login`",
    ),
    (r"unable to open (?:state directory|bucket) \"?([^\": ]+)", "state {0}", "cannot be opened", "Make the folder, or name another in PULUMI_BACKEND_URL"),
    (
        r"no language plugin '([^']+)'",
        "pulumi",
        "{0} is not on PATH",
        "Install Pulumi's official release, which brings it; in the lab go through `podwright lab exec -- podwright up`",
    ),
    (
        r"no resource plugin '([^']+)'",
        "pulumi",
        "the plugin {0} is not there",
        "Run `pulumi install`; in the lab go through `podwright lab exec -- podwright up`",
    ),
    (
        r"no folder at path '([^']+)'",
        "Pulumi.yaml",
        "the plugin's folder {0} is not there",
        "Name the folder that holds podwright's provider under plugins.providers",
    ),
    (r"(?:permission denied|read-only file system|no space left on device)", "state", "cannot be written ({said})", "Own the folder, or free space on it"),
)

API_GONE = re.compile(
    r"API server does not answer|no answer either while|connection refused|connection reset|no route to host|cluster is unreachable|i/o timeout|server is currently unable",
    re.IGNORECASE,
)
"""How providers say that the API server is not there."""

LINE_LENGTH = 300

LOCK = re.compile(r"created by (\S+)@(\S+) \(pid (\d+)\) at (\S+)")


class Unrealised(Refused):
    """A stack that did not become what its plan says: one line for each thing that failed."""

    def __init__(self, target: Target, lines: Sequence[str]) -> None:
        super().__init__(f"stack {target.stack}", "; ".join(lines), "Run up again when that is mended")
        self.args = ("\n".join(lines),)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a stack's lock."""

    user: str
    machine: str
    pid: int
    since: str

    @property
    def is_gone(self) -> bool:
        """Whether the holder ran on this machine and runs no more."""
        if self.machine != socket.gethostname():
            return False
        try:
            return b"pulumi" not in Path(f"/proc/{self.pid}/cmdline").read_bytes()
        except OSError:
            return not Path(f"/proc/{self.pid}").exists()


def holder_of(said: str) -> Holder | None:
    """Return who holds the lock that the engine met; None when it met none."""
    found = LOCK.search(said) if "locked by" in said else None
    return Holder(found[1], found[2], int(found[3]), found[4]) if found else None


def refusal_of(said: str, failures: Sequence[str], target: Target) -> Refused:
    """Return the refusal that tells why the engine ended: what it was refused itself first, then what its resources met."""
    holder = holder_of(said)
    if holder is not None:
        who = f"{holder.user} on {holder.machine} (process {holder.pid}) since {holder.since}"
        return Refused(f"stack {target.stack}", f"another up holds it: {who}", f"Wait until it ends; if it is dead, `pulumi cancel --stack {target.stack}`")
    for pattern, where, what, remedy in TROUBLES:
        found = re.search(pattern, said)
        if found and not failures:
            groups = {"stack": target.stack, "said": found[0]}
            return Refused(where.format(*found.groups(), **groups), what.format(*found.groups(), **groups), remedy)
    lines = grouped(failures) or tuple(
        line.removeprefix("error: ") for line in said.splitlines() if line.startswith("error: ") and not line.endswith(" failed")
    )
    return Unrealised(target, lines or (f"stack {target.stack}: the engine ended without a word. Run it again",))


def grouped(failures: Sequence[str]) -> tuple[str, ...]:
    """Return the failures, those of an API server that is gone as one; a host that does not answer says so itself."""
    gone = [failure for failure in failures if CARRY_ON not in failure and API_GONE.search(failure)]
    others = tuple(failure for failure in failures if failure not in gone)
    if not gone:
        return others
    said = " ".join(gone[0].split()).partition(". ")[0][:LINE_LENGTH].rstrip(".")
    return (*others, f"cluster: its API server went away, with {counted(len(gone), 'object')} not written ({said}). See that it runs, then {CARRY_ON}")


def backend_url() -> str | None:
    """Return where the person wants the engine's state; None leaves it to the engine."""
    return os.environ.get("PULUMI_BACKEND_URL")
