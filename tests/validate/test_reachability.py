"""Packets: they arrive along the networks of the plan, and nowhere else."""

from collections.abc import Iterable, Mapping

import pytest
from answers import Reach
from asking import Silence
from record import Verdict

from podwright.plan.types import Host, Plan, Role
from podwright.realise.paths import Echo, Law, absent, carried, closed, crossed, may_manage, rings

pytestmark = [pytest.mark.layer("hosts")]


@pytest.mark.requirement("BENCH02", part="echoes over IPv4 and IPv6 between neighbours on every lane")
@pytest.mark.requirement("BMAAS06", part="IP between nodes over each fabric; no NVLink, no RDMA")
def test_every_lane_carries_packets_between_its_hosts(plan: Plan, planned: Host, reach: Reach, verdict: Verdict) -> None:
    echoes = [echo for echo in carried(planned, networks=rings(plan)) if echo.law is Law.CARRIED]
    if not echoes:
        pytest.skip("the host has no neighbour on any lane")
    verdict(_unanswered(echoes, reach), evidence=f"{len(echoes)} paths")


@pytest.mark.of(Role.STORAGE_HOST)
@pytest.mark.requirement("SDN08", part="storage hosts reach each other over every storage lane")
def test_storage_hosts_reach_each_other(plan: Plan, planned: Host, reach: Reach, verdict: Verdict) -> None:
    roles = {host.name: host.role for host in plan.hosts.hosts}
    own = {one.name for one in planned.interfaces if one.fabric == "storage"}
    echoes = [one for one in carried(planned, networks=rings(plan)) if one.device in own and roles[one.target_host] is Role.STORAGE_HOST]
    if not echoes:
        pytest.skip("the pod has one storage host alone")
    verdict(_unanswered(echoes, reach), evidence=f"{len(echoes)} paths")


def test_every_lane_carries_full_frames_whole(plan: Plan, planned: Host, reach: Reach, verdict: Verdict) -> None:
    echoes = [echo for echo in carried(planned, networks=rings(plan)) if echo.law is Law.WHOLE]
    if not echoes:
        pytest.skip("the host has no neighbour on any lane")
    sizes = sorted({one.mtu_bytes for one in planned.interfaces})
    verdict(_unanswered(echoes, reach), evidence=f"{len(echoes)} paths, frames of {', '.join(map(str, sizes))} bytes in one piece")


@pytest.mark.requirement("SDN04", part="no packet is routed from one fabric or lane into another")
def test_no_packet_is_routed_between_networks(plan: Plan, planned: Host, reach: Reach, answering: frozenset[str], verdict: Verdict) -> None:
    echoes = [echo for echo in crossed(planned, networks=rings(plan)) if echo.target in answering]
    if not echoes:
        pytest.skip("no address on another network answers anybody, so silence would prove nothing")
    near = {(one.device, one.target) for one in echoes if one.hop_limit == 1 and reach.answered[one.key] is not None}
    routed = [one for one in echoes if not one.hop_limit and reach.answered[one.key] is not None and (one.device, one.target) not in near]
    wrong = [f"{one.device} reaches {one.target} of {one.target_host}, which lies on another network" for one in routed]
    verdict(wrong, evidence=f"{len({(one.device, one.target) for one in echoes})} crossings tried, each target known to answer")


@pytest.mark.requirement("SDN04", part="a host without a port on a network does not reach it")
def test_no_packet_reaches_a_network_the_host_is_not_on(plan: Plan, planned: Host, reach: Reach, answering: frozenset[str], verdict: Verdict) -> None:
    echoes = list(absent(planned, networks=rings(plan)))
    if not echoes:
        pytest.skip("the host is on every network of the pod")
    known = [one for one in echoes if one.target in answering]
    if not known:
        pytest.skip("no address there answers anybody, so silence would prove nothing")
    wrong = [f"reaches {one.target} of {one.target_host}" for one in known if reach.answered[one.key] is not None]
    verdict(wrong, evidence=f"{len(known)} addresses tried, each known to answer")


@pytest.mark.requirement("SDN04", part="no two Ethernet networks are joined at the link")
def test_no_two_networks_are_one_link(planned: Host, all_links: Mapping[str, Reach | Silence], verdict: Verdict) -> None:
    if planned.name not in all_links:
        pytest.skip("the host does not let us in")
    reach = all_links[planned.name]
    if isinstance(reach, Silence):
        pytest.fail(reach.reason, pytrace=False)
    crossing = {key: answer_s for key, answer_s in reach.answered.items() if key.startswith("crossed")}
    if not crossing:
        pytest.skip("no peer has a link-local address on another network, so there is nothing to ask")
    wrong = [f"{key.removeprefix('crossed ')}: two networks are one link" for key, answer_s in crossing.items() if answer_s is not None]
    verdict(wrong, evidence=f"{len(crossing)} link-local addresses tried from the wrong side; lanes of one InfiniBand fabric share a link and are left out")


@pytest.mark.of(Role.GPU_NODE, Role.STORAGE_HOST)
@pytest.mark.requirement("SEC12", part="BMCs do not answer GPU nodes and storage hosts")
def test_no_bmc_answers_a_host_that_does_not_manage(
    plan: Plan, planned: Host, reach: Reach, all_reaches: Mapping[str, Reach | Silence], verdict: Verdict
) -> None:
    echoes = list(closed(planned, hosts=plan.hosts.hosts))
    wrong = [f"reaches the BMC of {one.target_host} at {one.target}" for one in echoes if reach.answered[one.key] is not None]
    if not wrong and not _is_any_bmc_there(plan, all_reaches):
        pytest.skip("no BMC answers a management node, so silence proves nothing")
    verdict(wrong, evidence=f"{len(echoes)} addresses tried; BMCs do answer a management node")


def _unanswered(echoes: Iterable[Echo], reach: Reach) -> list[str]:
    """Return one line for each echo that did not come back, with the host's own reason if it would not even send it."""
    lost = [one for one in echoes if reach.answered[one.key] is None]
    return [f"{one.device} does not reach {one.target_host} at {one.target}: {reach.refused[one.key] or 'no answer'}" for one in lost]


def _is_any_bmc_there(plan: Plan, all_reaches: Mapping[str, Reach | Silence]) -> bool:
    """Return whether some BMC answers some management node."""
    managers = [all_reaches.get(host.name) for host in plan.hosts.hosts if may_manage(host)]
    rows = (row for one in managers if isinstance(one, Reach) for row in one.answered.items())
    return any(key.startswith(Law.CLOSED) and answer_s is not None for key, answer_s in rows)
