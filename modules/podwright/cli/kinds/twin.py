"""The pod as a network that boots elsewhere; every file lies below `twin/`."""

from collections.abc import Iterator, Mapping

from podwright.cli.kinds.kind import File, Maker
from podwright.cli.pods import Judged
from podwright.plan.types import Plan


def twin(result: Judged) -> Iterator[File]:
    """Yield the twin of the whole pod; nothing for a pod without Ethernet."""
    yield from twin_files(result.plan)


def twin_files(plan: Plan, *, units: int | None = None) -> Iterator[File]:
    """Yield the twin for containerlab, netlab and NVIDIA Air, and which interface is which; of the first so many units, or of all."""
    from podwright.outputs.twin.air import air_topology
    from podwright.outputs.twin.containerlab import containerlab_topology
    from podwright.outputs.twin.interfaces import interface_table
    from podwright.outputs.twin.model import twin_of
    from podwright.outputs.twin.netlab import netlab_topology

    found = twin_of(plan.header.pod, plan.physical, plan.fabric, plan.ethernet, units=units)
    if found.links:
        yield "twin/topology.clab.yml", containerlab_topology(found)
        yield "twin/topology.yml", netlab_topology(found)
        yield "twin/air.json", air_topology(found)
        yield "twin/interfaces.csv", interface_table(found)


KINDS: Mapping[str, Maker] = {"twin": twin}
"""Every kind here, by name."""
