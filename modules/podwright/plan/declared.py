"""Addresses that a site already has: networks of its own, places that keep theirs, ranges that nobody may use. Without such words nothing here changes a plan."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from podwright.catalog.architecture import FabricRule
from podwright.catalog.load import Catalog
from podwright.plan.address_plan import OUT_OF_BAND
from podwright.plan.finding import Finding, Infeasible
from podwright.plan.standing import holds_of
from podwright.plan.types import Address, Device, Fabrics, Hosts, Physical, Subnet
from podwright.spec.ethernet import SiteNetwork
from podwright.spec.numbering import FixedAddress, ReservedRange
from podwright.spec.pod import PodSpec

FIRST_HOST = 10
"""Addresses that a site's network keeps at its beginning: itself, the gateway, the switches of a pair behind it, and what may come."""
FIRST_HOST_V6 = 0x100


@dataclass(frozen=True, slots=True)
class Seats:
    """What may have an address in a site's network, each kind of thing and lane in a column of its own: the architecture decides, never what stands."""

    network: SiteNetwork
    column: int
    column_count: int

    def index(self, device: Device) -> int:
        """Return how many steps behind the first address this one is."""
        return device.ordinal * self.column_count + self.column


def settle(spec: PodSpec, catalog: Catalog, physical: Physical, fabric: Fabrics) -> Fabrics:
    """Return the fabric section with the site's own addresses in it.

    Laws: an address in a site's network follows from the ordinal of its device, so that it stays when the pod grows.
    Raises: Infeasible when a network is too small, a fixed address has no place, or an address of the pod lies in a range that is reserved.
    """
    words, fixed, reserved = spec.fabrics.ethernet.networks, spec.addresses.fixed, spec.addresses.reserved
    if not (words or fixed or reserved):
        return fabric
    device_of = {device.name: device for device in physical.devices}
    seats = seats_of(words, catalog)
    what = {device.name: holds_of(device, catalog.layout) for device in physical.devices}
    rows, own, findings = list[Address](), dict[tuple[str, str, int, int, str], Subnet](), list[Finding]()
    subnet_of = {(row.fabric, row.device_class, row.lane, row.unit): row for row in fabric.subnets}
    for row in fabric.addresses:
        device = device_of[row.device]
        seat = seats.get((row.fabric, what[row.device], row.lane))
        if seat is None:
            rows.append(row)
            continue
        moved, finding = _moved(row, device, seat)
        rows.append(moved)
        findings += [finding] if finding else []
        formula = subnet_of[row.fabric, device.device_class, row.lane, row.unit]
        own.setdefault((row.fabric, device.device_class, row.lane, row.unit, str(seat.network.v4)), _subnet(seat.network, formula))
    rows, lost = _fixed(spec.name, rows, fixed)
    findings += [*lost, *_reserved(rows, reserved)]
    if findings:
        raise Infeasible(tuple(findings))
    left = {
        (row.fabric, device_of[row.device].device_class, row.lane, row.unit)
        for row in fabric.addresses
        if (row.fabric, what[row.device], row.lane) not in seats
    }
    kept = tuple(row for row in fabric.subnets if (row.fabric, row.device_class, row.lane, row.unit) in left)
    subnets = sorted((*kept, *own.values()), key=lambda row: (row.fabric, row.device_class, row.lane, row.unit, row.v4))
    return replace(fabric, addresses=tuple(rows), subnets=tuple(subnets))


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


def _moved(row: Address, device: Device, seat: Seats) -> tuple[Address, Finding | None]:
    network, index = seat.network, seat.index(device) * seat.network.step
    v4 = IPv4Network(network.v4)
    first = int(IPv4Address(network.first_v4)) if network.first_v4 else int(v4.network_address) + FIRST_HOST
    number = first + index
    v6 = str(IPv6Address(int(IPv6Network(network.v6).network_address) + FIRST_HOST_V6 + index)) if network.v6 else row.v6
    if not int(v4.network_address) + 1 < number < int(v4.broadcast_address):
        what = f"it would have {IPv4Address(min(number, 2**32 - 1))}, hosts of {network.v4} begin at {v4.network_address + 2} and end at {v4.broadcast_address - 1}"
        return row, Finding("P208", f"network {network.name}: {device.name}", what, "Give a wider network, an earlier first_v4, or a smaller step")
    return row._replace(v4=str(IPv4Address(number)), v6=v6), None


def _subnet(network: SiteNetwork, formula: Subnet) -> Subnet:
    v4 = IPv4Network(network.v4)
    if network.v6 is None:
        return replace(formula, v4=network.v4, gateway_v4=str(v4.network_address + 1))
    v6 = IPv6Network(network.v6)
    return replace(formula, v4=network.v4, gateway_v4=str(v4.network_address + 1), v6=network.v6, gateway_v6=str(v6.network_address + 1))


def _fixed(pod: str, rows: list[Address], fixed: Iterable[FixedAddress]) -> tuple[list[Address], list[Finding]]:
    """Return the addresses with those that places keep, and a finding for each that no device is there for."""
    wanted = {(f"{pod}-{row.place}", str(row.fabric), row.lane): row for row in fixed}
    found = set[tuple[str, str, int]]()
    settled = []
    for row in rows:
        key = (row.device, row.fabric, row.lane)
        own = wanted.get(key)
        if own is not None:
            found.add(key)
            row = row._replace(v4=own.v4 or row.v4, v6=own.v6 or row.v6)
        settled.append(row)
    lost = [
        Finding(
            "P208",
            f"addresses.fixed: {device}",
            f"nothing with an address on {fabric} (lane {lane}) stands there",
            "Correct the place, the fabric or the lane, or drop it",
        )
        for device, fabric, lane in sorted(set(wanted) - found)
    ]
    return settled, lost


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
