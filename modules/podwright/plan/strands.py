"""Which strand a cable is: plane, rail and colour."""

from collections.abc import Iterable

from podwright.plan.types.fabric import Cable, Fabrics, Tier
from podwright.plan.types.pulling import Pulling, Strand


def divides_rails(strands: Iterable[Strand], fabric: str) -> bool:
    """Return whether the planes of a fabric divide its rails, so that each has some of them; else every rail is in every plane."""
    own, other = ({row.rail for row in strands if (row.fabric, row.plane) == (fabric, plane) and row.rail is not None} for plane in (0, 1))
    return bool(other) and own.isdisjoint(other)


class Strands:
    """The strands of a plan."""

    def __init__(self, fabric: Fabrics, pulling: Pulling) -> None:
        """Learn the lanes of ports, the planes of switches and the colours."""
        self._fabrics = {row.name: row for row in fabric.fabrics}
        self._lanes = {(port.device, port.name): port.lane for port in fabric.ports}
        self._planes = dict(pulling.planes)
        self._of = {(row.fabric, row.plane, row.rail): row for row in pulling.strands}
        self._repeat = {row.name for row in fabric.fabrics if row.plane_count > 1 and not divides_rails(pulling.strands, row.name)}

    def of(self, cable: Cable) -> Strand:
        """Return the strand of a cable; between switches it has no rail."""
        fabric, is_attached = self._fabrics[cable.fabric], cable.tier is Tier.NODE_LEAF
        has_planes = fabric.plane_count > 1
        plane = self._planes[cable.b_device if is_attached else cable.a_device] if has_planes else 0
        lane = self._lanes[cable.a_device, cable.a_port] if is_attached else 0
        return self._of[cable.fabric, plane, (lane % fabric.rail_count if cable.fabric in self._repeat else lane) if is_attached else None]
