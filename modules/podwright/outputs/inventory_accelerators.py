"""The software of GPUs in Ansible's inventory: the group of hosts that have some to look after, and what its roles are told; pure."""

from podwright.outputs.switch_inventory import Value, Values
from podwright.plan.names import DeviceName
from podwright.plan.types import Host, Plan

ACCELERATORS = "accelerators"
"""The group of hosts whose GPUs' software the pod looks after; always there, empty where that is somebody else's."""
ROLES = ("gpu_driver", "fabric_manager", "container_toolkit", "dcgm")


def accelerator_groups(plan: Plan) -> dict[str, list[DeviceName]]:
    """Return the group and its hosts."""
    return {ACCELERATORS: list(plan.accelerators.hosts)}


def accelerator_values(plan: Plan) -> Values:
    """Return what the hosts of the group share; a role whose software these nodes do not need is told to leave them alone."""
    section = plan.accelerators
    if not section.hosts:
        return {}
    packages = {role: list[Value]({"name": row.name, "version": row.version} for row in section.packages if row.role == role) for role in ROLES}
    own: Values = {}
    for role in ROLES:
        own |= {f"{role}_mode": section.software if packages[role] else "left", f"{role}_packages": packages[role]}
    return {
        **own,
        "accelerator_mirror_uri": section.mirror_uri,
        "accelerator_mirror_suite": section.mirror_suite,
        "accelerator_mirror_components": list[Value](section.mirror_components),
        "accelerator_mirror_key": section.mirror_key,
        "accelerator_mirror_packages": [{"name": row.name, "version": row.version} for row in section.packages],
        "gpu_driver_gpu_count": section.gpu_count,
    }


def accelerator_host_values(plan: Plan, host: Host) -> Values:
    """Return what one host of the group has alone."""
    return {"dcgm_listen_address": f"{host.in_band_v4}:{plan.accelerators.metrics_port}"} if host.name in plan.accelerators.hosts else {}
