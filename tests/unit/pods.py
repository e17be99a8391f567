"""Small pods for tests: specs by keyword, compiled with the real catalogue."""

from collections import OrderedDict

from podwright.catalog.load import load_catalog
from podwright.plan.compile import compile_pod
from podwright.plan.types import Plan
from podwright.spec.pod import PodSpec
from podwright.spec.site import Site

SUPERPOD = "dgx-superpod-h100"
STARTER = "starter-h100"
KEPT = 32
LAST: OrderedDict[str, Plan] = OrderedDict()
"""The plans that were asked for last, by the words that they were asked with."""


def spec(architecture: str = STARTER, units: int = 1, **words: object) -> PodSpec:
    """Return a spec with the least words, and these."""
    given = {"version": 1, "name": "pod", "architecture": architecture, "scalable_units": units, "site": Site(domain="pod.example")}
    return PodSpec.model_validate(given | words)


def plan(architecture: str = STARTER, units: int = 1, **words: object) -> Plan:
    """Return the plan of such a spec: of the last few the same one, since nothing changes a plan."""
    key = repr((architecture, units, sorted(words.items())))
    made = LAST.pop(key, None) or compile_pod(spec(architecture, units, **words), load_catalog(architecture))
    LAST[key] = made
    if len(LAST) > KEPT:
        LAST.popitem(last=False)
    return made


def wide_pools() -> dict[str, object]:
    """Return addresses with pools that hold the largest size of every architecture."""
    given = {"loopback": 10, "in_band": 11, "storage": 12, "out_of_band": 13, "compute": 14, "point_to_point": 15}
    return {"pools": {name: {"v4": f"{first}.0.0.0/8", "v6": f"fd70:6f64:{first:x}::/48"} for name, first in given.items()}}
