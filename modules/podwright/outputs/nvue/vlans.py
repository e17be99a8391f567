"""A switch's ends of the VLANs that it routes, and the gateways that it answers for."""

from functools import lru_cache

from podwright.outputs.nvue.aspects import Aspects
from podwright.outputs.nvue.form import Form
from podwright.outputs.nvue.told import Told
from podwright.outputs.nvue.tree import Tree
from podwright.plan.types import Network

UNDERLAY = "default"


def give_vlans(aspects: Aspects, told: Told, form: Form) -> None:
    """Give every VLAN that the switch routes its addresses, its virtual router, and the gateway where another switch answers for it too."""
    own_v4, own_v6 = dict[int, list[str]](), dict[int, list[str]]()
    for row in told.interfaces:
        for own, address in ((own_v4, row.v4), (own_v6, row.v6)):
            known = own.setdefault(row.vlan_id, [])
            if address and address not in known:
                known.append(address)
    names = {vlan_id: f"vlan{vlan_id}" for vlan_id in own_v4}
    aspects.give(names.values(), {"type": "svi"})
    members: dict[str, list[str]] = {}
    sharing: dict[tuple[bool, bool], list[str]] = {}
    for vlan_id, name in names.items():
        aspects.one(name, {"vlan": vlan_id, **form.addresses(own_v4[vlan_id], own_v6[vlan_id])})
        members.setdefault(told.networks[vlan_id][0].vrf, []).append(name)
        shared_v4, shared_v6 = _shared(told, vlan_id, own_v4[vlan_id], own_v6[vlan_id])
        if shared_v4 or shared_v6:
            aspects.one(name, form.shared(shared_v4, shared_v6))
            sharing.setdefault((bool(shared_v4), bool(shared_v6)), []).append(name)
    for vrf, alike in members.items():
        aspects.give(alike, form.in_vrf(vrf) if vrf != UNDERLAY else {})
    for (has_v4, has_v6), alike in sharing.items():
        aspects.give(alike, form.sharing(has_v4=has_v4, has_v6=has_v6))


def _shared(told: Told, vlan_id: int, own_v4: list[str], own_v6: list[str]) -> tuple[list[str], list[str]]:
    """Return the gateways of a VLAN that the switch does not hold as its own."""
    v4, v6 = _gateways(told.networks[vlan_id])
    return [gateway for gateway in v4 if gateway not in own_v4], [gateway for gateway in v6 if gateway not in own_v6]


@lru_cache(maxsize=65_536)
def _gateways(rows: tuple[Network, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    v4 = dict.fromkeys(f"{row.gateway_v4}/{row.v4.partition('/')[2]}" for row in rows)
    v6 = dict.fromkeys(f"{row.gateway_v6}/{row.v6.partition('/')[2]}" for row in rows if row.v6)
    return tuple(v4), tuple(v6)


def bridge(told: Told) -> Tree:
    """Return the bridge: its VLANs, and the VXLAN network of each where tunnels end here."""
    vlans: Tree = {}
    for vlan_id in told.vlan_ids:
        vni = told.networks[vlan_id][0].vni if told.switch.is_tunnel_end else 0
        vlans[str(vlan_id)] = {"vni": {str(vni): {}}} if vni else {}
    return {"domain": {"br_default": {"type": "vlan-aware", "vlan": vlans}}} if vlans else {}
