"""InfiniBand subnets: who has which LID, who is in which partition, how a subnet is routed."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from podwright.plan.names import DeviceName, PortName


class LidHolder(StrEnum):
    """What has a LID: a port of a GPU node, of a host that serves them, of a fabric manager; or a switch, which has one for all its ports."""

    COMPUTE = "compute"
    SERVICE = "service"
    MANAGER = "manager"
    SWITCH = "switch"


class Lid(NamedTuple):
    """One LID of one subnet; a switch has no port here."""

    subnet: str
    device: DeviceName
    port: PortName
    holder: LidHolder
    lid: int


@dataclass(frozen=True, slots=True)
class LidSubnet:
    """One InfiniBand subnet: a fabric, or one of its planes where these never meet.

    `prefix` is the upper half of every GID, in hexadecimal. `engine` is what OpenSM calls the way that paths are laid; with adaptive routing it stands behind
    `ar_`. `roots` are the switches of the top tier, none where there is but one tier; `manager` is the kind of the fabric manager, where one is cabled.
    """

    name: str
    fabric: str
    plane: int
    prefix: str
    engine: str
    adaptive_routing: bool
    sharp: bool
    manager: str | None
    roots: tuple[DeviceName, ...]


@dataclass(frozen=True, slots=True)
class Partition:
    """One partition, in the subnets that it names: `pkey` without the membership bit, `places` as they were declared, `members` the hosts that stand there.

    The default partition has no tenant, places or members: every port is in it; fabric managers always are full members.
    """

    name: str
    tenant: str | None
    pkey: int
    is_full: bool
    subnets: tuple[str, ...]
    places: tuple[str, ...]
    members: tuple[DeviceName, ...]


@dataclass(frozen=True, slots=True)
class InfiniBand:
    """Subnets in the order of fabrics and planes, the default partition and then those of tenants as declared, LIDs by subnet and number."""

    subnets: tuple[LidSubnet, ...] = ()
    partitions: tuple[Partition, ...] = ()
    lids: tuple[Lid, ...] = ()
