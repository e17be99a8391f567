"""Virtual routers of a switch, its loopbacks, and where VXLAN begins and ends."""

from collections.abc import Mapping

from podwright.outputs.nvue.told import Told
from podwright.outputs.sonic.names import loopback_names
from podwright.outputs.sonic.table import Row, Tables
from podwright.outputs.sonic.vlans import router_vlans

TUNNEL, OVERLAY = "vtep", "nvo"


def routers(told: Told, vrfs: Mapping[str, str]) -> Tables:
    """Return the virtual routers, and the addresses that the switch has in none of its VLANs."""
    vni_of, names = {row.name: row.vni for row in told.ethernet.vrfs}, loopback_names(told.ethernet.vrfs)
    loopbacks: dict[str, Row] = {}
    if told.switch.asn:
        loopbacks["Loopback0"] = {}
        loopbacks.update((f"Loopback0|{address}", {}) for address in (f"{told.switch.router_id}/32", f"{told.switch.loopback_v6}/128"))
    for row in told.vrfs:
        own = [row.loopback_v4, *(address for kept in told.management if kept.vrf == row.vrf for address in (kept.v4, kept.v6))]
        if any(own):
            name = names[row.vrf]
            loopbacks[name] = {"vrf_name": vrfs[row.vrf]}
            loopbacks.update((f"{name}|{address}", {}) for address in own if address)
    return {
        "VRF": {vrfs[row.vrf]: {"vni": str(vni_of[row.vrf])} if vni_of[row.vrf] else {} for row in told.vrfs},
        "LOOPBACK_INTERFACE": loopbacks,
    }


def tunnels(told: Told) -> Tables:
    """Return the end of all tunnels and the VXLAN network of each VLAN; nothing where none begins."""
    if not told.switch.is_tunnel_end:
        return {}
    vnis = {vlan_id: told.networks[vlan_id][0].vni for vlan_id in told.vlan_ids} | router_vlans(told)
    return {
        "VXLAN_TUNNEL": {TUNNEL: {"src_ip": told.switch.router_id}},
        "VXLAN_EVPN_NVO": {OVERLAY: {"source_vtep": TUNNEL}},
        "VXLAN_TUNNEL_MAP": {f"{TUNNEL}|map_{vni}_Vlan{vlan_id}": {"vlan": f"Vlan{vlan_id}", "vni": str(vni)} for vlan_id, vni in vnis.items() if vni},
        "EVPN_MH_GLOBAL": {"default": {}} if told.switch.segment_mac else {},
    }
