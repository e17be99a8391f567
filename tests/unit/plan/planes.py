"""A pod whose compute fabric is cut in planes that never meet, which no InfiniBand architecture of the catalogue has yet."""

from dataclasses import replace

from podwright.catalog.load import load_catalog
from podwright.plan.compile import compile_pod
from podwright.plan.types import Plan
from unit.pods import SUPERPOD, spec


def with_planes(count: int) -> Plan:
    """Return a superpod whose compute fabric is cut in planes."""
    catalog = load_catalog(SUPERPOD)
    layouts = tuple(
        layout.model_copy(
            update={"fabrics": tuple(rule.model_copy(update={"plane_count": count}) if rule.name == "compute" else rule for rule in layout.fabrics)}
        )
        for layout in catalog.architecture.layouts
    )
    return compile_pod(spec(SUPERPOD), replace(catalog, architecture=catalog.architecture.model_copy(update={"layouts": layouts})))
