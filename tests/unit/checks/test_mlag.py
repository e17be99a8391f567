"""What two switches that hosts take for one must have alike, and what no other may have: each difference is found by itself."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from podwright.checks.mlag import pairs_are_one_to_their_hosts
from podwright.plan.types import Plan, PortUse, SwitchPort
from podwright.plan.types.mlag import MlagSwitch
from unit.checks.ethernet_breaks import paired

POD = cache(paired)


def told(change: Callable[[MlagSwitch], MlagSwitch], *, both: bool = False) -> list[str]:
    """Return what is found of a pod whose first switch of a pair, or both, are told something else."""
    pod = POD()
    rows = [change(row) if both or index == 0 else row for index, row in enumerate(pod.ethernet.mlag)]
    return found(replace(pod, ethernet=replace(pod.ethernet, mlag=tuple(rows))))


def plugged(chosen: Callable[[SwitchPort], bool], **words: object) -> list[str]:
    """Return what is found of a pod of which the first such port says something else."""
    pod = POD()
    ports = list(pod.ethernet.ports)
    index = next(index for index, row in enumerate(ports) if chosen(row))
    ports[index] = ports[index]._replace(**words)
    return found(replace(pod, ethernet=replace(pod.ethernet, ports=tuple(ports))))


def found(pod: Plan) -> list[str]:
    rows = list(pairs_are_one_to_their_hosts(pod))
    assert all(row.code == "P416" for row in rows)
    return [row.what for row in rows]


def test_what_the_compiler_makes_is_whole() -> None:
    assert found(POD()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"system_mac": "44:38:39:ff:00:09"}, "hosts would see 44:38:39:ff:00:09"),
        ({"shared_v4": "10.9.9.9"}, "tunnels 10.9.9.9"),
        ({"backup_v4": "192.0.2.1"}, "should answer at 192.0.2.1, and has no such address"),
        ({"peer": "pod-u000-r01-s01"}, "whose pair is none"),
    ],
)
def test_a_switch_that_is_told_otherwise_than_the_other_is_found(words: dict[str, object], said: str) -> None:
    assert any(said in what for what in told(lambda row: row._replace(**words)))


def test_an_address_outside_of_the_reserved_range_or_of_one_device_is_found() -> None:
    assert any("is outside of 44:38:39:ff:00:00" in what for what in told(lambda row: row._replace(system_mac="02:00:00:00:00:01"), both=True))
    own = POD().ethernet.switches[0].router_id
    assert any("which one device alone has" in what for what in told(lambda row: row._replace(shared_v4=own), both=True))


def test_a_bond_with_another_number_on_the_other_switch_is_found() -> None:
    lines = plugged(lambda row: row.segment_id == 10, segment_id=11)
    assert any("bond 10 is of" in line and "of nothing" in line for line in lines)
    assert any("bond 11" in line for line in lines)


def test_a_bond_with_other_networks_on_the_other_switch_is_found() -> None:
    lines = plugged(lambda row: row.segment_id == 10, untagged=999)
    assert any("with VLANs [999]" in line for line in lines)


def test_a_link_that_leaves_out_a_network_is_found() -> None:
    first, *_ = (row for row in POD().ethernet.ports if row.use is PortUse.PEER)
    (line,) = plugged(lambda row: row is first, tagged=first.tagged[1:])
    assert "does not carry every VLAN of both" in line
