"""Switches stand in the inventory in groups of their own, in the order in which they are changed."""

import pytest

from podwright.outputs.frr.config import NoPairs, frr_configs
from podwright.outputs.inventory import inventory, values_of
from podwright.outputs.switch_inventory import switch_groups
from podwright.plan.types import Plan, PortUse
from unit.pods import plan


@pytest.fixture(scope="module")
def planes() -> Plan:
    """Return a pod whose compute fabric has two planes."""
    return plan("dgx-superpod-b300-spectrum")


def test_no_switch_is_in_a_group_of_hosts(planes: Plan) -> None:
    printed, switches = inventory(planes), {row.device for row in planes.ethernet.switches}
    groups = [name for name, group in printed.items() if name not in ("all", "_meta") and isinstance(group, dict) and switches & set(group["hosts"])]
    assert groups
    assert all(name.startswith("switches") for name in groups)


def test_one_plane_ends_before_the_next_begins(planes: Plan) -> None:
    groups = switch_groups(planes)
    order, apart = groups["switches"], [groups["switches_compute_plane_0"], groups["switches_compute_plane_1"]]
    assert set(order) == {row.device for row in planes.ethernet.switches}
    assert max(map(order.index, apart[0])) < min(map(order.index, apart[1]))
    assert sorted(groups["switches_compute"]) == sorted(apart[0] + apart[1])
    for index, names in enumerate(apart):
        assert {values_of(planes, name)["switch_config_plane"] for name in names} == {f"compute/{index}"}


def test_a_switch_has_to_hear_every_switch_of_its_pod_that_it_is_cabled_to(planes: Plan) -> None:
    for switch in planes.ethernet.switches:
        wanted = [row.port for row in planes.ethernet.ports if row.device == switch.device and row.use in (PortUse.ROUTED, PortUse.PEER)]
        assert values_of(planes, switch.device)["switch_config_neighbours"] == (wanted if switch.asn else [])


def test_its_api_is_met_by_the_name_that_the_pod_gives_it(planes: Plan) -> None:
    name = planes.ethernet.switches[0].device
    assert values_of(planes, name)["switch_config_api"] == f"https://{name}.pod.example:8765/nvue_v1"


def test_switches_whose_system_the_role_does_not_know_are_not_in_it() -> None:
    pod = plan(fabrics={"ethernet": {"os": "sonic"}})
    assert pod.ethernet.switches
    assert switch_groups(pod) == {"switches": []}


def test_the_other_switch_of_a_pair_is_heard_at_the_link_between_the_two() -> None:
    pod = plan("dgx-basepod-h100", fabrics={"ethernet": {"multihoming": "mlag"}})
    for row in pod.ethernet.mlag:
        assert values_of(pod, row.device)["switch_config_neighbours"] == ["peerlink.4094"]


def test_frr_alone_makes_no_pairs_and_says_so() -> None:
    pod = plan("dgx-basepod-h100", fabrics={"ethernet": {"multihoming": "mlag"}})
    with pytest.raises(NoPairs, match=r"fabrics\.ethernet\.multihoming: FRR alone has no MLAG.* Keep multihoming: evpn"):
        dict(frr_configs(pod.ethernet))
