"""Interfaces: each one of the plan is there, up, with its addresses and frame length, and nothing else is."""

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_interface, ip_network

import pytest
from answers import Interface, State
from record import Verdict

from podwright.plan.types import Host, HostInterface, Plan, Role

pytestmark = [pytest.mark.layer("hosts")]

UP = ("UP", "UNKNOWN")
"""UNKNOWN is what the kernel says of links whose driver tells no carrier, such as a tunnel; a cable that is out reads DOWN."""


@pytest.mark.requirement("IPAM01", part="every address of every host is the one that the plan manages")
@pytest.mark.requirement("BENCH02", part="every interface holds its IPv4 and its IPv6 address")
def test_every_interface_holds_its_addresses(planned: Host, state: State, verdict: Verdict) -> None:
    wrong = [line for interface in planned.interfaces for line in _addresses(interface, state)]
    verdict(wrong, evidence=f"{len(planned.interfaces)} interfaces, an IPv4 and an IPv6 address each")


@pytest.mark.of(Role.STORAGE_HOST)
@pytest.mark.requirement("STG03", part="a storage host's addresses are those of its place")
def test_a_storage_host_keeps_the_addresses_of_its_place(planned: Host, state: State, verdict: Verdict) -> None:
    wrong = [line for interface in planned.interfaces for line in _addresses(interface, state)]
    verdict(wrong, evidence=", ".join(f"{one.name} {one.v4}" for one in planned.interfaces))


def test_every_interface_is_up(planned: Host, state: State, verdict: Verdict) -> None:
    there = [(one.name, state.interfaces.get(one.name)) for one in planned.interfaces]
    verdict([f"{name} is {found.state}" for name, found in there if found and found.state not in UP], evidence=f"{len(there)} interfaces")


def test_every_interface_carries_frames_of_the_planned_length(planned: Host, state: State, verdict: Verdict) -> None:
    rows = [(one, state.interfaces.get(one.name)) for one in planned.interfaces]
    wrong = [f"{one.name} carries {found.mtu_bytes} bytes, the plan says {one.mtu_bytes}" for one, found in rows if found and found.mtu_bytes != one.mtu_bytes]
    verdict(wrong, evidence=", ".join(f"{one.name} {one.mtu_bytes}" for one in planned.interfaces))


@pytest.mark.requirement("IPAM01", part="no host holds an address of the pod that the plan does not give it")
def test_no_interface_holds_an_address_of_the_pod_that_is_not_planned(plan: Plan, planned: Host, state: State, verdict: Verdict) -> None:
    mine = {ip_interface(address).ip for one in planned.interfaces for address in (one.v4, one.v6)}
    networks = _networks(plan)
    held = [(name, ip_interface(address)) for name, found in state.interfaces.items() for address in (*found.v4, *found.v6)]
    strange = [(name, one) for name, one in held if one.ip not in mine and any(one.ip in network for network in networks)]
    verdict([f"{name} holds {one}, which the plan gives to no interface of this host" for name, one in strange], evidence=f"{len(held)} addresses held")


def test_every_bond_has_its_members(planned: Host, state: State, verdict: Verdict) -> None:
    bonds = [(one, state.interfaces[one.name]) for one in planned.interfaces if one.members and one.name in state.interfaces]
    if not bonds:
        pytest.skip("the plan gives this host no bond")
    if all(found.kind == "veth" for _, found in bonds):
        pytest.skip("bonds are single virtual cables here, so bonding is not proven")
    wrong = [
        f"{one.name} joins {', '.join(found.members) or 'nothing'}, the plan says {', '.join(one.members)}"
        for one, found in bonds
        if set(found.members) != set(one.members)
    ]
    verdict(wrong, evidence=", ".join(f"{one.name} of {' and '.join(one.members)}" for one, _ in bonds))


@pytest.mark.requirement("BMAAS08", part="the rate of every link")
def test_every_link_runs_at_its_planned_rate(plan: Plan, planned: Host, state: State, verdict: Verdict) -> None:
    if state.virtualisation != "none":
        pytest.skip(f"links are virtual here ({state.virtualisation}), so rates are not proven")
    ports = {str(port.name): port for port in plan.fabric.ports if port.device == planned.name}
    names = [name for one in planned.interfaces for name in (one.members or (one.name,))]
    rows = [(ports[name], state.interfaces.get(name)) for name in names if name in ports]
    wrong = [
        f"{port.name} runs at {found.rate_gbps if found else 0:g} Gb/s, the plan says {port.rate_gbps}"
        for port, found in rows
        if not found or found.rate_gbps != port.rate_gbps
    ]
    verdict(wrong, evidence=f"{len(rows)} links")


@pytest.mark.of(Role.GPU_NODE)
@pytest.mark.requirement("BMAAS08", part="the number of GPUs on the bus")
def test_the_host_has_its_gpus(planned: Host, state: State, verdict: Verdict) -> None:
    if state.virtualisation != "none":
        pytest.skip(f"hardware is virtual here ({state.virtualisation}), so GPUs are not proven")
    wrong = [] if state.gpu_count == planned.gpu_count else [f"{state.gpu_count} GPUs on the bus, the plan says {planned.gpu_count}"]
    verdict(wrong, evidence=f"{state.gpu_count} GPUs")


def _addresses(interface: HostInterface, state: State) -> Iterator[str]:
    """Yield what is wrong with one interface's addresses; only one line when the interface itself is missing."""
    found: Interface | None = state.interfaces.get(interface.name)
    if found is None:
        yield f"{interface.name} is not there, the plan gives it {interface.v4} and {interface.v6}"
        return
    for planned, held in ((interface.v4, found.v4), (interface.v6, found.v6)):
        if ip_interface(planned) not in [ip_interface(one) for one in held]:
            yield f"{interface.name} holds {', '.join(held) or 'no address'}, the plan says {planned}"


def _networks(plan: Plan) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return every subnet of the pod."""
    return tuple(ip_network(network) for one in plan.fabric.subnets for network in (one.v4, one.v6))
