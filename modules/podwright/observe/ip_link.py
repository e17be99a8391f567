"""Interfaces of a host as `ip -j link` tells them: up or down, and the address by which others know the port.

Source: ip-link(8) of iproute2 6.1; the hardware address of an IP-over-InfiniBand interface ends in the port's GUID (RFC 4391, section 9.1.1).
"""

from podwright.observe.documents import Piece, document
from podwright.observe.observed import Node, NodeKind, Observed, PortState, asked, digits

INFINIBAND_DIGITS = 40
"""Twenty octets: queue pair number, then the GID, whose lower half is the port's GUID."""
HARDWARE = ("ether", "infiniband")


def interfaces(text: str, *, device: str, source: str) -> Observed:
    """Return the state and the address of every hardware interface of a host. Raises: Unreadable."""
    states = []
    whole = document(text, source)
    if not isinstance(whole.value, list):
        raise whole.wrong("a list of interfaces")
    for item in whole.items():
        name = item.at("ifname").word()
        kind = item.maybe("link_type")
        if kind is not None and kind.value in HARDWARE:
            states.append(PortState(asked(device), name, is_up=is_up(item), address=hardware_address(item), source=source))
    return Observed(nodes=(Node(asked(device), NodeKind.ASKED, device, (), source),), states=tuple(states))


def is_up(item: Piece) -> bool | None:
    """Return whether an interface has its link; None where it does not say."""
    flags, state = item.at("flags"), item.maybe("operstate")
    if not isinstance(flags.value, list):
        raise flags.wrong("a list of flags")
    if "LOWER_UP" in flags.value:
        return True
    return None if state is not None and state.value == "UNKNOWN" else False


def hardware_address(item: Piece) -> str | None:
    """Return `mac:` or `guid:` and digits; the hardware's own where a bond gives its members one address."""
    address = item.maybe("permaddr") or item.maybe("address")
    if address is None:
        return None
    found = digits(address.word())
    return f"guid:{found[-16:]}" if len(found) == INFINIBAND_DIGITS else f"mac:{found}"
