"""In which ways a cable that is wrong is wrong: fabric, plane, rail, tier, unit, device, port."""

from collections.abc import Iterator

from podwright.observe.drift import DriftKind
from podwright.observe.planned import SWITCHES, End, Planned
from podwright.plan.types import Cable


def aspects_of(should: Planned, pair: tuple[End, End]) -> Iterator[DriftKind]:
    """Yield in which ways a cable is wrong, seen from the end that is the lower one of its planned cable; from both where both are, or none is."""
    lower = [end for end in pair if (cable := should.cable_at.get(end)) is not None and (cable.a_device, cable.a_port) == tuple(end)]
    for here in lower or pair:
        there = pair[1] if here == pair[0] else pair[0]
        cable, peer = should.cable_at.get(here), should.peer.get(here)
        if there.device not in should.devices:
            yield DriftKind.UNKNOWN_DEVICE
        elif cable is not None and peer is not None:
            yield from _against(should, cable, here, there, peer)


def _against(should: Planned, cable: Cable, here: End, there: End, peer: End) -> Iterator[DriftKind]:
    """Yield in which ways the end that is there differs from the one that should be."""
    if there.device == peer.device:
        yield DriftKind.WRONG_PORT
        return
    device, wanted = should.devices[there.device], should.devices[peer.device]
    other = should.cable_at.get(there)
    if (other is not None and other.fabric != cable.fabric) or (other is None and device.fabric is not None and device.fabric != wanted.fabric):
        yield DriftKind.WRONG_FABRIC
        return
    lanes, own = should.lanes_of_switch.get(there.device), should.lanes_of_switch.get(peer.device)
    if lanes and own:
        plane_of_there, plane_of_own = ({should.plane(cable.fabric, lane) for lane in some} for some in (lanes, own))
        if plane_of_there.isdisjoint(plane_of_own):
            yield DriftKind.WRONG_PLANE
        elif lanes.isdisjoint(own) or (should.devices[here.device].role not in SWITCHES and should.lane_at[here] not in lanes):
            yield DriftKind.WRONG_RAIL
    if device.role != wanted.role:
        yield DriftKind.WRONG_TIER
    elif device.place.unit != wanted.place.unit:
        yield DriftKind.ACROSS_UNITS
    elif device.role is wanted.role and (not lanes or not own or not lanes.isdisjoint(own)):
        yield DriftKind.WRONG_DEVICE
