"""The plan's cables as a comparison asks for them: by their ends, with the place of each, and what a switch calls the port with a number."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from podwright.plan.names import PortName
from podwright.plan.pci_names import pci_place, rdma_name
from podwright.plan.port_names import PanelNames, names_of_panels
from podwright.plan.types import Cable, Device, Ethernet, Fabrics, Physical, Port, Role, Tier

CAGE_AND_LANE = re.compile(r"(?P<before>[a-z]*)(?P<cage>\d+)(?P<between>[^\d]+)(?P<lane>\d+)")
ADAPTER_NUMBER = re.compile(r"(?:mlx5_(?P<from_0>\d+)|HCA-(?P<from_1>\d+))")
SWITCHES = (Role.LEAF, Role.SPINE, Role.CORE)


class End(NamedTuple):
    """One end of a cable: the plan's names, or those that an unknown thing gives itself."""

    device: str
    port: str

    def __str__(self) -> str:
        """Return the end as people write it."""
        return f"{self.device}/{self.port}"


class Where(NamedTuple):
    """Where an end is: rack and rack unit; both empty for what the plan does not have, the unit alone for what stands beside the units."""

    device: str
    port: str
    rack: str
    u: str


class Naming(NamedTuple):
    """How the ports of one kind of InfiniBand switch are called: by cage and lane, or, where every port has a cage of its own, by the only module and the port."""

    before: str
    between: str
    lanes: int

    def name(self, number: str) -> str:
        """Return the name of the port with a number from 1."""
        if not number.isdigit() or number == "0":
            return number
        cage, lane = (0, int(number) - 1) if self.lanes == 1 else divmod(int(number) - 1, self.lanes)
        return f"{self.before}{cage + 1}{self.between}{lane + 1}"


@dataclass(frozen=True, slots=True)
class Planned:
    """What should be. `cable_at` and `peer` have both ends of every cable; `subnet_of` has a number for every InfiniBand switch, the same where they meet.

    `names_of` has the ports of Ethernet switches that call them otherwise than the plan does, `port_of` the plan's names by those that such a switch uses or tells.
    `plug_at` has the near end of every leg, and the port that its plug is called by, the same for all legs of a cable that splits.
    """

    devices: Mapping[str, Device]
    technology: Mapping[str, str]
    rails: Mapping[str, int]
    planes: Mapping[str, int]
    cable_at: Mapping[End, Cable]
    peer: Mapping[End, End]
    lane_at: Mapping[tuple[str, str], int]
    lanes_of_switch: Mapping[str, frozenset[int]]
    subnet_of: Mapping[str, str]
    ports_of: Mapping[str, tuple[Port, ...]]
    naming_of: Mapping[str, Naming]
    names_of: Mapping[str, PanelNames]
    port_of: Mapping[str, Mapping[str, str]]
    plug_at: Mapping[End, End]

    def where(self, end: End) -> Where:
        """Return the place of an end."""
        device = self.devices.get(end.device)
        if device is None:
            return Where(end.device, end.port, "", "")
        top = device.lowest_u + device.height_u - 1
        u = "" if not device.height_u else f"U{device.lowest_u}" if device.height_u == 1 else f"U{device.lowest_u}-{top}"
        return Where(end.device, end.port, device.rack, u)

    def labels(self, *ends: End) -> tuple[str, ...]:
        """Return the labels of the planned cables of these ends, each once."""
        return tuple(dict.fromkeys(self.cable_at[end].label for end in ends if end in self.cable_at))

    def plane(self, fabric: str, lane: int) -> int:
        """Return the plane that a lane of a fabric is in, from 0."""
        return lane // self.rails.get(fabric, 1) if self.planes.get(fabric, 1) > 1 else 0

    def switch_port(self, device: str, number: str) -> str:
        """Return the name of the port of an InfiniBand switch that a scan knows by its number: the second port of cage 3 is the sixth."""
        naming = self.naming_of.get(self.devices[device].kind)
        return naming.name(number) if naming else number

    def own_port(self, device: str, port: str) -> str:
        """Return what a device itself calls a port of the plan."""
        called = self.names_of.get(device, {}).get(port)
        return called.name if called else port

    def told_port(self, device: str, told: str) -> str:
        """Return the port of the plan that a device calls so, or tells its neighbours so; what is neither stays."""
        return self.port_of.get(device, {}).get(told, told)

    def adapter_port(self, device: str, adapter: str) -> str | None:
        """Return the planned port that an adapter of a host is, by its RDMA name; None where the name does not tell.

        `mlx5_3` is the fourth function in the order of PCI places, as the kernel counts them; where names tell no place, the fourth lane.
        """
        ports = [port for port in self.ports_of.get(device, ()) if self.technology.get(port.fabric) == "infiniband"]
        for port in ports:
            if adapter in (port.name, rdma_name(port.name, technology="infiniband")):
                return port.name
        found = ADAPTER_NUMBER.fullmatch(adapter)
        if found is None:
            return None
        number = int(found["from_0"]) if found["from_0"] else int(found["from_1"]) - 1
        placed = sorted((place, port.name) for port in self.ports_of[device] if (place := pci_place(port.name)) is not None)
        names = [name for _, name in placed] if placed else [port.name for port in sorted(ports, key=lambda port: port.lane)]
        is_one = 0 <= number < len(names) and any(port.name == names[number] for port in ports)
        return names[number] if is_one else None


def planned(physical: Physical, fabric: Fabrics, ethernet: Ethernet | None = None) -> Planned:
    """Return the plan's cables by their ends; without the Ethernet section all switches call their ports as the plan does."""
    cable_at, peer = dict[End, Cable](), dict[End, End]()
    for cable in fabric.cables:
        a, b = End(cable.a_device, cable.a_port), End(cable.b_device, cable.b_port)
        cable_at[a] = cable_at[b] = cable
        peer[a], peer[b] = b, a
    ports_of: dict[str, list[Port]] = {}
    for port in fabric.ports:
        ports_of.setdefault(port.device, []).append(port)
    devices: dict[str, Device] = {device.name: device for device in physical.devices}
    technology = {one.name: one.technology for one in fabric.fabrics}
    lane_at: dict[tuple[str, str], int] = {(port.device, port.name): port.lane for port in fabric.ports}
    panels = names_of_panels(ethernet) if ethernet is not None else {}
    backward = {panel: {told: port for port, row in rows.items() for told in (row.name, row.alias)} for panel, rows in panels.items()}
    called = ethernet.switches if ethernet is not None and panels else ()
    return Planned(
        devices=devices,
        technology=technology,
        rails={one.name: one.rail_count for one in fabric.fabrics},
        planes={one.name: one.plane_count for one in fabric.fabrics},
        cable_at=cable_at,
        peer=peer,
        lane_at=lane_at,
        lanes_of_switch=_lanes(fabric, devices, lane_at),
        subnet_of=_subnets(fabric.cables, devices, technology),
        ports_of={name: tuple(rows) for name, rows in ports_of.items()},
        naming_of=_namings(fabric, devices, technology),
        names_of={row.device: panels[row.panel] for row in called},
        port_of={row.device: backward[row.panel] for row in called},
        plug_at=_plugs(fabric, devices),
    )


def _plugs(fabric: Fabrics, devices: Mapping[str, Device]) -> dict[End, End]:
    cages = {(row.kind, row.port): row.cage for row in fabric.cages}
    ends = (End(cable.a_device, cable.a_port) for cable in fabric.cables if cable.leg)
    return {end: End(end.device, cages.get((devices[end.device].kind, PortName(end.port)), end.port)) for end in ends}


def _namings(fabric: Fabrics, devices: Mapping[str, Device], technology: Mapping[str, str]) -> dict[str, Naming]:
    """Return how the ports of every kind of InfiniBand switch are called, as one that is cabled tells; the plan's cages say how many ports share one."""
    in_cage = Counter((row.kind, row.cage) for row in fabric.cages)
    lanes = {kind: max(count for (other, _), count in in_cage.items() if other == kind) for kind, _ in in_cage}
    found: dict[str, Naming] = {}
    for port in fabric.ports:
        device = devices[port.device]
        if device.kind not in found and device.role in SWITCHES and technology[port.fabric] == "infiniband":
            parts = CAGE_AND_LANE.fullmatch(port.name)
            if parts:
                found[device.kind] = Naming(parts["before"], parts["between"], lanes.get(device.kind, 1))
    return found


def _lanes(fabric: Fabrics, devices: Mapping[str, Device], lane_at: Mapping[tuple[str, str], int]) -> dict[str, frozenset[int]]:
    """Return the lanes that a switch serves: those of the hosts on it, and those of the switches below it."""
    found: dict[str, set[int]] = {}
    for cable in fabric.cables:
        if cable.tier is Tier.NODE_LEAF and devices[cable.b_device].fabric == cable.fabric and devices[cable.a_device].role not in SWITCHES:
            found.setdefault(cable.b_device, set()).add(lane_at[cable.a_device, cable.a_port])
    for tier in (Tier.LEAF_SPINE, Tier.SPINE_CORE):
        for cable in fabric.cables:
            if cable.tier is tier:
                found.setdefault(cable.b_device, set()).update(found.get(cable.a_device, ()))
    return {name: frozenset(lanes) for name, lanes in found.items()}


def _subnets(cables: Iterable[Cable], devices: Mapping[str, Device], technology: Mapping[str, str]) -> dict[str, str]:
    """Return for each InfiniBand switch the first switch, by name, of those that it meets over switches alone."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for cable in cables:
        if technology[cable.fabric] != "infiniband":
            continue
        ends = [name for name in (cable.a_device, cable.b_device) if devices[name].role in SWITCHES]
        roots = sorted({root(name) for name in ends})
        if len(roots) > 1:
            parent[roots[1]] = roots[0]
    return {name: root(name) for name in parent}
