"""The shapes of what the probes answer; pydantic reads their JSON into these, so that a probe that changes is noticed here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """What a host calls itself, and what it resolves: addresses by name and family, names by address."""

    hostname: str
    full_name: str
    v4: dict[str, tuple[str, ...]]
    v6: dict[str, tuple[str, ...]]
    name_of: dict[str, str]


@dataclass(frozen=True, slots=True)
class Interface:
    """One interface as the kernel has it; addresses carry their prefix length; a rate of 0 is one that its driver does not tell."""

    index: int
    state: str
    mtu_bytes: int
    kind: str
    is_hardware: bool
    rate_gbps: float
    members: tuple[str, ...]
    v4: tuple[str, ...]
    v6: tuple[str, ...]
    link_local: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """One account: user id (-1: there is none), whether a password opens it, and what sudo says it may do."""

    uid: int
    has_password: bool
    sudo: str


@dataclass(frozen=True, slots=True)
class State:
    """How a host stands."""

    interfaces: dict[str, Interface]
    listening: tuple[tuple[str, int], ...]
    sshd: dict[str, str]
    accounts: dict[str, Account]
    gpu_count: int
    virtualisation: str


@dataclass(frozen=True, slots=True)
class Reach:
    """Echo requests by key: seconds until the answer (None: there was none), and why the host itself would not send it (empty: it did)."""

    answered: dict[str, float | None]
    refused: dict[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """What one exporter said: the node it names, the network devices it counts, and what went wrong."""

    node: str
    devices: tuple[str, ...]
    trouble: str


@dataclass(frozen=True, slots=True)
class Exporters:
    """What the exporters said by their URL, and which of the addresses meant to stay closed took a connection."""

    told: dict[str, Told]
    opened: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Knock:
    """How one attempt to log in ended: ssh's exit status, what the command printed, and what ssh said."""

    status: int
    output: str
    said: str


@dataclass(frozen=True, slots=True)
class SystemState:
    """How a host's operating system stands; a text is empty where its program is not there."""

    is_container: bool
    packages: tuple[str, ...]
    time_zone: str
    apt: str
    kernel: dict[str, str]
    arguments: tuple[str, ...]
    locked_memory: str
    has_journal: bool
    journald: str
    sender: str
    time_sources: tuple[str, ...]
    rules: str
    audit: str
