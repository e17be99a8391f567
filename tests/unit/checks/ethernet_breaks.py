"""Pods that each break one check of Ethernet."""

from collections.abc import Callable
from dataclasses import replace

from podwright.plan.names import DeviceName, PortName
from podwright.plan.types import Plan, PortUse, SwitchPort
from podwright.plan.types.switching import Edge, Relay
from unit.pods import STARTER, plan

TENANT = ({"name": "all", "gpu_count": 16},)


def same_vni_twice() -> Plan:
    """Return a pod of which two networks have one VNI."""
    pod = plan(STARTER, tenants=TENANT)
    first, second, *rest = pod.ethernet.networks
    return replace(pod, ethernet=replace(pod.ethernet, networks=(first._replace(vni=7), second._replace(vni=7), *rest)))


def with_port(chosen: Callable[[SwitchPort], bool], **words: object) -> Plan:
    """Return a pod of which the first such port says something else."""
    pod = plan(STARTER, tenants=TENANT)
    ports = list(pod.ethernet.ports)
    index = next(index for index, row in enumerate(ports) if chosen(row))
    ports[index] = ports[index]._replace(**words)
    return replace(pod, ethernet=replace(pod.ethernet, ports=tuple(ports)))


def port_in_another_network() -> Plan:
    """Return a pod of which a port on the storage fabric carries the in-band network."""
    pod = plan(STARTER, tenants=TENANT)
    elsewhere = next(row.vlan_id for row in pod.ethernet.networks if row.fabric == "in_band")
    return with_port(lambda row: row.fabric == "storage", untagged=elsewhere)


def paired() -> Plan:
    """Return a pod of which hosts take two switches for one."""
    return plan("dgx-basepod-h100", tenants=({"name": "all", "gpu_count": 32},), fabrics={"ethernet": {"multihoming": "mlag"}})


def pair_of_which_both_lead() -> Plan:
    """Return such a pod whose two switches have one priority."""
    pod = paired()
    return replace(pod, ethernet=replace(pod.ethernet, mlag=tuple(row._replace(priority=1000) for row in pod.ethernet.mlag)))


def relay_of_switches_with_one_address() -> Plan:
    """Return a pod of which two switches have one address in a VLAN whose requests for addresses are sent on."""
    pod = plan(STARTER, tenants=TENANT)
    first = pod.ethernet.interfaces[0]
    vrf = next(row.vrf for row in pod.ethernet.networks if row.vlan_id == first.vlan_id)
    other = first._replace(device=next(row.device for row in pod.ethernet.switches if row.device != first.device))
    return replace(pod, ethernet=replace(pod.ethernet, interfaces=(*pod.ethernet.interfaces, other), relays=(Relay(vrf, ("192.0.2.9",)),)))


def site_at_a_switch_without_tunnels() -> Plan:
    """Return a pod whose site is met in a virtual router that no tunnels carry."""
    pod = plan(STARTER, tenants=TENANT)
    last = pod.ethernet.ports[-1]
    port = last._replace(port=PortName("swp99"), use=PortUse.EDGE, untagged=0, tagged=(), bond="", segment_id=0, peer=DeviceName(""), peer_port=PortName(""))
    return replace(pod, ethernet=replace(pod.ethernet, ports=(*pod.ethernet.ports, port), edge=Edge("default", (), (), (), "64512:1", "POD")))


ETHERNET: dict[str, tuple[str, Callable[[], Plan]]] = {
    "no_network_number_twice": ("P412", same_vni_twice),
    "ports_carry_what_is_plugged_in": ("P413", port_in_another_network),
    "links_are_for_the_same_at_both_ends": ("P414", lambda: with_port(lambda row: row.use is PortUse.TRUNK, tagged=())),
    "pairs_are_one_to_their_hosts": ("P416", pair_of_which_both_lead),
    "relays_are_answered": ("P417", relay_of_switches_with_one_address),
    "site_is_met_where_its_router_is": ("P418", site_at_a_switch_without_tunnels),
}
"""By check: the code of its finding, and a pod that breaks it."""
