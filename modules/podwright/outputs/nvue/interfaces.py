"""Interfaces of a switch: ports, bonds, its ends of VLANs, loopback, management."""

from collections.abc import Iterable, Mapping

from podwright.outputs.nvue.aspects import Aspects
from podwright.outputs.nvue.cages import give_cages
from podwright.outputs.nvue.form import Form
from podwright.outputs.nvue.mlag import give_mlag
from podwright.outputs.nvue.spans import span
from podwright.outputs.nvue.told import Told
from podwright.outputs.nvue.tree import Tree
from podwright.outputs.nvue.vlans import give_vlans
from podwright.plan.types import PortUse, SwitchPort

LARGE_FRAME_BYTES = 1500
"""Fabrics beyond this carry large frames."""
DESCRIPTIONS: Mapping[PortUse, str] = {
    PortUse.ROUTED: "To the next tier",
    PortUse.PEER: "To the other switch of the pair",
    PortUse.EDGE: "To the site's routers",
}


def interfaces(told: Told, form: Form) -> Tree:
    """Return the settings of every interface."""
    aspects = Aspects()
    give_cages(aspects, told)
    _give_bonds(aspects, told, form)
    give_mlag(aspects, told, form)
    _give_bridge(aspects, told)
    _give_links(aspects, told, form)
    give_vlans(aspects, told, form)
    _give_management(aspects, told, form)
    return aspects.tree


def _logical(ports: Iterable[SwitchPort]) -> dict[str, SwitchPort]:
    """Return the bond, or the port where it is in none, and the first of its ports."""
    found: dict[str, SwitchPort] = {}
    for port in ports:
        found.setdefault(port.bond or port.port, port)
    return found


def _give_bonds(aspects: Aspects, told: Told, form: Form) -> None:
    members: dict[str, list[SwitchPort]] = {}
    for port in told.ports:
        if port.bond and port.use is not PortUse.PEER:
            members.setdefault(port.bond, []).append(port)
    aspects.give(members, {"type": "bond"})
    # A host that starts from the network has no bond yet: its ports work one by one until it has.
    aspects.give((bond for bond, ports in members.items() if ports[0].peer not in told.switches), {"bond": {"lacp-bypass": form.flag}})
    segments = [bond for bond, ports in members.items() if ports[0].segment_id and told.mlag is None]
    aspects.give(segments, {"evpn": {"multihoming": {"segment": {**form.on, "mac-address": told.switch.segment_mac}}}})
    for bond, ports in members.items():
        aspects.one(bond, {"bond": {"member": {span(port.port for port in ports): {}}}})
        if bond in segments:
            aspects.one(bond, {"evpn": {"multihoming": {"segment": {"local-id": ports[0].segment_id}}}})


def _give_bridge(aspects: Aspects, told: Told) -> None:
    alike: dict[tuple[int, tuple[int, ...]], list[str]] = {}
    for name, port in _logical(told.with_use(PortUse.ACCESS, PortUse.TRUNK)).items():
        alike.setdefault((port.untagged, port.tagged), []).append(name)
    for (untagged, tagged), names in alike.items():
        settings: Tree = {"untagged": untagged or "none", "vlan": {str(vlan_id): {} for vlan_id in tagged}} if tagged else {"access": untagged}
        aspects.give(names, {"bridge": {"domain": {"br_default": settings}}})


def _give_links(aspects: Aspects, told: Told, form: Form) -> None:
    for use, text in DESCRIPTIONS.items():
        aspects.give((port.port for port in told.with_use(use)), {"description": text})
    logical = _logical(told.with_use(PortUse.ACCESS, PortUse.TRUNK, PortUse.ROUTED, PortUse.PEER))
    large = [name for name, port in logical.items() if told.fabrics[port.fabric].mtu_bytes > LARGE_FRAME_BYTES]
    aspects.give(large, {"link": {"mtu": told.ethernet.link_mtu_bytes}})
    lossless = (port.port for port in told.with_use(PortUse.ACCESS) if not port.bond and told.fabrics[port.fabric].is_lossless)
    aspects.give(lossless, {"qos": {"pfc-watchdog": {"state": "enable"}}})
    upward = [port.port for port in told.with_use(PortUse.ROUTED, PortUse.PEER)]
    if told.switch.knows_segments:
        aspects.give(upward, {"evpn": {"multihoming": {"uplink": form.flag}}})
    if told.switch.is_adaptive:
        aspects.give((port.port for port in told.with_use(PortUse.ROUTED)), {"router": {"adaptive-routing": form.on}})
    if told.ethernet.edge is not None:
        aspects.give((port.port for port in told.with_use(PortUse.EDGE)), form.in_vrf(told.ethernet.edge.vrf))


def _give_management(aspects: Aspects, told: Told, form: Form) -> None:
    if told.switch.asn:
        aspects.one("lo", {"type": "loopback"})
        aspects.one("lo", form.addresses([f"{told.switch.router_id}/32"], [f"{told.switch.loopback_v6}/128"]))
    for row in told.management:
        if row.interface == "lo":
            continue
        if row.vlan_id:
            aspects.one(row.interface, {"type": "svi", "vlan": row.vlan_id, **form.addresses([row.v4], [row.v6] if row.v6 else [])})
            continue
        aspects.one(row.interface, {"type": "eth", **form.in_vrf(row.vrf)})
        if not row.v4:
            aspects.one(row.interface, form.by_dhcp())
        else:
            aspects.one(row.interface, form.addresses([row.v4], [row.v6] if row.v6 else []))
            aspects.one(row.interface, form.gateways(row.gateway_v4, row.gateway_v6))
