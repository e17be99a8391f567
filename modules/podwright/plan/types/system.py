"""What the operating system of the hosts is told. What is empty, or 0, stays as the host has it."""

from dataclasses import dataclass
from typing import NamedTuple

from podwright.plan.names import DeviceName


@dataclass(frozen=True, slots=True)
class Basis:
    """What every host has: packages, time zone, locale, certificates (PEM) of authorities that it trusts, whether it may upgrade itself."""

    packages: tuple[str, ...] = ()
    time_zone: str = ""
    locale: str = ""
    authorities: tuple[str, ...] = ()
    has_automatic_upgrades: bool = True


@dataclass(frozen=True, slots=True)
class Doors:
    """Networks, and TCP ports that are open to them alone; no rule where no network is named."""

    login_networks: tuple[str, ...] = ()
    pod_networks: tuple[str, ...] = ()
    login_port: int = 22
    metrics_port: int = 9100


class Setting(NamedTuple):
    """One value of the kernel, by the name that sysctl gives it."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Tuning:
    """Values of the kernel, who gets huge pages unasked, how processors choose their clock, files that a process may open, whether it may lock its memory."""

    settings: tuple[Setting, ...] = ()
    transparent_huge_pages: str = ""
    cpu_governor: str = ""
    open_file_count: int = 0
    is_memory_lockable: bool = False


@dataclass(frozen=True, slots=True)
class Logs:
    """Room that the journal may take, days after which its entries may go, and who takes the logs (none where it is empty), by TLS or not."""

    max_gib: int = 0
    keep_days: int = 0
    receiver: str = ""
    receiver_port: int = 6514
    is_encrypted: bool = True


class TimeServer(NamedTuple):
    """A host of the pod that tells the others the time, and where it answers."""

    name: DeviceName
    address: str


@dataclass(frozen=True, slots=True)
class Time:
    """The site's time servers, hosts that keep their time and tell it to the others, and the networks that they tell it. Without servers time stays as hosts keep it."""

    servers: tuple[str, ...] = ()
    pod_servers: tuple[TimeServer, ...] = ()
    networks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hardening:
    """What is closed: values of the kernel, modules that nothing may load, what a new file keeps from others (octal)."""

    is_wanted: bool = False
    settings: tuple[Setting, ...] = ()
    modules: tuple[str, ...] = ()
    umask: str = ""


@dataclass(frozen=True, slots=True)
class System:
    """The operating system of the pod's hosts."""

    basis: Basis = Basis()
    doors: Doors = Doors()
    tuning: Tuning = Tuning()
    logs: Logs = Logs()
    time: Time = Time()
    kernel_arguments: tuple[str, ...] = ()
    hardening: Hardening = Hardening()
