"""What a machine is set to against what is declared: said, and no reason to leave the machine alone."""

from dataclasses import replace

import pytest

from podwright.observe.redfish.collect_clock import off_s
from podwright.observe.redfish.compare import MachineComparison, compare_machines
from podwright.observe.redfish.learning import learn
from podwright.observe.redfish.shelf import ROOT, Failed
from podwright.plan.types import BootOrder, FirmwareWish
from podwright.spec.hardware import HardwareRow
from unit.observe.redfish.racked import GPU, at, kind_of, machine, observed

INVENTORY = f"{ROOT}/UpdateService/FirmwareInventory"


def wished(*pieces: FirmwareWish, but: dict[str, object] | None = None) -> MachineComparison:
    places = at()
    kinds = {**places.kinds, kind_of(GPU).kind: replace(kind_of(GPU), firmware=pieces)}
    return compare_machines(replace(places, kinds=kinds), [observed(GPU, but=but)])


def test_firmware_of_another_version_is_one_finding_a_machine_and_the_machine_is_learnt() -> None:
    pieces = [FirmwareWish(name, "99") for name in ("HostBMC_0", "HostBIOS_0")]
    comparison = wished(*pieces)
    assert [(finding.code, finding.what) for finding in comparison.findings] == [
        ("P590", "HostBMC_0 has 23.11.20, and 99 is declared; HostBIOS_0 has 1.0.7, and 99 is declared")
    ]
    assert comparison.unfit == frozenset()
    assert learn(at(), comparison, (), {}).learnt == (GPU,)


def test_firmware_as_declared_and_firmware_that_is_not_told_are_no_finding() -> None:
    assert wished(FirmwareWish("HostBMC_0", "23.11.20")).findings == ()
    assert wished(FirmwareWish("HostBMC_0", "99"), but={INVENTORY: Failed("answers 500")}).findings == ()


def test_a_component_that_the_bmc_does_not_know_is_a_finding() -> None:
    assert [(finding.code, finding.what) for finding in wished(FirmwareWish("HostBMC_1", "99")).findings] == [
        ("P591", "its BMC knows no firmware component HostBMC_1")
    ]


def started(first: str, mac: str | None) -> MachineComparison:
    port = "enp41s0f1np1"
    rows = (HardwareRow(GPU, port, mac, None, None),) if mac else ()
    places = at(rows)
    kinds = {**places.kinds, kind_of(GPU).kind: replace(kind_of(GPU), boot_order=BootOrder(first, (port,)))}
    return compare_machines(replace(places, kinds=kinds), [observed(GPU)])


def test_a_machine_that_starts_from_another_thing_first_is_a_finding_and_one_whose_network_nobody_knows_is_not_compared() -> None:
    own = next(port.mac for nic in machine(GPU).nics if nic.pci == "0000:29:00" for port in nic.ports[1:])
    assert [(row.code, row.what) for row in started("network", own).findings] == [
        ("P596", "it starts from the operating system first, and the network is declared")
    ]
    assert started("disk", None).findings == ()
    unknown = started("network", None)
    assert (unknown.findings, [(row.aspect, row.reason) for row in unknown.not_compared]) == ((), [("boot order", "no MAC of its in-band ports is declared")])


@pytest.mark.parametrize(("off", "what"), [(-126_230_400, "the clock of its BMC is 1,461 days behind"), (200_000, "the clock of its BMC is 2 days ahead")])
def test_a_clock_that_is_days_off_is_a_finding_that_keeps_nothing_from_being_set(off: int, what: str) -> None:
    comparison = compare_machines(at(), [replace(observed(GPU), clock_off_s=off)])
    assert [(row.code, row.what) for row in comparison.findings] == [("P599", what)]
    assert comparison.unfit == frozenset()


def test_a_clock_of_another_time_zone_is_none() -> None:
    assert compare_machines(at(), [replace(observed(GPU), clock_off_s=-43_200)]).findings == ()


def test_how_far_a_clock_is_off_is_told_by_its_manager() -> None:
    kind = "#Manager.v1_14_0.Manager"
    told = [
        {"m": {"@odata.type": kind, "DateTime": text}}
        for text in ("1970-01-01T00:01:40+00:00", "1970-01-01T01:01:40+01:00", "0000-00-00T00:00:00Z", "1970-01-01T00:01:40")
    ]
    assert [off_s(documents, 40.0) for documents in told] == [60, 60, None, None]
    assert off_s({"s": {"@odata.type": "#LogEntry.v1_0_0.LogEntry", "DateTime": "1970-01-01T00:01:40Z"}}, 40.0) is None
