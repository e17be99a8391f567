"""Pods whose rails are divided among subnets."""

from dataclasses import replace

from podwright.catalog.load import load_catalog
from podwright.plan.compile import compile_pod
from podwright.plan.types import Plan
from unit.pods import SUPERPOD, plan, spec


def divided_plan(subnets: int, units: int = 2, *, ufm: str = "none", architecture: str = SUPERPOD, **words: object) -> Plan:
    """Return a pod whose rails are divided so."""
    return plan(architecture, units, fabrics={"compute": {"subnets": subnets, "ufm": ufm}}, **words)


def with_cores() -> Plan:
    """Return a superpod of six units whose rails are subnets of three tiers, in groups of two units: as a pod would be that one tier of spines cannot join."""
    catalog = load_catalog(SUPERPOD)
    layout = catalog.architecture.layouts[1]
    words = {"plane_count": 8, "divides_rails": True, "blocks_per_group": 2}
    fabrics = tuple(rule.model_copy(update=words) if rule.name == "compute" else rule for rule in layout.fabrics)
    changed = layout.model_copy(update={"fabrics": fabrics})
    wanted = spec(SUPERPOD, 6, fabrics={"compute": {"ufm": "none"}})
    return compile_pod(wanted, replace(catalog, architecture=catalog.architecture.model_copy(update={"layouts": (changed,)})))
