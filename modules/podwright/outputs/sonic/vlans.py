"""VLANs of a switch: who is in them, its own addresses there, and where it sends requests for addresses."""

from collections.abc import Mapping
from itertools import chain

from podwright.outputs.nvue.told import Told
from podwright.outputs.sonic.names import bond_names, loopback_names
from podwright.outputs.sonic.table import Row, Tables
from podwright.plan.types import PortUse

UNDERLAY = "default"


def vlans(told: Told, names: Mapping[str, str]) -> Tables:
    """Return the VLANs and their members."""
    members: dict[str, Row] = {}
    bonds = bond_names(told.ports)
    for port in told.with_use(PortUse.ACCESS, PortUse.TRUNK):
        name = bonds[port.bond] if port.bond else names[port.port]
        if port.untagged:
            members.setdefault(f"Vlan{port.untagged}|{name}", {"tagging_mode": "untagged"})
        for vlan_id in port.tagged:
            members.setdefault(f"Vlan{vlan_id}|{name}", {"tagging_mode": "tagged"})
    carried = (*told.vlan_ids, *(row.vlan_id for row in told.interfaces), *router_vlans(told))
    return {"VLAN": {f"Vlan{vlan_id}": {"vlanid": str(vlan_id)} for vlan_id in sorted(set(carried))}, "VLAN_MEMBER": members}


def router_vlans(told: Told) -> dict[int, int]:
    """Return the VXLAN network of each VLAN that carries a virtual router of the switch."""
    own = {row.vrf for row in told.vrfs}
    return {row.vlan_id: row.vni for row in told.ethernet.vrfs if row.name in own and row.vni} if told.switch.is_tunnel_end else {}


def addresses(told: Told, vrfs: Mapping[str, str]) -> Tables:
    """Return the addresses of the switch in VLANs.

    A gateway that several switches answer for stands in place of the switch's own address: all addresses of such a VLAN have the one hardware address
    (sonic-static-anycast-gateway.yang).
    """
    rows: dict[str, Row] = {}
    is_shared = False
    for vlan_id, own in _own(told).items():
        vrf = told.networks[vlan_id][0].vrf
        held = _gateways(told, vlan_id)
        is_anycast = not own.keys() >= set(held)
        is_shared = is_shared or is_anycast
        more = {"static_anycast_gateway": "true"} if is_anycast else {}
        rows[f"Vlan{vlan_id}"] = {**more, **({"vrf_name": vrfs[vrf]} if vrf != UNDERLAY else {})}
        rows.update((f"Vlan{vlan_id}|{address}", {}) for address in (held if is_anycast else own))
    names = {row.vlan_id: row.name for row in told.ethernet.vrfs}
    rows.update((f"Vlan{vlan_id}", {"vrf_name": vrfs[names[vlan_id]]}) for vlan_id in router_vlans(told))
    for managed in told.management:
        if managed.vlan_id:
            rows.setdefault(f"Vlan{managed.vlan_id}", {})
            rows.update((f"Vlan{managed.vlan_id}|{address}", {}) for address in (managed.v4, managed.v6) if address)
    return {"VLAN_INTERFACE": rows, "SAG": {"GLOBAL": {"gateway_mac": told.ethernet.anycast_mac}} if is_shared else {}}


def relays(told: Told) -> Tables:
    """Return where each VLAN sends requests for addresses.

    Where others have the switch's address in a VLAN too, requests leave from one that it alone has in that virtual router, if the site gave it any: else the answer
    may come to another switch. They then say which network they are of (RFC 3527).
    """
    servers = {row.vrf: list(row.servers) for row in told.ethernet.relays} if told.switch.asn else {}
    names = loopback_names(told.ethernet.vrfs)
    loopbacks = {row.vrf: names[row.vrf] for row in told.vrfs if row.loopback_v4}
    rows: dict[str, Row] = {}
    for vlan_id, own in _own(told).items():
        vrf = told.networks[vlan_id][0].vrf
        if vrf in servers:
            is_anycast = not own.keys() >= set(_gateways(told, vlan_id))
            source = {"source_interface": loopbacks[vrf], "link_selection": "enable"} if is_anycast and vrf in loopbacks else {}
            rows[f"Vlan{vlan_id}"] = {"dhcpv4_servers": servers[vrf], **source}
    return {"DHCPV4_RELAY": rows}


def _gateways(told: Told, vlan_id: int) -> list[str]:
    """Return the gateways of a VLAN, with prefix length."""
    rows = told.networks[vlan_id]
    both = chain(*((f"{row.gateway_v4}/{row.v4.partition('/')[2]}", f"{row.gateway_v6}/{row.v6.partition('/')[2]}") for row in rows))
    return [address for address in dict.fromkeys(both) if address[0] != "/"]


def _own(told: Told) -> dict[int, dict[str, None]]:
    own: dict[int, dict[str, None]] = {}
    for row in told.interfaces:
        own.setdefault(row.vlan_id, {}).update((address, None) for address in (row.v4, row.v6) if address)
    return own
