"""The Ethernet section: what every switch is told, put together."""

from collections.abc import Mapping

from podwright.catalog.load import Catalog
from podwright.plan.addressing import Layout
from podwright.plan.cabling import Wired
from podwright.plan.mlag import mlag_pairs, mlag_switches, with_peer_links
from podwright.plan.names import PodName
from podwright.plan.panels import cages, kinds_of_panels
from podwright.plan.roce import LOSSLESS_MEMORY_PERCENT
from podwright.plan.sizing import Sizing
from podwright.plan.switch_chips import switch_panels
from podwright.plan.switch_management import management, management_networks
from podwright.plan.switch_ports import switch_ports
from podwright.plan.switch_releases import known_release
from podwright.plan.switch_traits import with_traits
from podwright.plan.switching import SWITCH_ROLES, interfaces, rules_of, switches
from podwright.plan.types import Ethernet, EthernetFabric, Fabrics, Physical, SwitchSystem
from podwright.plan.virtual_routers import edge_of, relays, switch_vrfs
from podwright.plan.vlans import domains_of, networks, vrfs
from podwright.spec.ethernet import SwitchOs
from podwright.spec.pod import PodSpec

NEWEST = {SwitchOs.CUMULUS: "5.14", SwitchOs.SONIC: "202611"}
"""The newest release whose form of configuration was checked against its own schema."""
LOSSLESS = ("compute", "storage")
"""Fabrics that carry RDMA, which a lost packet stops: lossless where they are Ethernet."""
ANYCAST_MAC = "44:38:39:ff:ff:ff"
"""The last of the range that Cumulus Linux keeps for addresses that several switches share (Cumulus Linux 5 user guide, EVPN multihoming); segments, or pairs, begin
at the first."""
LINK_MTU_BYTES = 9216
"""What links of fabrics with large frames carry: the most that Cumulus Linux takes (NVUE schema, interface link mtu), 9000 and VXLAN's 50 included."""


def ethernet_section(
    spec: PodSpec, catalog: Catalog, physical: Physical, sizing: Sizing, fabric: Fabrics, wired: Mapping[str, Wired], layout: Layout
) -> Ethernet:
    """Return the Ethernet section of the plan; empty rows where the architecture has no Ethernet.

    Raises: Infeasible when VLANs end, a site's numbers contradict each other, or an operating system does not know the switches.
    """
    words, domains, rules = spec.fabrics.ethernet, domains_of(catalog), rules_of(catalog)
    known = networks(words, catalog, fabric.subnets, layout, domains)
    routers = vrfs(words, known, domains)
    device_of = {device.name: device for device in physical.devices}
    managed = management_networks(
        (device for device in physical.devices if device.role in SWITCH_ROLES and device.fabric in rules),
        {row.device: row.v4 for row in fabric.addresses if row.fabric == "out_of_band"},
        known,
    )
    panels = cages(words, catalog, rules)
    plugged = switch_ports(words, catalog, physical, fabric, wired, known, managed, panels)
    pairs = mlag_pairs(words, device_of, plugged, routers)
    ports, paired = with_peer_links(plugged, pairs), frozenset(device.name for pair in pairs for device in pair)
    fabrics = tuple(
        EthernetFabric(rule.name, rule.shares or rule.name, rule.mtu_bytes, rule.name in LOSSLESS, domains[rule.name].is_overlay) for rule in rules.values()
    )
    numbered = switches(words, catalog, physical, sizing, fabric.addresses, ports, paired=paired)
    all_switches = with_traits(words, numbered, catalog, device_of, rules, fabrics, ports, domains)
    edge = edge_of(words, PodName(spec.name), known, routers)
    managing = management(words, all_switches, managed, fabric.cables)
    return Ethernet(
        system=SwitchSystem(str(words.os), known_release(words.os, words.release or NEWEST[words.os])),
        fabrics=fabrics,
        vrfs=routers,
        networks=known,
        switches=all_switches,
        interfaces=interfaces(catalog, physical, known, ports, paired=paired),
        ports=ports,
        cages=panels,
        panels=switch_panels(words.os, catalog, kinds_of_panels(words, rules)),
        management=managing,
        switch_vrfs=switch_vrfs(device_of, all_switches, ports, known, routers, edge),
        edge=edge,
        relays=relays(words, routers),
        time_servers=words.time_servers,
        mlag=mlag_switches(words, rules, pairs, all_switches, managing, ports, layout, spec.addresses.reserved),
        anycast_mac=words.anycast_mac or ANYCAST_MAC,
        lossless_memory_percent=LOSSLESS_MEMORY_PERCENT,
        link_mtu_bytes=LINK_MTU_BYTES,
    )
