"""Pairs of switches that hosts take for one, counted again: both are told the same, no other pair has it, and each can be reached without the other."""

from collections.abc import Iterable, Iterator

from podwright.plan.finding import Finding
from podwright.plan.types import Plan, PortUse, SwitchPort
from podwright.plan.types.mlag import MlagSwitch

AGAIN = "This plan was edited by hand: compile it again"
RESERVED = range(0x443839FF0000, 0x44383A000000)
"""Hardware addresses that NVIDIA keeps for such pairs (Cumulus Linux 5.13 user guide, MLAG)."""
NUMBERS = range(1, 65536)
"""What a bond's number may be (NVUE schema, interface bond mlag id)."""


def pairs_are_one_to_their_hosts(plan: Plan) -> Iterator[Finding]:
    """Find switches of a pair (MLAG) that are told other things than the other one, share what is another pair's, or cannot be reached without each other."""
    of = {row.device: row for row in plan.ethernet.mlag}
    own = {row.device for row in plan.ethernet.switches}
    held: dict[str, frozenset[str]] = {}
    unique = {address.v4 for address in plan.fabric.addresses}
    ports: dict[str, list[SwitchPort]] = {}
    for port in plan.ethernet.ports if of else ():
        ports.setdefault(port.device, []).append(port)
    for name, row in of.items():
        pair, other = frozenset((name, row.peer)), of.get(row.peer)
        if other is None or other.peer != name or row.peer not in own:
            yield Finding("P416", name, f"its pair is {row.peer}, whose pair is {other.peer if other else 'none'}", AGAIN)
            continue
        for what in (row.system_mac, row.shared_v4):
            if what and held.setdefault(what, pair) != pair:
                yield Finding("P416", name, f"{what} is already that of {' and '.join(sorted(held[what]))}", AGAIN)
        if row.shared_v4 in unique:
            yield Finding("P416", name, f"it shares {row.shared_v4}, which one device alone has", AGAIN)
        yield from _unlike(plan, row, other)
        yield from _unlike_bonds(name, ports.get(name, []), ports.get(row.peer, []), row.peer)


def _unlike(plan: Plan, row: MlagSwitch, other: MlagSwitch) -> Iterator[Finding]:
    """Yield what the two switches of a pair are told that does not go together."""
    kinds = {device.name: device.kind for device in plan.physical.devices}
    if (row.system_mac, row.shared_v4, row.delay_s) != (other.system_mac, other.shared_v4, other.delay_s):
        yield Finding(
            "P416", row.device, f"hosts would see {row.system_mac}, tunnels {row.shared_v4}; {other.device} has {other.system_mac}, {other.shared_v4}", AGAIN
        )
    if row.priority == other.priority:
        yield Finding("P416", row.device, f"it leads with priority {row.priority}, {other.device} too", AGAIN)
    if kinds[row.device] != kinds[other.device]:
        yield Finding("P416", row.device, f"it is {kinds[row.device]}, {other.device} is {kinds[other.device]}; a pair is of one kind", AGAIN)
    if int(row.system_mac.replace(":", ""), 16) not in RESERVED:
        what = f"{row.system_mac} is outside of 44:38:39:ff:00:00 to 44:38:39:ff:ff:ff, which is kept for such pairs"
        yield Finding("P416", row.device, what, "Give a lower fabrics.ethernet.segment_mac, inside that range")
    own = [address for switch in plan.ethernet.switches if switch.device == other.device for address in (switch.management_v4, switch.router_id)]
    if row.backup_v4 not in own or not row.backup_v4:
        yield Finding("P416", row.device, f"{other.device} should answer at {row.backup_v4 or 'no address'}, and has no such address", AGAIN)


def _unlike_bonds(name: str, ours: Iterable[SwitchPort], theirs: Iterable[SwitchPort], peer: str) -> Iterator[Finding]:
    """Yield what the bonds of hosts, and the link between the two switches, do not have alike on both."""
    here, there = _bonds(ours), _bonds(theirs)
    for number, port in here.items():
        other = there.get(number)
        if number not in NUMBERS or other is None or (other.peer, other.untagged, other.tagged) != (port.peer, port.untagged, port.tagged):
            told = _told(other) if other else "nothing"
            yield Finding("P416", f"{name}/{port.bond}", f"bond {abs(number)} is of {_told(port)}, on {peer} of {told}", AGAIN)
    links = [port for port in ours if port.use is PortUse.PEER]
    carried = {vlan_id for port in (*ours, *theirs) for vlan_id in (port.untagged, *port.tagged) if vlan_id}
    if not links or any(not port.bond or set(port.tagged) != carried for port in links):
        yield Finding("P416", name, f"the link to {peer} does not carry every VLAN of both: {sorted(carried)}", AGAIN)


def _told(port: SwitchPort) -> str:
    return f"{port.peer or 'a device of the site'} with VLANs {sorted({port.untagged, *port.tagged} - {0})}"


def _bonds(ports: Iterable[SwitchPort]) -> dict[int, SwitchPort]:
    """Return the first port of each bond that ends at both switches, by its number; two bonds with one number are told as one of no pair."""
    found: dict[int, SwitchPort] = {}
    for port in ports:
        if port.segment_id and found.setdefault(port.segment_id, port).bond != port.bond:
            found[-port.segment_id] = port
    return found
