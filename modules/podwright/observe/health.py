"""Links that are where they should be and work badly: too slow, too narrow, with errors, without FEC, with optics that complain."""

from collections.abc import Iterator, Mapping

from podwright.observe.drift import Drift, DriftKind
from podwright.observe.identify import Seen
from podwright.observe.observed import PortState
from podwright.observe.planned import End, Planned
from podwright.plan.types import Cable

FULL_WIDTH = 4
"""Lanes of a whole InfiniBand port, and of the widest Ethernet port of the same generation. Source: IBTA, 4x links."""
FEC_ALWAYS_GBPS = 200
"""From this rate on a link has FEC, always. Source: IEEE 802.3bs-2017, clause 119: RS(544,514) is part of 200GBASE-R and 400GBASE-R."""
NO_FEC = ("off", "none", "disabled")
TOLD_APART = ("rs", "llrs", "baser")


def badly(planned: Planned, seen: Mapping[End, Seen], states: Mapping[End, PortState], limits: Mapping[str, int]) -> Iterator[Drift]:
    """Yield what is wrong with each planned cable's own work; rates only of cables that are where they should be."""
    for a, cable in planned.cable_at.items():
        if (cable.a_device, cable.a_port) != tuple(a):
            continue
        b = planned.peer[a]
        link = seen.get(a)
        told = (states.get(a), states.get(b))
        if link is not None and {link.a, link.b} == {a, b}:
            yield from _rate(planned, cable, link, told)
            yield from _fec(planned, cable, told)
        for end, state in zip((a, b), told, strict=True):
            if state is not None:
                yield from _complaints(planned, cable, end, state, limits)


def _rate(planned: Planned, cable: Cable, link: Seen, told: tuple[PortState | None, PortState | None]) -> Iterator[Drift]:
    rates = [rate for rate in (link.rate_gbps, *(state.rate_gbps for state in told if state)) if rate is not None]
    widths = [width for width in (link.width, *(state.lanes for state in told if state)) if width]
    if not rates or min(rates) >= cable.rate_gbps:
        return
    rate_gbps, width = min(rates), min(widths, default=0)
    is_narrow = 0 < width < FULL_WIDTH and rate_gbps / width * FULL_WIDTH >= cable.rate_gbps
    lanes = f" on {width} lane{'s' * (width != 1)}" if width else ""
    remedy = "Clean and seat both plugs; if it stays, change the cable" + (
        ": a lane of it is dead" if is_narrow else "; look at the rate that both ports are set to"
    )
    yield _of(
        planned, DriftKind.NARROW if is_narrow else DriftKind.SLOW, cable, f"runs at {rate_gbps:g} Gb/s{lanes}, {cable.rate_gbps} Gb/s is planned", remedy
    )


def _fec(planned: Planned, cable: Cable, told: tuple[PortState | None, PortState | None]) -> Iterator[Drift]:
    words = [state.fec for state in told if state is not None and state.fec]
    if cable.rate_gbps >= FEC_ALWAYS_GBPS and any(word in NO_FEC for word in words):
        yield _of(planned, DriftKind.FEC, cable, f"has no FEC at {cable.rate_gbps} Gb/s", "Set FEC to RS, or to auto, at both ends")
    elif len(words) == 2 and words[0] != words[1] and all(word in (*TOLD_APART, *NO_FEC) for word in words):
        yield _of(planned, DriftKind.FEC, cable, f"has FEC {words[0]} at its A end and {words[1]} at its B end", "Set the same at both ends")


def _complaints(planned: Planned, cable: Cable, end: End, state: PortState, limits: Mapping[str, int]) -> Iterator[Drift]:
    above = [f"{name} {value} (limit {limits[name]})" for name, value in state.counters if name in limits and value > limits[name]]
    if above:
        yield _of(planned, DriftKind.ERRORS, cable, f"counts at {end}: {', '.join(above)}", "Clean and seat the plugs, clear the counters, look again", end=end)
    if state.alarms:
        yield _of(
            planned,
            DriftKind.OPTICS,
            cable,
            f"has optics at {end} that complain: {', '.join(state.alarms)}",
            "Clean the fibre; if it stays, change the module",
            end=end,
        )


def _of(planned: Planned, kind: DriftKind, cable: Cable, what: str, remedy: str, *, end: End | None = None) -> Drift:
    a, b = End(cable.a_device, cable.a_port), End(cable.b_device, cable.b_port)
    ends = (a, b) if end is None or end == a else (b, a)
    return Drift(kind, f"cable {cable.label} {what}", remedy, cables=(cable.label,), ends=tuple(planned.where(one) for one in ends))
