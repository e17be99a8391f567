"""Where published documents that concern the pod contradict each other."""

from collections.abc import Iterator

from podwright.plan.finding import Finding, Severity
from podwright.plan.types import Plan


def published_conflicts_are_told(plan: Plan) -> Iterator[Finding]:
    """Note each contradiction between published documents that concerns the pod, once, with what podwright takes."""
    for row in {row.name: row for row in plan.conflicts}.values():
        remedy = f"Podwright takes {row.taken}; ask the vendor before you buy ({row.source})"
        yield Finding("P108", f"documents: {row.name}", f"{row.where}: {row.one}; {row.other}", remedy, Severity.NOTE)
