"""Which port joins which: every cable is a function of the ordinals at its two ends."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from podwright.catalog.architecture import FabricRule
from podwright.catalog.load import Catalog
from podwright.catalog.products import HostPort, SwitchKind, SystemKind
from podwright.plan.finding import Finding, Infeasible
from podwright.plan.names import DeviceName, PodName, PortName
from podwright.plan.naming import cable_label
from podwright.plan.sizing import Sizing, seat
from podwright.plan.types import Cable, Device, Medium, Physical, Port, Role, Tier


@dataclass(frozen=True, slots=True)
class End:
    """One end of a cable before it has a name: device, port, lane, connector, rate."""

    device: DeviceName
    port: str
    lane: int
    connector: str
    rate_gbps: int


Row = tuple[FabricRule, Tier, End, End]


@dataclass(frozen=True, slots=True)
class Cabling:
    """All ports in device and name order, all cables in label order, and the media they need."""

    ports: tuple[Port, ...]
    cables: tuple[Cable, ...]
    media: tuple[Medium, ...]


@dataclass(frozen=True, slots=True)
class Stand:
    """The devices of a pod by what a seat calls them (`gpu_node`, `compute/leaf`, `pdu/unit`), each list by ordinal."""

    by_holds: Mapping[str, Mapping[int, Device]]

    def all(self, holds: str) -> Iterable[Device]:
        """Return every such device, in order of ordinal."""
        found = self.by_holds.get(holds, {})
        return (found[ordinal] for ordinal in sorted(found))

    def one(self, holds: str, ordinal: int) -> Device:
        """Return the one with this ordinal."""
        return self.by_holds[holds][ordinal]


def stand_of(physical: Physical) -> Stand:
    """Return the devices by what a seat calls them."""
    found: dict[str, dict[int, Device]] = {}
    for device in physical.devices:
        found.setdefault(_holds(device), {})[device.ordinal] = device
    return Stand(found)


def cable(pod: PodName, catalog: Catalog, physical: Physical, sizing: Sizing) -> Cabling:
    """Return every port and cable of the pod.

    Laws: no port twice; the A end is the lower tier's; a cable stays where it is when units are added, unless its spine count changes.
    Raises: Infeasible when a port does not exist or no medium joins two ends.
    """
    stand = stand_of(physical)
    rows: list[Row] = []
    for fabric in catalog.architecture.fabrics:
        rows += _attached(fabric, catalog, stand)
        rows += _to_spines(fabric, catalog, stand, sizing)
        rows += _to_managers(fabric, catalog, stand, sizing)
        rows += _into_another(fabric, catalog, stand, sizing)
    return _joined(pod, catalog, rows)


def switch_end(kind: SwitchKind, device: Device, index: int, *, lane: int = 0) -> End:
    """Return the end at a switch's port with this index, counted from 1.

    Raises: Infeasible when the switch has no such port.
    """
    try:
        name, connector, rate_gbps = kind.port(index)
    except KeyError:
        raise Infeasible(
            (
                Finding(
                    "P401",
                    device.name,
                    f"port {index} is needed, {kind.name} has {sum(b.count for b in kind.port_blocks)}",
                    "Lower scalable_units, or ask for fewer hosts",
                ),
            )
        ) from None
    return End(device.name, name, lane, connector, rate_gbps)


def host_end(kind: SystemKind, fabric: FabricRule, device: Device, lane: int) -> End | None:
    """Return the end at a system's port for one lane of a fabric, or None where it has none."""
    port = next((port for port in kind.ports if port.fabric == fabric.name and port.lane == lane), None)
    return End(device.name, operating_name(port, fabric.technology), lane, port.connector, port.rate_gbps) if port else None


def operating_name(port: HostPort, technology: str) -> str:
    """Return what the operating system calls a port: a port that can be either has a second name on Ethernet."""
    return port.ethernet_name or port.name if technology == "ethernet" else port.name


def _holds(device: Device) -> str:
    if device.role is Role.PDU:
        return "pdu/pod" if device.place.unit == 0 else "pdu/unit"
    return f"{device.fabric}/{device.role}" if device.fabric else str(device.role)


def _attached(fabric: FabricRule, catalog: Catalog, stand: Stand) -> Iterator[Row]:
    """Yield the cables from seats to leaves: lane l of a seat lands on leaf l x leaves / lanes of its block."""
    leaf_kind = catalog.switches[fabric.leaf]
    for row in fabric.seats:
        for device in stand.all(row.holds):
            at = seat(row, device.ordinal)
            for lane in range(fabric.lane_count):
                end = _device_end(catalog, fabric, device, row.lane + lane)
                if end:
                    yield fabric, Tier.NODE_LEAF, end, _leaf_end(fabric, leaf_kind, stand, at, lane, row.holds)


def _device_end(catalog: Catalog, fabric: FabricRule, device: Device, lane: int) -> End | None:
    if device.kind in catalog.systems:
        return host_end(catalog.systems[device.kind], fabric, device, lane)
    port = catalog.switches[device.kind].management_port
    return End(device.name, port.name, lane, port.connector, port.rate_gbps)


def _leaf_end(fabric: FabricRule, kind: SwitchKind, stand: Stand, at: int, lane: int, holds: str) -> End:
    lanes_per_leaf = fabric.lane_count // fabric.leaves_per_block
    block, index = divmod(at, fabric.hosts_per_block)
    leaf = block * (fabric.leaves_per_block + fabric.system_leaves_per_block) + lane // lanes_per_leaf
    if leaf not in stand.by_holds.get(f"{fabric.name}/leaf", {}):
        raise Infeasible(
            (Finding("P401", f"fabric {fabric.name}", f"seat {at + 1} of {holds} is on leaf {leaf + 1}, which does not stand", "Ask for fewer of them"),)
        )
    return switch_end(kind, stand.one(f"{fabric.name}/leaf", leaf), index * lanes_per_leaf + lane % lanes_per_leaf + 1, lane=lane)


def _to_spines(fabric: FabricRule, catalog: Catalog, stand: Stand, sizing: Sizing) -> Iterator[Row]:
    """Yield the cables from leaves to spines: uplink t of a leaf goes to spine t mod spines, so that all spines are met evenly."""
    spines = sizing.fabrics[fabric.name].spine_count
    if not spines or not fabric.spine:
        return
    leaf_kind, spine_kind = catalog.switches[fabric.leaf], catalog.switches[fabric.spine]
    per_block = fabric.leaves_per_block + fabric.system_leaves_per_block
    ups = [fabric.uplinks_per_leaf] * fabric.leaves_per_block + [fabric.uplinks_per_system_leaf] * fabric.system_leaves_per_block
    down = fabric.hosts_per_block * fabric.lane_count // fabric.leaves_per_block
    for leaf in stand.all(f"{fabric.name}/leaf"):
        block, index = divmod(leaf.ordinal, per_block)
        first = (block * sum(ups) + sum(ups[:index])) // spines
        for uplink in range(ups[index]):
            spine = stand.one(f"{fabric.name}/spine", uplink % spines)
            yield fabric, Tier.LEAF_SPINE, switch_end(leaf_kind, leaf, down + uplink + 1), switch_end(spine_kind, spine, first + uplink // spines + 1)


def _to_managers(fabric: FabricRule, catalog: Catalog, stand: Stand, sizing: Sizing) -> Iterator[Row]:
    """Yield the cables from UFM appliances to the leaves of the first block, at the seat of the node that made room."""
    if not fabric.ufm or not catalog.architecture.ufm or not sizing.has_ufm:
        return
    per_appliance = fabric.ufm.link_count // fabric.ufm.appliance_count
    ports = [port for port in catalog.systems[catalog.architecture.ufm.kind].ports if port.fabric == "managed"]
    for link in range(fabric.ufm.link_count):
        appliance, port = stand.one(f"{fabric.name}/ufm", link // per_appliance), ports[link % per_appliance]
        leaf = _leaf_end(fabric, catalog.switches[fabric.leaf], stand, catalog.architecture.ufm.node_seat, link, "ufm")
        yield fabric, Tier.UFM_LEAF, End(appliance.name, port.name, link % per_appliance, port.connector, port.rate_gbps), leaf


def _into_another(fabric: FabricRule, catalog: Catalog, stand: Stand, sizing: Sizing) -> Iterator[Row]:
    """Yield the uplinks of a fabric that hangs on another one's top layer, from that layer's last port down."""
    if not fabric.uplinks_into:
        return
    other = next(rule for rule in catalog.architecture.fabrics if rule.name == fabric.uplinks_into)
    size = sizing.fabrics[other.name]
    layer, count, kind_name = (Role.SPINE, size.spine_count, other.spine) if other.spine and size.spine_count else (Role.LEAF, size.leaf_count, other.leaf)
    assert kind_name is not None, "a fabric with spines names its spine switch"
    kind, tops = catalog.switches[kind_name], min(fabric.uplinks_per_leaf, count)
    per_top = -(-fabric.uplinks_per_leaf // tops)
    for leaf in stand.all(f"{fabric.name}/leaf"):
        for uplink in range(fabric.uplinks_per_leaf):
            top = stand.one(f"{other.name}/{layer}", uplink % tops)
            index = kind.port_count() - leaf.ordinal * per_top - uplink // tops
            yield fabric, Tier.UPLINK, switch_end(catalog.switches[fabric.leaf], leaf, fabric.hosts_per_block + uplink + 1), switch_end(kind, top, index)


def _joined(pod: PodName, catalog: Catalog, rows: Iterable[Row]) -> Cabling:
    """Return the rows as cables with labels, media and ports, in order."""
    media = {(medium.technology, *medium.connectors): medium for medium in catalog.media}
    cables, ports, used = [], [], {}
    for fabric, tier, a, b in rows:
        medium = media.get((fabric.technology, a.connector, b.connector))
        if medium is None or medium.rate_gbps > min(a.rate_gbps, b.rate_gbps):
            raise Infeasible(
                (
                    Finding(
                        "P406",
                        f"{a.device}/{a.port}",
                        f"no cable joins {a.connector} at {a.rate_gbps} Gb/s with {b.connector} at {b.rate_gbps} Gb/s of {b.device}/{b.port}",
                        "Add the medium to the catalogue, or choose other kinds",
                    ),
                )
            )
        used[medium.name] = Medium(medium.name, *medium.connectors, medium.rate_gbps)
        a_port, b_port = PortName(a.port), PortName(b.port)
        cables.append(Cable(cable_label(pod, a.device, a_port), fabric.name, tier, a.device, a_port, b.device, b_port, medium.rate_gbps, medium.name))
        ports.append(Port(a.device, a_port, fabric.name, a.lane, a.rate_gbps, a.connector))
        ports.append(Port(b.device, b_port, fabric.name, b.lane, b.rate_gbps, b.connector))
    return Cabling(
        ports=tuple(sorted(ports, key=lambda port: (port.device, port.name))),
        cables=tuple(sorted(cables, key=lambda cable: cable.label)),
        media=tuple(used[name] for name in sorted(used)),
    )
