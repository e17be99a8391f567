"""What switches call their ports where their operating system does not use the plan's names: in their own configuration, and in what they tell others.

The plan's names are those of Cumulus Linux. SONiC numbers ports by lanes, and tells its neighbours (LLDP) and DHCP servers (option 82) an alias, which is near
what the front says; so all who write for such a switch, or hear of it, ask here.
"""

from collections.abc import Mapping
from functools import lru_cache
from itertools import groupby
from string import ascii_lowercase
from typing import NamedTuple

from podwright.plan.names import DeviceName
from podwright.plan.types import Ethernet
from podwright.plan.types.switching import SwitchCage
from podwright.spec.ethernet import SwitchOs


class PanelPort(NamedTuple):
    """A port of a panel: its name on the switch, the one that it tells others, its lanes, the number of its cage, its rate where nothing is plugged in, and which
    of all ports it is, from 1."""

    name: str
    alias: str
    lanes: str
    cage: str
    rate_gbps: int
    ordinal: int


class Called(NamedTuple):
    """What one port is called by the system that it is a port of, and by who stands before it: the same, but for systems that number ports by lanes."""

    own: str
    front: str


PanelNames = Mapping[str, PanelPort]
"""The ports of a panel by the plan's name, in the order of the panel."""


@lru_cache(maxsize=256)
def sonic_ports(cages: tuple[SwitchCage, ...], lanes_per_cage: int) -> PanelNames:
    """Return SONiC's names of every port of a panel; `lanes_per_cage` are those that the chip keeps for each cage, used or not.

    A port is named after the lanes of all cages before it, broken out or not: `Ethernet4` of cages with four lanes is the second cage's. Its own lanes are the
    chip's, of which a cage may have fewer. Cages count from 1, and ports of a broken out cage are lettered. A cage that lends its lanes away has none.
    Source: sonic-net/sonic-buildimage, port_config.ini below device/mellanox: x86_64-nvidia_sn5600-r0 (O128, V256), x86_64-nvidia_sn5610n-r0 (C256S2, eight ports
    to every other cage), x86_64-nvidia_sn2201-r0 (ACS-SN2201), and platform.json of x86_64-mlnx_msn4600-r0 and msn4600c-r0; read 2026-11-21.
    """
    found: dict[str, PanelPort] = {}
    before = 0
    for index, cage in enumerate(cages):
        for sub, port in enumerate(cage.ports if cage.is_usable else ()):
            begin = index * lanes_per_cage + sub * cage.lanes_per_port
            lanes = ",".join(map(str, range(begin, begin + cage.lanes_per_port)))
            letter = ascii_lowercase[sub] if cage.ports != (cage.cage,) else ""
            name = f"Ethernet{before + sub * cage.lanes_per_port}"
            found[port] = PanelPort(name, f"etp{index + 1}{letter}", lanes, str(index + 1), cage.rate_gbps, len(found) + 1)
        before += cage.lanes_per_port * len(cage.ports)
    return found


def sonic_panels(ethernet: Ethernet) -> Mapping[str, PanelNames]:
    """Return SONiC's names of the ports of every panel, whatever the switches run."""
    chip_lanes = {row.panel: row.lanes_per_cage for row in ethernet.panels}
    return {panel: sonic_ports(tuple(rows), chip_lanes[panel]) for panel, rows in groupby(ethernet.cages, key=lambda row: row.panel)}


def names_of_panels(ethernet: Ethernet) -> Mapping[str, PanelNames]:
    """Return the names of the ports of every panel; empty where switches use the plan's."""
    return sonic_panels(ethernet) if ethernet.system.name == SwitchOs.SONIC else {}


def names_of_ports(ethernet: Ethernet) -> Mapping[DeviceName, PanelNames]:
    """Return the names of the ports of every switch; empty where switches use the plan's."""
    panels = names_of_panels(ethernet)
    return {row.device: panels[row.panel] for row in ethernet.switches} if panels else {}


class Callers:
    """The names of the ports of a pod, one at a time."""

    def __init__(self, ethernet: Ethernet | None = None) -> None:
        """Learn the names of switches' ports; without the Ethernet section, and where switches use the plan's names, there is nothing to learn."""
        self._names = names_of_ports(ethernet) if ethernet is not None else {}

    def of(self, device: DeviceName, port: str) -> Called:
        """Return what a port is called."""
        found = self._names.get(device, {}).get(port)
        return Called(found.name, found.alias) if found else Called(port, port)
