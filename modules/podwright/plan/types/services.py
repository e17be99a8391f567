"""What name and address services are told beside the names and addresses themselves."""

from dataclasses import dataclass
from typing import NamedTuple

from podwright.plan.names import DeviceName
from podwright.plan.types.hosts import NameEntry


@dataclass(frozen=True, slots=True)
class Authority:
    """A name server of the pod's zones; an address is empty where the name table or somebody else's zone has it."""

    name: str
    v4: str
    v6: str


class ReverseZone(NamedTuple):
    """One zone of addresses and the network that it answers for; below a /24 the name is that of RFC 2317."""

    name: str
    network: str


@dataclass(frozen=True, slots=True)
class Dns:
    """The zones of the pod. `contact` is a mail address as a domain name; `content` marks what the zones hold, `told_content` what a person wrote of it.

    `interfaces` are the names of addresses that the pod's name table leaves out.
    """

    domain: str
    serial: int
    content: str
    told_content: str
    authorities: tuple[Authority, ...]
    contact: str
    ttl_s: int
    reverse: tuple[ReverseZone, ...]
    interfaces: tuple[NameEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Dhcp:
    """What machines are given when they start; a text is empty where nothing is offered.

    `circuit_id` is how a relay names a port, with {switch}, {port} and {vlan}, and `is_relay_told` whether that is a person's word: then any switch may be a relay,
    else those that have an address of their own in the VLAN. `switch_option` is the DHCP option that tells switches of `switch_url`.
    """

    interfaces: tuple[str, ...] = ("*",)
    lease_s: int = 86_400
    circuit_id: str = "{port}"
    is_relay_told: bool = False
    switch_option: int = 0
    switch_url: str = ""
    switches: tuple[DeviceName, ...] = ()
    boot_server: str = ""
    boot_file: str = ""


@dataclass(frozen=True, slots=True)
class Services:
    """What name and address services are told; without `dns` the pod has no zones of its own."""

    dns: Dns | None = None
    dhcp: Dhcp = Dhcp()
