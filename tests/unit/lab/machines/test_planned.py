"""The blank machine of a plan's host has the plan's ports, and its BMC tells the truth about it."""

from pathlib import Path

import pytest

from podwright.lab.machines.order import Firmware, MachineOrder
from podwright.lab.machines.planned import Build, order_of
from podwright.lab.network import bridges
from podwright.plan.types import Host, Plan
from unit.pods import plan

LEARNT = {("pod-u001-r01-n01", "enp41s0f0np0"): "02:aa:00:00:00:01"}


@pytest.fixture(scope="module")
def pod() -> Plan:
    return plan()


def made(pod: Plan, host: Host, build: Build = Build("tcg")) -> MachineOrder:  # noqa: B008 - a value
    return order_of(pod, host, build=build, folder=Path("/f"), password_file=Path("/p"), macs=LEARNT)


def test_every_ethernet_port_is_in_the_bridge_of_its_lane(pod: Plan) -> None:
    one = made(pod, pod.hosts.hosts[0])
    assert {nic.name for nic in one.nics} == {"enp170s0f1np1", "enp41s0f1np1", "enp170s0f0np0", "enp41s0f0np0"}
    assert {nic.bridge for nic in one.nics} <= {bridge.name for bridge in bridges(pod)}
    assert [nic.bridge for nic in one.nics if nic.may_boot] == ["in_band-0"]


def test_the_bmc_tells_the_macs_that_the_machine_has(pod: Plan) -> None:
    one = made(pod, pod.hosts.hosts[0])
    told = {port.mac for nic in one.told.nics for port in nic.ports if port.mac}
    assert {nic.mac for nic in one.nics} == told
    assert "02:aa:00:00:00:01" in told, "what hardware.csv knows is kept"


def test_no_two_machines_of_a_pod_have_a_mac_a_serial_number_or_a_far_end_in_common(pod: Plan) -> None:
    ports = [nic for host in pod.hosts.hosts for nic in made(pod, host).nics]
    disks = [disk.serial for host in pod.hosts.hosts for disk in made(pod, host).disks]
    assert len({nic.mac for nic in ports}) == len({nic.far_end for nic in ports}) == len(ports)
    assert len({*disks}) == len(disks)
    assert all(len(serial) <= 20 for serial in disks)
    assert all(len(nic.far_end) <= 15 for nic in ports)


def test_the_bmc_stands_at_its_planned_address_in_its_own_network(pod: Plan) -> None:
    host = pod.hosts.hosts[0]
    place = made(pod, host).bmc
    assert (place.address, place.prefix_length, place.bridge) == (host.bmc_v4, 24, "out_of_band-0")


def test_with_secure_boot_no_port_has_a_rom_of_its_own(pod: Plan) -> None:
    assert not any(nic.has_ipxe for nic in made(pod, pod.hosts.hosts[0], Build("tcg", Firmware.SECURE_BOOT)).nics)
