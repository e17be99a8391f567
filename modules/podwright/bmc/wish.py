"""What is wanted of the BMC and the machine at a host's place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from podwright.plan.types import BiosAttribute, FirmwareWish

OWN, OWN_BEFORE, FACTORY, FACTORY_DERIVED = "own", "own, generation before", "factory", "factory, derived"
"""What logins are called: the pod's own user, the same with the password of the generation before, the user that the BMC came with, the same after its first password was
changed.
"""


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
class Firmware:
    """Versions that components have to have, in the order in which they are set; how many bytes an image has, by its digest, where that is known.

    `is_older_too`: a version may go down; `is_while_on`: a component may be written while its host is on, where the pod file says that its maker allows it.
    """

    pieces: tuple[FirmwareWish, ...]
    sizes: Mapping[str, int] = field(default_factory=dict)
    is_older_too: bool = False
    is_while_on: bool = False


@dataclass(frozen=True, slots=True)
class BootFirst:
    """What comes first in the boot order: `disk`, or the `network` by these MACs."""

    first: str
    macs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Media:
    """The address of the image that lies in a virtual drive; None is an empty one."""

    image: str | None


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
    firmware: Firmware | None = None
    boot_order: BootFirst | None = None
    media: Media | None = None
