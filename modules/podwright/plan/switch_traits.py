"""What kind of work each Ethernet switch does: whether RDMA runs over it, whether it spreads that by load, whether tunnels begin at it, and of what kind."""

from collections.abc import Iterable, Mapping

from podwright.catalog.architecture import FabricRule
from podwright.catalog.load import Catalog
from podwright.plan.names import DeviceName
from podwright.plan.panels import is_site_leaf, panel_of, site_panel, site_rule
from podwright.plan.types import Device, EthernetFabric, EthernetSwitch, PortUse, Role, SwitchPort
from podwright.plan.vlans import Domain
from podwright.spec.ethernet import Ethernet as Words

ADAPTIVE = ("spectrum-4",)
"""Switch chips that spread RDMA by load (Cumulus Linux 5 user guide, adaptive routing: Spectrum-4 switches)."""


def with_traits(
    words: Words,
    switches: Iterable[EthernetSwitch],
    catalog: Catalog,
    device_of: Mapping[DeviceName, Device],
    rules: Mapping[str, FabricRule],
    fabrics: Iterable[EthernetFabric],
    ports: Iterable[SwitchPort],
    domains: Mapping[str, Domain],
) -> tuple[EthernetSwitch, ...]:
    """Return the switches with their panels and what they do."""
    known, site, every = tuple(fabrics), site_rule(rules), tuple(switches)
    with_segments = {name for row in every if row.segment_mac for name in domains[device_of[row.device].fabric or ""].fabrics}
    lossless = {row.holder for row in known if row.is_lossless}
    overlay = {row.holder for row in known if row.is_overlay}
    tiered = {port.device for port in ports if port.use is PortUse.ROUTED}
    found = []
    for switch in every:
        device = device_of[switch.device]
        fabric = device.fabric or ""
        is_overlay = bool(switch.asn) and fabric in overlay
        found.append(
            switch._replace(
                panel=site_panel(words, rules[fabric]) if is_site_leaf(device, site) else panel_of(rules[fabric], device.role),
                is_lossless=fabric in lossless,
                is_adaptive=fabric in lossless and switch.device in tiered and catalog.switches[device.kind].asic in ADAPTIVE,
                is_overlay=is_overlay,
                is_tunnel_end=is_overlay and device.role is Role.LEAF,
                knows_segments=is_overlay and device.role is Role.LEAF and fabric in with_segments,
            )
        )
    return tuple(found)
