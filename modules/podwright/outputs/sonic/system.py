"""The switch itself: its name, how it routes, how it is managed, where it has the time from."""

from podwright.outputs.nvue.told import Told
from podwright.outputs.sonic.table import Row, Tables

MANAGEMENT_PORT, MANAGEMENT_VRF = "eth0", "mgmt"
ROUTES_BY_FILE = "split-unified"
"""FRR reads one file that nothing of the configuration database is written into: `frr.conf` beside (sonic-device_metadata.yang)."""


def system(told: Told, buffer: Row) -> Tables:
    """Return what stands for the switch as a whole; `buffer` is what its row says of its buffer."""
    switch = told.switch
    metadata = {"hostname": told.name, "type": _kind(told), "docker_routing_config_mode": ROUTES_BY_FILE, **buffer}
    if switch.asn:
        metadata |= {"bgp_asn": str(switch.asn), "bgp_router_id": switch.router_id}
    if told.ethernet.relays and switch.asn:
        metadata["has_sonic_dhcpv4_relay"] = "true"
    return {"DEVICE_METADATA": {"localhost": metadata}, "LLDP": {"GLOBAL": {"enabled": "true"}}, **_management(told)}


def _kind(told: Told) -> str:
    """Return SONiC's word for the place of a switch: above racks, of racks, of management."""
    if not told.switch.asn:
        return "MgmtToRRouter"
    return "ToRRouter" if told.interfaces else "LeafRouter"


def _management(told: Told) -> Tables:
    own = [row for row in told.management if row.interface == MANAGEMENT_PORT]
    addresses = {f"{MANAGEMENT_PORT}|{v}": {"gwaddr": gateway} for row in own for v, gateway in ((row.v4, row.gateway_v4), (row.v6, row.gateway_v6)) if v}
    is_apart = any(row.vrf == MANAGEMENT_VRF for row in own)
    by_vlan = any(row.vlan_id for row in told.management)
    servers: dict[str, Row] = {server: {"association_type": "server", "iburst": "on"} for server in told.ethernet.time_servers}
    return {
        "MGMT_PORT": {MANAGEMENT_PORT: {"admin_status": "up", "alias": MANAGEMENT_PORT}},
        "MGMT_INTERFACE": addresses,
        "MGMT_VRF_CONFIG": {"vrf_global": {"mgmtVrfEnabled": "true"}} if is_apart else {},
        "NTP": {"global": {"admin_state": "enabled", "vrf": MANAGEMENT_VRF if is_apart and not by_vlan else "default"}} if servers else {},
        "NTP_SERVER": servers,
    }
