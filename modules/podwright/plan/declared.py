"""Addresses that a site already has: networks of its own, places that keep theirs, ranges that nobody may use. Without such words nothing here changes a plan."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from podwright.catalog.architecture import FabricRule
from podwright.catalog.load import Catalog
from podwright.plan.address_plan import OUT_OF_BAND
from podwright.plan.finding import Finding, Infeasible
from podwright.plan.names import DeviceName
from podwright.plan.standing import holds_of
from podwright.plan.types import Address, Device, DeviceClass, Fabrics, Hosts, Physical, Subnet
from podwright.spec.ethernet import SiteNetwork
from podwright.spec.numbering import FixedAddress, ReservedRange
from podwright.spec.pod import PodSpec

FIRST_HOST = 10
"""Addresses that a site's network keeps at its beginning: itself, the gateway, the switches of a pair behind it, and what may come."""
FIRST_HOST_V6 = 0x100
SubnetKey = tuple[str, DeviceClass, int, int]
"""Fabric, class of device, lane, unit."""


@dataclass(frozen=True, slots=True)
class Seats:
    """What may have an address in a site's network, each kind of thing and lane in a column of its own: the architecture decides, never what stands."""

    network: SiteNetwork
    column: int
    column_count: int

    def index(self, device: Device) -> int:
        """Return how many steps behind the first address this one is."""
        return device.ordinal * self.column_count + self.column


@dataclass(frozen=True, slots=True)
class Standing:
    """Whose address a row is, and the seat that it has in a site's network."""

    device_of: Mapping[DeviceName, Device]
    what: Mapping[DeviceName, str]
    seats: Mapping[tuple[str, str, int], Seats]

    def seat(self, row: Address) -> Seats | None:
        """Return the seat of an address in a network of the site, None if it is the pod's own."""
        return self.seats.get((row.fabric, self.what[row.device], row.lane))

    def key(self, row: Address) -> SubnetKey:
        """Return what the subnet of an address is known by."""
        return row.fabric, self.device_of[row.device].device_class, row.lane, row.unit


def settle(spec: PodSpec, catalog: Catalog, physical: Physical, fabric: Fabrics) -> Fabrics:
    """Return the fabric section with the site's own addresses in it.

    Laws: an address in a site's network follows from the ordinal of its device, so that it stays when the pod grows.
    Raises: Infeasible when a network is too small, a fixed address has no place, or an address of the pod lies in a range that is reserved.
    """
    words, fixed, reserved = spec.fabrics.ethernet.networks, spec.addresses.fixed, spec.addresses.reserved
    if not (words or fixed or reserved):
        return fabric
    devices = physical.devices
    standing = Standing({row.name: row for row in devices}, {row.name: holds_of(row, catalog.layout) for row in devices}, seats_of(words, catalog))
    findings = list[Finding]()
    moved = [_moved(row, standing, findings) for row in fabric.addresses]
    rows = _fixed(spec.name, moved, fixed, findings)
    findings += _reserved(rows, reserved)
    if findings:
        raise Infeasible(tuple(findings))
    return replace(fabric, addresses=tuple(rows), subnets=_subnets(fabric, standing))


def with_prefixes(spec: PodSpec, hosts: Hosts) -> Hosts:
    """Return the hosts with the prefix lengths of the site's own networks."""
    networks = [(str(row.fabric), IPv4Network(row.v4)) for row in spec.fabrics.ethernet.networks]
    if not networks:
        return hosts

    def prefixed(name: str, v4: str) -> str:
        address = v4.partition("/")[0]
        found = next((network for of, network in networks if of == name and IPv4Address(address) in network), None)
        return f"{address}/{found.prefixlen}" if found else v4

    return replace(
        hosts,
        hosts=tuple(replace(host, interfaces=tuple(row._replace(v4=prefixed(row.fabric, row.v4)) for row in host.interfaces)) for host in hosts.hosts),
    )


def seats_of(words: Iterable[SiteNetwork], catalog: Catalog) -> dict[tuple[str, str, int], Seats]:
    """Return the seats of a site's networks by fabric, what has them, and lane; a network without roles takes what the others of its fabric leave."""
    found = dict[tuple[str, str, int], Seats]()
    for network in sorted(words, key=lambda row: not row.hosts):
        rule = next((rule for rule in catalog.fabrics if rule.name == network.fabric), None)
        known = _columns(rule, catalog) if rule else ()
        keys = [(what, lane) for what, lane in known if (network.fabric, what, lane) not in found and (not network.hosts or what in map(str, network.hosts))]
        found |= {(str(network.fabric), *key): Seats(network, index, len(keys)) for index, key in enumerate(keys)}
    return found


def _columns(rule: FabricRule, catalog: Catalog) -> tuple[tuple[str, int], ...]:
    """Return everything that may be on a fabric, with each lane on which it has an address: one for the ports that a host bonds."""
    bonded = {port.bond for kind in catalog.systems.values() for port in kind.ports if port.fabric == rule.name and port.bond}
    lanes = range(1) if bonded or rule.name == OUT_OF_BAND else range(rule.lane_count)
    managed = tuple((f"{OUT_OF_BAND}/{role}", 0) for role in ("leaf", "spine")) if rule.name == OUT_OF_BAND else ()
    return tuple(dict.fromkeys((*((row.holds, row.lane + lane) for row in rule.seats for lane in lanes), *managed)))


def _moved(row: Address, standing: Standing, findings: list[Finding]) -> Address:
    """Return an address where its site's network has it; add a finding where that network ends before."""
    seat = standing.seat(row)
    if seat is None:
        return row
    network, index = seat.network, seat.index(standing.device_of[row.device]) * seat.network.step
    v4 = IPv4Network(network.v4)
    first = int(IPv4Address(network.first_v4)) if network.first_v4 else int(v4.network_address) + FIRST_HOST
    number = first + index
    v6 = str(IPv6Address(int(IPv6Network(network.v6).network_address) + FIRST_HOST_V6 + index)) if network.v6 else row.v6
    if not int(v4.network_address) + 1 < number < int(v4.broadcast_address):
        what = f"it would have {IPv4Address(min(number, 2**32 - 1))}, hosts of {network.v4} begin at {v4.network_address + 2} and end at {v4.broadcast_address - 1}"
        findings.append(Finding("P208", f"network {network.name}: {row.device}", what, "Give a wider network, an earlier first_v4, or a smaller step"))
        return row
    return row._replace(v4=str(IPv4Address(number)), v6=v6)


def _subnets(fabric: Fabrics, standing: Standing) -> tuple[Subnet, ...]:
    """Return the subnets: those of the pod in which something of it is left, and the site's networks in place of the others."""
    formula = {(row.fabric, row.device_class, row.lane, row.unit): row for row in fabric.subnets}
    found = dict[tuple[SubnetKey, str], Subnet]()
    for row in fabric.addresses:
        seat, key = standing.seat(row), standing.key(row)
        if seat is not None:
            found.setdefault((key, seat.network.v4), _subnet(seat.network, formula[key]))
        elif key in formula:
            found.setdefault((key, ""), formula[key])
    return tuple(sorted(found.values(), key=lambda row: (row.fabric, row.device_class, row.lane, row.unit, row.v4)))


def _subnet(network: SiteNetwork, formula: Subnet) -> Subnet:
    v4 = IPv4Network(network.v4)
    if network.v6 is None:
        return replace(formula, v4=network.v4, gateway_v4=str(v4.network_address + 1))
    v6 = IPv6Network(network.v6)
    return replace(formula, v4=network.v4, gateway_v4=str(v4.network_address + 1), v6=network.v6, gateway_v6=str(v6.network_address + 1))


def _fixed(pod: str, rows: Iterable[Address], fixed: Iterable[FixedAddress], findings: list[Finding]) -> list[Address]:
    """Return the addresses with those that places keep; add a finding for each that no device is there for."""
    wanted = {(f"{pod}-{row.place}", str(row.fabric), row.lane): row for row in fixed}
    known, settled = set[tuple[str, str, int]](), list[Address]()
    for row in rows:
        key = (row.device, row.fabric, row.lane)
        own = wanted.get(key)
        known.add(key)
        settled.append(row._replace(v4=own.v4 or row.v4, v6=own.v6 or row.v6) if own else row)
    for device, fabric, lane in sorted(set(wanted) - known):
        what = f"nothing with an address on {fabric} (lane {lane}) stands there"
        findings.append(Finding("P208", f"addresses.fixed: {device}", what, "Correct the place, the fabric or the lane, or drop it"))
    return settled


def _reserved(rows: Iterable[Address], reserved: Iterable[ReservedRange]) -> Iterator[Finding]:
    """Yield one finding for each reserved range that an address of the pod lies in."""
    for taken in reserved:
        for text in (taken.v4, taken.v6):
            if text is None:
                continue
            network = ip_network(text)
            inside = [(row, address) for row in rows for address in (row.v4, row.v6) if _lies_in(address, network)]
            if inside:
                row, address = inside[0]
                more = f", and {len(inside) - 1} more" if len(inside) > 1 else ""
                what = f"{address} of {row.device}/{row.interface}{more} lies in {text}, which is reserved: {taken.reason}"
                yield Finding(
                    "P207", f"addresses.pools.{row.fabric}", what, "Give the fabric another pool, or fix an address for each of these places (addresses.fixed)"
                )


def _lies_in(address: str, network: IPv4Network | IPv6Network) -> bool:
    return (":" in address) == (network.version == 6) and ip_address(address) in network
