"""What SONiC calls ports, bonds, virtual routers: all by rule, from cages and lanes."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import groupby
from string import ascii_lowercase
from typing import NamedTuple

from podwright.plan.switch_ports import SEGMENTS_OF_LEAF, position
from podwright.plan.types import Ethernet, EthernetSwitch, SwitchPort, Vrf
from podwright.plan.types.switching import SwitchCage

SUBS_PER_CAGE = 10
"""How far the numbers of bonds are apart from cage to cage: more than a cage has ports. They stay below those of the next leaf's segments, which have room for
the hundred cages that no switch has, and below 10,000, where SONiC's end (sonic-portchannel.yang)."""
VRF_LENGTH = 15
"""Interfaces of Linux have no longer names, and a virtual router is one (IFNAMSIZ; sonic-types.yang, interface_name)."""


class Port(NamedTuple):
    """A port of a panel: SONiC's name for it, its lanes, the number of its cage, its name on the front, and its rate where nothing is plugged in."""

    name: str
    lanes: str
    cage: str
    alias: str
    rate_gbps: int


@lru_cache(maxsize=256)
def panel_ports(cages: tuple[SwitchCage, ...]) -> Mapping[str, Port]:
    """Return every port of a panel by the plan's name.

    Lanes count on from cage to cage, broken out or not, and a port is named after its first: `Ethernet8` begins at lane 8. Cages count from 1, and ports of a
    broken out cage are lettered. So SONiC's own port tables of Spectrum switches have it (sonic-net/sonic-buildimage, device/mellanox/x86_64-nvidia_sn5600-r0,
    port_config.ini of O128 and V256, read 2026-11-21). A cage that lends its ports away has none.
    """
    found: dict[str, Port] = {}
    first = 0
    for number, cage in enumerate(cages, 1):
        for sub, name in enumerate(cage.ports if cage.is_usable else ()):
            begin = first + sub * cage.lanes_per_port
            lanes = ",".join(map(str, range(begin, begin + cage.lanes_per_port)))
            letter = ascii_lowercase[sub] if cage.ports != (cage.cage,) else ""
            found[name] = Port(f"Ethernet{begin}", lanes, str(number), f"etp{number}{letter}", cage.rate_gbps)
        first += cage.lanes_per_port * len(cage.ports)
    return found


def port_names(ethernet: Ethernet) -> dict[str, dict[str, str]]:
    """Return SONiC's name of every port by its own, by panel."""
    panels = {panel: tuple(rows) for panel, rows in groupby(ethernet.cages, key=lambda row: row.panel)}
    return {panel: {port: row.name for port, row in panel_ports(cages).items()} for panel, cages in panels.items()}


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


def segment_esi(switch: EthernetSwitch, segment_id: int) -> str:
    """Return the identifier of a segment, which both its switches must have: of the kind that an operator gives (RFC 7432 section 5, type 0)."""
    return f"00:{switch.segment_mac}:{segment_id >> 16:02x}:{segment_id >> 8 & 255:02x}:{segment_id & 255:02x}"
