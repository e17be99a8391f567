"""Panels: how the cages of a kind of switch are broken out, cage by cage, cabled or not."""

import re
from collections.abc import Iterable, Iterator, Mapping

from podwright.catalog.architecture import FabricRule
from podwright.catalog.load import Catalog
from podwright.plan.types import Role
from podwright.plan.types.switching import SwitchCage

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


def cages(catalog: Catalog, rules: Iterable[FabricRule]) -> tuple[SwitchCage, ...]:
    """Return every cage of every panel that fabrics use, by panel, in the order of the ports."""
    panels = {panel_of(rule, role): _kind(rule, role) for rule in rules if rule.shares is None for role in _roles(rule)}
    return tuple(row for panel in sorted(panels) for row in _cages(catalog, panel, *panels[panel]))


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


def _cages(catalog: Catalog, panel: str, kind: str, profile: str | None) -> Iterator[SwitchCage]:
    switch = catalog.switches[kind]
    connector = {name: connector for name, connector, _ in switch.ports()}
    ports_of: dict[str, list[str]] = {name: [] for name in connector}
    for name, _, _ in switch.ports(profile):
        match = PORT_OF_CAGE.match(name)
        ports_of[match[1] if match else name].append(name)
    lent = {after for before, after in zip(ports_of, list(ports_of)[1:], strict=False) if len(ports_of[before]) == LENDER_OF}
    for cage, ports in ports_of.items():
        names = tuple(ports) or (cage,)
        yield SwitchCage(panel, cage, names, LANES.get(connector[cage], len(names)) // len(names), cage not in lent)
