"""The Ethernet section: what every switch is told, put together."""

from podwright.catalog.load import Catalog
from podwright.plan.addressing import Layout
from podwright.plan.sizing import Sizing
from podwright.plan.switch_ports import switch_ports
from podwright.plan.switching import interfaces, switches
from podwright.plan.types import Ethernet, EthernetFabric, Fabrics, Physical, SwitchSystem
from podwright.plan.vlans import domains_of, networks, vrfs
from podwright.spec.ethernet import SwitchOs
from podwright.spec.pod import PodSpec

NEWEST = {SwitchOs.CUMULUS: "5.14", SwitchOs.SONIC: "202505"}
"""The newest release whose form of configuration was checked against its own schema."""
LOSSLESS = ("compute", "storage")
"""Fabrics that carry RDMA, which a lost packet stops: lossless where they are Ethernet."""


def ethernet_section(spec: PodSpec, catalog: Catalog, physical: Physical, sizing: Sizing, fabric: Fabrics, layout: Layout) -> Ethernet:
    """Return the Ethernet section of the plan; empty rows where the architecture has no Ethernet.

    Raises: Infeasible when VLANs end or a site's numbers contradict each other.
    """
    words, domains = spec.fabrics.ethernet, domains_of(catalog)
    rules = tuple(rule for rule in catalog.fabrics if rule.name in domains)
    known = networks(words, catalog, fabric.subnets, layout, domains)
    ports = switch_ports(words, catalog, physical, fabric, known)
    return Ethernet(
        system=SwitchSystem(str(words.os), words.release or NEWEST[words.os]),
        fabrics=tuple(
            EthernetFabric(rule.name, rule.shares or rule.name, rule.mtu_bytes, rule.name in LOSSLESS, domains[rule.name].is_overlay) for rule in rules
        ),
        vrfs=vrfs(words, known, domains),
        networks=known,
        switches=switches(words, catalog, physical, sizing, fabric.addresses, ports),
        interfaces=interfaces(catalog, physical, known, ports),
        ports=ports,
    )
