"""What is wrong with names and ids themselves: one that two things have, one that stands where another should."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from podwright.observe.drift import Drift, DriftKind
from podwright.observe.ids import readable
from podwright.observe.observed import Node, Observed
from podwright.observe.planned import End, Planned


def repeat(planned: Planned, what: str, devices: Iterable[str]) -> Drift:
    """Return the fault that several things say one name or id."""
    ends = tuple(planned.where(End(name, "")) for name in devices)
    return Drift(DriftKind.REPEATED_ID, what, "Give each its own name and id, then ask again", ends=ends)


def misnamed(planned: Planned, name: str, device: str, why: str, *, said: str | None) -> Drift:
    """Return the fault that what stands at a device's place calls itself otherwise; `said` is the device that the name means, if any."""
    ends = tuple(planned.where(End(one, "")) for one in (device, said) if one)
    called = f"calls itself {name}" if name else "gives no name"
    what = f"what stands at {device} {called}; it is {device} {why}"
    remedy = f"Name it {device}, or, where {said} was set up in its place, exchange the two" if said else f"Name it {device}"
    return Drift(DriftKind.MISNAMED, what, remedy, ends=ends)


def repeated_ids(
    *, planned: Planned, observed: Observed, nodes: Mapping[str, Node], ids: Mapping[str, End], end_of: Callable[[str, str], End]
) -> Iterator[Drift]:
    """Yield the ids that a scan met twice, with everything that has them."""
    for one in dict.fromkeys(observed.repeated):
        holders = [end_of(node.key, own) for node in nodes.values() for own, guid in (*node.port_ids, *(("1", guid) for guid in node.ids)) if guid == one.id]
        known = ids.get(one.id)
        ends = tuple(dict.fromkeys(holders if known is None else [*holders, known]))
        named = " and ".join(str(end) for end in ends) or "two things"
        have, them = ("has", "it") if len(ends) == 1 else ("have", "them")
        what = f"{readable(one.id)} is there twice; {named} {have} it, and what a scan says near {them} is doubtful"
        remedy = "Give one of them its own GUID again (mlxconfig, or its firmware), then scan again"
        yield Drift(DriftKind.REPEATED_ID, what, remedy, ends=tuple(planned.where(end) for end in ends))
