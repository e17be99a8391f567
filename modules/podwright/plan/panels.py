"""Panels: how the cages of a kind of switch are broken out, cage by cage, cabled or not."""

import re
from collections.abc import Iterator, Mapping

from podwright.catalog.architecture import FabricRule
from podwright.catalog.load import Catalog
from podwright.plan.types import Device, Role
from podwright.plan.types.switching import SwitchCage
from podwright.spec.ethernet import Ethernet as Words

PORT_OF_CAGE = re.compile(r"^(.*\d)s\d+$")
"""A port of a cage that is broken out: the cage, and the number in it (Cumulus Linux 5 user guide, breakout ports)."""
LANES: Mapping[str, int] = {"osfp": 8, "qsfp-dd": 8, "qsfp112": 4, "qsfp56": 4, "qsfp28": 4, "sfp-plus": 1, "rj45": 1}
"""Electrical lanes of a cage, by the documents that define its form: OSFP and QSFP-DD have eight, QSFP four, SFP one."""
LENDER_OF = 8
"""A cage with as many ports takes the ports of the next cage too, since a switch has four a cage: 256 of 64 cages (NVIDIA SN5000 documentation, data interfaces);
the next is disabled then (github:NVIDIA/enterprise-ras@6c19a59, exports of core switches)."""


def panel_of(rule: FabricRule, role: Role) -> str:
    """Return the name of the panel of a fabric's switches of one role."""
    kind, profile = _kind(rule, role)
    return f"{kind}/{profile}" if profile else kind


def cage_of(port: str) -> str:
    """Return the cage that a port is in."""
    match = PORT_OF_CAGE.match(port)
    return match[1] if match else port


def site_rule(rules: Mapping[str, FabricRule]) -> FabricRule | None:
    """Return the fabric whose first block of leaves has the site's ports: that which carries the in-band network, if it is Ethernet."""
    return rules[rules["in_band"].shares or "in_band"] if "in_band" in rules else None


def is_site_leaf(device: Device, rule: FabricRule | None) -> bool:
    """Return whether a device is such a leaf."""
    return rule is not None and device.role is Role.LEAF and device.fabric == rule.name and device.ordinal < rule.leaves_per_block


def site_panel(words: Words, rule: FabricRule) -> str:
    """Return the name of the panel of these leaves: one of their own where the site breaks cages out otherwise."""
    return panel_of(rule, Role.LEAF) + ("+site" if words.breakouts else "")


def cages(words: Words, catalog: Catalog, rules: Mapping[str, FabricRule]) -> tuple[SwitchCage, ...]:
    """Return every cage of every panel that fabrics use, by panel, in the order of the ports."""
    found = _panels(words, rules)
    return tuple(row for panel in sorted(found) for row in _cages(catalog, panel, *found[panel]))


def kinds_of_panels(words: Words, rules: Mapping[str, FabricRule]) -> dict[str, str]:
    """Return the kind of switch of every panel that fabrics use."""
    return {panel: kind for panel, (kind, _, _) in _panels(words, rules).items()}


def _panels(words: Words, rules: Mapping[str, FabricRule]) -> dict[str, tuple[str, str | None, Mapping[str, int]]]:
    """Return kind, profile and the site's own breakouts of every panel."""
    found: dict[str, tuple[str, str | None, Mapping[str, int]]] = {
        panel_of(rule, role): (*_kind(rule, role), {}) for rule in rules.values() if rule.shares is None for role in _roles(rule)
    }
    site = site_rule(rules)
    if site is not None and words.breakouts:
        found[site_panel(words, site)] = (*_kind(site, Role.LEAF), {cage: row.ports for row in words.breakouts for cage in row.cages})
    return found


def _roles(rule: FabricRule) -> Iterator[Role]:
    yield Role.LEAF
    if rule.spine:
        yield Role.SPINE
    if rule.core:
        yield Role.CORE


def _kind(rule: FabricRule, role: Role) -> tuple[str, str | None]:
    if role is Role.SPINE and rule.spine:
        return rule.spine, rule.spine_profile
    if role is Role.CORE and rule.core:
        return rule.core, rule.core_profile
    return rule.leaf, rule.leaf_profile


def _cages(catalog: Catalog, panel: str, kind: str, profile: str | None, asked: Mapping[str, int]) -> Iterator[SwitchCage]:
    switch = catalog.switches[kind]
    connector = {name: connector for name, connector, _ in switch.ports()}
    rate_gbps = {name: rate_gbps for name, _, rate_gbps in switch.ports()}
    whole_gbps = dict(rate_gbps)
    ports_of: dict[str, list[str]] = {name: [] for name in connector}
    for name, _, port_gbps in switch.ports(profile):
        ports_of[cage_of(name)].append(name)
        rate_gbps[cage_of(name)] = port_gbps
    for cage in ports_of.keys() & asked.keys():
        rate_gbps[cage] = whole_gbps[cage] // asked[cage]
        ports_of[cage] = [f"{cage}s{number}" for number in range(asked[cage])] if asked[cage] > 1 else [cage]
    lent = {after for before, after in zip(ports_of, list(ports_of)[1:], strict=False) if len(ports_of[before]) == LENDER_OF}
    for cage, ports in ports_of.items():
        names = tuple(ports) or (cage,)
        yield SwitchCage(panel, cage, names, LANES.get(connector[cage], len(names)) // len(names), cage not in lent, rate_gbps[cage])
