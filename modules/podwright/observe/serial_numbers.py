"""Plugs that are those of another cable than the one that was built in, by the serial numbers that both say."""

from collections.abc import Iterator, Mapping

from podwright.observe.drift import Drift, DriftKind
from podwright.observe.observed import PortState
from podwright.observe.planned import End, Planned
from podwright.plan.types import Cable, Fabrics


def other_cables(should: Planned, fabric: Fabrics, plugged: Mapping[End, End], states: Mapping[End, PortState], kept: Mapping[str, str]) -> Iterator[Drift]:
    """Yield each cable that leads where it should and has another serial number than was kept for it; `kept` has serial numbers by label.

    A fibre has none that a port could read: what stands in its module is the module's own. A cable that leads elsewhere is told by where it leads.
    """
    if not kept:
        return
    in_one_piece = {(row.fabric, row.tier, row.medium, row.a_class, row.length_m) for row in fabric.parts if row.a_module is None}
    holders = {serial: label for label, serial in kept.items()}
    for cable in fabric.cables:
        built = kept.get(cable.label)
        if built is None or (cable.fabric, cable.tier, cable.medium, should.devices[cable.a_device].device_class, cable.length_m) not in in_one_piece:
            continue
        ends = End(cable.a_device, cable.a_port), End(cable.b_device, cable.b_port)
        if plugged.get(ends[0]) != ends[1]:
            continue
        told = next(((end, state.serial) for end in ends if (state := states.get(end)) is not None and state.serial not in (None, built)), None)
        if told is not None:
            yield _other(should, cable, *told, built, holders)


def _other(should: Planned, cable: Cable, end: End, serial: str | None, built: str, holders: Mapping[str, str]) -> Drift:
    assert serial is not None, "a plug that says nothing is no other one"
    holder = holders.get(serial)
    whose = f", which is that of {holder}" if holder is not None and holder != cable.label else ""
    what = f"the plug at {end} has serial number {serial}{whose}; {built} was built in as {cable.label}"
    remedy = "Import the new one with podwright cables import, if the cable was exchanged" if not whose else "Look which label hangs on it"
    return Drift(DriftKind.OTHER_CABLE, what, remedy, (cable.label,), (should.where(end), should.where(should.peer[end])))
