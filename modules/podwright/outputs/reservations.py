"""Which machine is given which address when it starts: known by its MAC, or else by the switch port that it hangs on; pure."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from podwright.outputs.addressed import Addressed, addressed
from podwright.plan.hardware import Hardware
from podwright.plan.names import DeviceName, PortName
from podwright.plan.port_names import names_of_ports
from podwright.plan.types import Ethernet, Fabrics, Hosts, Physical, Subnet
from podwright.plan.types.services import Dhcp

FABRICS = ("in_band", "out_of_band")
"""Where machines start from; rails and storage paths get their addresses from the host itself."""
SWITCH, BOOT = "switch", "boot"
"""What else a machine is told: what a new switch fetches, what a host starts from."""
WORD = re.compile(r"\{(?:switch|port|vlan)\}")

Place = tuple[DeviceName, PortName]
"""A device and one of its ports."""


class Reservation(NamedTuple):
    """One machine's address. Exactly one of `mac` and `circuit_id` is set; where neither could be, `why` says so. `told` is SWITCH, BOOT or empty."""

    device: str
    interface: str
    v4: str
    v6: str
    name: str
    mac: str
    circuit_id: str
    told: str
    why: str
    subnet: Subnet


def reservations(dhcp: Dhcp, physical: Physical, fabric: Fabrics, hosts: Hosts, ethernet: Ethernet, hardware: Hardware) -> Iterator[Reservation]:
    """Yield one row for each address that a machine can ask for, in the plan's order.

    Laws: within the subnets of one fabric and unit, which a relay cannot tell apart, no circuit id stands twice.
    """
    first_member = {(host.name, row.name): row.members[0] for host in hosts.hosts for row in host.interfaces if row.members}
    far_end = {(cable.a_device, cable.a_port): (cable.b_device, cable.b_port) for cable in fabric.cables if cable.fabric in FABRICS}
    relays = _Relays(dhcp, ethernet, {row.device: row.name for row in hosts.site_names})
    asked = [
        (known, known.subnet, (known.row.device, first_member.get((known.row.device, known.row.interface), PortName(known.row.interface))))
        for known in addressed(physical, fabric, hosts)
        if known.row.fabric in FABRICS and known.subnet is not None
    ]
    holders: dict[tuple[str, int, str], list[Place]] = {}
    for known, _, place in asked:
        if place in far_end and relays.is_relay(far_end[place]):
            holders.setdefault((known.row.fabric, known.row.unit, relays.circuit_id(far_end[place])), []).append(far_end[place])
    switches, boots = frozenset(dhcp.switches), bool(dhcp.boot_server)
    host_names = {host.name for host in hosts.hosts}
    for known, subnet, place in asked:
        told = SWITCH if known.device.name in switches else BOOT if boots and known.row.fabric == "in_band" and known.device.name in host_names else ""
        mac = hardware.macs.get(place, "")
        circuit_id, why = ("", "") if mac else _by_port(relays, known, far_end.get(place), holders)
        row = known.row
        name = known.names[0].partition(".")[0] if known.names else ""
        yield Reservation(row.device, row.interface, row.v4, row.v6, name, mac, circuit_id, told, why, subnet)


def _by_port(relays: "_Relays", known: Addressed, far: Place | None, holders: Mapping[tuple[str, int, str], list[Place]]) -> tuple[str, str]:
    """Return the circuit id of a machine whose MAC is not known, or why it has none."""
    if far is None:
        return "", "no MAC is known, and no cable leads to a switch port"
    if not relays.is_relay(far):
        return "", f"no MAC is known, and {far[0]} passes requests on without saying by which port they came"
    circuit_id = relays.circuit_id(far)
    same = holders[known.row.fabric, known.row.unit, circuit_id]
    if len(same) > 1:
        other = next((place for place in same if place != far), far)
        return "", f"no MAC is known, and {circuit_id} is what {other[0]} reports of a port too"
    return circuit_id, ""


class _Relays:
    """What the switches that pass on requests say of where these came from."""

    def __init__(self, dhcp: Dhcp, ethernet: Ethernet, site_names: Mapping[DeviceName, str]) -> None:
        self.dhcp, self.site_names = dhcp, site_names
        self.ports = names_of_ports(ethernet)
        self.vlan_of = {(row.device, row.port): row.untagged for row in ethernet.ports}
        self.routed = {(row.device, row.vlan_id) for row in ethernet.interfaces}

    def is_relay(self, place: Place) -> bool:
        """Return whether the switch itself passes on what comes in by this port; one that only bridges leaves it to the next."""
        return self.dhcp.is_relay_told or (place[0], self.vlan_of.get(place, 0)) in self.routed

    def circuit_id(self, place: Place) -> str:
        """Return what a request that comes in by this port is said to come from, in the switch's own words."""
        switch, port = place
        panel = self.ports.get(switch, {})
        called = panel[port].alias if port in panel else port
        words = {"{switch}": self.site_names.get(switch, switch), "{port}": called, "{vlan}": str(self.vlan_of.get(place, 0))}
        return WORD.sub(lambda found: words[found[0]], self.dhcp.circuit_id)
