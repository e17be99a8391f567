"""Published rows of power and cooling, and pods whose nodes are as one of them says."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from podwright.checks.judge import judge
from podwright.plan.types import Plan, RackCooling, RackPower
from unit.pods import SUPERPOD
from unit.wet_pods import changed_plan, figure

FACTS = Path(__file__).resolve().parents[3] / "shared" / "facts" / "reference-architectures.json"
Row = dict[str, Any]
Key = tuple[str, str, str]


@cache
def rows(*tables: str) -> dict[Key, Row]:
    """Return the published rows of these tables by architecture, table and name."""
    found = (row for row in json.loads(FACTS.read_text(encoding="utf-8")) if row["table"] in tables)
    return {(row["architecture"], row["table"], row["row"]): row for row in found}


def pod_of(nodes: int, node_w: int, *, peak_w: int | None = None, rack: Row | None = None, node: Row | None = None, units: int = 1, **site: object) -> Plan:
    """Return a pod with so many such nodes, four a rack; the first rack holds nothing else."""
    words = {"power": figure(node_w), "peak_power": figure(peak_w) if peak_w else None} | (node or {})
    given = {"domain": "pod.example", "racks": {"feed_kw": 500.0}} | site
    fabrics = {"compute": {"ufm": "none"}}
    return changed_plan(SUPERPOD, units, node_count=nodes, rack=rack, node=words, site=given, fabrics=fabrics)


def first(pod: Plan) -> tuple[RackPower, RackCooling]:
    """Return power and cooling of the first rack of nodes."""
    name = "pod-u001-r01"
    return next(rack for rack in pod.power.racks if rack.name == name), next(rack for rack in pod.cooling.racks if rack.name == name)


def codes(pod: Plan, where: str = "rack pod-u001-r01") -> dict[str, str]:
    """Return the findings at a place by code, with their severity."""
    return {finding.code: finding.severity.value for finding in judge(pod) if finding.where == where}
