"""Where published documents contradict each other about what this pod is made of."""

from podwright.catalog.load import Catalog
from podwright.plan.types import ConflictPlan, Physical, SystemPlan


def contradictions(catalog: Catalog, physical: Physical, system: SystemPlan | None) -> tuple[ConflictPlan, ...]:
    """Return every known contradiction that concerns the pod's architecture, or a kind that stands in it; in the catalogue's order, none twice."""
    kinds = {device.kind for device in physical.devices} | ({system.kind} if system else set())
    return tuple(
        ConflictPlan(row.name, row.where, row.one, row.other, row.taken, row.source.told())
        for row in catalog.conflicts
        if catalog.architecture.name in row.architectures or kinds.intersection(row.kinds)
    )
