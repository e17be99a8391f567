"""What the operating system of the hosts is told. What is empty, or 0, stays as the host has it."""

from dataclasses import dataclass


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


@dataclass(frozen=True, slots=True)
class System:
    """The operating system of the pod's hosts."""

    basis: Basis = Basis()
    doors: Doors = Doors()
