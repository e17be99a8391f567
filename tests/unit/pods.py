"""Small pods for tests: specs by keyword, compiled with the real catalogue."""

from podwright.catalog.load import load_catalog
from podwright.plan.compile import compile_pod
from podwright.plan.types import Plan
from podwright.spec.pod import PodSpec
from podwright.spec.site import Site

SUPERPOD = "dgx-superpod-h100"
STARTER = "starter-h100"


def spec(architecture: str = STARTER, units: int = 1, **words: object) -> PodSpec:
    """Return a spec with the least words, and these."""
    given = {"version": 1, "name": "pod", "architecture": architecture, "scalable_units": units, "site": Site(domain="pod.example")}
    return PodSpec.model_validate(given | words)


def plan(architecture: str = STARTER, units: int = 1, **words: object) -> Plan:
    """Return the plan of such a spec."""
    return compile_pod(spec(architecture, units, **words), load_catalog(architecture))


def wide_pools() -> dict[str, object]:
    """Return addresses with pools that hold the largest size of every architecture."""
    given = {"loopback": 10, "in_band": 11, "storage": 12, "out_of_band": 13, "compute": 14, "point_to_point": 15}
    return {"pools": {name: {"v4": f"{first}.0.0.0/8", "v6": f"fd70:6f64:{first:x}::/48"} for name, first in given.items()}}
