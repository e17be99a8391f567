"""Which machines of a pod start together: as their racks, their rows and the pod are fed by the plan."""

from podwright.bmc.waves import starting_waves, surge_w
from podwright.plan.types import Plan

POD = "pod"


def start_in_waves(plan: Plan, hosts: list[str], at_once: int | None = None) -> tuple[tuple[str, ...], ...]:
    """Return hosts in the waves in which they start; `at_once` of a rack, where a person says so, whatever the plan says of feeds."""
    rack_of = {str(device.name): str(device.rack) for device in plan.physical.devices}
    if at_once is not None:
        return starting_waves(hosts, dict.fromkeys(hosts, 1), {host: (rack_of[host],) for host in hosts}, dict.fromkeys(rack_of.values(), at_once))
    kind_of = {str(device.name): device.kind for device in plan.physical.devices}
    surges = {kind.kind: surge_w(kind) for kind in plan.power.kinds}
    row_of = {str(rack.name): f"row {rack.row}" for rack in plan.power.racks}
    headroom = {str(rack.name): rack.headroom_w for rack in plan.power.racks}
    headroom |= {f"row {row.row}": row.headroom_w for row in plan.power.rows if row.headroom_w is not None}
    headroom |= {} if plan.power.headroom_w is None else {POD: plan.power.headroom_w}
    fed_by = {host: (rack_of[host], row_of[rack_of[host]], POD) for host in hosts}
    return starting_waves(hosts, {host: surges[kind_of[host]] for host in hosts}, fed_by, headroom)
