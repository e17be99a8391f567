"""Every cable has two ends that exist and fit, and rails stay rails."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from podwright.plan.finding import Finding, Severity
from podwright.plan.names import DeviceName, PortName
from podwright.plan.types import Plan, Port, Role, Tier
from podwright.plan.types.fabric import CablePart
from podwright.plan.types.physical import DeviceClass

COMPILE_AGAIN = "This plan was edited by hand: compile it again"


def every_cable_end_exists(plan: Plan) -> Iterator[Finding]:
    """Find every cable end at a device or a port that the plan does not hold."""
    devices = {device.name for device in plan.physical.devices}
    ports = {device: own for device, own in _ports(plan).items() if device in devices}
    for cable in plan.fabric.cables:
        for device, name in ((cable.a_device, cable.a_port), (cable.b_device, cable.b_port)):
            if name not in ports.get(device, ()):
                what = f"it ends at {device}/{name}, which is no port" if device in devices else f"it ends at {device}, which stands in no rack"
                yield Finding("P401", f"cable {cable.label}", what, COMPILE_AGAIN)


def every_port_has_one_cable(plan: Plan) -> Iterator[Finding]:
    """Find every port that no cable or more than one cable ends at."""
    count = {device: dict.fromkeys(own, 0) for device, own in _ports(plan).items()}
    for cable in plan.fabric.cables:
        for device, name in ((cable.a_device, cable.a_port), (cable.b_device, cable.b_port)):
            own = count.get(device) or count.setdefault(device, {})
            own[name] = own.get(name, 0) + 1
    labels: dict[tuple[DeviceName, PortName], list[str]] = {(device, name): [] for device, own in count.items() for name, ends in own.items() if ends != 1}
    for cable in plan.fabric.cables if labels else ():
        for end in ((cable.a_device, cable.a_port), (cable.b_device, cable.b_port)):
            if end in labels:
                labels[end].append(cable.label)
    for end, cables in sorted(labels.items()):
        what = f"{len(cables)} cables end at it: {', '.join(cables)}" if cables else "no cable ends at it"
        yield Finding("P402", "/".join(end), what, "Ask for fewer hosts or units, so that no port is needed twice" if cables else COMPILE_AGAIN)


def every_cable_fits(plan: Plan) -> Iterator[Finding]:
    """Find every cable whose rate a port cannot carry, or whose plug a port does not take."""
    ports, plugs = _ports(plan), {medium.name: (medium.a_connector, medium.b_connector) for medium in plan.fabric.media}
    for cable in plan.fabric.cables:
        a_plug, b_plug = plugs.get(cable.medium, (None, None))
        for device, name, plug in ((cable.a_device, cable.a_port, a_plug), (cable.b_device, cable.b_port, b_plug)):
            port = ports.get(device, {}).get(name)
            if port is None:
                continue
            if cable.rate_gbps > port.rate_gbps:
                what = f"cable {cable.label} runs at {cable.rate_gbps} Gb/s, the port at {port.rate_gbps}"
                yield Finding("P403", f"{device}/{name}", what, "Choose a medium of the port's rate")
            if plug != port.connector:
                what = f"cable {cable.label} ({cable.medium}) has a {plug or 'no'} plug, the port is {port.connector}"
                yield Finding("P404", f"{device}/{name}", what, "Choose a medium with the port's connector")


def rails_are_aligned(plan: Plan) -> Iterator[Finding]:
    """Find every node whose rail lands on another leaf than the same rail of the nodes with which its other rails share leaves."""
    first_of: dict[tuple[int, str], Rails] = {}
    for node, rails in _rails(plan).items():
        first = next((first_of[rail, leaf] for rail, (_, leaf) in rails.items() if (rail, leaf) in first_of), rails)
        for rail, (port, leaf) in rails.items():
            expected = first.get(rail, (port, leaf))[1]
            if leaf == expected:
                first_of.setdefault((rail, leaf), first)
            else:
                what = f"rail {rail} lands on {leaf}, rail {rail} of the nodes beside it on {expected}"
                yield Finding("P405", f"{node}/{port}", what, "Move the cable to that leaf")


Rails = dict[int, tuple[str, str]]
"""Port and leaf of each rail of a node."""


def _rails(plan: Plan) -> dict[str, Rails]:
    leaves = {device.name for device in plan.physical.devices if device.role is Role.LEAF}
    ports = _ports(plan)
    found: dict[str, Rails] = defaultdict(dict)
    for cable in plan.fabric.cables:
        if cable.fabric == "compute" and cable.tier is Tier.NODE_LEAF and cable.b_device in leaves:
            port = ports.get(cable.a_device, {}).get(cable.a_port)
            found[cable.a_device][port.lane if port and port.fabric == "compute" else 0] = cable.a_port, cable.b_device
    return found


def _ports(plan: Plan) -> dict[DeviceName, dict[PortName, Port]]:
    """Return the ports of each device by their names."""
    found: dict[DeviceName, dict[PortName, Port]] = {}
    for port in plan.fabric.ports:
        own = found.get(port.device) or found.setdefault(port.device, {})
        own[port.name] = port
    return found


def upper_layers_have_room(plan: Plan) -> Iterator[Finding]:
    """Note that the next scalable unit will move uplinks, where spines are built for no more units than stand."""
    spines = [fabric for fabric in plan.fabric.fabrics if fabric.spine_count]
    if spines and plan.header.built_for_units == plan.header.scalable_units:
        what = f"spines are built for the scalable units that stand ({plan.header.built_for_units}): a wider spine layer moves uplinks"
        yield Finding(
            "P407",
            f"pod {plan.header.pod}",
            what,
            "Set growth.scalable_units to the size the pod may reach, or accept that growth moves the cables that diff lists",
            Severity.NOTE,
        )


def every_cable_can_be_bought(plan: Plan) -> Iterator[Finding]:
    """Find cables that are longer than any part on sale reaches, tier by tier."""
    parts = _parts(plan)
    for key, count in _lengths(plan).items():
        fabric, tier, medium, _, length_m = key
        part = parts.get(key)
        if part is not None and 0 < part.reach_m < length_m:
            what = f"{count} {tier} cables of {medium} are {length_m:g} m long, the longest on sale reach {part.reach_m:g} m"
            yield Finding("P408", f"fabric {fabric}", what, "Stand the racks closer together, or add a part that reaches so far to the catalogue")


def media_rules_have_no_gap(plan: Plan) -> Iterator[Finding]:
    """Find cables for whose length the media rules name no part, although longer ones may have one: the bill cannot name them."""
    parts = _parts(plan)
    for key, count in _lengths(plan).items():
        fabric, tier, medium, _, length_m = key
        part = parts.get(key)
        if part is None or (part.part is None and not 0 < part.reach_m < length_m):
            known = f"its parts end at {part.reach_m:g} m and leave this length out" if part is not None and part.reach_m else "no part is named for it"
            what = f"{count} {tier} cables of {medium} are {length_m:g} m long, {known}"
            yield Finding(
                "P409", f"fabric {fabric}", what, "Add the part to the catalogue's media; the bill lists these cables by their medium", Severity.WARNING
            )


LengthKey = tuple[str, Tier, str, DeviceClass | None, float]
"""Fabric, tier, medium, class of the A end (None where it stands in no rack), length (m)."""


def _parts(plan: Plan) -> dict[LengthKey, CablePart]:
    return {(row.fabric, row.tier, row.medium, row.a_class, row.length_m): row for row in plan.fabric.parts}


def _lengths(plan: Plan) -> Counter[LengthKey]:
    """Return how many cables have each length, a split cable once."""
    classes = {device.name: device.device_class for device in plan.physical.devices}
    return Counter((row.fabric, row.tier, row.medium, classes.get(row.a_device), row.length_m) for row in plan.fabric.cables if row.leg <= 1)
