"""What NetBox and Nautobot both ask of a pod, a row an object; pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from podwright.outputs.addressed import V4_ALONE, addressed, shared_ends
from podwright.outputs.sonic.names import bond_names
from podwright.plan.hardware import Hardware
from podwright.plan.names import DeviceName, PortName
from podwright.plan.port_names import Callers, names_of_panels
from podwright.plan.types import Address, Device, Plan, Port, Role, SwitchPort

Row = TypeVar("Row", Address, Port)

MAKERS = ("CoolIT", "Edgecore", "NVIDIA", "Vertiv")
"""Makers whose name begins the titles of their products in the catalogue."""
ANY_MAKER = "Any"
"""Who makes what the catalogue describes by its kind alone, such as a rack PDU; both systems insist on a name."""
LOOPBACK, SONIC_LOOPBACK = "lo", "Loopback0"
LOOPBACK_FABRIC = "loopback"

ETHERNET_TYPES: Mapping[tuple[int, str], str] = {
    (1, "rj45"): "1000base-t",
    (10, "rj45"): "10gbase-t",
    (10, "sfp-plus"): "10gbase-x-sfpp",
    (100, "qsfp28"): "100gbase-x-qsfp28",
    (200, "qsfp56"): "200gbase-x-qsfp56",
    (400, "osfp"): "400gbase-x-osfp",
    (400, "qsfp112"): "400gbase-x-qsfp112",
    (800, "osfp"): "800gbase-x-osfp",
}
"""What NetBox calls a port of this rate and connector (4.7.3, dcim/choices.py, InterfaceTypeChoices); a slower lane of a cage has no name there: other."""
INFINIBAND_TYPES = {100: "infiniband-edr", 200: "infiniband-hdr", 400: "infiniband-ndr", 800: "infiniband-xdr"}
OTHER, BOND, VIRTUAL = "other", "lag", "virtual"


class DeviceRecord(NamedTuple):
    """One device. `position` is its lowest rack unit, empty for what stands beside the units."""

    name: str
    role: str
    maker: str
    model: str
    serial: str
    unit: str
    rack: str
    position: str


class InterfaceRecord(NamedTuple):
    """One interface; a bond comes before its members. A number is 0 and a text empty where nothing is known; `mode` is access, tagged or empty."""

    device: str
    name: str
    type: str
    bond: str
    rate_gbps: int
    mtu_bytes: int
    is_management: bool
    fabric: str
    mode: str
    untagged: int
    tagged: tuple[int, ...]


class AddressRecord(NamedTuple):
    """One address with its prefix length; one that two devices share is a record of each."""

    address: str
    fabric: str
    device: str
    interface: str
    is_primary: bool
    is_out_of_band: bool
    dns_name: str
    is_shared: bool = False


def unit_name(unit: int) -> str:
    """Return what a unit is called as a part of the site; unit 0 is the pod's own racks."""
    return f"u{unit:03d}"


def role_of(device: Device) -> str:
    """Return the role of a device in words: of a switch with its fabric."""
    return (
        f"{device.fabric} {device.role}".replace("_", " ")
        if device.fabric and device.role in (Role.LEAF, Role.SPINE, Role.CORE)
        else device.role.replace("_", " ")
    )


def slug(name: str) -> str:
    """Return a name as an address of a page may hold it."""
    return "-".join("".join(letter if letter.isalnum() and letter.isascii() else " " for letter in name.lower()).split())


def maker_and_model(plan: Plan) -> dict[str, tuple[str, str]]:
    """Return maker and model of each kind of device that stands in the pod."""
    titles = {row.kind: row.title for row in plan.physical.products}
    found: dict[str, tuple[str, str]] = {}
    for kind in sorted({device.kind for device in plan.physical.devices}):
        title = titles.get(kind, kind)
        maker, _, model = title.partition(" ")
        found[kind] = (maker, model) if maker in MAKERS and model else (ANY_MAKER, title)
    return found


def heights(plan: Plan) -> dict[str, int]:
    """Return how many rack units each kind of device fills."""
    return {device.kind: device.height_u for device in plan.physical.devices}


def device_records(plan: Plan, hardware: Hardware) -> Iterator[DeviceRecord]:
    """Yield every device in name order."""
    products = maker_and_model(plan)
    for device in plan.physical.devices:
        serial = hardware.serials.get((device.name, PortName("")), "")
        position = str(device.lowest_u) if device.height_u else ""
        yield DeviceRecord(device.name, role_of(device), *products[device.kind], serial, unit_name(device.place.unit), device.rack, position)


class InterfaceNames:
    """What the systems of a pod call their own interfaces: what is read from a switch must be found again."""

    def __init__(self, plan: Plan) -> None:
        """Learn the names of ports and bonds of switches whose system does not use the plan's."""
        self._ports, is_sonic = Callers(plan.ethernet), bool(names_of_panels(plan.ethernet))
        of_switch: dict[str, list[SwitchPort]] = {row.device: [] for row in plan.ethernet.switches} if is_sonic else {}
        for port in plan.ethernet.ports if is_sonic else ():
            of_switch.setdefault(port.device, []).append(port)
        self._bonds = {device: {LOOPBACK: SONIC_LOOPBACK, **bond_names(ports)} for device, ports in of_switch.items()}

    def of(self, device: DeviceName, name: str) -> str:
        """Return the name of an interface on its own device."""
        return self._bonds.get(device, {}).get(name) or self._ports.of(device, name).own


def interface_records(plan: Plan) -> Iterator[InterfaceRecord]:
    """Yield every interface that is cabled or has an address, by device: bonds, ports, then what has an address and no cable."""
    names = InterfaceNames(plan)
    for row in _planned_interfaces(plan):
        device = DeviceName(row.device)
        yield row._replace(name=names.of(device, row.name), bond=names.of(device, row.bond) if row.bond else "")


def _planned_interfaces(plan: Plan) -> Iterator[InterfaceRecord]:
    technology = {row.name: row.technology for row in plan.fabric.fabrics}
    switch_ports = {(row.device, row.port): row for row in plan.ethernet.ports}
    bond_of, mtu_bytes = _bonds(plan), _mtus(plan)
    addresses, ports = _by_device(plan.fabric.addresses), _by_device(plan.fabric.ports)
    for device in plan.physical.devices:
        cabled, of_device = ports.get(device.name, []), addresses.get(device.name, [])
        management = {row.interface for row in of_device if row.fabric == "out_of_band"}
        bonds: dict[str, InterfaceRecord] = {}
        members: list[InterfaceRecord] = []
        for port in cabled:
            place = (device.name, port.name)
            bond, vlans, mtu = bond_of.get(place, ""), _vlans(switch_ports.get(place)), mtu_bytes.get(place, 0)
            if bond and bond not in bonds:
                mtu_of_bond = mtu_bytes.get((device.name, bond), 0)
                bonds[bond] = InterfaceRecord(device.name, bond, BOND, "", 0, mtu_of_bond, False, port.fabric, *vlans)
            kind, own = _type(port, technology[port.fabric]), ("", 0, ()) if bond else vlans
            members.append(InterfaceRecord(device.name, port.name, kind, bond, port.rate_gbps, mtu, port.name in management, port.fabric, *own))
        yield from bonds.values()
        yield from members
        held = bonds.keys() | {row.name for row in members}
        for name, fabric in {row.interface: row.fabric for row in of_device if row.interface not in held}.items():
            kind = VIRTUAL if name == LOOPBACK else OTHER
            yield InterfaceRecord(device.name, name, kind, "", 0, 0, name in management, fabric, "", 0, ())


def address_records(plan: Plan) -> Iterator[AddressRecord]:
    """Yield every address; the first of a device by which it is met is its primary: in-band for hosts, out-of-band for all others. Shared ones come last."""
    hosts, interfaces = {host.name: host for host in plan.hosts.hosts}, InterfaceNames(plan)
    for row, device, v4_length, v6_length, _, names in addressed(plan.physical, plan.fabric, plan.hosts):
        host = hosts.get(device.name)
        is_primary = row.v4 == host.in_band_v4 if host else row.fabric == "out_of_band" and row.lane == 0
        is_bmc = host is not None and row.v4 == host.bmc_v4
        name, interface = names[0] if names else "", interfaces.of(row.device, row.interface)
        yield AddressRecord(row.v4 + v4_length, row.fabric, row.device, interface, is_primary, is_bmc, name)
        if row.v6:
            # A device has one out-of-band address in NetBox, whatever its version.
            yield AddressRecord(row.v6 + v6_length, row.fabric, row.device, interface, is_primary, False, name)
    named = {entry.v4: entry.names[0] for entry in plan.services.dns.interfaces} if plan.services.dns else {}
    for v4, switch in shared_ends(plan.ethernet):
        yield AddressRecord(v4 + V4_ALONE, LOOPBACK_FABRIC, switch, interfaces.of(switch, LOOPBACK), False, False, named.get(v4, ""), is_shared=True)


def _bonds(plan: Plan) -> dict[tuple[str, str], str]:
    """Return the bond of each port that is a member of one, on hosts and on switches."""
    of_hosts: dict[tuple[str, str], str] = {(host.name, member): row.name for host in plan.hosts.hosts for row in host.interfaces for member in row.members}
    return of_hosts | {(row.device, row.port): row.bond for row in plan.ethernet.ports if row.bond}


def _mtus(plan: Plan) -> dict[tuple[str, str], int]:
    """Return the MTU of each host interface and of its members."""
    return {(host.name, name): row.mtu_bytes for host in plan.hosts.hosts for row in host.interfaces for name in (row.name, *row.members)}


def _by_device(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.device, []).append(row)
    return found


def _vlans(port: SwitchPort | None) -> tuple[str, int, tuple[int, ...]]:
    if port is None or not (port.untagged or port.tagged):
        return "", 0, ()
    return "tagged" if port.tagged else "access", port.untagged, port.tagged


def _type(port: Port, technology: str) -> str:
    if technology == "infiniband" and port.connector != "rj45":
        return INFINIBAND_TYPES.get(port.rate_gbps, OTHER)
    return ETHERNET_TYPES.get((port.rate_gbps, port.connector), OTHER)
