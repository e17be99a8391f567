"""Pairs of leaves that hosts take for one switch (MLAG): which they are, the link between the two, and what each is told.

Source of what Cumulus Linux asks for: Cumulus Linux 5.13 user guide, Multi-Chassis Link Aggregation, VXLAN Active-active Mode, Inter-subnet Routing, DHCP Relays
(github:CumulusNetworks/docs@158566e, content/cumulus-linux-513, read 2026-11-21).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network
from typing import NamedTuple

from podwright.catalog.architecture import FabricRule
from podwright.plan.addressing import Layout
from podwright.plan.finding import Finding, Infeasible
from podwright.plan.names import DeviceName
from podwright.plan.switch_management import MANAGEMENT_PORT, MANAGEMENT_VRF
from podwright.plan.switch_ports import SEGMENTS_OF_LEAF
from podwright.plan.switching import SEGMENT_MAC, holders_of, mac_text, vlans_carried
from podwright.plan.types import Device, EthernetSwitch, PortUse, SwitchPort, Vrf
from podwright.plan.types.mlag import MlagSwitch
from podwright.plan.types.switching import SwitchManagement
from podwright.plan.vlans import UNDERLAY
from podwright.spec.ethernet import Ethernet as Words
from podwright.spec.ethernet import Multihoming, SwitchOs
from podwright.spec.numbering import ReservedRange

PEER_LINK, PEER_VLAN = "peerlink", 4094
PEER_SESSION = f"{PEER_LINK}.{PEER_VLAN}"
"""The bond between the two, and its own interface, at which they are neighbours: its VLAN is none of the bridge."""
ROUTER_VLANS = range(4000, 4065)
"""VLANs that Cumulus Linux keeps for virtual routers on the bridge of such a pair."""
MACS_OF_FABRIC = 0x4000
"""Hardware addresses of the reserved range that each fabric has for its pairs, of 65,536."""
PRIORITIES = (1000, 2000)
"""Of the first switch, by its place, and of the second: the lower one leads."""
DELAY_S = 300
"""Recommended where switches have much to learn; the default is 180."""
WORDS = "fabrics.ethernet.multihoming"
EVPN_INSTEAD = "Keep multihoming: evpn"


class Pair(NamedTuple):
    """Two leaves that hosts take for one; the first has the lower ordinal."""

    first: Device
    second: Device


def mlag_pairs(words: Words, device_of: Mapping[DeviceName, Device], ports: Sequence[SwitchPort], vrfs: Iterable[Vrf]) -> tuple[Pair, ...]:
    """Return the pairs, by fabric and first switch: all that cables join in fabrics of which something is on two switches. None unless the person asks for MLAG.

    Raises: Infeasible when the switches cannot, two switches have no cable between them, or a number is one that such pairs need.
    """
    if words.multihoming is not Multihoming.MLAG:
        return ()
    if words.os is not SwitchOs.CUMULUS:
        what = f"{words.os} images are built without the daemon of MLAG (iccpd)"
        raise Infeasible((Finding("P415", WORDS, what, f"{EVPN_INSTEAD}, or os: cumulus"),))
    joined = {frozenset((port.device, port.peer)) for port in ports if port.use is PortUse.PEER}
    findings = (*_apart(device_of, ports, joined), *_taken(words), *_speechless(words, vrfs))
    if findings:
        raise Infeasible(findings)
    fabrics = {device_of[port.device].fabric for port in ports if port.segment_id}
    pairs = [Pair(*sorted((device_of[name] for name in names), key=lambda device: device.ordinal)) for names in joined]
    return tuple(sorted((pair for pair in pairs if pair.first.fabric in fabrics), key=lambda pair: (pair.first.fabric or "", pair.first.ordinal)))


def with_peer_links(ports: Iterable[SwitchPort], pairs: Sequence[Pair]) -> tuple[SwitchPort, ...]:
    """Return the ports of pairs as these have them: those between the two are one bond with every VLAN of either, bonds of hosts have a number below 1,000.

    Laws: the number of a bond follows from its first port on the pair's first switch, and is the same on both.
    """
    every = tuple(ports)
    if not pairs:
        return every
    carried = vlans_carried(every)
    both: dict[DeviceName, tuple[int, ...]] = {}
    for first, second in pairs:
        both[first.name] = both[second.name] = tuple(sorted(carried.get(first.name, set()) | carried.get(second.name, set())))
    return tuple(_joined(port, both[port.device]) if port.device in both else port for port in every)


def mlag_switches(
    words: Words,
    rules: Mapping[str, FabricRule],
    pairs: Iterable[Pair],
    switches: Iterable[EthernetSwitch],
    management: Iterable[SwitchManagement],
    ports: Iterable[SwitchPort],
    layout: Layout,
    reserved: Sequence[ReservedRange],
) -> tuple[MlagSwitch, ...]:
    """Return what each switch of a pair is told, by name.

    Laws: all of it follows from the place of the pair's first switch, and from how the other one is managed.
    Raises: Infeasible when only the link between the two leads from one to the other, or a shared address lies in a range that is reserved.
    """
    known, found, findings = {row.device: row for row in switches}, list[MlagSwitch](), list[Finding]()
    holders = holders_of(rules)
    reached, uplinked = _reached(management, known), {port.device for port in ports if port.use is PortUse.ROUTED}
    for pair in pairs:
        place = holders.index(pair.first.fabric or ""), pair.first.ordinal // 2
        shared_v4 = layout.shared_loopback(*place) if known[pair.first.name].is_tunnel_end else ""
        findings += _reserved(pair, shared_v4, reserved)
        for own, other, priority in zip(pair, reversed(pair), PRIORITIES, strict=True):
            backup = reached.get(other.name) or ((known[other.name].router_id, UNDERLAY) if other.name in uplinked else ("", ""))
            if not backup[0]:
                what = f"only the link between them leads from {own.name} here, and a pair of MLAG needs another way beside it"
                findings.append(Finding("P415", other.name, what, "Cable its management port, or keep multihoming: evpn"))
            found.append(MlagSwitch(own.name, other.name, _system_mac(words, *place), priority, *backup, shared_v4, DELAY_S))
    if findings:
        raise Infeasible(tuple(findings))
    return tuple(sorted(found))


def _joined(port: SwitchPort, vlan_ids: tuple[int, ...]) -> SwitchPort:
    if port.use is PortUse.PEER:
        return port._replace(tagged=vlan_ids, bond=PEER_LINK)
    return port._replace(segment_id=port.segment_id % SEGMENTS_OF_LEAF) if port.segment_id else port


def _apart(device_of: Mapping[DeviceName, Device], ports: Iterable[SwitchPort], joined: set[frozenset[DeviceName]]) -> Iterator[Finding]:
    """Yield one finding for every fabric in which something is on switches that are no pair."""
    ends: dict[tuple[str, int], dict[DeviceName, SwitchPort]] = {}
    for port in ports:
        if port.segment_id:
            ends.setdefault((device_of[port.device].fabric or "", port.segment_id), {})[port.device] = port
    told = set[str]()
    for (fabric, _), ports_of in ends.items():
        if frozenset(ports_of) not in joined and fabric not in told:
            told.add(fabric)
            names = sorted(ports_of)
            lack = "no cable joins these two" if len(names) == 2 else "MLAG joins two switches, no more"
            what = f"{ports_of[names[0]].peer or ports_of[names[0]].bond} is on {' and '.join(names)}, and {lack}"
            yield Finding("P415", f"fabric {fabric}", what, f"{EVPN_INSTEAD}, or give the fabric peer_links in an architecture of the site's own")


def _taken(words: Words) -> Iterator[Finding]:
    """Yield one finding for every number of the site's that pairs need, and every word that has no meaning for them."""
    for kind, name, vlan in (*(("network", row.name, row.vlan) for row in words.networks), *(("virtual router", row.name, row.vlan) for row in words.vrfs)):
        if vlan == PEER_VLAN:
            yield Finding("P415", f"{kind} {name}", f"VLAN {vlan} is that of the link between the two switches of a pair", "Give it another VLAN")
        elif (vlan in ROUTER_VLANS) == (kind == "network"):
            what = (
                f"VLAN {vlan} is {'one' if vlan in ROUTER_VLANS else 'none'} of {ROUTER_VLANS[0]} to {ROUTER_VLANS[-1]}, which a pair keeps for virtual routers"
            )
            yield Finding("P415", f"{kind} {name}", what, f"Give it {'another VLAN' if kind == 'network' else 'one of these'}")
    if words.anycast_mac is not None:
        yield Finding("P415", "fabrics.ethernet.anycast_mac", "with MLAG every pair has its own, that of segment_mac and on", "Drop it, or give segment_mac")


def _speechless(words: Words, vrfs: Iterable[Vrf]) -> Iterator[Finding]:
    """Yield one finding for every virtual router whose relay would have no address that no other switch has: the answer would come to either."""
    alone = {row.name for row in vrfs if row.vni and not row.loopback_v4}
    for row in words.dhcp_relays:
        if row.vrf in alone:
            what = f"in virtual router {row.vrf} no switch of a pair has an address of its own that a server could answer to (RFC 3527)"
            yield Finding("P415", "fabrics.ethernet.dhcp_relays", what, "Declare it in fabrics.ethernet.vrfs with a loopback_v4")


def _reached(management: Iterable[SwitchManagement], known: Mapping[DeviceName, EthernetSwitch]) -> dict[DeviceName, tuple[str, str]]:
    """Return address and virtual router of the management port of each switch at which a cable ends there; those that DHCP tells theirs have the planned one."""
    rows: dict[DeviceName, list[SwitchManagement]] = {}
    for row in management:
        rows.setdefault(row.device, []).append(row)
    return {
        name: (known[name].management_v4, MANAGEMENT_VRF)
        for name, own in rows.items()
        if name in known and known[name].management_v4 and all(row.interface == MANAGEMENT_PORT for row in own)
    }


def _system_mac(words: Words, fabric: int, pair: int) -> str:
    first = int(words.segment_mac.replace(":", ""), 16) if words.segment_mac else SEGMENT_MAC + 1
    return mac_text(first + fabric * MACS_OF_FABRIC + pair)


def _reserved(pair: Pair, shared_v4: str, reserved: Iterable[ReservedRange]) -> Iterator[Finding]:
    for taken in reserved:
        if shared_v4 and taken.v4 and IPv4Address(shared_v4) in IPv4Network(taken.v4):
            what = f"{shared_v4}, which {pair.first.name} and {pair.second.name} share, lies in {taken.v4}, which is reserved: {taken.reason}"
            yield Finding("P207", "addresses.pools.loopback", what, "Give loopbacks another pool")
