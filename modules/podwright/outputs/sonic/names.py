"""What SONiC calls ports, bonds, virtual routers, segments: all by rule, from places."""

from collections.abc import Iterable

from podwright.plan.port_names import sonic_panels
from podwright.plan.switch_ports import SEGMENTS_OF_LEAF, position
from podwright.plan.types import Ethernet, EthernetSwitch, SwitchPort, Vrf

SUBS_PER_CAGE = 10
"""How far the numbers of bonds are apart from cage to cage: more than a cage has ports. They stay below those of the next leaf's segments, which have room for
the hundred cages that no switch has, and below 10,000, where SONiC's end (sonic-portchannel.yang)."""
VRF_LENGTH = 15
"""Interfaces of Linux have no longer names, and a virtual router is one (IFNAMSIZ; sonic-types.yang, interface_name)."""


def port_names(ethernet: Ethernet) -> dict[str, dict[str, str]]:
    """Return SONiC's name of every port by the plan's, by panel."""
    return {panel: {port: row.name for port, row in names.items()} for panel, names in sonic_panels(ethernet).items()}


def bond_names(ports: Iterable[SwitchPort]) -> dict[str, str]:
    """Return the name of every bond of a switch by its first port's place; where it ends at two switches, by its segment, so that both have the same number."""
    names: dict[str, str] = {}
    for port in ports:
        if port.bond and port.bond not in names:
            _, cage, sub = position(port.port)
            names[port.bond] = f"PortChannel{port.segment_id % SEGMENTS_OF_LEAF or cage * SUBS_PER_CAGE + sub}"
    return names


def vrf_names(vrfs: Iterable[Vrf]) -> dict[str, str]:
    """Return the name of every virtual router: it begins with `Vrf` (sonic-vrf.yang), and has its number where the site's name would be too long."""
    names = {row.name: f"Vrf{row.name}" if len(row.name) + 3 <= VRF_LENGTH else f"Vrf{row.vni}" for row in vrfs}
    return {**names, "default": "default"}


def loopback_names(vrfs: Iterable[Vrf]) -> dict[str, str]:
    """Return the name of the loopback that a switch has in each virtual router, where it has one; the first of all is the switch's own."""
    return {row.name: f"Loopback{ordinal}" for ordinal, row in enumerate(vrfs, 1)}


def segment_esi(switch: EthernetSwitch, segment_id: int) -> str:
    """Return the identifier of a segment, which both its switches must have: of the kind that an operator gives (RFC 7432 section 5, type 0)."""
    return f"00:{switch.segment_mac}:{segment_id >> 16:02x}:{segment_id >> 8 & 255:02x}:{segment_id & 255:02x}"
