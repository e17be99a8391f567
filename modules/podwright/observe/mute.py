"""Ends of which LLDP tells little: things that send no frames, or send them under names that no plan gives."""

from podwright.observe.planned import SWITCHES, End, Planned
from podwright.plan.types import Role

MUTE_ROLES = (Role.PDU, Role.POWER_SHELF, Role.CDU)
MUTE_PORTS = ("bmc", "bf-bmc")
"""What sends no LLDP frames, or cannot be relied on to: a neighbour that hears nothing there proves nothing."""


def names_itself(should: Planned, end: End) -> bool:
    """Return whether an end is a controller or an appliance: its firmware calls it what it likes, such as by its serial number."""
    return should.devices[end.device].role in MUTE_ROLES or end.port in MUTE_PORTS


def is_mute(should: Planned, end: End) -> bool:
    """Return whether an end cannot be relied on to be heard of by LLDP."""
    device = should.devices[end.device]
    is_infiniband_switch = device.role in SWITCHES and should.technology.get(device.fabric or "") == "infiniband"
    return names_itself(should, end) or device.role is Role.NVLINK_SWITCH or is_infiniband_switch
