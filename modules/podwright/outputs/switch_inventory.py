"""Ethernet switches in Ansible's inventory: their groups, and the values of the role that configures them; pure.

They stand in groups of their own, which no host is in. Their configuration is not here: a lookup compiles it where it is asked for.
"""

from collections.abc import Mapping
from typing import TypeAlias

from podwright.plan.mlag import PEER_SESSION
from podwright.plan.names import DeviceName
from podwright.plan.types import EthernetSwitch, Plan, PortUse

Value: TypeAlias = "str | int | bool | list[Value] | dict[str, Value]"
Values: TypeAlias = dict[str, Value]

SWITCHES = "switches"
"""The group of every Ethernet switch."""
WAYS: Mapping[str, str] = {"cumulus": "nvue"}
"""How a switch of an operating system takes its configuration; one that is not here is not configured by the role."""
API_PORT = 8765
"""Where NVUE's API listens (Cumulus Linux user guide, NVUE API: "API Port and Listening Address")."""
SESSIONS = frozenset({PortUse.ROUTED, PortUse.PEER})
"""What ports are for at which a switch has a neighbour of its own pod."""


def switch_groups(plan: Plan) -> dict[str, list[DeviceName]]:
    """Return the switches that are configured, by group: all of them, those of each fabric, those of each plane where a fabric has more than one.

    Laws: a group's switches stand in the order in which they are changed, fabric by fabric and plane by plane; no group without a switch but the first.
    """
    fabric_of, plane_of = _fabrics(plan), _planes(plan)
    rank = {fabric.name: index for index, fabric in enumerate(plan.ethernet.fabrics)}
    rows = sorted(_configured(plan), key=lambda row: (rank.get(fabric_of[row.device], len(rank)), plane_of.get(row.device, 0)))
    groups: dict[str, list[DeviceName]] = {SWITCHES: [row.device for row in rows]}
    for row in rows:
        fabric = fabric_of[row.device]
        groups.setdefault(f"switches_{fabric}", []).append(row.device)
        if row.device in plane_of:
            groups.setdefault(f"switches_{fabric}_plane_{plane_of[row.device]}", []).append(row.device)
    return groups


def switch_rows(plan: Plan) -> dict[str, Values]:
    """Return what each switch has alone, by its name."""
    fabric_of, plane_of = _fabrics(plan), _planes(plan)
    full_names = {name: entry.names[0] for entry in plan.hosts.names for name in entry.names}
    sessions: dict[DeviceName, dict[str, None]] = {}
    paired = {row.device for row in plan.ethernet.mlag}
    for port in plan.ethernet.ports:
        if port.use in SESSIONS:
            interface = PEER_SESSION if port.use is PortUse.PEER and port.device in paired else port.port
            sessions.setdefault(port.device, {})[interface] = None
    rows: dict[str, Values] = {}
    for row in _configured(plan):
        met = full_names.get(row.device, row.device)
        rows[row.device] = {
            "ansible_host": met,
            "switch_config_api": f"https://{met}:{API_PORT}/nvue_v1",
            "switch_config_neighbours": [*sessions.get(row.device, ())] if row.asn else [],
            "switch_config_plane": f"{fabric_of[row.device]}/{plane_of[row.device]}" if row.device in plane_of else "",
        }
    return rows


def shared_switch_values(plan: Plan) -> Values:
    """Return what all switches share."""
    return {"switch_config_way": WAYS[plan.ethernet.system.name]} if _configured(plan) else {}


def _configured(plan: Plan) -> list[EthernetSwitch]:
    """Return the switches that the role can configure."""
    return list(plan.ethernet.switches) if plan.ethernet.system.name in WAYS else []


def _fabrics(plan: Plan) -> dict[DeviceName, str]:
    return {device.name: device.fabric or "" for device in plan.physical.devices}


def _planes(plan: Plan) -> dict[DeviceName, int]:
    return {member.device: member.plane for member in plan.pulling.planes}
