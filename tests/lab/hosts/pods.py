"""The pod that the hosts' tests start: the starter pod under another name; two of them have the same addresses on purpose, since two labs never meet."""

from pathlib import Path

from podwright.catalog.load import load_catalog
from podwright.plan.compile import compile_pod
from podwright.plan.types import Plan
from podwright.spec.load import load

STACK = Path(__file__).parents[3] / "stacks" / "lab"


def four_hosts(pod: str) -> Plan:
    """Return the plan of the starter pod (two GPU nodes, a storage host, a management node) under that name."""
    spec = load(STACK)
    return compile_pod(spec.model_copy(update={"name": pod}), load_catalog(spec.architecture))
