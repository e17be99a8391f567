"""What runs an operating system: profiles, hosts, names."""

from dataclasses import dataclass
from typing import NamedTuple

from podwright.plan.names import DeviceName, PortName, SecretName
from podwright.plan.types.physical import Role


@dataclass(frozen=True, slots=True)
class SecretRef:
    """The name of a secret; its value is never in the plan."""

    name: SecretName


@dataclass(frozen=True, slots=True)
class UserAccount:
    """One account; `principal` is what a certificate must name to log in to it."""

    name: str
    uid: int
    is_admin: bool
    principal: str


@dataclass(frozen=True, slots=True)
class HostProfile:
    """What many hosts share; it stands once, and a host names it."""

    name: str
    domain: str
    name_servers: tuple[str, ...]
    automation_user: str
    users: tuple[UserAccount, ...]
    ssh_seed: SecretRef
    ssh_generation: int
    telemetry_port: int


class HostInterface(NamedTuple):
    """One configured interface; `members` are the ports of a bond, empty for a plain port; addresses carry their prefix length."""

    name: str
    fabric: str
    lane: int
    members: tuple[PortName, ...]
    v4: str
    v6: str
    mtu_bytes: int


@dataclass(frozen=True, slots=True)
class Host:
    """One host. `in_band_v4` is where Ansible, ssh and telemetry meet it; `bmc_v4` is its BMC on the out-of-band fabric."""

    name: DeviceName
    full_name: str
    role: Role
    profile: str
    gpu_count: int
    in_band_v4: str
    in_band_v6: str
    bmc_v4: str
    bmc_v6: str
    interfaces: tuple[HostInterface, ...]


class NameEntry(NamedTuple):
    """One line of the pod's name table: addresses and every name they answer to, full name first."""

    v4: str
    v6: str
    names: tuple[str, ...]


class SiteName(NamedTuple):
    """How the site calls a device."""

    device: DeviceName
    name: str


@dataclass(frozen=True, slots=True)
class Hosts:
    """Profiles, hosts in name order, the name table of all devices (hosts, their BMCs `<host>-bmc`, switches, appliances, PDUs), the site's own names."""

    profiles: tuple[HostProfile, ...]
    hosts: tuple[Host, ...]
    names: tuple[NameEntry, ...]
    site_names: tuple[SiteName, ...] = ()
