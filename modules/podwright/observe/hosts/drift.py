"""What differs on hosts, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from podwright.observe.observed import Silence


class HostDriftKind(StrEnum):
    """In what a host differs."""

    ROLE = "role"
    """A task of a role would change something: files, accounts, services, packages."""
    UNFORESEEN = "unforeseen"
    """A task cannot be tried, and what comes after it on that host is not known."""
    PACKAGE = "package"
    MOUNT = "mount"
    KERNEL = "kernel"
    PART = "part"
    LINK = "link"
    FIRMWARE = "firmware"
    CLOCK = "clock"


CODES: Mapping[HostDriftKind, str] = {
    HostDriftKind.ROLE: "P580",
    HostDriftKind.UNFORESEEN: "P581",
    HostDriftKind.PACKAGE: "P582",
    HostDriftKind.MOUNT: "P583",
    HostDriftKind.KERNEL: "P584",
    HostDriftKind.PART: "P585",
    HostDriftKind.LINK: "P586",
    HostDriftKind.FIRMWARE: "P587",
    HostDriftKind.CLOCK: "P588",
}


class HostDrift(NamedTuple):
    """One difference on one host. `role` and `task` are those that would change something, empty where no role has to do with it."""

    kind: HostDriftKind
    host: str
    what: str
    remedy: str
    role: str = ""
    task: str = ""

    @property
    def code(self) -> str:
        """Return the permanent code of its kind."""
        return CODES[self.kind]


class NotLookedAt(NamedTuple):
    """What of a host was held against nothing, and why."""

    host: str
    aspect: str
    reason: str


@dataclass(frozen=True, slots=True)
class HostComparison:
    """Who was to be looked at, in the order of racks and places; differences in that order, then by code; who said nothing; what was not looked at.

    `accounts` are host and account of everyone who answered as somebody.
    """

    hosts: tuple[str, ...]
    drifts: tuple[HostDrift, ...]
    silences: tuple[Silence, ...]
    not_looked_at: tuple[NotLookedAt, ...]
    accounts: tuple[tuple[str, str], ...] = ()

    @property
    def troubled(self) -> frozenset[str]:
        """Return the hosts that differ in something."""
        return frozenset(drift.host for drift in self.drifts)

    @property
    def as_planned(self) -> tuple[str, ...]:
        """Return the hosts that answered and differ in nothing."""
        silent = {silence.device for silence in self.silences}
        return tuple(host for host in self.hosts if host not in self.troubled and host not in silent)
