"""The sheets of UFM's Cable Validation Tool: point-to-point, one a fabric, and the unified workbook of later releases."""

from collections.abc import Iterable, Iterator, Sequence

from podwright.outputs.cabling.numbers import is_switch
from podwright.outputs.cabling.rows import CableRow
from podwright.outputs.cabling.text import Cell
from podwright.outputs.cabling.ufm import hca_numbers
from podwright.plan.types import Fabrics, Hosts, Physical, Role

# UFM Cable Validation Tool 1.5 and 1.6, P2P file, Ethernet example; read 2026-11-21.
POINT_TO_POINT = ("A-Rack", "A-U", "A-Node Name", "A-Type", "A-Port", "Z-Rack", "Z-RU", "Z-Node Name", "Z-Type", "Z-Port")
# UFM Cable Validation Tool 1.7.1, P2P file (Links); the other sheets as a public converter to that form writes them; read 2026-11-21.
LINKS = (
    "Protocol",
    "A-Node",
    "A-Port",
    "A-Module-PN",
    "A-Connector",
    "A-MPO-Connector",
    "Z-Node",
    "Z-Port",
    "Z-Module-PN",
    "Z-Connector",
    "Z-MPO-Connector",
    "Shuffle-ID",
)
NODES = ("FabricId", "Rack", "Unit", "TrayIndex", "NodeName", "NodeType", "NodeOs", "NodeModel", "ServerProfile", "Managed", "CredentialProfile", "IP")
LAYOUT = ("FabricId", "DataHall", "ScalableUnit", "Rack", "RackType", "RackGroup")
PROFILES = ("ServerProfile", "PhysicalPort", "RDMAName", "CustomNICName", "NICOSName", "PCIAddress")
PROTOCOLS = {"infiniband": "ib", "ethernet": "ethernet", "nvlink": "nvlink"}
Sheet = tuple[str, tuple[str, ...], list[tuple[Cell, ...]]]
"""Title, column names, lines."""


def point_to_point(rows: Iterable[CableRow], hcas: dict[str, int]) -> Iterator[tuple[Cell, ...]]:
    """Yield the lines of one fabric's point-to-point sheet: hosts' InfiniBand ports by the number that `hca_mapping` gives them, all other ports by name."""
    for row in rows:
        cable = row.cable
        a_port: Cell = hcas[cable.a_port] if row.technology == "infiniband" and not is_switch(row.a) else row.a_called.own
        a_type, b_type = ("Switch" if is_switch(end) else "Host" for end in (row.a, row.b))
        yield row.a.rack, row.a_u, cable.a_device, a_type, a_port, row.b.rack, row.b_u, cable.b_device, b_type, row.b_called.own


def point_to_point_sheets(fabric: Fabrics, rows: Sequence[CableRow]) -> tuple[Sheet, ...]:
    """Return the point-to-point workbook: a sheet a fabric."""
    hcas = hca_numbers(row for row in rows if row.technology == "infiniband")
    by_fabric = ((one.name, [row for row in rows if row.cable.fabric == one.name]) for one in fabric.fabrics)
    return tuple((name, POINT_TO_POINT, list(point_to_point(mine, hcas))) for name, mine in by_fabric)


def workbook(physical: Physical, fabric: Fabrics, hosts: Hosts, rows: Iterable[CableRow], *, system: str = "cumulus") -> tuple[Sheet, ...]:
    """Return the four sheets of the unified workbook; cells that only a site knows (hall, credentials, PCI addresses) are empty."""
    found = list(rows)
    names = {name for row in found for name in (row.cable.a_device, row.cable.b_device)}
    addresses = {address.device: address.v4 for address in fabric.addresses if address.fabric == "out_of_band"} | {
        host.name: host.in_band_v4 for host in hosts.hosts
    }
    technology = {row.name: row.technology for row in fabric.fabrics}
    nodes: list[tuple[Cell, ...]] = []
    for device in physical.devices:
        if device.name not in names:
            continue
        switch = is_switch(device)
        runs = ("nvos" if technology[device.fabric or ""] == "infiniband" else system) if switch else ""
        profile = device.kind if device.role is Role.GPU_NODE else ""
        place: tuple[Cell, ...] = (device.fabric or "", device.rack, device.lowest_u if device.height_u else None, None)
        kind = "switch" if switch else "host"
        nodes.append((*place, device.name, kind, runs, device.kind, profile, "yes" if switch else "no", None, addresses.get(device.name)))
    layout: list[tuple[Cell, ...]] = [(None, None, f"SU{rack.unit}" if rack.unit else None, rack.name, rack.kind, None) for rack in physical.racks]
    return (
        ("Nodes", NODES, nodes),
        ("DC Floor Layout", LAYOUT, layout),
        ("Links", LINKS, [_link(row) for row in found]),
        ("Server Profile", PROFILES, sorted(_profiles(found))),
    )


def _link(row: CableRow) -> tuple[Cell, ...]:
    cable, part = row.cable, row.part
    a = (cable.a_device, row.a_called.own, part.a_module or part.part, row.a_connector, None)
    b = (cable.b_device, row.b_called.own, part.b_module or part.part, row.b_connector, None)
    return PROTOCOLS[row.technology], *a, *b, None


def _profiles(rows: Iterable[CableRow]) -> set[tuple[Cell, ...]]:
    """Return the ports of each kind of GPU node by their number on a fabric; what the fabric's network interface is called is what the plan calls the port."""
    nodes = [row for row in rows if row.a.role is Role.GPU_NODE and row.rail is not None]
    return {
        (row.a.kind, f"{row.cable.fabric}-{row.rail}-{row.plane}", row.cable.a_port if row.technology == "infiniband" else "", "", row.cable.a_port, "")
        for row in nodes
    }
