"""Which packets the proof sends."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.plan.types import Plan, Role
from podwright.realise.paths import FAMILIES, Echo, Law, absent, carried, closed, crossed, held, peers, rings
from unit.pods import SUPERPOD, plan

STARTER = plan()
ONE_UNIT = plan(SUPERPOD)


@given(st.integers(min_value=1, max_value=200))
def test_whoever_asks_their_peers_reaches_everyone_in_the_end(size: int) -> None:
    seats = range(size)
    met, edge = {0}, [0]
    while edge:
        edge = [peer for place in edge for peer in peers(seats, place) if peer not in met]
        met.update(edge)
    assert met == set(seats)


@pytest.mark.parametrize("size", range(1, 6))
def test_up_to_five_each_pair_meets(size: int) -> None:
    asked = {frozenset((place, peer)) for place in range(size) for peer in peers(range(size), place)}
    assert asked == {frozenset((one, other)) for one, other in product(range(size), repeat=2) if one != other}


def test_the_number_of_peers_grows_with_the_logarithm() -> None:
    assert [len(peers(range(size), 0)) for size in (1, 2, 4, 32, 12_500)] == [0, 1, 2, 5, 14]


def test_nobody_asks_themselves() -> None:
    assert not any(place in peers(range(size), place) for size in range(1, 40) for place in range(size))


@pytest.mark.parametrize("pod", [STARTER, ONE_UNIT], ids=["starter", "superpod"])
def test_an_echo_that_should_be_carried_stays_on_its_lane(pod: Plan) -> None:
    networks = network_of(pod)
    for host in pod.hosts.hosts:
        for echo in carried(host, networks=rings(pod)):
            assert networks[echo.source] == networks[echo.target]
            assert echo.target_host != host.name


@pytest.mark.parametrize("pod", [STARTER, ONE_UNIT], ids=["starter", "superpod"])
def test_an_echo_that_should_not_arrive_leads_to_another_network(pod: Plan) -> None:
    networks = network_of(pod)
    for host in pod.hosts.hosts:
        assert all(networks[echo.source] != networks[echo.target] for echo in crossed(host, networks=rings(pod)))


def test_every_lane_of_a_fabric_is_tried_from_the_lane_before_it() -> None:
    node = next(host for host in STARTER.hosts.hosts if host.role is Role.GPU_NODE)
    networks = network_of(STARTER)
    tried = {
        (networks[echo.source][1], networks[echo.target][1])
        for echo in crossed(node, networks=rings(STARTER))
        if networks[echo.source][0] == networks[echo.target][0] == "compute"
    }
    assert tried == {(lane, (lane + 1) % 8) for lane in range(8)}


def test_every_crossing_is_tried_with_one_hop_and_with_all() -> None:
    echoes = [echo for host in STARTER.hosts.hosts for echo in crossed(host, networks=rings(STARTER))]
    limits: dict[tuple[str, str], set[int]] = {}
    for echo in echoes:
        limits.setdefault((echo.device, echo.target), set()).add(echo.hop_limit)
    assert all(seen == {0, 1} for seen in limits.values())


def test_a_full_frame_is_as_long_as_the_interface_carries() -> None:
    lengths = {one.name: one.mtu_bytes for host in STARTER.hosts.hosts for one in host.interfaces}
    whole = [echo for host in STARTER.hosts.hosts for echo in carried(host, networks=rings(STARTER)) if echo.law is Law.WHOLE]
    assert all(echo.is_whole and echo.payload_bytes + (28 if echo.family == 4 else 48) == lengths[echo.device] for echo in whole)


def test_a_host_asks_for_every_network_it_is_not_on() -> None:
    manager = next(host for host in STARTER.hosts.hosts if host.role is Role.MANAGEMENT_NODE)
    asked = {network_of(STARTER)[echo.target] for echo in absent(manager, networks=rings(STARTER))}
    assert asked == {("compute", lane) for lane in range(8)} | {("storage", 0), ("storage", 1)}


def test_a_host_asks_for_its_own_bmc_and_its_peers() -> None:
    host, hosts = STARTER.hosts.hosts[0], STARTER.hosts.hosts
    assert {echo.target for echo in closed(host, hosts=hosts)} == {address for one in (host, *peers(hosts, 0)) for address in (one.bmc_v4, one.bmc_v6)}


@pytest.mark.parametrize("pod", [STARTER, ONE_UNIT], ids=["starter", "superpod"])
def test_no_key_stands_for_two_echoes(pod: Plan) -> None:
    networks = rings(pod)
    for host in pod.hosts.hosts:
        echoes: list[Echo] = [
            *carried(host, networks=networks),
            *crossed(host, networks=networks),
            *absent(host, networks=networks),
            *closed(host, hosts=pod.hosts.hosts),
            *held(host),
        ]
        assert len({echo.key for echo in echoes}) == len(echoes)


def test_every_address_of_a_host_is_asked_of_itself() -> None:
    host = STARTER.hosts.hosts[0]
    assert len(list(held(host))) == len(FAMILIES) * len(host.interfaces)


def network_of(pod: Plan) -> dict[str, tuple[str, int]]:
    """Return fabric and lane of every address of a host."""
    return {address.split("/")[0]: (one.fabric, one.lane) for host in pod.hosts.hosts for one in host.interfaces for address in (one.v4, one.v6)}
