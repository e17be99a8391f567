"""What one host tells of itself. None is "not told"; an empty row is "told that there is none"."""

from dataclasses import dataclass
from typing import NamedTuple

from podwright.observe.redfish.machine import Drive, Gpu


class HostLink(NamedTuple):
    """One interface; `address` is `mac:` or `guid:` and digits; the rate is None where the kernel tells none."""

    name: str
    address: str | None
    mtu_bytes: int | None
    is_up: bool | None


class Rate(NamedTuple):
    """The rate of an interface, None while it has none; what stands on no device of the machine is no hardware."""

    name: str
    rate_gbps: float | None
    is_hardware: bool


class Mount(NamedTuple):
    """One file system that is mounted."""

    target: str
    kind: str
    is_read_only: bool


class Piece(NamedTuple):
    """One piece of software below the system, and its version: firmware, a driver."""

    name: str
    version: str


class Clock(NamedTuple):
    """Whether the clock is held to a source, and how far it is from it; None where nobody tells."""

    is_held: bool | None
    offset_s: float | None


@dataclass(frozen=True, slots=True)
class ObservedHost:
    """One host. `machine` is what it runs on, as systemd-detect-virt calls it: `none` is metal; `shell` is a container's kind, or `none`."""

    host: str
    user: str | None = None
    may_become_root: bool | None = None
    machine: str | None = None
    shell: str | None = None
    maker: str | None = None
    model: str | None = None
    kernel: str | None = None
    arguments: tuple[str, ...] | None = None
    packages: tuple[tuple[str, str], ...] | None = None
    mounts: tuple[Mount, ...] | None = None
    disks: tuple[Drive, ...] | None = None
    links: tuple[HostLink, ...] | None = None
    rates: tuple[Rate, ...] | None = None
    firmware: tuple[Piece, ...] | None = None
    gpus: tuple[Gpu, ...] | None = None
    clock: Clock | None = None

    @property
    def is_container(self) -> bool:
        """Return whether the host shares the kernel of the machine that it runs on."""
        return self.shell not in (None, "none")

    @property
    def is_virtual(self) -> bool:
        """Return whether what the host calls its hardware is not a machine's own."""
        return self.is_container or self.machine not in (None, "none")
