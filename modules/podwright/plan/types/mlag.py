"""Pairs of switches that hosts take for one (MLAG): what each of the two is told."""

from typing import NamedTuple

from podwright.plan.names import DeviceName


class MlagSwitch(NamedTuple):
    """One switch of a pair. `system_mac` is what hosts see of both; the lower `priority` leads.

    The other switch answers at `backup_v4` in the virtual router `backup_vrf`, by another way than the link between the two. `shared_v4` is where the tunnels of
    both end; empty where none do. `delay_s`: how long bonds stay down after a start, until the switch has learnt what the other knows.
    """

    device: DeviceName
    peer: DeviceName
    system_mac: str
    priority: int
    backup_v4: str
    backup_vrf: str
    shared_v4: str
    delay_s: int
