"""VLANs and virtual routers: by rule one a class of device, lane and unit; or as the site has them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_network

from podwright.catalog.architecture import FabricRule, SeatRow
from podwright.catalog.load import Catalog
from podwright.plan.addressing import Layout
from podwright.plan.finding import Finding, Infeasible
from podwright.plan.types import DeviceClass, Network, Subnet, Vrf
from podwright.spec.ethernet import Ethernet as Words
from podwright.spec.ethernet import SiteNetwork

ORDER = ("in_band", "storage", "compute", "out_of_band")
"""Fabrics in the order in which their VLANs are laid out; the last one's classes of device may become more."""
FIRST_VLAN, LAST_VLAN = 10, 3724
"""VLANs of networks. Cumulus Linux keeps 3725 to 3999 for itself (Cumulus Linux 5 user guide, VLAN-aware bridge mode, reserved VLAN range)."""
FIRST_VRF_VLAN = 4001
"""VLANs of virtual routers, one a fabric, behind what Cumulus Linux keeps."""
NETWORK_VNI, VRF_VNI = 10_000, 20_000
"""VNI = this + VLAN: it reads as what it carries."""
UNDERLAY = "default"
"""The virtual router that every switch has: without overlay it is the only one."""
NODES = ("gpu_node", "management_node", "storage_host")


@dataclass(frozen=True, slots=True)
class Domain:
    """Ethernet fabrics whose switches are joined, and whether a network of theirs reaches beyond one leaf."""

    fabrics: tuple[str, ...]
    is_overlay: bool

    def vrf(self, fabric: str) -> str:
        """Return the virtual router of a fabric's networks: its own wherever switches carry more than one fabric, or an overlay."""
        return fabric if self.is_overlay or len(self.fabrics) > 1 else UNDERLAY


def domains_of(catalog: Catalog) -> Mapping[str, Domain]:
    """Return the domain of each Ethernet fabric: fabrics that share switches, or hang on one another, are one."""
    rules = {rule.name: rule for rule in catalog.fabrics if rule.technology == "ethernet"}
    joined = {name: name for name in rules}
    for rule in rules.values():
        for other in (rule.shares, rule.uplinks_into):
            if other in rules:
                kept, gone = joined[other], joined[rule.name]
                joined = {name: kept if head == gone else head for name, head in joined.items()}
    groups = {head: tuple(name for name in rules if joined[name] == head) for head in joined.values()}
    found = {}
    for head, names in groups.items():
        has_more_leaves = any(rules[name].spine or rules[name].peer_links or rules[name].peer_links_per_unit for name in names)
        found[head] = Domain(names, has_more_leaves and any(_reaches_beyond(rules[name], catalog) for name in names))
    return {name: found[head] for name, head in joined.items()}


def networks(words: Words, catalog: Catalog, subnets: Iterable[Subnet], layout: Layout, domains: Mapping[str, Domain]) -> tuple[Network, ...]:
    """Return the networks of the Ethernet fabrics, by VLAN.

    Laws: a VLAN follows from class, lane and unit alone; a site's own network has the site's numbers.
    Raises: Infeasible when the VLANs end before the architecture does, or a site's number is taken.
    """
    first = _first_vlans(catalog, layout)
    declared = {(str(row.fabric), row.v4): row for row in words.networks}
    rows = [_network(subnet, first, declared.get((subnet.fabric, subnet.v4)), domains[subnet.fabric]) for subnet in subnets if subnet.fabric in domains]
    met = {(row.fabric, row.v4) for row in rows}
    rows += [_unmet(row, domains[row.fabric]) for key, row in declared.items() if key not in met and row.fabric in domains]
    findings = tuple(_taken(rows, words))
    if findings:
        raise Infeasible(findings)
    return tuple(sorted(rows, key=lambda row: (row.vlan_id, row.fabric, row.device_class, row.lane, row.unit)))


def vrfs(words: Words, rows: Iterable[Network], domains: Mapping[str, Domain]) -> tuple[Vrf, ...]:
    """Return the virtual routers that networks belong to, and the one at the site's edge, by name."""
    own = {row.name: Vrf(row.name, row.vlan, row.vni, row.loopback_v4 or "") for row in words.vrfs}
    names = sorted({row.vrf for row in rows} | ({words.edge.vrf} if words.edge else set()))
    return tuple(own.get(name) or _vrf(name, domains) for name in names)


def _network(subnet: Subnet, first: Mapping[tuple[str, DeviceClass, int], int], site: SiteNetwork | None, domain: Domain) -> Network:
    if site is not None:
        name, vlan_id, vni, vrf, is_tagged = (
            site.name,
            site.vlan,
            site.vni or 0,
            site.vrf or (subnet.fabric if domain.is_overlay else UNDERLAY),
            bool(site.untagged),
        )
    else:
        name = f"{subnet.fabric}-{subnet.device_class}{subnet.lane}-u{subnet.unit:03d}"
        vlan_id = first[subnet.fabric, subnet.device_class, subnet.lane] + subnet.unit
        vni, vrf, is_tagged = NETWORK_VNI + vlan_id if domain.is_overlay else 0, domain.vrf(subnet.fabric), False
    where = (subnet.fabric, subnet.device_class, subnet.lane, subnet.unit)
    return Network(*where, name, vlan_id, vni, vrf, is_tagged, subnet.v4, subnet.v6, subnet.gateway_v4, subnet.gateway_v6)


def _unmet(site: SiteNetwork, domain: Domain) -> Network:
    """Return a network of the site's in which the pod has no device of its own; the site's may be in it."""
    gateways = [str(ip_network(network)[1]) if network else "" for network in (site.v4, site.v6)]
    subnet = Subnet(str(site.fabric), DeviceClass.NODE, 0, 0, site.v4, site.v6 or "", *gateways)
    return _network(subnet, {}, site, domain)


def _vrf(name: str, domains: Mapping[str, Domain]) -> Vrf:
    if name == UNDERLAY or (name in domains and not domains[name].is_overlay):
        return Vrf(name, 0, 0, "")
    if name not in domains:
        what = "a network or the edge names it, and it is none of fabrics.ethernet.vrfs"
        raise Infeasible((Finding("P209", f"virtual router {name}", what, "Declare it there, with its VLAN and its VNI"),))
    number = FIRST_VRF_VLAN + ORDER.index(name)
    return Vrf(name, number, VRF_VNI + number, "")


def _first_vlans(catalog: Catalog, layout: Layout) -> Mapping[tuple[str, DeviceClass, int], int]:
    """Return the VLAN of unit 0 by fabric, class and lane.

    Raises: Infeasible when they do not fit.
    """
    rules = {rule.name: rule for rule in catalog.fabrics if rule.technology == "ethernet"}
    keys = [key for name in ORDER if name in rules for key in layout.blocks if key[0] == name and (name == "out_of_band" or key[2] < rules[name].lane_count)]
    units = 1 << catalog.largest.scalable_units.bit_length()  # as addresses count them: zones of upper layers are units beyond the last
    last = FIRST_VLAN + len(keys) * units - 1
    if last > LAST_VLAN:
        what = f"{len(keys)} networks a unit and {units} units reach VLAN {last}, {LAST_VLAN} is the last"
        raise Infeasible((Finding("P209", f"architecture {catalog.architecture.name}", what, "Give the architecture fewer lanes, or a smaller largest size"),))
    return {key: FIRST_VLAN + index * units for index, key in enumerate(keys)}


def _reaches_beyond(rule: FabricRule, catalog: Catalog) -> bool:
    """Return whether a network of this fabric may be on more than one leaf: hosts that bond to two, units that two blocks serve, what manages the pod."""
    if rule.name == "out_of_band" or (
        rule.leaves_per_block > 1 and any(port.bond for kind in catalog.systems.values() for port in kind.ports if port.fabric == rule.name)
    ):
        return True
    rows = [row for row in rule.seats if row.holds in NODES]
    own = [row for row in rows if row.per_unit is None]
    if len({block for row in own for block in _blocks(rule, row.first, row.count or 1)}) > 1:
        return True
    scaled = [row for row in rows if row.per_unit is not None]
    return any(len(set(_unit_blocks(rule, scaled, unit))) > 1 for unit in range(catalog.largest.scalable_units))


def _unit_blocks(rule: FabricRule, rows: Iterable[SeatRow], unit: int) -> Iterator[int]:
    for row in rows:
        assert row.per_unit and row.unit_stride, "rows of units have a stride"
        yield from _blocks(rule, row.first + unit * row.unit_stride, row.per_unit)


def _blocks(rule: FabricRule, first: int, count: int) -> range:
    return range(first // rule.hosts_per_block, (first + count - 1) // rule.hosts_per_block + 1)


def _taken(rows: Iterable[Network], words: Words) -> Iterator[Finding]:
    """Yield one finding for every VLAN or VNI that two networks would share."""
    told = set[tuple[str, int]]()
    held = {("VLAN", vrf.vlan): f"virtual router {vrf.name}" for vrf in words.vrfs} | {("VNI", vrf.vni): f"virtual router {vrf.name}" for vrf in words.vrfs}
    for row in rows:
        for key in (("VLAN", row.vlan_id), ("VNI", row.vni)):
            if key[1] and held.setdefault(key, row.name) != row.name and key not in told:
                told.add(key)
                yield Finding("P209", f"network {row.name}", f"{key[0]} {key[1]} is already that of {held[key]}", "Give one of them another number")
