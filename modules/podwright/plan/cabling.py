"""Every cable and every port of the pod: what the wiring says, with labels, media and lengths."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter

from podwright.catalog.load import Catalog
from podwright.catalog.media import MediumKind
from podwright.plan.finding import Finding, Infeasible
from podwright.plan.floor import lengths
from podwright.plan.names import DeviceName, PodName, RackName
from podwright.plan.naming import label_stem
from podwright.plan.pace import new_row
from podwright.plan.sizing import Sizing
from podwright.plan.standing import stand_of
from podwright.plan.types import Cable, Medium, Physical, Port, Tier
from podwright.plan.wiring import runs_of

BundleKey = tuple[str, Tier, RackName, RackName]
"""Fabric and tier, rack of the A ends and of the B ends: cables that are pulled together."""
BY_NAME = attrgetter("name")


@dataclass(frozen=True, slots=True)
class Wired:
    """The cables of one fabric in the order of its wiring, the port at the A end of each, and the highest lane among these."""

    cables: Sequence[Cable]
    a_ends: Sequence[Port]
    last_lane: int


@dataclass(frozen=True, slots=True)
class Cabling:
    """The ports of each device in name order, all cables in label order, the media they need; how many cables a bundle has, a split one once, and how long they are
    (m); the same cables by fabric.
    """

    ports: Mapping[DeviceName, Sequence[Port]]
    cables: tuple[Cable, ...]
    media: tuple[Medium, ...]
    bundles: Mapping[BundleKey, tuple[int, float]]
    wired: Mapping[str, Wired]


def cable(pod: PodName, catalog: Catalog, physical: Physical, sizing: Sizing) -> Cabling:
    """Return every port and cable of the pod.

    Laws: no port twice; the A end is the lower tier's; a cable stays where it is when units are added, unless its spine count changes.
    Raises: Infeasible when a port does not exist or no medium joins two ends.
    """
    stand, length_m = stand_of(physical, catalog.layout), lengths(catalog.media.floor)
    ends_at = {device.name: list[Port]() for device in physical.devices}
    used, bundles, wired = dict[str, MediumKind](), dict[tuple[str, Tier, RackName], dict[RackName, list[float]]](), dict[str, Wired]()
    for fabric in catalog.fabrics:
        name, joining = fabric.name, dict[tuple[str, str, int, int], MediumKind]()
        cables, a_ends = list[Cable](), list[Port]()
        for tier, a, joints in runs_of(fabric, catalog, stand, sizing):
            a_name, a_spot, stem, own = a.name, a.place.spot, label_stem(pod, a.name), ends_at[a.name]
            to_rack = bundles.setdefault((name, tier, a.rack), {})
            for a_end, b, b_end, leg in joints:
                _, a_port, _, _, a_gbps, a_connector = a_end
                b_name, b_port, _, _, b_gbps, b_connector = b_end
                ends = a_connector, b_connector, a_gbps, b_gbps
                medium = joining.get(ends)
                if medium is None:
                    medium = _medium(catalog.media.media, fabric.technology, a_end, b_end)
                    joining[ends] = used[medium.name] = medium
                bundle = to_rack.get(b.rack)
                if bundle is None:
                    to_rack[b.rack] = bundle = [0, length_m(a_spot, b.place.spot)]
                if leg < 2:
                    bundle[0] += 1
                cables.append(new_row(Cable, (stem + a_port, name, tier, a_name, a_port, b_name, b_port, medium.rate_gbps, medium.name, leg, bundle[1])))
                a_ends.append(a_end)
                own.append(a_end)
                ends_at[b_name].append(b_end)
        wired[name] = Wired(cables, a_ends, max((end.lane for end in a_ends), default=0))
    for own in ends_at.values():
        own.sort(key=BY_NAME)
    return Cabling(
        ports=ends_at,
        cables=tuple(sorted(chain.from_iterable(row.cables for row in wired.values()))),
        media=tuple(Medium(name, *used[name].connectors, used[name].rate_gbps) for name in sorted(used)),
        bundles={(*key, b_rack): (int(count), metres) for key, to_rack in bundles.items() for b_rack, (count, metres) in to_rack.items()},
        wired=wired,
    )


def _medium(media: Iterable[MediumKind], technology: str, a: Port, b: Port) -> MediumKind:
    """Return the fastest medium that joins two connectors and that both ports can carry.

    Raises: Infeasible where there is none.
    """
    wanted, most_gbps = (technology, a.connector, b.connector), min(a.rate_gbps, b.rate_gbps)
    fitting = [kind for kind in media if (kind.technology, *kind.connectors) == wanted and kind.rate_gbps <= most_gbps]
    if not fitting:
        what = f"no cable joins {a.connector} at {a.rate_gbps} Gb/s with {b.connector} at {b.rate_gbps} Gb/s of {b.device}/{b.name}"
        raise Infeasible((Finding("P406", f"{a.device}/{a.name}", what, "Add the medium to the catalogue, or choose other kinds"),))
    return max(fitting, key=attrgetter("rate_gbps"))
