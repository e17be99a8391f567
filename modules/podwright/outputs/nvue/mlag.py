"""Pairs of switches that hosts take for one (MLAG): the link between the two, the bonds that end at both, who leads, where tunnels end."""

from podwright.outputs.nvue.aspects import Aspects
from podwright.outputs.nvue.form import Form
from podwright.outputs.nvue.spans import span
from podwright.outputs.nvue.told import Told
from podwright.outputs.nvue.tree import Tree
from podwright.plan.mlag import PEER_LINK, PEER_SESSION, PEER_VLAN
from podwright.plan.types import PortUse

BRIDGE = "br_default"
SITE = 1
"""The number behind the shared address in the mark of what comes from a pair: the address alone tells pairs apart."""


def give_mlag(aspects: Aspects, told: Told, form: Form) -> None:
    """Give the link between the two its members and its own interface, and every bond that ends at both its number; nothing to a switch of no pair."""
    if told.mlag is None:
        return
    members: Tree = {span(port.port for port in told.with_use(PortUse.PEER)): {}}
    aspects.one(PEER_LINK, {"type": "peerlink", "bond": {"member": members}, "bridge": {"domain": {BRIDGE: {}}}})
    aspects.one(PEER_SESSION, {"type": "sub", "base-interface": PEER_LINK, "vlan": PEER_VLAN})
    numbers = {port.bond: port.segment_id for port in told.ports if port.segment_id}
    aspects.give(numbers, {"bond": {"mlag": form.on}})
    for bond, number in numbers.items():
        aspects.one(bond, {"bond": {"mlag": {"id": number}}})
    # Nothing that a host sends may take part in the spanning tree, and its port need not wait for it; a device of the site's own may be a switch.
    hosts = dict.fromkeys(port.bond or port.port for port in told.with_use(PortUse.ACCESS, PortUse.TRUNK) if port.peer and port.peer not in told.switches)
    aspects.give(hosts, {"bridge": {"domain": {BRIDGE: {"stp": {"admin-edge": form.flag, "bpdu-guard": form.flag}}}}})


def mlag(told: Told, form: Form) -> Tree:
    """Return what stands under `mlag`; empty for a switch of no pair."""
    own = told.mlag
    if own is None:
        return {}
    backup: Tree = {"vrf": own.backup_vrf} if own.backup_vrf != "default" else {}
    return {
        "backup": {own.backup_v4: backup},
        **form.on,
        "init-delay": own.delay_s,
        "mac-address": own.system_mac,
        "peer-ip": "linklocal",
        "priority": own.priority,
    }


def site_of_origin(told: Told) -> Tree:
    """Return the mark by which a pair knows again what comes from itself, so that neither takes for remote what both have; empty for a switch of no pair."""
    return {"mac-vrf-soo": f"{told.mlag.shared_v4}:{SITE}"} if told.mlag is not None and told.mlag.shared_v4 else {}


def shared_end(told: Told) -> Tree:
    """Return where the tunnels of both switches of a pair end; empty for a switch of no pair."""
    return {"mlag": {"shared-address": told.mlag.shared_v4}} if told.mlag is not None and told.mlag.shared_v4 else {}
