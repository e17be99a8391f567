"""Routing of a switch: BGP on every link between switches without numbers, EVPN, tunnels, virtual routers."""

from collections.abc import Iterable

from podwright.outputs.nvue.form import BFD_PROFILE, STATES_FROM, Form
from podwright.outputs.nvue.mlag import shared_end, site_of_origin
from podwright.outputs.nvue.policy import announcing, lending
from podwright.outputs.nvue.spans import span
from podwright.outputs.nvue.told import Told
from podwright.outputs.nvue.tree import Tree
from podwright.plan.mlag import PEER_SESSION
from podwright.plan.types import PortUse, Vrf
from podwright.plan.types.switching import SwitchVrf

TIERS, PAIR, SITE = "tiers", "underlay", "site"
"""Groups of peers: switches of another tier, the other switch of a pair, the site's routers."""
FAMILIES = ("ipv4-unicast", "ipv6-unicast")
BFD_INTERVAL_MS, BFD_MISSES = 300, 3
"""A link is lost after a second; the defaults of Cumulus Linux (Cumulus Linux 5 user guide, bidirectional forwarding detection)."""


def router(told: Told, form: Form) -> Tree:
    """Return what is set for all virtual routers of a switch that routes."""
    switch = told.switch
    found: Tree = {"bgp": {"autonomous-system": switch.asn, **form.on, "router-id": switch.router_id}}
    if form.minor >= STATES_FROM:
        profile: Tree = {"detect-multiplier": BFD_MISSES, "min-rx-interval": BFD_INTERVAL_MS, "min-tx-interval": BFD_INTERVAL_MS}
        found["bfd"] = {"profile": {BFD_PROFILE: profile}, "state": "enabled"}
    if switch.is_adaptive:
        found["adaptive-routing"] = form.on
    if any(told.networks[row.vlan_id][0].gateway_v4 != row.v4.partition("/")[0] for row in told.interfaces):
        found["vrr"] = form.on
    return found


def evpn(told: Told, form: Form) -> Tree:
    """Return what is set for EVPN. Where hosts are on two switches, every end of tunnels knows it, else packets to all come twice (Cumulus Linux 5.13 user guide)."""
    return {**form.on, **site_of_origin(told), **({"multihoming": form.on} if told.switch.knows_segments else {})}


def tunnels(told: Told, form: Form) -> Tree:
    """Return how VXLAN begins and ends here: marks of RDMA are kept on the way."""
    marks: Tree = {"decapsulation": {"dscp": {"action": "preserve"}}, "encapsulation": {"dscp": {"action": "copy"}}} if told.switch.is_lossless else {}
    flooding: Tree = {**form.on, "head-end-replication": {"evpn": {}}}
    return {"vxlan": {**form.on, **marks, "flooding": flooding, **shared_end(told), "source": {"address": told.switch.router_id}}}


def vrfs(told: Told, form: Form) -> Tree:
    """Return every virtual router of a switch that routes."""
    rows = {row.name: row for row in told.ethernet.vrfs}
    found: Tree = {row.vrf: _vrf(told, form, row, rows[row.vrf]) for row in told.vrfs}
    return {**found, "default": {"router": {"bgp": _underlay(told, form)}}}


def static_routes(told: Told) -> Tree:
    """Return the way out of a switch that only bridges: its own network's gateway."""
    routes: Tree = {}
    for row in told.management:
        if row.vlan_id and row.gateway_v4:
            routes["0.0.0.0/0"] = {"address-family": "ipv4-unicast", "via": {row.gateway_v4: {"type": "ipv4-address"}}}
        if row.vlan_id and row.gateway_v6:
            routes["::/0"] = {"address-family": "ipv6-unicast", "via": {row.gateway_v6: {"type": "ipv6-address"}}}
    return {"default": {"router": {"static": routes}}} if routes else {}


def _vrf(told: Told, form: Form, row: SwitchVrf, vrf: Vrf) -> Tree:
    own = [row.loopback_v4, *(address for kept in told.management if kept.vrf == row.vrf for address in (kept.v4, kept.v6))]
    bgp: Tree = {"address-family": {}, "autonomous-system": told.switch.asn, **form.on, "rd": row.route_distinguisher, "router-id": told.switch.router_id}
    families: Tree = {family: {**form.on, "redistribute": {"connected": form.on}, "route-export": {"to-evpn": form.on}} for family in FAMILIES}
    for family, lent in lending(told, form, row.vrf).items():
        families[family]["route-import"] = lent  # type: ignore[index]
    bgp["address-family"] = {**families, "l2vpn-evpn": form.on}
    if told.with_use(PortUse.ROUTED):
        bgp["path-selection"] = {"multipath": {"aspath-ignore": form.flag}}
    edge = told.ethernet.edge
    if edge is not None and row.vrf == edge.vrf and told.is_at_edge:
        bgp["neighbor"] = _neighbors(_ports(told, PortUse.EDGE), SITE, {})
        group: Tree = {"address-family": announcing(told, form), "remote-as": "external"}
        bgp["peer-group"] = {SITE: group}
    found: Tree = {"evpn": {**form.on, "vlan": vrf.vlan_id, "vni": {str(vrf.vni): {}}}}
    if any(own):
        found["loopback"] = {"ip": {"address": {address: {} for address in own if address}}}
    return {**found, "router": {"bgp": bgp}}


def _underlay(told: Told, form: Form) -> Tree:
    families: Tree = {family: {**form.on, "redistribute": {"connected": form.on}} for family in FAMILIES}
    if told.switch.is_overlay:
        families["l2vpn-evpn"] = form.on
    # Both ends are the pod's, so that both send the greatest lifetime: nothing from afar is listened to (RFC 5082). The site's routers are not asked to.
    near: Tree = {"ttl-security": {**form.on, "hops": 1}}
    tiers, pair = _ports(told, PortUse.ROUTED), _ports(told, PortUse.PEER)
    found: Tree = {"address-family": families, **form.on, "neighbor": {**_neighbors(tiers, TIERS, near), **_neighbors(pair, PAIR, near)}}
    groups: Tree = {}
    is_internal = told.pair_asn == told.switch.asn
    for name, ports, remote in ((TIERS, tiers, "external"), (PAIR, pair, "internal" if is_internal else "external")):
        if ports:
            # What one of two switches knows from above it tells the other as its own way: the other does not see the switch above by this link.
            nearer: Tree = {"nexthop-setting": "self"} if name == PAIR and is_internal and tiers else {}
            own: Tree = {"ipv6-unicast": {**form.on, **nearer}, **({"ipv4-unicast": {**form.on, **nearer}} if nearer else {})}
            if told.switch.is_overlay:
                own["l2vpn-evpn"] = form.on
            groups[name] = {"address-family": own, "bfd": form.bfd, "remote-as": remote}
    found["peer-group"] = groups
    if tiers:
        found["path-selection"] = {"multipath": {"aspath-ignore": form.flag}}
    return {name: value for name, value in found.items() if value != {}}


def _ports(told: Told, use: PortUse) -> list[str]:
    """Return the interfaces at which a switch has neighbours by ports of one use: between the switches of a pair of MLAG their link's own."""
    ports = told.with_use(use)
    return [PEER_SESSION] if use is PortUse.PEER and told.mlag is not None else [port.port for port in ports]


def _neighbors(names: Iterable[str], group: str, more: Tree) -> Tree:
    key = span(names)
    return {key: {"peer-group": group, **more, "type": "unnumbered"}} if key else {}
