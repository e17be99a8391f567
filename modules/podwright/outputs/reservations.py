"""Which machine is given which address when it starts: known by its MAC, or else by the switch port that it hangs on; pure."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from podwright.outputs.addressed import Addressed, addressed
from podwright.plan.hardware import Hardware
from podwright.plan.names import DeviceName, PortName
from podwright.plan.types import Fabrics, Hosts, Physical, Subnet
from podwright.plan.types.services import Dhcp

FABRICS = ("in_band", "out_of_band")
"""Where machines start from; rails and storage paths get their addresses from the host itself."""
SWITCH, BOOT = "switch", "boot"
"""What else a machine is told: what a new switch fetches, what a host starts from."""

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


def reservations(dhcp: Dhcp, physical: Physical, fabric: Fabrics, hosts: Hosts, hardware: Hardware) -> Iterator[Reservation]:
    """Yield one row for each address that a machine can ask for, in the plan's order.

    Laws: within the subnets of one fabric and unit, which a relay cannot tell apart, no circuit id stands twice.
    """
    first_member = {(host.name, row.name): row.members[0] for host in hosts.hosts for row in host.interfaces if row.members}
    far_end = {(cable.a_device, cable.a_port): (cable.b_device, cable.b_port) for cable in fabric.cables if cable.fabric in FABRICS}
    asked = [
        (known, known.subnet, (known.row.device, first_member.get((known.row.device, known.row.interface), PortName(known.row.interface))))
        for known in addressed(physical, fabric, hosts)
        if known.row.fabric in FABRICS and known.subnet is not None
    ]
    holders: dict[tuple[str, int, str], list[Place]] = {}
    for known, _, place in asked:
        if place in far_end:
            holders.setdefault((known.row.fabric, known.row.unit, _circuit_id(dhcp, far_end[place])), []).append(far_end[place])
    switches, boots = frozenset(dhcp.switches), bool(dhcp.boot_server)
    host_names = {host.name for host in hosts.hosts}
    for known, subnet, place in asked:
        told = SWITCH if known.device.name in switches else BOOT if boots and known.row.fabric == "in_band" and known.device.name in host_names else ""
        mac = hardware.macs.get(place, "")
        circuit_id, why = ("", "") if mac else _by_port(dhcp, known, far_end.get(place), holders)
        row = known.row
        name = known.names[0].partition(".")[0] if known.names else ""
        yield Reservation(row.device, row.interface, row.v4, row.v6, name, mac, circuit_id, told, why, subnet)


def _by_port(dhcp: Dhcp, known: Addressed, far: Place | None, holders: Mapping[tuple[str, int, str], list[Place]]) -> tuple[str, str]:
    """Return the circuit id of a machine whose MAC is not known, or why it has none."""
    if far is None:
        return "", "no MAC is known, and no cable leads to a switch port"
    circuit_id = _circuit_id(dhcp, far)
    same = holders[known.row.fabric, known.row.unit, circuit_id]
    if len(same) > 1:
        other = next((place for place in same if place != far), far)
        return "", f"no MAC is known, and {circuit_id} is what {other[0]} reports of a port too"
    return circuit_id, ""


def _circuit_id(dhcp: Dhcp, far: Place) -> str:
    return dhcp.circuit_id.replace("{switch}", far[0]).replace("{port}", far[1])
