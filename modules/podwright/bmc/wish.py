"""What is wanted of the BMC and the machine at a host's place."""

from dataclasses import dataclass
from enum import StrEnum

from podwright.plan.types import BiosAttribute

OWN, OWN_BEFORE, FACTORY = "own", "own, generation before", "factory"
"""What logins are called: the pod's own user, the same with the password of the generation before, the user that the BMC came with."""


class Power(StrEnum):
    """What is to become of a machine's power."""

    ON = "on"
    OFF = "off"
    RESTART = "restart"


class BootOnce(StrEnum):
    """Where a machine boots from the next time, and only then."""

    NETWORK = "network"
    DISK = "disk"


@dataclass(frozen=True, slots=True)
class Accounts:
    """The pod's own user, and the one that BMCs come with."""

    own: str
    factory: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted; None, or no attributes, is left as it is. `where` is the host's place in words, `is_forced` whether power may be cut."""

    where: str
    accounts: Accounts | None = None
    is_ipmi_off: bool = False
    bios: tuple[BiosAttribute, ...] = ()
    boot: BootOnce | None = None
    power: Power | None = None
    is_forced: bool = False
