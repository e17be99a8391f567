"""Ports of the pod's switches that are the site's: where its routers are met, where its own devices are plugged in."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from podwright.catalog.architecture import FabricRule
from podwright.catalog.load import Catalog
from podwright.plan.finding import Finding, Infeasible
from podwright.plan.names import DeviceName, PortName
from podwright.plan.types import Device, Physical, PortUse, Role, SwitchPort
from podwright.spec.ethernet import Ethernet as Words

EDGE, DEVICES = "fabrics.ethernet.edge", "fabrics.ethernet.site_devices"


def site_ports(
    words: Words,
    catalog: Catalog,
    physical: Physical,
    rules: Mapping[str, FabricRule],
    found: Iterable[SwitchPort],
    *,
    bond_name: Callable[[str], str],
    segment: Callable[[Device, str], int],
) -> Iterator[SwitchPort]:
    """Yield the ports that the person names for the site, on each leaf of the in-band fabric's first block.

    Raises: Infeasible when a port is not there or is taken, or a network is not declared.
    """
    if "in_band" not in rules:
        return
    rule = rules[rules["in_band"].shares or "in_band"]
    leaves = [row for row in physical.devices if row.role is Role.LEAF and row.fabric == rule.name and row.ordinal < rule.leaves_per_block]
    networks = {row.name: row for row in words.networks}
    asked = [(EDGE, port) for port in words.edge.ports] if words.edge else []
    asked += [(DEVICES, port) for row in words.site_devices for port in row.ports]
    findings = [*_wrong(asked, catalog, rule, leaves, found)]
    findings += [
        Finding("P209", DEVICES, f"network {row.network} is none of fabrics.ethernet.networks", "Declare it there, or correct the name")
        for row in words.site_devices
        if row.network not in networks
    ]
    if findings:
        raise Infeasible(tuple(findings))
    nobody = (DeviceName(""), PortName(""))
    for leaf in leaves:
        for port in words.edge.ports if words.edge else ():
            yield SwitchPort(leaf.name, PortName(port), PortUse.EDGE, "in_band", 0, (), "", 0, *nobody)
        for row in words.site_devices:
            network = networks[row.network]
            untagged = networks[network.untagged].vlan if network.untagged else network.vlan
            use, tagged = (PortUse.TRUNK, (network.vlan,)) if network.untagged else (PortUse.ACCESS, ())
            for port in row.ports:
                bond, number = (bond_name(port), segment(leaves[0], port)) if row.is_bonded and len(leaves) > 1 else ("", 0)
                yield SwitchPort(leaf.name, PortName(port), use, str(network.fabric), untagged, tagged, bond, number, *nobody)


def _wrong(asked: Sequence[tuple[str, str]], catalog: Catalog, rule: FabricRule, leaves: Iterable[Device], found: Iterable[SwitchPort]) -> Iterator[Finding]:
    known = {name for name, _, _ in catalog.switches[rule.leaf].ports(rule.leaf_profile)}
    taken = {(row.device, row.port) for row in found}
    for leaf in leaves:
        seen = set[str]()
        for where, port in asked:
            if port not in known:
                yield Finding("P411", f"{leaf.name}/{port}", f"{leaf.kind} has no such port", f"Name ports of the in-band fabric's leaves ({where})")
            elif (leaf.name, PortName(port)) in taken:
                yield Finding("P411", f"{leaf.name}/{port}", "it is the pod's own already", f"Name ports that no cable of the pod takes ({where})")
            elif port in seen:
                yield Finding("P411", f"{leaf.name}/{port}", "the site has it twice", f"Name a port once ({where})")
            seen.add(port)
