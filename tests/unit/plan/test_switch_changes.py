"""What changes of switches and networks that stand is told, once, and asks for a drain; growth and the same pod say nothing."""

import pytest

from podwright.plan.difference import Cost, diff
from podwright.plan.types import Plan
from unit.pods import plan

ERA = "era-2-8-9-400"


@pytest.fixture(scope="module")
def pod() -> Plan:
    return plan(ERA, 1)


def told(old: Plan, new: Plan) -> dict[str, str]:
    """Return what is told of switches and networks, by kind and name."""
    rows = [row for row in diff(old, new) if row.kind in ("switch", "network", "switch system")]
    assert {(row.change, row.cost) for row in rows} <= {("changed", Cost.DRAIN)}
    return {f"{row.kind} {row.name}": row.text for row in rows}


def test_the_same_pod_and_a_grown_one_change_no_switch(pod: Plan) -> None:
    assert told(pod, pod) == told(pod, plan(ERA, 2)) == {}


def test_two_switches_that_become_one_to_their_hosts_are_told(pod: Plan) -> None:
    found = told(pod, plan(ERA, 1, fabrics={"ethernet": {"multihoming": "mlag"}}))
    assert found == {
        "switch pod-u000-r01-s01": "segments from 44:38:39:ff:00:01 -> none, pair with none -> pod-u000-r02-s01, hosts see none -> 44:38:39:ff:00:01, "
        "tunnels end at none -> 10.1.32.0, priority none -> 1000",
        "switch pod-u000-r02-s01": "autonomous system 4202100000 -> 4202100001, segments from 44:38:39:ff:00:01 -> none, "
        "pair with none -> pod-u000-r01-s01, hosts see none -> 44:38:39:ff:00:01, tunnels end at none -> 10.1.32.0, priority none -> 2000",
    }


def test_another_release_and_another_number_are_told(pod: Plan) -> None:
    found = told(pod, plan(ERA, 1, fabrics={"ethernet": {"release": "5.15", "asn": 65001}}))
    assert found["switch system pod"] == "runs cumulus 5.14 -> cumulus 5.15"
    assert found["switch pod-u000-r01-s01"] == "autonomous system 4202100000 -> 65001"


def test_a_network_with_another_vlan_is_told() -> None:
    words = {"name": "cpu", "fabric": "in_band", "hosts": ["gpu_node"], "vni": 4300, "v4": "172.16.178.0/24"}
    old, new = (plan(ERA, 1, fabrics={"ethernet": {"networks": [{**words, "vlan": vlan}]}}) for vlan in (300, 301))
    assert told(old, new) == {"network cpu (172.16.178.0/24)": "VLAN 300 -> 301"}
