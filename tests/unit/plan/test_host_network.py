"""How hosts use their interfaces: the way out, rails with tables of their own, names by place."""

from dataclasses import replace

import pytest
from netaddr import IPSet

from podwright.plan.host_network import HostNetwork, KindNetwork, Link, LinkKind, Route, host_networks, kind_networks
from podwright.plan.types import DeviceClass, Plan
from unit.pods import plan, wide_pools


@pytest.fixture(scope="module")
def ethernet() -> Plan:
    return plan("nvl72-ai-factory-gb300", 1, addresses=wide_pools())


@pytest.fixture(scope="module")
def infiniband() -> Plan:
    return plan("dgx-superpod-h100", 1)


def networks(pod: Plan) -> dict[str, HostNetwork]:
    return {row.host: row for row in host_networks(pod.physical, pod.fabric, pod.hosts, pod.ethernet)}


def kinds(pod: Plan) -> dict[str, KindNetwork]:
    return {row.kind: row for row in kind_networks(pod.physical, pod.fabric, pod.hosts, pod.ethernet)}


def links(pod: Plan, host: str) -> dict[tuple[str, int], Link]:
    return {(link.fabric, link.lane): link for link in networks(pod)[host].links}


def tagged(pod: Plan, *fabrics: str) -> Plan:
    rows = tuple(row._replace(is_tagged=row.fabric in fabrics and row.device_class is DeviceClass.NODE) for row in pod.ethernet.networks)
    return replace(pod, ethernet=replace(pod.ethernet, networks=rows))


def test_the_way_out_is_in_band_and_alone_has_no_table(ethernet: Plan) -> None:
    out = links(ethernet, "pod-u001-r01-n01")["in_band", 0]
    assert out.routes == (Route("0.0.0.0/0", "11.0.2.1", 254, 100, is_refusal=False), Route("::/0", "fd70:6f64:b:1::1", 254, 100, is_refusal=False))
    assert (out.rules, out.is_lane, out.kind) == ((), False, LinkKind.BOND)


def test_a_rail_on_ethernet_leaves_by_its_gateway_for_everything(ethernet: Plan) -> None:
    rail = links(ethernet, "pod-u001-r01-n01")["compute", 1]
    assert [route for route in rail.routes if ":" not in route.to] == [
        Route("14.0.64.0/18", "14.0.66.1", 254, 200, is_refusal=False),
        Route("14.0.66.0/23", "", 301, 200, is_refusal=False),
        Route("0.0.0.0/0", "14.0.66.1", 301, 200, is_refusal=False),
    ]
    assert rail.rules == (("14.0.66.33/32", 301, 10301), ("fd70:6f64:e:101::1:1/128", 301, 10301))


def test_a_rail_on_infiniband_has_its_plane_on_the_link_and_nothing_beyond(infiniband: Plan) -> None:
    rail = links(infiniband, "pod-u001-r01-n01")["compute", 7]
    own = [route for route in rail.routes if route.table == 307 and ":" not in route.to]
    assert [route.via for route in rail.routes] == [""] * len(rail.routes)
    assert [route.is_refusal for route in own] == [False, False, True]
    assert own[-1].to == "0.0.0.0/0"


def test_the_out_of_band_port_leads_to_every_controller(infiniband: Plan) -> None:
    port = links(infiniband, "pod-u000-r01-n01")["out_of_band", 1]
    gateway = next(row.gateway_v4 for row in infiniband.fabric.subnets if (row.fabric, row.device_class, row.lane, row.unit) == ("out_of_band", "n", 1, 0))
    led = [route for route in port.routes if route.table == 254 and ":" not in route.to]
    assert {route.via for route in led} == {gateway}
    inside = IPSet([route.to for route in led])
    assert all(host.bmc_v4 in inside for host in infiniband.hosts.hosts)
    assert all(row.v4 in inside for row in infiniband.fabric.addresses if row.fabric == "out_of_band")


def test_tables_and_priorities_are_no_others(ethernet: Plan, infiniband: Plan) -> None:
    for pod in (ethernet, infiniband):
        for network in networks(pod).values():
            tables = [rule.table for link in network.links for rule in link.rules]
            assert len(set(tables)) * 2 == len(tables)
            assert all(250 < table < 1001 and table not in (253, 254, 255) for table in tables)
            assert all(1000 < rule.priority < 32766 for link in network.links for rule in link.rules)


def test_a_network_with_a_tag_is_an_interface_of_its_own(ethernet: Plan) -> None:
    pod = tagged(ethernet, "compute")
    rail = links(pod, "pod-u001-r01-n01")["compute", 2]
    assert (rail.kind, rail.name, rail.parent, rail.vlan_id) == (LinkKind.VLAN, "rail2.107", "enP16p3s0f0np0", 107)
    port = next(port for port in kinds(pod)["gb300-compute-tray-converged"].ports if port.name == "enP16p3s0f0np0")
    assert (port.is_carrier, port.lane_link) == (True, "rail2.*")
    assert all(len(link.name) <= 15 for network in networks(pod).values() for link in network.links)


def test_ports_that_carry_rdma_over_ethernet_are_lossless(ethernet: Plan, infiniband: Plan) -> None:
    assert {port.name for port in kinds(ethernet)["gb300-compute-tray-converged"].ports if port.is_lossless} == {
        link.name for link in networks(ethernet)["pod-u001-r01-n01"].links if link.fabric == "compute"
    }
    assert not any(port.is_lossless for port in kinds(infiniband)["dgx-h100"].ports)


def test_members_of_a_bond_belong_to_it_and_have_their_place(infiniband: Plan) -> None:
    shared = kinds(infiniband)["dgx-h100"]
    assert [(port.name, port.bond, port.path) for port in shared.ports if port.bond] == [
        ("enp170s0f1np1", "bond0", "pci-0000:aa:00.1"),
        ("enp41s0f1np1", "bond0", "pci-0000:29:00.1"),
    ]
    assert [bond.name for bond in shared.bonds] == ["bond0"]


def test_a_unit_that_is_added_changes_no_host(infiniband: Plan) -> None:
    grown = networks(plan("dgx-superpod-h100", 3))
    assert {name: grown[name] for name in networks(infiniband)} == networks(infiniband)


def test_planes_do_not_reach_each_other() -> None:
    pod = plan("dgx-superpod-b300-spectrum", 1, addresses=wide_pools())
    names = {link.name: [route.to for route in link.routes if route.table == 254] for link in networks(pod)["pod-u001-r01-n01"].links if link.is_lane}
    led = [to for each in names.values() for to in each]
    assert len(led) == len(set(led))
