"""Real FRR and lldpd, started from our own files, agree with the plan: neighbours, routes and no others, each plane by itself."""

from collections.abc import Iterator
from ipaddress import ip_interface

import pytest

from lab.fabrics.routers import Switches, lacking, running, until
from podwright.plan.types import Plan, PortUse, Role
from unit.pods import plan

pytestmark = [pytest.mark.lab, pytest.mark.skipif(bool(lacking()), reason=f"this machine lacks {', '.join(lacking())}")]


def chosen(pod: Plan, *fabrics: str) -> tuple[str, ...]:
    """Return the switches of these fabrics that route."""
    routing = {row.device for row in pod.ethernet.ports if row.use in (PortUse.ROUTED, PortUse.PEER)}
    return tuple(str(row.name) for row in pod.physical.devices if row.fabric in fabrics and row.name in routing)


def reached(switches: Switches) -> dict[str, set[str]]:
    """Return the networks that each switch should know of the others: what every switch that it is joined with holds.

    A tier of spines has one autonomous system, so that no way leads up and down again: spines of a group do not know each other.
    """
    asn_of = {row.device: row.asn for row in switches.plan.ethernet.switches}
    joined = {name: {row.peer for row in switches.ports(name)} for name in switches.names}
    own = {row.device: {f"{row.router_id}/32"} for row in switches.plan.ethernet.switches}
    apart = {row.vlan_id for row in switches.plan.ethernet.networks if row.vrf != "default"}
    for row in switches.plan.ethernet.interfaces:
        if row.vlan_id not in apart:
            own[row.device].add(str(ip_interface(row.v4).network))
    found = {}
    for name in switches.names:
        seen, front = {name}, {name}
        while front:
            front = {other for each in front for other in joined[each]} - seen
            seen |= front
        others = {other for other in seen if asn_of[other] != asn_of[name] or other in joined[name]}
        found[name] = {network for other in others for network in own[other]} - own[name]
    return found


@pytest.fixture(scope="module", params=["cumulus", "sonic"])
def superpod(request: pytest.FixtureRequest) -> Iterator[Switches]:
    """Yield the in-band and out-of-band switches of one unit of DGX SuperPOD H100, with the ports and the routing of each operating system."""
    pod = plan("dgx-superpod-h100", fabrics={"ethernet": {"os": request.param}})
    with running(pod, chosen(pod, "in_band", "out_of_band")) as switches:
        until(lambda: all(set(switches.neighbours(name).values()) == {"Established"} for name in switches.names), "BGP is up")
        yield switches


def test_every_link_between_switches_has_its_session(superpod: Switches) -> None:
    for name in superpod.names:
        assert set(superpod.neighbours(name)) == {row.port for row in superpod.ports(name)}


def test_switches_know_what_the_others_hold_and_nothing_else(superpod: Switches) -> None:
    wanted = reached(superpod)
    for name in superpod.names:
        until(lambda name=name: set(superpod.routes(name)) == wanted[name], f"{name} has its routes")
    spines = [row.name for row in superpod.plan.physical.devices if row.fabric == "in_band" and row.role is Role.SPINE]
    leaves = [row for row in superpod.plan.ethernet.switches if row.device in superpod.names and row.device not in spines]
    leaf, other = leaves[0].device, f"{leaves[1].router_id}/32"
    until(lambda: superpod.routes(leaf).get(other) == len(superpod.ports(leaf)), "every uplink is a way")


def test_lldp_hears_what_is_planned(superpod: Switches) -> None:
    for name in superpod.names:
        wanted = {str(row.port): (str(row.peer), str(row.peer_port)) for row in superpod.ports(name)}
        until(lambda name=name, wanted=wanted: superpod.heard(name) == wanted, f"{name} hears its neighbours")


def test_each_plane_reaches_alone_and_never_the_other() -> None:
    pod = plan("dgx-superpod-b300-spectrum", node_count=2)
    with running(pod, chosen(pod, "compute"), is_thin=True) as switches:
        wanted = reached(switches)
        until(lambda: all(set(switches.routes(name)) == wanted[name] for name in switches.names), "every plane has its routes")
        planes = {frozenset(networks | {name}) for name, networks in wanted.items()}
        assert len({frozenset(networks) for networks in wanted.values()}) > 1, planes
        spines = [row.name for row in pod.physical.devices if row.fabric == "compute" and row.role is Role.SPINE]
        first = {name for name in spines if wanted[name] == wanted[spines[0]]} | {spines[0]}
        for name in first:
            switches.cut(name)
        others = [name for name in switches.names if name not in first and not any(row.peer in first for row in switches.ports(name))]
        assert others
        for name in others:
            assert set(switches.routes(name)) == wanted[name]
        lost = [name for name in switches.names if any(row.peer in first for row in switches.ports(name))]
        until(lambda: all(not switches.routes(name) for name in lost), "what a plane has lost is gone, and no other plane brings it")
