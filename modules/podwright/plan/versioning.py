"""Which version of what: the list that was run together, with the site's own cluster version where it says so."""

from podwright.catalog.load import Catalog
from podwright.plan.types import Version, VersionRange
from podwright.spec.pod import PodSpec


def versions(spec: PodSpec, catalog: Catalog) -> tuple[Version, ...]:
    """Return the versions of the pod, by component; the judge says which do not go together."""
    own = {"kubernetes": spec.clusters.kubernetes.version}
    return tuple(
        Version(
            component=row.component,
            version=own.get(row.component) or row.version,
            requires=tuple(VersionRange(need.component, need.at_least, need.below) for need in row.requires),
            source="clusters.kubernetes.version" if own.get(row.component) else row.source.told(),
        )
        for row in sorted(catalog.compatibility.components, key=lambda row: row.component)
    )
