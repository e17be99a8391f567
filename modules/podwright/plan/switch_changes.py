"""What changes of Ethernet switches and networks that stand: their numbers, and with whom hosts take a switch for one. Their ports are told by their cables."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from podwright.plan.types import EthernetSwitch, Network, Plan
from podwright.plan.types.mlag import MlagSwitch

Facts = Mapping[str, str | int]
"""What is said of a thing, by what it is called."""


class SwitchChange(NamedTuple):
    """What changes of one switch or network: which kind of thing, its name, and each fact as people read it."""

    kind: str
    name: str
    facts: tuple[str, ...]


def switch_changes(old: Plan, new: Plan) -> Iterator[SwitchChange]:
    """Yield what changes of every Ethernet switch and every network that both plans have, by name; and of what the switches run."""
    system, systems = "switch system", [f"{plan.ethernet.system.name} {plan.ethernet.system.release}" for plan in (old, new)]
    if old.ethernet.switches and new.ethernet.switches:
        yield from _changed(system, {"pod": {"runs": systems[0]}}, {"pod": {"runs": systems[1]}})
    yield from _changed("switch", _switches(old), _switches(new))
    yield from _changed("network", _networks(old), _networks(new))


def _changed(kind: str, before: Mapping[str, Facts], after: Mapping[str, Facts]) -> Iterator[SwitchChange]:
    for name in sorted(before.keys() & after.keys()):
        was, becomes = before[name], after[name]
        if was != becomes:
            facts = tuple(f"{fact} {was[fact] or 'none'} -> {becomes[fact] or 'none'}" for fact in becomes if was[fact] != becomes[fact])
            yield SwitchChange(kind, name, facts)


def _switches(plan: Plan) -> dict[str, Facts]:
    pair_of = {row.device: row for row in plan.ethernet.mlag}
    return {row.device: _switch(row, pair_of.get(row.device)) for row in plan.ethernet.switches}


def _switch(row: EthernetSwitch, pair: MlagSwitch | None) -> Facts:
    own: Facts = {"autonomous system": row.asn, "router id": row.router_id, "segments from": row.segment_mac}
    if pair is None:
        return {**own, "pair with": "", "hosts see": "", "tunnels end at": "", "priority": 0}
    return {**own, "pair with": pair.peer, "hosts see": pair.system_mac, "tunnels end at": pair.shared_v4, "priority": pair.priority}


def _networks(plan: Plan) -> dict[str, Facts]:
    return {f"{row.name} ({row.v4})": _network(row) for row in plan.ethernet.networks}


def _network(row: Network) -> Facts:
    return {"VLAN": row.vlan_id, "VNI": row.vni, "virtual router": row.vrf, "gateway": row.gateway_v4}
