"""Which bridges, links, gateways and routes show a plan's networks."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from podwright.lab.network import NAME_LENGTH, Route, bridge_name, bridges, in_band, links, mac, routes
from podwright.plan.types import Plan, Subnet
from unit.pods import plan as starter_plan


def two_units(plan: Plan) -> Plan:
    """Return the plan with a second in-band subnet, as a second unit brings one."""
    first = next(subnet for subnet in plan.fabric.subnets if subnet.fabric == "in_band")
    second = replace(first, unit=2, v4="192.0.2.0/24", v6="2001:db8:2::/64", gateway_v4="192.0.2.1", gateway_v6="2001:db8:2::1")
    subnets: tuple[Subnet, ...] = (*plan.fabric.subnets, second)
    return replace(plan, fabric=replace(plan.fabric, subnets=subnets))


@given(fabric=st.text("abcxyz_", min_size=1, max_size=30), lane=st.integers(0, 200))
def test_a_bridges_name_fits_the_kernel(fabric: str, lane: int) -> None:
    assert 0 < len(bridge_name(fabric, lane)) <= NAME_LENGTH


def test_long_names_that_begin_alike_stay_apart() -> None:
    assert len({bridge_name(f"storage_of_{name}", lane) for name in ("training", "inference") for lane in range(20)}) == 40


@given(st.text())
def test_a_mac_is_local_and_of_one_station(name: str) -> None:
    assert re.fullmatch(r"02(:[0-9a-f]{2}){5}", mac(name))


def test_every_lane_of_an_interface_has_one_bridge() -> None:
    plan = starter_plan()
    names = [bridge.name for bridge in bridges(plan)]
    assert len(names) == len(set(names))
    assert {link.bridge for link in links(plan.hosts.hosts)} <= set(names)


def test_the_lab_holds_addresses_on_the_in_band_network_alone() -> None:
    plan = starter_plan()
    held = {bridge.name: bridge.addresses for bridge in bridges(plan) if bridge.addresses}
    subnet = next(one for one in plan.fabric.subnets if one.fabric == "in_band")
    assert held == {"in_band-0": (f"{subnet.gateway_v4}/24", f"{subnet.gateway_v6}/64")}


def test_no_two_links_share_a_far_end_or_a_mac() -> None:
    found = links(starter_plan().hosts.hosts)
    assert len({link.far_end for link in found}) == len({link.mac for link in found}) == len(found)
    assert all(len(link.far_end) <= NAME_LENGTH for link in found)


def test_a_pod_of_one_unit_needs_no_route() -> None:
    plan = starter_plan()
    assert all(routes(plan, interface) == () for host in plan.hosts.hosts for interface in host.interfaces)


def test_the_other_units_of_a_network_lie_behind_its_gateway() -> None:
    plan = two_units(starter_plan())
    home = next(one for one in plan.fabric.subnets if one.fabric == "in_band")
    (entry,) = in_band(plan.hosts.hosts[0])
    assert routes(plan, entry) == (Route("192.0.2.0/24", home.gateway_v4), Route("2001:db8:2::/64", home.gateway_v6))
