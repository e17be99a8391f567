"""What a switch serves and asks for: requests for addresses, time, neighbours, queues for RDMA."""

from podwright.outputs.nvue.form import LLDP_FROM, RELAY_GROUPS_FROM, STATES_FROM, Form
from podwright.outputs.nvue.told import Told
from podwright.outputs.nvue.tree import Tree
from podwright.plan.types import PortUse
from podwright.plan.types.switching import Relay

MANAGEMENT_VRF = "mgmt"
SERVERS = "site"
"""The group of DHCP servers of a virtual router."""
ECMP_FIELDS = ("destination-ip", "destination-port", "ip-protocol", "source-ip", "source-port")
"""What tells flows apart where routes are alike. A host's adapter makes the UDP source port of RoCE from its queue pairs; NVUE has no field for the queue pair
itself in any release (nvueschema 0.1.0, system forwarding)."""


def services(told: Told, form: Form) -> Tree:
    """Return what stands under `service`."""
    found: Tree = {}
    relays = _relays(told, form)
    if relays:
        found["dhcp-relay"] = relays
    if LLDP_FROM <= form.minor < STATES_FROM:
        found["lldp"] = {"state": "enabled"}
    if form.minor < STATES_FROM:
        vrf, resolvers = _managed_in(told), _resolvers(told)
        if resolvers:
            found["dns"] = {vrf: {"server": {server: {} for server in resolvers}}}
        if told.ethernet.time_servers:
            found["ntp"] = {vrf: {"server": {server: {} for server in told.ethernet.time_servers}}}
    return found


def system(told: Told, form: Form) -> Tree:
    """Return what stands under `system`."""
    found: Tree = {"hostname": told.name}
    if told.switch.asn and told.interfaces:
        found["global"] = {"anycast-mac": told.mlag.system_mac if told.mlag is not None else told.ethernet.anycast_mac}
    if told.switch.is_adaptive:
        found["forwarding"] = {"ecmp-hash": dict.fromkeys(ECMP_FIELDS, form.flag)}
    if form.minor >= STATES_FROM:
        vrf, resolvers = _managed_in(told), _resolvers(told)
        if resolvers:
            found["dns"] = {"server": {server: {"vrf": vrf} for server in resolvers}}
        found["lldp"] = {"state": "enabled"}
        if told.ethernet.time_servers:
            found["ntp"] = {"server": {server: {} for server in told.ethernet.time_servers}, "state": "enabled", "vrf": vrf}
    return found


def _managed_in(told: Told) -> str:
    """Return the virtual router by which the switch is managed: where its own address is, that of the management port where DHCP gives it."""
    return next((row.vrf for row in told.management if row.v4), MANAGEMENT_VRF)


def _resolvers(told: Told) -> tuple[str, ...]:
    """Return the name servers that the switch asks; none where DHCP tells it of them."""
    return told.name_servers if any(row.v4 for row in told.management) else ()


def queues(told: Told, form: Form) -> Tree:
    """Return what a switch that carries RDMA sets aside for it; empty elsewhere."""
    if not told.switch.is_lossless:
        return {}
    part = told.ethernet.lossless_memory_percent
    pools: Tree = {"default-lossy": {"memory-percent": 100 - part}, "roce-lossless": {"memory-percent": part}}
    return {"roce": {**form.on, "mode": "lossless"}, "traffic-pool": pools}


def _relays(told: Told, form: Form) -> Tree:
    own = {row.vrf for row in told.vrfs} | {"default"}
    return {row.vrf: _relay(told, form, row) for row in told.ethernet.relays if row.vrf in own and told.switch.asn}


def _relay(told: Told, form: Form, relay: Relay) -> Tree:
    """Return one relay: requests come in from the VLANs of the virtual router and leave to its other switches and to the site."""
    edge = told.ethernet.edge
    down = dict.fromkeys(f"vlan{row.vlan_id}" for row in told.interfaces if told.networks[row.vlan_id][0].vrf == relay.vrf)
    up: list[str] = [port.port for port in told.with_use(PortUse.EDGE)] if edge is not None and relay.vrf == edge.vrf else []
    up += [f"vlan{row.vlan_id}_l3" for row in told.ethernet.vrfs if row.name == relay.vrf and row.vlan_id]
    servers: Tree = {server: {} for server in relay.servers}
    found: Tree = {"agent": {**_on(form), "use-pif-circuit-id": _on(form)}, **_answered(told, relay)}
    if form.minor < RELAY_GROUPS_FROM:
        return {**found, "interface": {name: {} for name in (*down, *up)}, "server": servers}
    group: Tree = {"server": servers, "upstream-interface": {name: {} for name in up}}
    return {**found, "downstream-interface": {name: {"server-group-name": SERVERS} for name in down}, "server-group": {SERVERS: group}}


def _answered(told: Told, relay: Relay) -> Tree:
    """Return where servers answer to a switch: at an address that it alone has, where others have the same in its VLANs, or the same tunnels end (RFC 3527)."""
    is_one_of_many = told.mlag is not None or any(row.vlan_id in told.repeated for row in told.interfaces if told.networks[row.vlan_id][0].vrf == relay.vrf)
    own = next((row.loopback_v4 for row in told.vrfs if row.vrf == relay.vrf), "") if is_one_of_many else ""
    return {"gateway-interface": {relay.vrf: {"address": own.partition("/")[0]}}} if own else {}


def _on(form: Form) -> Tree:
    return {"state": "enabled"} if form.minor >= RELAY_GROUPS_FROM else {"enable": "on"}
