"""What Ethernet switches are told: numbers by place, networks that stay apart, bonds and segments as they are plugged."""

from collections import Counter
from ipaddress import ip_interface

import pytest

from podwright.catalog.load import architecture_names
from podwright.plan.finding import Infeasible
from podwright.plan.types import Plan, PortUse, Role
from podwright.spec.fabric import Fabrics
from unit.pods import plan, wide_pools

NAMES = architecture_names()


def pod(architecture: str, units: int = 1) -> Plan:
    return plan(architecture, units, addresses=wide_pools())


def site(**words: object) -> Fabrics:
    return Fabrics.model_validate({"ethernet": words})


@pytest.mark.parametrize("architecture", NAMES)
def test_every_port_carries_what_its_peer_lives_in(architecture: str) -> None:
    made = pod(architecture)
    networks = {row.vlan_id: row for row in made.ethernet.networks}
    held = {(row.device, row.fabric): row for row in made.fabric.addresses if row.lane == 0}
    devices = {row.name: row for row in made.physical.devices}
    ports = [
        row
        for row in made.ethernet.ports
        if row.use is PortUse.ACCESS and not row.bond.startswith("uplink") and devices[row.peer].role not in (Role.LEAF, Role.SPINE)
    ]
    for row in ports:
        network = networks[row.untagged]
        assert (network.fabric, network.unit, network.device_class) == (row.fabric, devices[row.peer].place.unit, devices[row.peer].device_class)
        if row.bond and network.lane == 0:
            assert ip_interface(f"{held[row.peer, row.fabric].v4}/{network.v4.partition('/')[2]}").network == ip_interface(network.v4).network
    assert ports or not made.ethernet.fabrics


@pytest.mark.parametrize("architecture", NAMES)
def test_numbers_are_given_once(architecture: str) -> None:
    made = pod(architecture).ethernet
    routing = {row.device for row in made.ports if row.use in (PortUse.ROUTED, PortUse.PEER)}
    leaves = Counter(row.asn for row in made.switches if row.device in routing and row.asn % 1_000_000 >= 100_000)
    pairs = {frozenset((row.device, row.peer)) for row in made.ports if row.use is PortUse.PEER}
    assert set(leaves.values()) <= ({1, 2} if pairs else {1})
    assert max(Counter(row.vlan_id for row in made.networks).values(), default=1) == 1
    assert max(Counter((row.device, row.port) for row in made.ports).values(), default=1) == 1
    assert not {row.vlan_id for row in made.networks} & {row.vlan_id for row in made.vrfs if row.vlan_id}


@pytest.mark.parametrize("architecture", NAMES)
def test_a_segment_is_the_same_on_every_switch_that_a_bond_ends_at(architecture: str) -> None:
    made = pod(architecture)
    for peer in {row.peer for row in made.ethernet.ports if row.segment_id}:
        rows = [row for row in made.ethernet.ports if row.peer == peer and row.segment_id]
        macs = {row.segment_mac for row in made.ethernet.switches if row.device in {port.device for port in rows}}
        by_bond = {(row.fabric, row.segment_id) for row in rows}
        assert len({row.device for row in rows}) > 1, peer
        assert len(by_bond) <= len({row.fabric for row in rows}), (peer, rows)
        assert len(macs) == 1


@pytest.mark.parametrize("architecture", NAMES)
def test_both_ends_of_a_link_between_switches_are_for_the_same(architecture: str) -> None:
    made = pod(architecture).ethernet
    use_of = {(row.device, row.port): row.use for row in made.ports}
    between = [row for row in made.ports if (row.peer, row.peer_port) in use_of]
    assert all(use_of[row.peer, row.peer_port] is row.use for row in between)


def test_fabrics_on_the_same_switches_are_routed_apart() -> None:
    made = pod("era-2-8-9-400").ethernet
    assert {row.fabric: row.vrf for row in made.networks} == {"compute": "compute", "in_band": "in_band", "out_of_band": "out_of_band"}


def test_rails_of_their_own_leaves_need_no_overlay() -> None:
    made = pod("dgx-superpod-b300-spectrum").ethernet
    assert {row.vni for row in made.networks if row.fabric == "compute"} == {0}
    assert all(row.vni for row in made.networks if row.fabric == "in_band")


CPU = {"name": "cpu", "fabric": "in_band", "hosts": ["gpu_node"], "vlan": 300, "vni": 4300, "v4": "172.16.178.0/24", "first_v4": "172.16.178.201", "step": 2}


def test_a_network_of_the_site_takes_the_place_of_ours() -> None:
    made = plan("era-2-8-9-400", 3, fabrics=site(networks=[CPU]))
    nodes = [row for row in made.fabric.addresses if row.fabric == "in_band" and row.v4.startswith("172.16.178.")]
    assert [row.v4 for row in nodes] == [f"172.16.178.{number}" for number in range(201, 225, 2)]
    assert {row.vlan_id for row in made.ethernet.networks if row.name == "cpu"} == {300}
    host = next(row for row in made.hosts.hosts if row.name == nodes[0].device)
    assert next(row.v4 for row in host.interfaces if row.fabric == "in_band") == "172.16.178.201/24"
    carried = {row.untagged for row in made.ethernet.ports if row.peer == host.name and row.fabric == "in_band"}
    assert carried == {300}


def test_hosts_of_a_tagged_network_have_the_other_one_untagged() -> None:
    support = {"name": "support", "fabric": "in_band", "hosts": ["management_node"], "vlan": 400, "vni": 4400, "v4": "172.16.179.0/24", "untagged": "cpu"}
    made = plan("era-2-8-9-400", 1, fabrics=site(networks=[CPU, support]))
    managers = {row.name for row in made.hosts.hosts if row.role is Role.MANAGEMENT_NODE}
    assert {(row.untagged, row.tagged) for row in made.ethernet.ports if row.peer in managers and row.fabric == "in_band"} == {(300, (400,))}


def test_addresses_of_a_site_network_stay_when_other_things_come() -> None:
    every = {"name": "oob", "fabric": "out_of_band", "vlan": 200, "v4": "172.16.0.0/20"}
    few, more = (plan("era-2-8-9-400", units, fabrics=site(networks=[every]), storage={"host_count": hosts}) for units, hosts in ((1, 0), (3, 4)))
    before, after = ({(row.device, row.lane): row.v4 for row in made.fabric.addresses if row.fabric == "out_of_band"} for made in (few, more))
    assert before.items() <= after.items()
    assert len(set(after.values())) == len(after)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"networks": [CPU | {"step": 8}]}, "P208 network cpu: pod-u002-r02-n02: it would have"),
        (
            {"networks": [CPU, CPU | {"name": "other", "hosts": ["management_node"], "v4": "172.16.179.0/24", "first_v4": "172.16.179.9"}]},
            "VLAN 300 is already that of",
        ),
        ({"networks": [CPU | {"vrf": "BLUE"}]}, "P209 virtual router BLUE"),
        ({"networks": [CPU | {"untagged": "blue"}]}, "its ports carry blue untagged"),
        ({"edge": {"vrf": "in_band", "ports": ["swp99"]}}, "sn5610 has no such port"),
        ({"edge": {"vrf": "in_band", "ports": ["swp1s0"]}}, "it is the pod's own already"),
    ],
)
def test_numbers_that_contradict_each_other_are_told(words: dict[str, object], said: str) -> None:
    with pytest.raises(Infeasible) as told:
        plan("era-2-8-9-400", 3, fabrics=site(**words))
    assert said in str(told.value)


@pytest.mark.parametrize(("architecture", "units"), [pytest.param("dgx-superpod-h100", 64, marks=pytest.mark.soak), ("era-2-8-9-400", 17)])
def test_zones_have_networks_of_their_own(architecture: str, units: int) -> None:
    rows = pod(architecture, units).ethernet.networks
    assert max(Counter(row.vlan_id for row in rows).values()) == 1
