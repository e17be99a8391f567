"""Which version of what: the list that was run together, with the site's own cluster version where it says so."""

from podwright.catalog.load import Catalog
from podwright.plan.types import Version, VersionRange
from podwright.spec.accelerators import Software
from podwright.spec.pod import PodSpec


def versions(spec: PodSpec, catalog: Catalog) -> tuple[Version, ...]:
    """Return the versions of the pod, by component; the judge says which do not go together."""
    driver = spec.accelerators.driver_version
    own = {"kubernetes": spec.clusters.kubernetes.version, "gpu-driver": driver, "fabric-manager": driver}
    said_by = {"kubernetes": "clusters.kubernetes.version", "gpu-driver": "accelerators.driver_version", "fabric-manager": "accelerators.driver_version"}
    has_software = spec.accelerators.software is not Software.LEFT
    return tuple(
        Version(
            component=row.component,
            version=own.get(row.component) or row.version,
            requires=_same(driver)
            if driver and row.component == "fabric-manager"
            else tuple(VersionRange(need.component, need.at_least, need.below) for need in row.requires),
            source=said_by[row.component] if own.get(row.component) else row.source.told(),
        )
        for row in sorted(catalog.compatibility.components, key=lambda row: row.component)
        if has_software or not row.is_of_accelerators
    )


def _same(driver: str) -> tuple[VersionRange, ...]:
    """Return what a fabric manager needs: a driver of its own version, and none other."""
    return (VersionRange("gpu-driver", driver, f"{driver}.1"),)
