"""In which order cables are pulled, and which colour each has."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter

from podwright.catalog.architecture import FabricRule, Layout
from podwright.catalog.load import Catalog
from podwright.plan.cabling import BundleKey, Cabling
from podwright.plan.finding import Finding, Infeasible
from podwright.plan.pace import named
from podwright.plan.sizing import Sizing
from podwright.plan.types.physical import Device, Physical, Role
from podwright.plan.types.pulling import Bundle, PlaneMember, Pulling, Strand
from podwright.spec.cabling import ColourRule

DEFAULT_COLOURS = {"compute": "blue", "storage": "orange", "in_band": "green"}
"""Where nobody says otherwise: the first colours of ANSI/TIA-598's order, in the order in which the fabrics ask for fibre; every other fabric has the fourth."""
OTHER_COLOUR = "brown"


def pull(colours: tuple[ColourRule, ...], catalog: Catalog, sizing: Sizing, physical: Physical, cabling: Cabling) -> Pulling:
    """Return the bundles in the order in which they are pulled, and the colours.

    Laws: a bundle is pulled whole before the next begins. Work goes rack by rack, in name order: at each, the bundles between it and the racks before it; of
    a unit's rack and one of the pod's own or of a zone, the unit's is the one that is worked at. So a unit that is added renumbers no bundle at another unit's
    racks; at the pod's own, whose switches grow in number with the units, it may push one between, and those that stand keep their sequence. At a rack the
    longest bundle goes first, since it lies at the bottom of the tray and nothing is pulled over a finished one; equal lengths by fabric, tier and racks.
    Within a bundle cables follow their labels.
    Raises: Infeasible when a colour is for a fabric, plane or rail that the pod does not have.
    """
    rails = _rail_counts(catalog.fabrics, {name: row.last_lane for name, row in cabling.wired.items()})
    _known(colours, catalog.fabrics, rails)
    return Pulling(
        strands=tuple(row for fabric in catalog.fabrics for row in _strands(fabric, colours, rails[fabric.name])),
        planes=tuple(sorted(row for fabric in catalog.fabrics if fabric.plane_count > 1 for row in _planes(fabric, sizing, physical.devices))),
        bundles=_bundles(cabling.bundles, physical, catalog.layout),
    )


def _rail_counts(fabrics: Iterable[FabricRule], last_lanes: Mapping[str, int]) -> dict[str, int]:
    """Return the rails of each plane of each fabric by its name: more than the fabric has where a system has further ports on it (a network port beside its
    BMC). The lanes of a second plane follow those of the first.
    """
    return {one.name: one.lane_count // one.plane_count if last_lanes[one.name] < one.lane_count else last_lanes[one.name] + 1 for one in fabrics}


def _bundles(cables: Mapping[BundleKey, tuple[int, float]], physical: Physical, layout: Layout) -> tuple[Bundle, ...]:
    words = {rack.name: f"u{rack.unit:03}-r{rack.number:02}" for rack in physical.racks}
    lateness = {rack.name: (layout.scope_of(rack.unit) == "unit", rack.unit, rack.number) for rack in physical.racks}
    rank = {fabric.name: index for index, fabric in enumerate(layout.fabrics)}
    ordered = sorted(
        (max(a, b, key=lateness.__getitem__), -metres, rank[fabric], tier, a, b, fabric, count) for (fabric, tier, a, b), (count, metres) in cables.items()
    )
    return named(
        Bundle,
        (
            (f"{fabric}.{tier}.{words[a]}.{words[b]}", fabric, tier, a, b, pulled_at, order, count, -longest_first)
            for pulled_at, rows in groupby(ordered, key=itemgetter(0))
            for order, (_, longest_first, _, tier, a, b, fabric, count) in enumerate(rows, start=1)
        ),
    )


def _strands(fabric: FabricRule, rules: tuple[ColourRule, ...], rail_count: int) -> Iterator[Strand]:
    mine = [rule for rule in rules if rule.fabric == fabric.name]
    for plane in range(fabric.plane_count):
        first = fabric.rail(plane * fabric.lanes_per_plane)
        for rail in (None, *range(first, first + rail_count)):
            fitting = [rule for rule in mine if rule.plane in (None, plane) and rule.rail in (None, rail)]
            most = max(((rule.rail is not None, rule.plane is not None, rule.colour.value) for rule in fitting), default=None, key=itemgetter(0, 1))
            yield Strand(fabric.name, plane, rail, most[2] if most else DEFAULT_COLOURS.get(fabric.name, OTHER_COLOUR))


def _planes(fabric: FabricRule, sizing: Sizing, devices: Iterable[Device]) -> Iterator[PlaneMember]:
    tiers = sizing.fabrics[fabric.name].tiers
    for device in devices:
        if device.fabric != fabric.name:
            continue
        if device.role is Role.LEAF:
            yield PlaneMember(device.name, device.ordinal % fabric.leaves_in_block * fabric.plane_count // fabric.leaves_in_block)
        elif device.role is Role.SPINE:
            yield PlaneMember(device.name, tiers.place(device.ordinal)[1] * fabric.plane_count // tiers.column_count)
        elif device.role is Role.CORE:
            yield PlaneMember(device.name, device.ordinal // tiers.cores_per_plane)


def _known(rules: tuple[ColourRule, ...], fabrics: Iterable[FabricRule], rails: Mapping[str, int]) -> None:
    by_name = {fabric.name: fabric for fabric in fabrics}
    findings = []
    for index, rule in enumerate(rules):
        where, fabric = f"cabling.colours[{index}]", by_name.get(rule.fabric)
        if fabric is None:
            findings.append(Finding("P430", where, f"the pod has no fabric {rule.fabric}", f"Name one of {', '.join(by_name)}"))
            continue
        rail_count = fabric.lane_count if fabric.divides_rails else rails[fabric.name]
        for word, value, count in (("plane", rule.plane, fabric.plane_count), ("rail", rule.rail, rail_count)):
            if value is not None and value >= count:
                what = f"{word} {value} of {rule.fabric}, which has {count}, counted from 0"
                findings.append(Finding("P430", where, what, f"Give one from 0 to {count - 1}, or drop the entry"))
    if findings:
        raise Infeasible(tuple(findings))
