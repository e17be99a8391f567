"""Every cable and every port of the pod: what the wiring says, with labels, media and lengths."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from podwright.catalog.load import Catalog
from podwright.catalog.media import MediumKind
from podwright.plan.finding import Finding, Infeasible
from podwright.plan.floor import lengths
from podwright.plan.names import PodName, RackName
from podwright.plan.naming import cable_label
from podwright.plan.sizing import Sizing
from podwright.plan.types import Cable, Medium, Physical, Port
from podwright.plan.wiring import End, rows_of, stand_of


@dataclass(frozen=True, slots=True)
class Cabling:
    """All ports in device and name order, all cables in label order, and the media they need."""

    ports: tuple[Port, ...]
    cables: tuple[Cable, ...]
    media: tuple[Medium, ...]


def cable(pod: PodName, catalog: Catalog, physical: Physical, sizing: Sizing) -> Cabling:
    """Return every port and cable of the pod.

    Laws: no port twice; the A end is the lower tier's; a cable stays where it is when units are added, unless its spine count changes.
    Raises: Infeasible when a port does not exist or no medium joins two ends.
    """
    stand, length_m = stand_of(physical, catalog.layout), lengths(catalog.media.floor)
    cables, ports, used = list[Cable](), list[Port](), dict[str, MediumKind]()
    metres_between: dict[tuple[RackName, RackName], float] = {}
    for fabric in catalog.fabrics:
        name, joining = fabric.name, dict[tuple[str, str, int, int], MediumKind]()
        for tier, a, b, leg in rows_of(fabric, catalog, stand, sizing):
            ends = a.connector, b.connector, a.rate_gbps, b.rate_gbps
            medium = joining.get(ends)
            if medium is None:
                medium = _medium(catalog.media.media, fabric.technology, a, b)
                joining[ends] = used[medium.name] = medium
            racks = a.device.rack, b.device.rack
            metres = metres_between.get(racks) or metres_between.setdefault(racks, length_m(a.device.place.spot, b.device.place.spot))
            a_name, a_port, b_name, b_port = a.device.name, a.port, b.device.name, b.port
            label = cable_label(pod, a_name, a_port)
            cables.append(Cable(label, name, tier, a_name, a_port, b_name, b_port, medium.rate_gbps, medium.name, leg, metres))
            ports.append(Port(a_name, a_port, name, a.lane, a.rate_gbps, a.connector))
            ports.append(Port(b_name, b_port, name, b.lane, b.rate_gbps, b.connector))
    ports.sort(key=attrgetter("device", "name"))
    cables.sort(key=attrgetter("label"))
    media_used = tuple(Medium(name, *used[name].connectors, used[name].rate_gbps) for name in sorted(used))
    return Cabling(tuple(ports), tuple(cables), media_used)


def _medium(media: Iterable[MediumKind], technology: str, a: End, b: End) -> MediumKind:
    """Return the fastest medium that joins two connectors and that both ports can carry.

    Raises: Infeasible where there is none.
    """
    most_gbps = min(a.rate_gbps, b.rate_gbps)
    fitting = [row for row in media if (row.technology, *row.connectors) == (technology, a.connector, b.connector) and row.rate_gbps <= most_gbps]
    if not fitting:
        raise _unjoined(a, b)
    return max(fitting, key=attrgetter("rate_gbps"))


def _unjoined(a: End, b: End) -> Infeasible:
    here, there = f"{a.device.name}/{a.port}", f"{b.device.name}/{b.port}"
    what = f"no cable joins {a.connector} at {a.rate_gbps} Gb/s with {b.connector} at {b.rate_gbps} Gb/s of {there}"
    return Infeasible((Finding("P406", here, what, "Add the medium to the catalogue, or choose other kinds"),))
