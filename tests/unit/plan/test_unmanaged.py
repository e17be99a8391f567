"""A switch that is managed over its fabric has a place and the cables of its fabric, and nothing else: no address, no name to reach it by, no out-of-band cable."""

from functools import cache

from podwright.catalog.load import load_catalog
from podwright.checks.judge import judge
from podwright.plan.finding import Severity
from podwright.plan.types import Plan
from unit.pods import plan

A100 = "dgx-superpod-a100"
FABRIC_OF_THEIRS = {"compute", "storage"}


@cache
def pod() -> Plan:
    return plan(A100, 1)


@cache
def unmanaged() -> set[str]:
    """Return the switches of the pod whose kind has no management port."""
    kinds = {name for name, kind in load_catalog(A100).switches.items() if kind.management_port is None}
    return {device.name for device in pod().physical.devices if device.kind in kinds}


def test_the_infiniband_switches_of_an_a100_pod_are_managed_over_their_fabric() -> None:
    assert {device.name for device in pod().physical.devices if device.fabric in FABRIC_OF_THEIRS and device.kind == "qm8790"} == unmanaged() != set()


def test_it_has_no_address_and_no_name_that_leads_to_one() -> None:
    assert [row for row in pod().fabric.addresses if row.device in unmanaged()] == []
    assert [entry for entry in pod().hosts.names if unmanaged() & set(entry.names)] == []


def test_it_has_cables_of_its_own_fabric_alone() -> None:
    fabrics = {cable.fabric for cable in pod().fabric.cables if {cable.a_device, cable.b_device} & unmanaged()}
    assert fabrics == FABRIC_OF_THEIRS


def test_every_other_switch_keeps_its_out_of_band_address() -> None:
    managed = {row.device for row in pod().fabric.addresses if row.fabric == "out_of_band"}
    others = {device.name for device in pod().physical.devices if device.device_class.value == "s"} - unmanaged()
    assert others
    assert others <= managed


def test_the_judge_misses_nothing_of_it() -> None:
    assert [finding for finding in judge(pod()) if finding.severity is Severity.ERROR] == []
