"""Pods of racks with one NVLink domain, and of Grace Hopper, compiled once for all tests that ask."""

from collections.abc import Mapping
from functools import cache

from podwright.catalog.load import Catalog, load_catalog
from podwright.plan.counts import CountTable, counts
from podwright.plan.sizing import FabricSize, laid_out, size
from podwright.plan.types import Plan
from podwright.spec.site import RackSupply, Site
from unit.pods import plan, spec

GB200, GB300, FACTORY, HOPPER = "dgx-superpod-gb200", "dgx-superpod-gb300", "nvl72-ai-factory-gb300", "grace-hopper"
NVL72 = (GB200, GB300, FACTORY)
SITE = Site(domain="pod.example", racks=RackSupply(feed_kw=160, height_u=48))
"""Feeds that racks of 142 kW load below the warning."""


@cache
def catalog(architecture: str) -> Catalog:
    """Return the catalogue of an architecture."""
    return load_catalog(architecture)


@cache
def pod(architecture: str, units: int) -> Plan:
    """Return such a pod at a site that feeds its racks."""
    return plan(architecture, units, site=SITE)


@cache
def table(architecture: str, units: int) -> CountTable:
    """Return the counts of such a pod."""
    return counts(pod(architecture, units))


def sizes(architecture: str, units: int) -> Mapping[str, FabricSize]:
    """Return the sizes of all fabrics, without racks and cables."""
    wanted = spec(architecture, units)
    return size(wanted, laid_out(wanted, catalog(architecture))).fabrics


def leaves_and_spines(fabric: FabricSize) -> tuple[int, int]:
    """Return the number of leaves and of spines of a fabric."""
    return len(fabric.leaves), fabric.tiers.spine_count
