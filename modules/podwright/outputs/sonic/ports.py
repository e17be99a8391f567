"""Ports of a switch, their bonds, and what is plugged into them."""

from collections.abc import Mapping
from functools import lru_cache

from podwright.outputs.nvue.told import Told
from podwright.outputs.sonic.names import bond_names, segment_esi
from podwright.outputs.sonic.table import Tables, as_text
from podwright.plan.port_names import PanelNames, PanelPort
from podwright.plan.types import PortUse, SwitchPort

MTU_BYTES = 9100
"""SONiC's own (sonic-net/sonic-buildimage, default configuration of ports)."""
LARGE_FRAME_BYTES = 1500
"""Fabrics beyond this carry large frames."""
NEGOTIATED_GBPS = 1
"""Copper of this rate works only when both ends agree on it (IEEE 802.3 clause 40)."""
BETWEEN = (PortUse.ROUTED, PortUse.PEER)
UNNUMBERED = as_text({"ipv6_use_link_local_only": "enable"})
Rates = Mapping[tuple[str, str], int]
"""Gb/s of the cable in a port, by device and port."""
PortNames = Mapping[str, Mapping[str, str]]
"""SONiC's name of a port, by device and the plan's name."""


def ports(told: Told, panel: PanelNames, rates: Rates) -> Tables:
    """Return every port of the panel; one that nothing is plugged into is down."""
    device, used = told.switch.device, {str(port.port): mtu(told, port) for port in told.ports}
    return {"PORT": {port.name: _port(port, used.get(name, ""), rates.get((device, name), port.rate_gbps)) for name, port in panel.items()}}


@lru_cache(maxsize=8192)
def _port(port: PanelPort, mtu_bytes: str, gbps: int) -> str:
    """Return the text of a port's row; nothing is plugged into it where it has no size of frames. All of it are letters and digits, which JSON has as they are."""
    status, autoneg = "up" if mtu_bytes else "down", ',"autoneg":"on"' if gbps == NEGOTIATED_GBPS else ""
    place = f'"alias":"{port.alias}","index":"{port.cage}","lanes":"{port.lanes}"'
    return f'{{"admin_status":"{status}",{place},"mtu":"{mtu_bytes or MTU_BYTES}","speed":"{gbps}000"{autoneg}}}'


def links(told: Told, names: PortNames, vrfs: Mapping[str, str], called: Mapping[str, str]) -> Tables:
    """Return the ports at which BGP runs without numbers, and what is at the other end of each cable."""
    own = names[told.switch.device]
    edge = told.ethernet.edge
    interfaces = {own[port.port]: UNNUMBERED for port in told.with_use(*BETWEEN)}
    if edge is not None:
        at_edge = as_text({"ipv6_use_link_local_only": "enable", "vrf_name": vrfs[edge.vrf]})
        interfaces |= {own[port.port]: at_edge for port in told.with_use(PortUse.EDGE)}
    neighbours: dict[str, dict[str, str]] = {}
    for port in told.ports:
        if port.peer:
            name, there = own[port.port], names.get(port.peer, {}).get(port.peer_port, port.peer_port)
            neighbours[name] = {"local_port": name, "name": called.get(port.peer, port.peer), "port": there}
    return {"INTERFACE": interfaces, "DEVICE_NEIGHBOR": neighbours}


def bonds(told: Told, names: Mapping[str, str]) -> Tables:
    """Return the bonds; those of hosts that are on two switches have one system and one segment there, and work port by port until their host has bonded."""
    channels: dict[str, dict[str, str]] = {}
    segments: dict[str, dict[str, str]] = {}
    members: dict[str, dict[str, str]] = {}
    joined: dict[str, list[SwitchPort]] = {}
    for port in told.ports:
        if port.bond:
            joined.setdefault(port.bond, []).append(port)
    for bond, called in bond_names(told.ports).items():
        first = joined[bond][0]
        channels[called] = {"admin_status": "up", "lacp_key": "auto", "mtu": mtu(told, first)}
        if first.peer not in told.switches:
            channels[called]["fallback"] = "true"
        if first.segment_id:
            channels[called]["system_mac"] = told.switch.segment_mac
            segments[called] = {"esi": segment_esi(told.switch, first.segment_id), "type": "TYPE_0_OPERATOR_CONFIGURED"}
        members |= {f"{called}|{names[port.port]}": {} for port in joined[bond]}
    return {"PORTCHANNEL": channels, "PORTCHANNEL_MEMBER": members, "EVPN_ETHERNET_SEGMENT": segments}


def mtu(told: Told, port: SwitchPort) -> str:
    """Return what a port carries, in bytes."""
    return str(told.ethernet.link_mtu_bytes if told.fabrics[port.fabric].mtu_bytes > LARGE_FRAME_BYTES else MTU_BYTES)
