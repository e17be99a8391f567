"""Versions that are installed together go together."""

from collections.abc import Iterator

from podwright.plan.finding import Finding
from podwright.plan.types import Plan


def versions_go_together(plan: Plan) -> Iterator[Finding]:
    """Find every component whose neighbour is too old, too new or absent."""
    version_of = {row.component: row.version for row in plan.versions}
    for row in plan.versions:
        for need in row.requires:
            found = version_of.get(need.component)
            if found is None or not as_numbers(need.at_least) <= as_numbers(found) < as_numbers(need.below):
                what = f"{row.component} {row.version} needs {need.component} from {need.at_least} to below {need.below}, the pod has {found or 'none'}"
                yield Finding(
                    "P901",
                    f"versions/{row.component}",
                    what,
                    f"Upgrade {need.component} into that range (clusters.kubernetes.version says what an existing cluster runs)",
                )


def as_numbers(version: str) -> tuple[int, ...]:
    """Return a version as numbers that compare."""
    return tuple(int(part) for part in version.split("."))
