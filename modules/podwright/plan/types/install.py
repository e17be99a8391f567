"""How hosts get their operating system: who gives it to them, what, and on which disk."""

from dataclasses import dataclass
from typing import NamedTuple

from podwright.plan.names import DeviceName


class BootServer(NamedTuple):
    """A management node that serves DHCP, boot files, images and seeds, and the address at which it does."""

    host: DeviceName
    v4: str


class HostInstall(NamedTuple):
    """One host: the address that is reserved for it, the boot server at which its seed waits, and the serial number of its disk, empty where a rule finds it."""

    host: DeviceName
    v4: str
    server: DeviceName
    disk_serial: str


@dataclass(frozen=True, slots=True)
class Install:
    """What is put on hosts; no servers where somebody else installs them. A host that nobody can install, the only boot server, has no row.

    `disk_rule` is `smallest`, `serial` or `path`; `wipe` are serial numbers of disks whose content may be lost.
    """

    kind: str = ""
    image: str = ""
    iso: str = ""
    disk_rule: str = ""
    disk_path: str = ""
    wipe: tuple[str, ...] = ()
    firmware: str = ""
    is_secure: bool = False
    port: int = 0
    console: str = ""
    seed_valid_s: int = 0
    servers: tuple[BootServer, ...] = ()
    hosts: tuple[HostInstall, ...] = ()
