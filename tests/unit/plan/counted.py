"""Pods of the DGX SuperPOD family and their counts, compiled once for all tests that ask."""

from functools import cache, lru_cache

from podwright.catalog.load import Catalog, load_catalog
from podwright.plan.compile import compile_pod
from podwright.plan.counts import CountTable, counts
from podwright.plan.types import Plan
from unit.pods import spec

H100, H200, B200, A100 = (f"dgx-superpod-{gpu}" for gpu in ("h100", "h200", "b200", "a100"))


@cache
def catalog(architecture: str) -> Catalog:
    """Return the catalogue of an architecture."""
    return load_catalog(architecture)


@lru_cache(maxsize=4)
def pod(architecture: str, units: int, ufm: str | None = None, nodes_per_rack: int | None = None) -> Plan:
    """Return the plan of such a pod."""
    racks = {"racks": {"nodes_per_rack": nodes_per_rack}} if nodes_per_rack else {}
    fabrics = {"fabrics": {"compute": {"ufm": ufm}}} if ufm else {}
    return compile_pod(spec(architecture, units, **racks, **fabrics), catalog(architecture))


@cache
def counted(architecture: str, units: int, ufm: str | None = None, nodes_per_rack: int | None = None) -> CountTable:
    """Return the counts of such a pod."""
    return counts(pod(architecture, units, ufm, nodes_per_rack))


def installed(architecture: str, units: int, nodes_per_rack: int | None = None) -> tuple[int, ...]:
    """Return the counts of the tables that remove a node for UFM, in their order."""
    table = counted(architecture, units, None, nodes_per_rack)
    compute = table["fabrics"]["compute"]
    cables = compute["cables_node_leaf"] + compute["ufm_links"]
    return table["nodes"], table["gpus"], compute["leaf"], compute["spine"], cables, compute["cables_leaf_spine"]


def ideal(architecture: str, units: int) -> tuple[int, ...]:
    """Return the counts of the tables that ignore UFM, in their order."""
    table = counted(architecture, units, "none")
    words = ("leaf", "spine", "core", "cables_node_leaf", "cables_leaf_spine", "cables_spine_core")
    return table["nodes"], table["gpus"], *(table["fabrics"]["compute"][word] for word in words)
