"""A fabric divided along its rails: each subnet is a plane of its own, so that the rules of planes carry switches, cables, LIDs and partitions.

Rails need not meet in the network: a node forwards over NVLink to the GPU whose adapter is on the wanted rail (NCCL's PXN), and NCCL_CROSS_NIC=0 says that rails
cannot reach each other. What it costs: traffic that wants another rail takes one hop more inside a node, and a rail whose adapter fails has no way around.

Source: W. Wang et al., "Rail-only: A Low-Cost High-Performance Network for Training LLMs with Trillion Parameters", arXiv 2307.12169v5; NCCL user guide,
environment variables, NCCL_CROSS_NIC and NCCL_P2P_PXN_LEVEL; NVIDIA/nccl issues 1933 and 2193; read 2026-11-21. How a pod is divided is derived.
"""

from dataclasses import replace

from podwright.catalog.architecture import FabricRule, FabricUfm
from podwright.catalog.load import Catalog
from podwright.plan.finding import Finding, Infeasible
from podwright.plan.tiers import spine_rule

DIVIDED = "compute"
WHERE = "fabrics.compute.subnets"
RAIL_SOURCE = "derived: rails need not meet (arXiv 2307.12169, Rail-only; NCCL user guide, NCCL_CROSS_NIC and PXN)"


def divided(catalog: Catalog, count: int, *, block_count: int, has_ufm: bool) -> Catalog:
    """Return the catalogue of a pod whose rails are divided among so many subnets.

    Laws: with one subnet it is as it was. A subnet has cores only where one tier of spines, all ports down, cannot join its leaves, and no spines where it has but
    one leaf, which OpenSM would not take for a tree either.
    Raises: Infeasible when the rails cannot be divided so, or fabric managers have no places.
    """
    if count == 1:
        return catalog
    rule = next(fabric for fabric in catalog.fabrics if fabric.name == DIVIDED)
    _divides(rule, count, catalog)
    cut = rule.model_copy(update={"plane_count": count, "divides_rails": True})
    if cut.ufm and has_ufm:
        cut = cut.model_copy(update={"ufm": _managers(cut, cut.ufm, catalog)})
    if cut.core and _is_joined_by_spines(cut, block_count, catalog):
        cut = cut.model_copy(update={"core": None, "core_profile": None, "blocks_per_group": None})
    if block_count * cut.leaves_per_block == count:
        cut = cut.model_copy(update={"spine": None, "spine_profile": None})
    fabrics = tuple(cut if fabric is rule else fabric for fabric in catalog.fabrics)
    return replace(catalog, layout=catalog.layout.model_copy(update={"fabrics": fabrics}))


def _divides(rule: FabricRule, count: int, catalog: Catalog) -> None:
    """Refuse what cannot be divided so."""
    beside = [fabric.name for fabric in catalog.fabrics if rule.name in (fabric.shares, fabric.uplinks_into)]
    ways, name = rule.rail_divisions, catalog.architecture.name
    if rule.technology != "infiniband":
        what, remedy = f"{count} subnets are asked for, the compute fabric of {name} is Ethernet, which has none", "Drop the word"
    elif rule.plane_count > 1:
        what = f"{count} subnets are asked for, {name} has {rule.plane_count} planes, each a subnet of its own"
        remedy = "Drop the word"
    elif beside:
        what = f"{count} subnets are asked for, {name} has {', '.join(beside)} on the same leaves, whose hosts would not reach each other"
        remedy = "Drop the word"
    elif count not in ways:
        what = f"{rule.lane_count} rails on {rule.leaves_in_block} {'leaf' if rule.leaves_in_block == 1 else 'leaves'} a block cannot be divided into {count} subnets"
        remedy = f"Give one of {', '.join(map(str, ways))}" if len(ways) > 1 else "Drop the word: rails share leaves here"
    else:
        return
    raise Infeasible((Finding("P106", WHERE, what, remedy),))


def _managers(rule: FabricRule, ufm: FabricUfm, catalog: Catalog) -> FabricUfm:
    """Return appliances and links of the managers of all subnets: each as many as the whole fabric had, with as many links as the node that makes room leaves them.

    A manager serves one subnet: UFM's manual joins several by a manager a subnet, and one above them that has no port (Multi-Subnet UFM, user manual 6.24.1).
    Raises: Infeasible where there is no room for them.
    """
    appliances, subnets = ufm.appliance_count, rule.plane_count
    links = min(ufm.link_count // appliances, rule.lanes_per_plane // appliances)
    seats = [row.count or 0 for fabric in catalog.fabrics for row in fabric.seats if row.holds == f"{rule.name}/ufm"]
    room = min(seats, default=0)
    if links and appliances * subnets <= room:
        return FabricUfm(appliance_count=appliances * subnets, link_count=appliances * subnets * links)
    one = f"{appliances} UFM appliances for each of {subnets} subnets"
    what = f"{one} need {appliances * subnets} places, {catalog.architecture.name} has {room}"
    if not links:
        what = f"{one} need as many ports on its leaves as the node's that makes room, which has {rule.lanes_per_plane}"
    remedy = "Ask for fewer subnets, or write fabrics.compute.ufm: none and run a subnet manager and its standby for each on hosts"
    raise Infeasible((Finding("P104", WHERE, what, remedy),))


def _is_joined_by_spines(rule: FabricRule, block_count: int, catalog: Catalog) -> bool:
    assert rule.spine is not None, "three tiers name their spine switch"
    uplinks = block_count * rule.uplinks_per_leaf * (rule.leaves_per_block // rule.plane_count)
    ports = catalog.switches[rule.spine].port_count(rule.spine_profile)
    return spine_rule(uplinks, port_count=ports, uplinks=(rule.uplinks_per_leaf,), least=rule.least_spines) is not None
