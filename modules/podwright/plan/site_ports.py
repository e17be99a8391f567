"""Ports of the pod's switches that are the site's: where its routers are met, where its own devices are plugged in."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from podwright.catalog.architecture import FabricRule
from podwright.plan.finding import Finding, Infeasible
from podwright.plan.names import DeviceName, PortName
from podwright.plan.panels import LENDER_OF, cage_of, is_site_leaf, site_panel, site_rule
from podwright.plan.types import Device, Physical, PortUse, SwitchPort
from podwright.plan.types.switching import SwitchCage
from podwright.spec.ethernet import Ethernet as Words

EDGE, DEVICES, BREAKOUT = "fabrics.ethernet.edge", "fabrics.ethernet.site_devices", "fabrics.ethernet.breakouts"
BREAKOUTS = (1, 2, 4, 8)
"""How many ports a cage can have (NVUE schema, interface link breakout; NVIDIA SN5000 documentation, data interfaces)."""


def site_ports(
    words: Words,
    physical: Physical,
    rules: Mapping[str, FabricRule],
    found: Iterable[SwitchPort],
    panels: Iterable[SwitchCage],
    *,
    bond_name: Callable[[str], str],
    segment: Callable[[Device, str], int],
) -> Iterator[SwitchPort]:
    """Yield the ports that the person names for the site, on each leaf of the in-band fabric's first block.

    Raises: Infeasible when a port is not there or is taken, or a network is not declared.
    """
    rule = site_rule(rules)
    if rule is None:
        return
    leaves = [row for row in physical.devices if is_site_leaf(row, rule)]
    panel = site_panel(words, rule)
    cages = {row.cage: row for row in panels if row.panel == panel}
    networks = {row.name: row for row in words.networks}
    asked = [(EDGE, port) for port in words.edge.ports] if words.edge else []
    asked += [(DEVICES, port) for row in words.site_devices for port in row.ports]
    names = {leaf.name for leaf in leaves}
    held = [row for row in found if row.device in names]
    findings = [*_wrong_cages(words, cages, leaves, held), *_wrong(asked, cages, leaves, held)]
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


def _wrong_cages(words: Words, cages: Mapping[str, SwitchCage], leaves: Iterable[Device], found: Iterable[SwitchPort]) -> Iterator[Finding]:
    """Yield one finding for every cage that the site would break out and cannot."""
    names = list(cages)
    taken = {(row.device, cage_of(row.port)) for row in found}
    for row in words.breakouts:
        if row.ports not in BREAKOUTS:
            yield Finding("P411", BREAKOUT, f"a cage has no {row.ports} ports", f"Give one of {', '.join(map(str, BREAKOUTS))}")
    for leaf in leaves:
        for cage, ports in ((cage, row.ports) for row in words.breakouts for cage in row.cages):
            if cage not in cages:
                yield Finding("P411", f"{leaf.name}/{cage}", f"{leaf.kind} has no such cage", f"Name cages of the in-band fabric's leaves ({BREAKOUT})")
                continue
            after = names[names.index(cage) + 1 :][:1] if ports == LENDER_OF else []
            for needed in (cage, *after):
                if (leaf.name, needed) in taken:
                    yield Finding("P411", f"{leaf.name}/{needed}", "it is the pod's own already", f"Name cages that no cable of the pod takes ({BREAKOUT})")


def _wrong(asked: Sequence[tuple[str, str]], cages: Mapping[str, SwitchCage], leaves: Iterable[Device], found: Iterable[SwitchPort]) -> Iterator[Finding]:
    known = {port for row in cages.values() if row.is_usable for port in row.ports}
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
