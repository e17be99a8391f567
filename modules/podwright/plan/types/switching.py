"""What one switch is told beside its ports: cages, management, virtual routers, where the site begins, to whom requests for addresses go."""

from dataclasses import dataclass
from typing import NamedTuple

from podwright.plan.names import DeviceName


class SwitchCage(NamedTuple):
    """One cage of a kind of switch, broken out in one way: a panel. `ports` are its own name where it is whole.

    A cage that is not usable lends its lanes to the one before it. `rate_gbps` is that of each port.
    """

    panel: str
    cage: str
    ports: tuple[str, ...]
    lanes_per_port: int
    is_usable: bool
    rate_gbps: int = 0


class SwitchPanel(NamedTuple):
    """What the chip behind a panel sets: the lanes that it keeps for each cage, used or not, and the buffer that all ports share; 0 where nobody knows."""

    panel: str
    lanes_per_cage: int
    buffer_bytes: int


class SwitchManagement(NamedTuple):
    """How a switch is managed: the interface, its addresses with prefix length and its gateways, empty where the site's DHCP gives them.

    `vlan_id` is set where the interface is the switch's own end of a VLAN, since no cable ends at its management port; `vrf` where it is a virtual router's
    loopback, since the switch routes and no cable ends there either.
    """

    device: DeviceName
    interface: str
    vlan_id: int
    vrf: str
    v4: str
    v6: str
    gateway_v4: str
    gateway_v6: str


class SwitchVrf(NamedTuple):
    """A virtual router on a switch: its own address there, empty for none, and the number that tells its routes from those of other switches."""

    device: DeviceName
    vrf: str
    loopback_v4: str
    route_distinguisher: str


class Announced(NamedTuple):
    """A network that the site is told of, and the longest prefix of it that it may see."""

    network: str
    longest: int


@dataclass(frozen=True, slots=True)
class Edge:
    """Where the pod meets the site's own routers: the virtual router of these ports, those that the site may reach through it, what it is told of.

    Routes that come in through it carry `community`, so that what one virtual router lends to it does not come out in another. `name` begins the names of
    what is told.
    """

    vrf: str
    reaches: tuple[str, ...]
    announced_v4: tuple[Announced, ...]
    announced_v6: tuple[Announced, ...]
    community: str
    name: str


@dataclass(frozen=True, slots=True)
class Relay:
    """Servers that requests for addresses from the networks of a virtual router are sent to."""

    vrf: str
    servers: tuple[str, ...]
