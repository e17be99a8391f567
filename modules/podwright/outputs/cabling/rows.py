"""What is known of each cable in one row: plan sections joined, nothing chosen."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from podwright.outputs.cables import rack_unit
from podwright.plan.names import PortName
from podwright.plan.port_names import Called, Callers
from podwright.plan.strands import Strands
from podwright.plan.types import Bundle, Cable, Device, Ethernet, Fabrics, Physical, Pulling
from podwright.plan.types.fabric import CablePart


class CableRow(NamedTuple):
    """One cable with its ends, its bundle and its number in it (from 1), what is bought for it; `rail` is None between switches.

    `plug` is the port that the plug at the A end is called by; the legs of one cable share it. `cable` has the plan's names of ports, which labels keep; what the
    systems themselves and their fronts call them is beside it.
    """

    cable: Cable
    technology: str
    bundle: Bundle
    number: int
    plane: int
    rail: int | None
    colour: str
    part: CablePart
    a: Device
    a_u: int | str
    a_connector: str
    b: Device
    b_u: int | str
    b_connector: str
    plug: PortName
    a_called: Called
    b_called: Called


def cable_rows(physical: Physical, fabric: Fabrics, pulling: Pulling, ethernet: Ethernet | None = None) -> Iterator[CableRow]:
    """Yield every cable in the order in which it is pulled: by bundle, in a bundle by label."""
    devices = {device.name: device for device in physical.devices}
    ports = {(port.device, port.name): port for port in fabric.ports}
    parts = {(row.fabric, row.tier, row.medium, row.a_class, row.length_m): row for row in fabric.parts}
    cages = {(row.kind, row.port): row.cage for row in fabric.cages}
    technology = {row.name: row.technology for row in fabric.fabrics}
    strands, names = Strands(fabric, pulling), Callers(ethernet)
    ends = {(row.fabric, row.tier, row.a_rack, row.b_rack): index for index, row in enumerate(pulling.bundles)}

    def bundle_of(cable: Cable) -> int:
        return ends[cable.fabric, cable.tier, devices[cable.a_device].rack, devices[cable.b_device].rack]

    seen: Counter[int] = Counter()
    for index, cable in sorted(((bundle_of(cable), cable) for cable in fabric.cables), key=lambda row: (row[0], row[1].label)):
        seen[index] += 1
        a, b = devices[cable.a_device], devices[cable.b_device]
        a_port, b_port = ports[a.name, cable.a_port], ports[b.name, cable.b_port]
        strand = strands.of(cable)
        yield CableRow(
            cable,
            technology[cable.fabric],
            pulling.bundles[index],
            seen[index],
            strand.plane,
            strand.rail,
            strand.colour,
            parts[cable.fabric, cable.tier, cable.medium, a.device_class, cable.length_m],
            a,
            rack_unit(a),
            a_port.connector,
            b,
            rack_unit(b),
            b_port.connector,
            cages.get((a.kind, cable.a_port), cable.a_port) if cable.leg else cable.a_port,
            names.of(a.name, cable.a_port),
            names.of(b.name, cable.b_port),
        )


def end_names(row: CableRow) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return device and port of the A end and of the B end, as their fronts say it."""
    return (row.cable.a_device, row.a_called.front), (row.cable.b_device, row.b_called.front)
