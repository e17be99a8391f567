"""Pods for tests whose racks or systems are not as in the catalogue: other power, cold plates, doors, mass."""

from dataclasses import replace
from functools import cache

from podwright.catalog.figure import Figure, Share, Temperature
from podwright.catalog.load import Catalog, load_catalog
from podwright.plan.compile import compile_pod
from podwright.plan.types import Plan
from unit.pods import STARTER, spec

WET_SITE = {"facility_water_c": 30, "room_c": 24, "relative_humidity_pct": 50, "cdu_count": 2}
"""What a site says so that a pod with liquid has no finding."""


@cache
def _catalog(architecture: str) -> Catalog:
    return load_catalog(architecture)


def figure(value: int, unit: str = "W") -> Figure:
    """Return a figure of a test."""
    return Figure.model_validate_json(_json(value, unit))


def share(value: float) -> Share:
    """Return a share of a test."""
    return Share.model_validate_json(_json(value, "1"))


def celsius(value: float) -> Temperature:
    """Return a temperature of a test."""
    return Temperature.model_validate_json(_json(value, "C"))


def changed_catalog(architecture: str, *, rack: dict[str, object], node: dict[str, object]) -> Catalog:
    """Return the catalogue with these words of every rack kind and of the node kind changed."""
    catalog = _catalog(architecture)
    rule = catalog.architecture
    layouts = tuple(layout.model_copy(update={"racks": tuple(row.model_copy(update=rack) for row in layout.racks)}) for layout in rule.layouts)
    systems = catalog.systems | {rule.unit.node: catalog.systems[rule.unit.node].model_copy(update=node)}
    return replace(catalog, architecture=rule.model_copy(update={"layouts": layouts}), layout=layouts[0], systems=systems)


def changed_plan(
    architecture: str = STARTER, units: int = 1, *, rack: dict[str, object] | None = None, node: dict[str, object] | None = None, **words: object
) -> Plan:
    """Return the plan of a pod of that catalogue."""
    return compile_pod(spec(architecture, units, **words), changed_catalog(architecture, rack=rack or {}, node=node or {}))


def wet_plan(cooling: str = "direct_to_chip", *, node: dict[str, object] | None = None, **supply: object) -> Plan:
    """Return a starter pod whose nodes give 85 % of their heat to cold plates, in racks that are cooled so; without a finding unless `supply` brings one."""
    site = {"domain": "pod.example", "cooling": WET_SITE | supply}
    tenants = ({"name": "all", "gpu_count": 16},)
    return changed_plan(rack={"cooling": cooling}, node={"liquid_share": share(0.85)} | (node or {}), site=site, tenants=tenants)


def _json(value: float, unit: str) -> str:
    return f'{{"value": {value}, "unit": "{unit}", "source": "a test", "date": "2026-11-21", "evidence": "primary"}}'
