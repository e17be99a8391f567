"""The product on one page: what follows from what, when a declaration becomes a plan."""

from podwright.catalog.load import Catalog
from podwright.plan.accelerating import accelerators_section
from podwright.plan.addressing import lay_out
from podwright.plan.cabling import cable
from podwright.plan.clustering import cluster
from podwright.plan.contradictions import contradictions
from podwright.plan.cooling import cooling_reasons, cooling_section
from podwright.plan.declared import settle, with_prefixes
from podwright.plan.ethernet import ethernet_section
from podwright.plan.fabrics import fabric_section
from podwright.plan.header import header, waivers
from podwright.plan.host_networking import host_network_section
from podwright.plan.hosting import host_all
from podwright.plan.infiniband import infiniband_reasons, infiniband_section
from podwright.plan.installing import install_section
from podwright.plan.machining import machines_section
from podwright.plan.names import PodName
from podwright.plan.naming import names_fit
from podwright.plan.pace import without_collector
from podwright.plan.placing import place_devices
from podwright.plan.powering import power_reasons, power_section
from podwright.plan.pulling import pull
from podwright.plan.reasons import reasons
from podwright.plan.serving import serve
from podwright.plan.sizing import laid_out, size
from podwright.plan.storing import store
from podwright.plan.system import system_section
from podwright.plan.types import Plan
from podwright.plan.versioning import versions
from podwright.plan.weighing import floor_section
from podwright.spec.ethernet import Multihoming
from podwright.spec.pod import PodSpec


@without_collector()
def compile_pod(spec: PodSpec, catalog: Catalog) -> Plan:
    """Return the plan of a pod.

    Laws: the same bytes for the same input everywhere; what a place decides never depends on how many places there are.
    Raises: Infeasible when no plan can exist, with every finding of the phase that found it out.
    """
    names_fit(PodName(spec.name), spec.site.domain)
    catalog = laid_out(spec, catalog)
    sizing = size(spec, catalog)
    physical = place_devices(spec, catalog, sizing)
    has_pairs = spec.fabrics.ethernet.multihoming is Multihoming.MLAG
    layout = lay_out(spec.addresses.pools, catalog, physical, built_units=sizing.built_units, has_pairs=has_pairs)
    cabling = cable(PodName(spec.name), catalog, physical, sizing)
    fabric = settle(spec, catalog, physical, fabric_section(catalog, physical, sizing, cabling, layout))
    storage = store(spec, catalog, sizing, physical, cabling)
    hosts = with_prefixes(spec, host_all(spec, catalog, physical, fabric.addresses, layout))
    infiniband = infiniband_section(spec, catalog, physical, cabling.wired, sizing)
    ethernet = ethernet_section(spec, catalog, physical, sizing, fabric, cabling.wired, layout)
    power, cooling = power_section(spec, catalog, physical), cooling_section(spec, catalog, physical)
    return Plan(
        header=header(spec, sizing),
        physical=physical,
        fabric=fabric,
        hosts=hosts,
        cluster=cluster(spec, catalog, physical),
        storage=storage,
        power=power,
        cooling=cooling,
        floor=floor_section(spec, catalog, physical, cooling),
        versions=versions(spec, catalog),
        report=(*reasons(catalog, sizing, storage), *infiniband_reasons(infiniband), *power_reasons(catalog, power), *cooling_reasons(catalog, cooling)),
        conflicts=contradictions(catalog, physical, storage.system),
        waivers=waivers(spec),
        ethernet=ethernet,
        infiniband=infiniband,
        pulling=pull(spec.cabling.colours, catalog, sizing, physical, cabling),
        services=serve(spec, physical, fabric, hosts, ethernet.mlag),
        machines=machines_section(spec, catalog, physical, cabling.ports),
        system=system_section(spec, fabric, hosts),
        host_network=host_network_section(spec),
        accelerators=accelerators_section(spec, catalog, physical, hosts, versions(spec, catalog)),
        install=install_section(spec, physical, hosts),
    )
