"""Every kind of output that a plan has, by the name that `podwright render --only` takes."""

from collections.abc import Mapping

from podwright.cli.kinds import cabling, host_network, infiniband, scheduling, services, switches, twin, whole
from podwright.cli.kinds.kind import Maker

KINDS: Mapping[str, Maker] = {
    **whole.KINDS,
    **cabling.KINDS,
    **twin.KINDS,
    **host_network.KINDS,
    **infiniband.KINDS,
    **scheduling.KINDS,
    **services.KINDS,
    **switches.KINDS,
}
"""What makes the files of each kind, in the order in which they are written."""
