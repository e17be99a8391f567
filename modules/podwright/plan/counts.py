"""How many of everything a plan holds, under names that do not change."""

from collections import Counter

from podwright.plan.strands import divides_rails
from podwright.plan.types import Plan, Role, Tier

CountTable = dict[str, int | dict[str, dict[str, int]]]


def counts(plan: Plan) -> CountTable:
    """Return the component counts, counted from the plan's devices and cables; a cable that splits counts once.

    Shape: `nodes`, `gpus`, `racks`, and under `fabrics` one table a fabric: `leaf`, `spine`, `core`, `switches`, `cables_node_leaf` (everything cabled to a
    leaf but UFM), `cables_leaf_spine`, `cables_spine_core`, `cables_peer` (between the leaves of a pair), `cables_uplink` (into another fabric), `ufm_links`,
    `planes`, `rails`. A fabric on the leaves of another one counts no leaf of its own.
    """
    roles = Counter((device.fabric, device.role) for device in plan.physical.devices)
    tiers = Counter((cable.fabric, cable.tier) for cable in plan.fabric.cables if cable.leg <= 1)
    return {
        "nodes": roles[None, Role.GPU_NODE],
        "gpus": sum(host.gpu_count for host in plan.hosts.hosts),
        "racks": len(plan.physical.racks),
        "fabrics": {
            fabric.name: {
                "leaf": roles[fabric.name, Role.LEAF],
                "spine": roles[fabric.name, Role.SPINE],
                "core": roles[fabric.name, Role.CORE],
                "switches": sum(roles[fabric.name, role] for role in (Role.LEAF, Role.SPINE, Role.CORE)),
                "cables_node_leaf": tiers[fabric.name, Tier.NODE_LEAF],
                "cables_leaf_spine": tiers[fabric.name, Tier.LEAF_SPINE],
                "cables_spine_core": tiers[fabric.name, Tier.SPINE_CORE],
                "cables_peer": tiers[fabric.name, Tier.PEER],
                "cables_uplink": tiers[fabric.name, Tier.UPLINK],
                "ufm_links": tiers[fabric.name, Tier.UFM_LEAF],
                "planes": fabric.plane_count,
                "rails": fabric.rail_count * (fabric.plane_count if divides_rails(plan.pulling.strands, fabric.name) else 1),
            }
            for fabric in plan.fabric.fabrics
        },
    }
